"""A second start on the same data folder: hands over what it was given and ends. Standard library only: it is quick.

The first one is found by `instance.json` in the data folder, which backend/api/handover.py writes once its window can
be seen. What is in the file may be left over from a start that was killed; then nobody answers, or somebody else
refuses the secret, and this start is no second one.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CALL_TIMEOUT_S = 10.0
LOOK_EVERY_S = 0.1
ACTIVATION = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")  # what a desktop gives a start for coming to the front

SHOWN = "Runnel is running already. Its window has been brought to the front."
OPEN_THIS = "Runnel is running already. Open this address (it works once, for one minute):\n\n    {url}\n"


@dataclass(frozen=True, slots=True)
class Given:
    """What a start was given on its command line. `path` is whole."""

    path: str | None = None
    text: str | None = None

    @classmethod
    def of(cls, path: Path | None, text: str | None) -> Given:
        return cls(str(path.absolute()) if path is not None else None, text)


class Refused(Exception):
    """The first one cannot use what was given; its sentence is the text."""


def hand_over(data_dir: Path, given: Given, *, patience_s: float = 0.0) -> str | None:
    """Gives it to the Runnel that runs on `data_dir`. Answers what to say, or None when none could be found.

    A first one that is still starting is waited for, `patience_s` at most. Raises Refused.
    """
    ends = time.monotonic() + patience_s
    while True:
        found = _read(data_dir / "instance.json")
        answer = _give(found, given) if found is not None else None
        if answer is not None:
            url = answer.get("open")
            return OPEN_THIS.format(url=url) if url else SHOWN
        if time.monotonic() >= ends:
            return None
        time.sleep(LOOK_EVERY_S)


def _read(file: Path) -> dict[str, Any] | None:  # Any: JSON
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return {"url": str(document["url"]), "secret": str(document["secret"]), "pid": int(document["pid"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _give(first: dict[str, Any], given: Given) -> dict[str, Any] | None:
    """The first one's answer; None when it is not there, or not the one that wrote the file."""
    address = urlsplit(first["url"])
    if address.scheme != "http" or address.hostname != "127.0.0.1":
        return None
    _let_it_come_forward(first["pid"])
    activation = next((value for name in ACTIVATION if (value := os.environ.get(name))), None)
    body = json.dumps({"path": given.path, "text": given.text, "activation": activation})
    headers = {"Authorization": f"Bearer {first['secret']}", "Content-Type": "application/json"}
    connection = HTTPConnection(address.netloc, timeout=CALL_TIMEOUT_S)
    try:
        connection.request("POST", "/api/arrivals", body=body, headers=headers)
        answer = connection.getresponse()
        document = json.loads(answer.read() or b"{}")
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    if answer.status == 401 or not isinstance(document, dict):
        return None
    if answer.status >= 400:
        raise Refused(str(document.get("detail")))
    return document


def _let_it_come_forward(pid: int) -> None:
    """Windows lets only the process in front choose who comes there. Not run on Windows."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)
