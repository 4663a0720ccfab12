"""What the desktop's tray says of Runnel: the chats that run and the ones that wait, and what can be done there.

Made of what the notices have asked the server anyway (`notices.py`). How a desktop shows it is the window's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from desktop.contents import Contents, Line
from desktop.notices import WORDS as NOTICES
from desktop.notices import language

if TYPE_CHECKING:
    from backend.domain.settings import Preferences

LINES_MOST = 12  # a menu that fills the screen helps nobody
TITLE_CHARS = 60

WORDS = {
    "en": {
        "waits": "waits for your decision",
        "nothing": "No answer is being written",
        "show": "Show Runnel",
        "quit": "Quit",
        "stop": "Stop and quit",
    },
    "de": {
        "waits": "wartet auf dich",
        "nothing": "Keine Antwort wird geschrieben",
        "show": "Runnel zeigen",
        "quit": "Beenden",
        "stop": "Anhalten und beenden",
    },
}


class Tray:
    """Tells the window what to show when that has changed; None when the person wants no tray."""

    def __init__(
        self,
        preferences: Callable[[], Preferences],
        page_of: Callable[[str], str],
        tell: Callable[[Contents | None], None],
    ) -> None:
        self._preferences = preferences
        self._page_of = page_of
        self._tell = tell
        self._chats: dict[str, bool] = {}  # whether they wait
        self._titles: dict[str, str] = {}
        self._told: Contents | None = None

    def forget(self) -> None:
        """Another window may come, which was told nothing."""
        self._told = None

    def look(self, snapshot: Mapping[str, Any] | None) -> None:
        """`snapshot` is the server's; None when nothing has happened since the last."""
        if snapshot is not None:
            waiting = {asked["conversation"]: True for asked in snapshot["interrupts"]}
            self._chats = waiting | {
                entry["conversation"]: False for entry in snapshot["running"] if entry["conversation"] not in waiting
            }
            self._titles = {entry["id"]: entry["title"] for entry in snapshot["conversations"]}
        contents = self._contents()
        if contents != self._told:
            self._told = contents
            self._tell(contents)

    def _contents(self) -> Contents | None:
        preferences = self._preferences()
        if not preferences.tray:
            return None
        spoken = language({"language": preferences.language})
        words = WORDS[spoken]

        def line(chat: str, waits: bool) -> Line:
            title = (self._titles.get(chat) or NOTICES[spoken]["new"])[:TITLE_CHARS]
            return Line(self._page_of(chat), f"{title} – {words['waits']}" if waits else title, waits)

        lines = tuple(line(chat, waits) for chat, waits in list(self._chats.items())[:LINES_MOST])
        stops = any(not waits for waits in self._chats.values())
        return Contents(lines, words["nothing"], words["show"], words["stop" if stops else "quit"])
