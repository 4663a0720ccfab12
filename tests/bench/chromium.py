"""A headless Chromium with the same few words as `webkit.py`."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.webkit import HEIGHT, WIDTH, _children, _rss_mb
from tests.browser.conftest import ARGUMENTS

NOTCH_PX = 100


class Chromium:
    name = "Chromium"

    def __init__(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*ARGUMENTS, "--no-sandbox", "--enable-precise-memory-info"]
        )
        self.page = self._browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self.page.mouse.move(WIDTH * 2 // 3, HEIGHT // 2)

    def open(self, url: str) -> None:
        self.page.goto(url)

    def run(self, body: str) -> Any:  # Any: the script's JSON
        return self.page.evaluate(f"(async () => {{ {body} }})()")

    def wheel(self, notches: int, *, every_ms: int = 16) -> None:
        for _ in range(abs(notches)):
            self.page.mouse.wheel(0, NOTCH_PX if notches > 0 else -NOTCH_PX)
            self.page.wait_for_timeout(every_ms)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)

    def heap_mb(self) -> float:
        """The script's memory, after everything that can go has gone."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        used = float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6
        session.detach()
        return used

    def memory_mb(self) -> float:
        """Resident memory of the largest of its processes, which is the one that shows the page."""
        import os

        return max((_rss_mb(pid) for pid in _children(os.getpid(), "chromium") if _is_renderer(pid)), default=0.0)

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _is_renderer(pid: int) -> bool:
    return b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes()
