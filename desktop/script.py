"""A small caller of the wire contract, with a token, as any script would be. Standard library only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

CALL_TIMEOUT_S = 20.0


class Refused(Exception):
    """The server answered with a problem; its sentence is `detail`, and in the text."""

    def __init__(self, text: str, detail: str = "") -> None:
        super().__init__(text)
        self.detail = detail


class Script:
    def __init__(self, url: str, token: str) -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> dict[str, Any]:  # Any: JSON
        return self._call("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("POST", path, body)

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("PUT", path, body)

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._call("PATCH", path, body)

    def delete(self, path: str) -> dict[str, Any]:
        return self._call("DELETE", path, None)

    def events(self, *, after: str, timeout_s: float) -> Iterator[dict[str, Any]]:
        """The facts after a cursor, as envelopes. Control frames are passed over; ends with the stream."""
        connection = HTTPConnection(self._address, timeout=timeout_s)
        connection.request("GET", f"/api/events?after={after}", headers=self._headers)
        try:
            named = False
            for raw in connection.getresponse():
                line = raw.decode("utf-8").rstrip("\n")
                if line.startswith("event:"):
                    named = True
                elif line.startswith("data:") and not named:
                    yield json.loads(line.removeprefix("data:"))
                elif not line:
                    named = False
        finally:
            connection.close()

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        connection = HTTPConnection(self._address, timeout=CALL_TIMEOUT_S)
        headers = self._headers | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            connection.request(method, path, body=json.dumps(body) if body is not None else None, headers=headers)
            answer = connection.getresponse()
            document = json.loads(answer.read() or b"{}")
        finally:
            connection.close()
        if answer.status >= 400:
            detail = str(document.get("detail"))
            raise Refused(f"{method} {path}: {answer.status} {detail}", detail)
        return dict(document)
