"""Secrets of other parts than models, kept as API keys are: in the system's keychain, else in this session's memory."""

from __future__ import annotations

from typing import Literal

from backend.models.keys import Keys
from backend.models.redaction import KNOWN

SERVICE = "Runnel servers"


class KeyVault:
    """Texts by name, each bound to what it was kept for. What is secret in a text is said with `remember`."""

    def __init__(self, keys: Keys | None = None) -> None:
        # a text here is several values with their names, and names are not to be hidden
        self._keys = keys or Keys(service=SERVICE, known=lambda text: None)

    async def put(self, name: str, bound_to: str, text: str) -> Literal["keychain", "session"]:
        """Keeps it, instead of any other of this name. Answers where."""
        return await self._keys.put(name, bound_to, text)

    async def get(self, name: str, bound_to: str) -> str | None:
        """What was kept for exactly this, or None."""
        return await self._keys.get(name, bound_to)

    async def remove(self, name: str) -> None:
        """Forgets it."""
        await self._keys.remove(name)

    async def availability(self) -> tuple[bool, str]:
        """Whether it outlives this session, and the sentence that says so."""
        return await self._keys.availability()

    def remember(self, secret: str) -> None:
        """From now on it is taken out of every log line and sentence."""
        KNOWN.add(secret)

    def hide_in(self, text: str) -> str:
        """The text without any secret that is known."""
        return KNOWN.hide_in(text)
