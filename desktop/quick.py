"""The quick bar: a line to type into, called by a key that works in every program; what is typed is sent in a new chat.

The key is the desktop's to give, so the window asks for one only when the person wants it. The system's Python runs the
part of the window; this one runs beside the server.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.notices import language
from desktop.script import Refused, Script

if TYPE_CHECKING:
    from backend.domain.settings import Preferences

WORDS = {
    "en": {"title": "Ask Runnel", "place": "Ask Runnel…", "what": "Open Runnel’s quick bar"},
    "de": {"title": "Runnel fragen", "place": "Runnel fragen …", "what": "Runnels Schnellleiste öffnen"},
}


class Quick:
    """`order` reaches the window (`outcome.Opener.obey`)."""

    def __init__(
        self, preferences: Callable[[], Preferences], script: Script, order: Callable[[dict[str, Any]], None]
    ) -> None:
        self._preferences = preferences
        self._script = script
        self._order = order
        self._ordered: dict[str, str] | None = None

    def look(self) -> None:
        """Has the window ask for the key, or give it back, when the person's choice has changed."""
        preferences = self._preferences()
        wanted = WORDS[language({"language": preferences.language})] if preferences.quick_bar else None
        if wanted != self._ordered:
            self._ordered = wanted
            self._order({"key": wanted})

    def send(self, text: str) -> str:
        """The chat in which it was sent; where it cannot be, it is that chat's draft. Raises what a call raises."""
        mode = self._preferences().default_mode
        chat = str(self._script.post("/api/conversations", {"mode": mode})["id"])
        try:
            self._script.post(f"/api/conversations/{chat}/messages", {"id": uuid.uuid4().hex, "text": text})
        except Refused:
            self._script.put(f"/api/drafts/{chat}", {"text": text})
        return chat
