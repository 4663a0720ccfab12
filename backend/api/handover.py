"""What a second start needs to hand over what it was given: `instance.json` in the data folder, for this person alone.

It holds our address and a secret that opens `POST /api/arrivals` once. Whoever can read it could read the whole
data folder as well. A used secret is replaced before the request goes on, so one that was seen opens nothing.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from backend.domain import kept_file

log = logging.getLogger(__name__)

FILE = "instance.json"


class Handover:
    """Closed until `open`. Small enough for the server's own thread."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self._file = data_dir / FILE
        self._url = url
        self._secret: str | None = None

    def open(self) -> None:
        """From now on a second start finds us."""
        self._secret = secrets.token_urlsafe(32)
        document = {"url": self._url, "pid": os.getpid(), "secret": self._secret}
        try:
            kept_file.replace(self._file, json.dumps(document), synced=False)
        except OSError as error:
            self._secret = None  # a second start then says that Runnel is running, and nothing more
            log.warning("a second start cannot find this one: %s", error.strerror)

    def redeem(self, secret: str) -> bool:
        """Whether it is the secret; it is not a second time. Compares in constant time."""
        good = self._secret is not None and hmac.compare_digest(secret.encode(), self._secret.encode())
        if good:
            self.open()
        return good

    def close(self) -> None:
        """Nobody finds us any more."""
        self._secret = None
        with suppress(OSError):
            self._file.unlink()
