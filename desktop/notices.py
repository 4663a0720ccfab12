"""What a person who looks elsewhere is told: a long answer has ended, or one waits for them.

Asked of the server as a script would, and only when the log has grown: an idle Runnel asks nothing. Whether the window
is in front, and how the desktop shows a notice, is the window's business (`Adapter.notify`).
"""

from __future__ import annotations

import locale
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from desktop.script import Refused, Script

LOOK_S = 1.0
LONG_S = 20.0  # an answer that took less was waited for

WORDS = {
    "en": {
        "waits": "Waits for your decision.",
        "finished": "The answer is complete.",
        "failed": "The answer could not be finished.",
        "new": "New chat",
    },
    "de": {
        "waits": "Wartet auf deine Entscheidung.",
        "finished": "Die Antwort ist fertig.",
        "failed": "Die Antwort konnte nicht beendet werden.",
        "new": "Neuer Chat",
    },
}


@dataclass(frozen=True, slots=True)
class Notice:
    """`chat` is where it leads."""

    title: str
    text: str
    chat: str


class Notices:
    """`head` says without a call how far the log has come. `tell` shows a notice to who looks elsewhere. `seen` hears
    of each look: the server's snapshot, or None when nothing has happened since the last."""

    def __init__(
        self,
        script: Script,
        head: Callable[[], int],
        tell: Callable[[Notice], None],
        *,
        seen: Callable[[dict[str, Any] | None], None] = lambda snapshot: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._script = script
        self._head = head
        self._seen: int | None = None
        self._asked: set[str] | None = None  # questions that are open; None before the first look
        self._tell = tell
        self._seen_by = seen
        self._clock = clock
        self._running: dict[str, tuple[str, float]] = {}  # by run: its chat, and since when it was seen

    def watch(self, ended: threading.Event) -> None:
        """Until `ended`."""
        while not ended.wait(LOOK_S):
            try:
                self.look()
            except (OSError, HTTPException, ValueError, KeyError, Refused):
                self._running.clear()
                self._seen = None  # the server is busy or goes: nobody is told of what was not seen

    def look(self) -> None:
        """Compares what runs with what ran. Raises what a call raises."""
        head = self._head()
        if head == self._seen:
            self._seen_by(None)
            return
        self._seen = head
        snapshot = self._script.get("/api/snapshot")
        self._seen_by(snapshot)
        now = self._clock()
        running = {entry["run"]: entry["conversation"] for entry in snapshot["running"]}
        ended = {run: known for run, known in self._running.items() if run not in running}
        self._running = {run: self._running.get(run, (chat, now)) for run, chat in running.items()}
        open_now = {asked["id"]: asked["conversation"] for asked in snapshot["interrupts"]}
        new = {chat for asked, chat in open_now.items() if self._asked is not None and asked not in self._asked}
        self._asked = set(open_now)
        told = [(chat, "waits") for chat in sorted(new)]
        for run, (chat, since_s) in ended.items():
            if chat not in new and now - since_s >= LONG_S and (word := self._how_it_ended(chat, run)):
                told.append((chat, word))
        if told:
            self._say(told, {entry["id"]: entry["title"] for entry in snapshot["conversations"]})

    def _how_it_ended(self, chat: str, run: str) -> str | None:
        """None for one that the person has stopped."""
        runs = self._script.get(f"/api/conversations/{chat}")["runs"]
        status = next((entry["status"] for entry in runs if entry["id"] == run), None)
        return {"finished": "finished", "failed": "failed", "interrupted": "failed"}.get(str(status))

    def _say(self, told: list[tuple[str, str]], titles: dict[str, str]) -> None:
        settings = self._script.get("/api/settings")
        if not settings["notify"]:
            return
        words = WORDS[language(settings)]
        for chat, word in told:
            self._tell(Notice(titles.get(chat) or words["new"], words[word], chat))


def language(settings: dict[str, Any]) -> str:  # Any: JSON
    """The one that was chosen, or the system's; English where it is neither of ours."""
    chosen = settings["language"]
    system = _system_language() if chosen == "system" else chosen
    return "de" if system.lower().startswith(("de", "german")) else "en"


def _system_language() -> str:
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), None)
    return named or locale.getlocale()[0] or ""
