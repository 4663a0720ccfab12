"""F11: the page in WebKitGTK stays open while its server is killed in the middle of answers, and ends equal to it."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from desktop.system_gtk import environment_of_the_child
from desktop.toolkit import SYSTEM_PYTHON
from desktop.view import View
from tests.api import conftest as api
from tests.faults.clients.page import KILLS, LIVE_MOST_S, Kills
from tests.window.app import ROOT
from tests.window.screen import Screen

provider, provider_url = api.provider, api.provider_url  # the same fixtures


class WebKit:
    """The real window, on this screen."""

    def __init__(self, screen: Screen) -> None:
        self._child = subprocess.Popen(
            [SYSTEM_PYTHON, "-s", "-m", "tests.window.eyes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**environment_of_the_child(os.environ), "DISPLAY": screen.display},
            text=True,
        )
        assert self._line() == "ready"

    def open(self, address: str) -> WebKit:
        origin = address.partition("/boot")[0]
        self._say(View(url=address, origin=origin).to_line())
        return self

    def look(self, expression: str) -> Any:
        """Any: JSON."""
        self._say(" ".join(expression.split()) + "\n")
        return json.loads(self._line())

    def close(self) -> None:
        self._pipe(self._child.stdin).close()
        try:
            self._child.wait(10)
        finally:
            self._child.kill()
            self._child.wait()
            self._pipe(self._child.stdout).close()

    def _say(self, line: str) -> None:
        self._pipe(self._child.stdin).write(line)
        self._pipe(self._child.stdin).flush()

    def _line(self) -> str:
        return self._pipe(self._child.stdout).readline().strip()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@pytest.fixture
def webkit(screen: Screen) -> Iterator[WebKit]:
    webkit = WebKit(screen)
    yield webkit
    webkit.close()


@pytest.mark.timeout(120)
def test_F11_the_page_in_webkitgtk_ends_equal_to_the_server_across_kills(
    tmp_path: Path, provider_url: str, webkit: WebKit
) -> None:
    kills = Kills(tmp_path, provider_url, webkit.open, random.Random(12))
    assert kills.survive() == []
    print(f"live again after {[round(seconds, 2) for seconds in kills.back_s]} s")
    assert len(kills.back_s) == KILLS
    assert max(kills.back_s) < LIVE_MOST_S
