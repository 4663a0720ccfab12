"""Who may call: a token for scripts, a cookie derived from it for pages, and codes that hand the cookie out once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from backend.api.handover import Handover
from backend.domain import limits


class Sessions:
    """The credentials of one launch. `token` None makes a random one; a given one outlives restarts.

    Cookies ignore ports, so the cookie's name is made from the data folder: two servers never share one.
    """

    def __init__(
        self,
        token: str | None,
        data_dir: Path,
        *,
        handover: Handover | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token or secrets.token_urlsafe(32)
        self.cookie_name = "runnel_" + hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
        self.cookie = hmac.new(self.token.encode(), b"runnel page cookie", hashlib.sha256).hexdigest()
        self._handover = handover
        self._clock = clock
        self._codes: dict[bytes, float] = {}  # SHA-256 of the code → until when

    def new_boot_code(self) -> str:
        """A code that exchanges itself for the cookie once, within BOOT_CODE_S."""
        now = self._clock()
        self._codes = {digest: until for digest, until in self._codes.items() if until > now}
        code = secrets.token_urlsafe(24)
        self._codes[_digest(code)] = now + limits.BOOT_CODE_S
        return code

    def redeem(self, code: str) -> bool:
        """Whether the code is good; it is not a second time. Looked up by digest, so time tells nothing."""
        until = self._codes.pop(_digest(code), 0.0)
        return until > self._clock()

    def hands_over(self, secret: str) -> bool:
        """Whether it is what another start read in our data folder; it is not a second time."""
        return self._handover is not None and self._handover.redeem(secret)

    def is_token(self, value: str) -> bool:
        """Compares in constant time."""
        return hmac.compare_digest(value.encode(), self.token.encode())

    def is_cookie(self, value: str) -> bool:
        """Compares in constant time."""
        return hmac.compare_digest(value.encode(), self.cookie.encode())


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()
