"""One Runnel as a script sees it: start, stop, ask, wait."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
from pydantic import SecretStr

from backend.domain.settings import Settings
from backend.main import Server
from backend.web.fetch import Reach

Json = dict[str, Any]


class World:
    """A server over a data folder; `restart` keeps the folder. Without `provider_url` it is as on a fresh machine.

    `titles` lets models name chats: a request beside the one that a story is about. `reach` is the way to the web.
    """

    def __init__(
        self,
        data_dir: Path,
        provider_url: str | None = None,
        *,
        titles: bool = False,
        reach: Reach | None = None,
        **settings: Any,
    ) -> None:
        self.data_dir = data_dir
        self._titles = titles
        self._reach = reach
        self._settings = {"downloads_dir": data_dir / "downloads", **settings}  # never the person's own folder
        self._provider_url = provider_url
        self.server: Server
        self.http: httpx2.Client

    def start(self, *, token: str | None = None) -> None:
        self.server = Server.start(
            Settings(data_dir=self.data_dir, token=SecretStr(token) if token else None, **self._settings),
            reach=self._reach,
        )
        self.http = httpx2.Client(
            base_url=self.server.url,
            headers={"authorization": f"Bearer {self.server.token}"},
            timeout=20,
            verify=False,  # there is nothing to verify on loopback, and reading the system's certificates takes 20 ms
        )
        if not self._titles:
            self.patch("/api/settings", {"modelTitles": False})
        if self._provider_url is not None:
            self.put("/api/providers/fake", {"kind": "openai-compatible", "baseUrl": self._provider_url})

    def stop(self) -> None:
        self.http.close()
        self.server.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    # --- asking -----------------------------------------------------------------------------------------

    def get(self, path: str) -> Json:
        return self._checked(self.http.get(path))

    def post(self, path: str, body: Json | None = None) -> Json:
        return self._checked(self.http.post(path, json=body or {}))

    def patch(self, path: str, body: Json) -> Json:
        return self._checked(self.http.patch(path, json=body))

    def delete(self, path: str) -> None:
        self._checked(self.http.delete(path))

    def put(self, path: str, body: Json) -> Json:
        return self._checked(self.http.put(path, json=body))

    def problem(self, method: str, path: str, body: Json | None = None) -> tuple[int, str, str]:
        """Status, code and sentence of a call that has to fail."""
        answer = self.http.request(method, path, json=body)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        document = answer.json()
        assert document.keys() == {"type", "title", "status", "detail", "code"}
        assert document["status"] == answer.status_code
        return answer.status_code, document["code"], document["detail"]

    def conversation(self, **body: Any) -> str:
        return str(self.post("/api/conversations", body)["id"])

    def say(self, conversation: str, text: str, *, model: str = "fake:scripted", **more: Any) -> str:
        """Posts a message; answers the run."""
        body = {"id": uuid.uuid4().hex, "text": text, "model": model, **more}
        return str(self.post(f"/api/conversations/{conversation}/messages", body)["runId"])

    def attach(self, data: bytes, name: str) -> Json:
        """Sends a file; answers what the server says it is."""
        headers = {"x-runnel-name": quote(name), "content-type": "application/octet-stream"}
        return self._checked(self.http.post("/api/attachments", content=data, headers=headers))

    def wait(self, conversation: str, *statuses: str, timeout_s: float = 20) -> Json:
        """The conversation, once its last run has one of the statuses."""
        wanted = statuses or ("finished", "failed", "cancelled", "interrupted", "waiting")
        return self.until(lambda: self._with_status(conversation, wanted), timeout_s=timeout_s)

    def answer(self, conversation: str) -> str:
        """The text of the last assistant message, once the run has ended."""
        return str([m for m in self.wait(conversation)["messages"] if m["role"] == "assistant"][-1]["content"])

    def resume(self, conversation: str, *, approved: bool) -> str:
        """Answers every open interrupt; answers the run that continues."""
        state = self.wait(conversation, "waiting")
        entries = [
            {"interruptId": i["id"], "status": "resolved", "payload": {"approved": approved}}
            for i in state["interrupts"]
        ]
        return str(self.post(f"/api/runs/{state['interrupts'][0]['runId']}/resume", {"resume": entries})["runId"])

    @contextmanager
    def stream(self, after: str | None = None, *, changes: bool = False, **headers: str) -> Iterator[Iterator[Json]]:
        """Frames as they come: {"event", "id", "data"}."""
        params = {**({"after": after} if after is not None else {}), **({"changes": "1"} if changes else {})}
        with self.http.stream("GET", "/api/events", params=params, headers=headers) as answer:
            assert answer.status_code == 200, answer.read()
            yield _frames(answer)

    @staticmethod
    def until(look: Callable[[], Json | None], *, timeout_s: float = 20) -> Json:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found = look()
            if found is not None:
                return found
            time.sleep(0.01)
        raise AssertionError("it did not happen in time")

    def _with_status(self, conversation: str, wanted: tuple[str, ...]) -> Json | None:
        state = self.get(f"/api/conversations/{conversation}")
        return state if state["runs"] and state["runs"][-1]["status"] in wanted else None

    @staticmethod
    def _checked(answer: httpx2.Response) -> Json:
        assert answer.status_code < 300, answer.text
        body: Json = answer.json() if answer.content else {}
        return body


def _frames(answer: httpx2.Response) -> Iterator[Json]:
    buffer = b""
    for chunk in answer.iter_raw():
        buffer += chunk
        assert b"\r" not in chunk, "LF line ends only"
        while b"\n\n" in buffer:
            block, buffer = buffer.split(b"\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n"))
            data = json.loads(fields["data"])
            yield {"event": fields.get("event", "message"), "id": fields.get("id"), "data": data}
