"""A Runnel in a process of its own, that can be killed and started again at the same address for the same page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Browser


class Killable:
    """Port and token stay over a restart, so that an open page goes on by itself."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._token = "a-token-that-outlives-a-restart"
        self._port = 0
        self._process: subprocess.Popen[str]
        self.url = ""
        self.boot = ""

    def start(self) -> None:
        """Returns when it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "backend", "--data-dir", str(self._data_dir), "--port", str(self._port)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "RUNNEL_TOKEN": self._token},
        )
        assert self._process.stdout is not None
        line = json.loads(self._process.stdout.readline())
        self.url, self.boot = line["url"], line["boot"]
        self._port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """As a crash would. Once more does nothing."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def call(self, request: APIRequestContext, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call as a script makes it."""
        answer = request.fetch(
            f"{self.url}{path}", method=method, headers={"authorization": f"Bearer {self._token}"}, data=body
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.body() else None

    def use(self, browser: Browser, provider_url: str) -> None:
        """The scripted provider is its model."""
        context = browser.new_context()
        provider = {"kind": "openai-compatible", "baseUrl": provider_url}
        self.call(context.request, "PUT", "/api/providers/fake", provider)
        self.call(context.request, "PATCH", "/api/settings", {"defaultModel": "fake:scripted"})
        context.close()
