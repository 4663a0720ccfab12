"""A real WebKitGTK page on a screen of its own, driven by script and by a mouse wheel.

The view itself runs as a child under the system's Python, which has the bindings (`webkit_view.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from desktop.toolkit import SYSTEM_PYTHON
from tests.window.screen import Screen

WIDTH, HEIGHT = 1180, 780


class WebKit:
    """One window with one page. `run` takes the body of an async function and answers what it returns."""

    name = "WebKitGTK"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._screen = Screen(Path(self._folder.name))
        environment = {**os.environ, "DISPLAY": self._screen.display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        environment.pop("PYTHONPATH", None)
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, "-s", str(Path(__file__).with_name("webkit_view.py")), str(WIDTH), str(HEIGHT)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ask()  # its window is there
        self._screen._xdotool("mousemove", str(WIDTH * 2 // 3), str(HEIGHT // 2))

    def open(self, url: str) -> None:
        self._tell({"open": url})

    def run(self, body: str) -> Any:  # Any: the script's JSON
        return self._tell({"run": body})

    def wheel(self, notches: int, *, every_ms: int = 16) -> None:
        """Upward where negative."""
        button = "4" if notches < 0 else "5"
        self._screen._xdotool("click", "--repeat", str(abs(notches)), "--delay", str(every_ms), button)

    def resize(self, width: int, height: int) -> None:
        self._tell({"size": [width, height]})

    def shot(self, path: Path) -> None:
        self._screen.shot().save(path)

    def memory_mb(self) -> float:
        """Resident memory of the process that shows the page."""
        pages = [_rss_mb(pid) for pid in _children(self._process.pid, "WebKitWebProces")]
        return sum(pages)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._screen.stop()
        self._folder.cleanup()

    def __enter__(self) -> WebKit:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _tell(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._ask()

    def _ask(self) -> Any:
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline() or '{"error": "the view has ended"}')
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]


def _children(root: int, name: str) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                waiting.append(int(child))
                if Path(f"/proc/{child}/comm").read_text().strip().startswith(name):
                    found.append(int(child))
    return found


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
