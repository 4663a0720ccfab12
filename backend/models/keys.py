"""API keys: in the system's keychain through `keyring`, else in this session's memory; never in a file of ours.

A key is bound to `name@origin`: an entry keeps the origin it was entered for, so a provider whose address was changed
by an import or by hand finds no key until the person enters it again. keyring is imported at the first use, and every
call runs in a daemon thread with a time-out: a locked Secret Service can wait for ever and must not hold up our end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from time import monotonic
from typing import Final, Literal, Protocol, TypeVar

from backend.domain import limits
from backend.domain.aside import aside
from backend.models.failures import remember

SERVICE: Final = "Runnel"
Answer = TypeVar("Answer")

_AVAILABLE = "Keys are kept in this system's keychain."
_NONE = (
    "This system has no keychain that Runnel can use, so a key is kept for this session only: "
    "enter it again after a restart, or set it in the environment."
)
_SILENT = "The system's keychain did not answer; it may be locked. Until it does, keys are kept for this session only."
_REFUSED = (
    "The system's keychain refused to be used; it may be locked. Until it opens, keys are kept for this session only."
)


class KeyBackend(Protocol):
    """What we need of a keyring backend; `keyring.backend.KeyringBackend` has it."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class _KeychainSilent(Exception):
    """It did not answer in time, or not long ago."""


class Keys:
    """Where keys are put and found. `backend` replaces the detection, for tests; `service` is the keychain's heading.

    `known` is told of each key that is seen, so that it is shown nowhere.
    """

    def __init__(
        self,
        *,
        backend: KeyBackend | None = None,
        timeout_s: float = limits.KEYCHAIN_TIMEOUT_S,
        service: str = SERVICE,
        known: Callable[[str], None] = remember,
    ) -> None:
        self._service = service
        self._known = known
        self._backend = backend
        self._timeout_s = timeout_s
        self._detected = backend is not None
        self._session: dict[str, tuple[str, str]] = {}  # provider → origin, key
        self._read: dict[str, tuple[str, str] | None] = {}  # what the keychain answered, until it is changed
        self._rest_until = 0.0
        self._keychain_failed = False
        self._one_at_a_time = asyncio.Lock()

    async def put(self, provider: str, origin: str, key: str) -> Literal["keychain", "session"]:
        """Keeps `key` for this provider at this origin, instead of any other it had. Answers where it is kept."""
        self._known(key)
        self._read.pop(provider, None)
        entry = json.dumps({"origin": origin, "key": key})
        if (backend := await self._keychain()) is not None:
            try:
                await self._call(lambda: backend.set_password(self._service, provider, entry))
            except Exception:
                # a keychain fails in many ways of its own, and our answer to all of them is the session's memory
                self._keychain_failed = True
            else:
                self._keychain_failed = False
                self._session.pop(provider, None)
                self._read[provider] = (origin, key)
                return "keychain"
        self._session[provider] = (origin, key)
        return "session"

    async def get(self, provider: str, origin: str) -> str | None:
        """The key entered for exactly this origin, or None."""
        kept = self._session.get(provider) or await self._from_keychain(provider)
        if kept is None or kept[0] != origin:
            return None
        return kept[1]

    async def remove(self, provider: str) -> None:
        """Forgets the key of this provider, everywhere."""
        self._session.pop(provider, None)
        self._read.pop(provider, None)
        if (backend := await self._keychain()) is not None:
            with contextlib.suppress(Exception):  # that nothing was stored is an error for some backends
                await self._call(lambda: backend.delete_password(self._service, provider))

    async def state(self, provider: str, origin: str) -> Literal["keychain", "session", "none"]:
        """Where the key for this provider at this origin is."""
        if provider in self._session:
            return "session" if self._session[provider][0] == origin else "none"
        return "none" if await self.get(provider, origin) is None else "keychain"

    async def availability(self) -> tuple[bool, str]:
        """Whether keys outlive this session, and the sentence that says so."""
        if self._resting():
            return False, _SILENT
        found = await self._keychain() is not None
        if self._resting():
            return False, _SILENT
        if found and self._keychain_failed:
            return False, _REFUSED
        return found, _AVAILABLE if found else _NONE

    async def _from_keychain(self, provider: str) -> tuple[str, str] | None:
        if provider in self._read:
            return self._read[provider]
        backend = await self._keychain()
        if backend is None:
            return None
        try:
            text = await self._call(lambda: backend.get_password(self._service, provider))
        except Exception:
            self._keychain_failed = True  # see put
            return None
        self._keychain_failed = False
        entry = self._read[provider] = _parse(text)
        if entry is not None:
            self._known(entry[1])
        return entry

    async def _keychain(self) -> KeyBackend | None:
        if not self._detected and not self._resting():
            try:
                self._backend = await self._call(_detect, limits.KEYCHAIN_PROBE_S)
            except _KeychainSilent:
                return None
            self._detected = True
        return self._backend

    async def _call(self, action: Callable[[], Answer], timeout_s: float | None = None) -> Answer:
        async with self._one_at_a_time:
            if self._resting():
                raise _KeychainSilent
            try:
                return await asyncio.wait_for(aside(action, name="keychain"), timeout_s or self._timeout_s)
            except TimeoutError:
                self._rest_until = monotonic() + limits.KEYCHAIN_REST_S
                raise _KeychainSilent from None

    def _resting(self) -> bool:
        return monotonic() < self._rest_until


def _detect() -> KeyBackend | None:
    """The system's keychain, or None where keyring has only a file, nothing, or a refusal to offer."""
    import keyring
    import keyring.backend

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", None) or [chosen]:
        module = type(backend).__module__
        # keyrings.alt keeps files; fail refuses and null forgets; chainer is only a list of the others
        if not module.startswith(("keyrings.alt", "keyring.backends.fail", "keyring.backends.null")):
            found: KeyBackend = backend
            return found
    return None


def _parse(text: str | None) -> tuple[str, str] | None:
    try:
        entry = json.loads(text or "null")
        origin, key = entry["origin"], entry["key"]
    except (ValueError, TypeError, KeyError):
        return None  # not written by us
    return str(origin), str(key)
