"""Where the values of variables and headers are kept, as this package needs it; `backend.main` hands in one."""

from __future__ import annotations

from typing import Literal, Protocol

Place = Literal["keychain", "session", "none"]


class Vault(Protocol):
    """The system's keychain, or this session's memory where there is none. `bound_to` is as in API keys: an entry that
    was kept for something else is not found."""

    async def put(self, name: str, bound_to: str, text: str) -> Literal["keychain", "session"]: ...
    async def get(self, name: str, bound_to: str) -> str | None: ...
    async def remove(self, name: str) -> None: ...
    def remember(self, secret: str) -> None:
        """From now on it is taken out of every log line and sentence."""

    def hide_in(self, text: str) -> str:
        """The text without any secret that is known."""
