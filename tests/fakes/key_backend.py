"""A keychain in memory that can be locked, hang, or refuse, as real ones do."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


class KeychainRefused(Exception):
    """What a locked or broken keychain raises."""


@dataclass
class FakeKeyBackend:
    """`entries` is what it holds. `refuses` makes every call fail; `hangs` makes it wait until `release()`."""

    entries: dict[tuple[str, str], str] = field(default_factory=dict)
    refuses: bool = False
    hangs: bool = False
    calls: list[str] = field(default_factory=list)
    _released: threading.Event = field(default_factory=threading.Event)

    def get_password(self, service: str, username: str) -> str | None:
        self._answer("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer("set")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer("delete")
        if self.entries.pop((service, username), None) is None:
            raise KeychainRefused("no such password")

    def release(self) -> None:
        self._released.set()

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.hangs:
            self._released.wait(30)
        if self.refuses:
            raise KeychainRefused("the keychain is locked")
