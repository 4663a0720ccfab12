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
    "en": {
        "title": "Ask Runnel",
        "place": "Ask Runnel…",
        "what": "Open Runnel’s quick bar",
        "failed": "That could not be sent. Press Enter to try again.",
    },
    "de": {
        "title": "Runnel fragen",
        "place": "Runnel fragen …",
        "what": "Runnels Schnellleiste öffnen",
        "failed": "Das ließ sich nicht senden. Mit der Eingabetaste noch einmal versuchen.",
    },
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
        self._untaken: tuple[str, str, str] | None = None  # a text, and the ids of its chat and message

    def look(self) -> None:
        """Has the window ask for the key, or give it back, when the person's choice has changed."""
        preferences = self._preferences()
        wanted = WORDS[language({"language": preferences.language})] if preferences.quick_bar else None
        if wanted != self._ordered:
            self._ordered = wanted
            self._order({"key": wanted})

    def forget(self) -> None:
        """Another window may come, which was told nothing."""
        self._ordered = None

    def send(self, text: str) -> str:
        """The chat in which it was sent; where it was refused, it is that chat's draft. Raises what a call raises: the
        same text again then is the same chat and the same message, so that it is never there twice. Where even the
        draft is refused, there is no chat."""
        if self._untaken is None or self._untaken[0] != text:
            self._untaken = (text, uuid.uuid4().hex, uuid.uuid4().hex)
        _, chat, message = self._untaken
        self._script.post("/api/conversations", {"id": chat, "mode": self._preferences().default_mode})
        try:
            self._script.post(f"/api/conversations/{chat}/messages", {"id": message, "text": text})
        except Refused:
            try:
                self._script.put(f"/api/drafts/{chat}", {"text": text})
            except Refused:
                self._untaken = None
                self._script.delete(f"/api/conversations/{chat}")
                raise
        self._untaken = None
        return chat
