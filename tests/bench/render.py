"""How much a growing answer costs the page: Chromium and the real WebKitGTK, ours beside two other ways.

    uv run --group test python -m tests.bench.render                 Chromium, 100,000 tokens at 1,000 a second
    uv run --group test python -m tests.bench.render --engine webkit
    uv run --group test python -m tests.bench.render --tokens 20000 --rate 200 --kinds mixed,"one table" --ways runnel

Each run takes tokens / rate seconds, in real time. `lines` shows text without any Markdown, one text node for each
line: the limit. `usual` is marked + DOMPurify + innerHTML for each frame.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

WEB = Path(__file__).resolve().parents[2] / "web"
KINDS = ("prose", "lists", "tables", "code", "one list", "one table", "one code block", "one paragraph", "mixed")
WAYS = ("runnel", "lines", "usual")
SYSTEM_PYTHON = "/usr/bin/python3"  # where distributions put PyGObject


class Handler(http.server.SimpleHTTPRequestHandler):
    """The page's files, and where its results go."""

    results: ClassVar[queue.Queue[dict[str, Any]]] = queue.Queue()

    marks: ClassVar[list[tuple[int, float]]] = []
    browser_pid = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/mark":
            self.marks.append((json.loads(body), _page_cpu_ms(Handler.browser_pid)))
        else:
            self.results.put(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _page_cpu_ms(browser_pid: int) -> float:
    """What the main thread of the page's process has used: other work on the machine does not count (Linux only)."""
    parents = {int(stat.parent.name): _parent_of(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    used = 0.0
    for pid in parents:
        above = pid
        while above not in (0, browser_pid):
            above = parents.get(above, 0)
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if above and (b"--type=renderer" in command or b"WebKitWebProcess" in command):
                used = max(used, int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e6)
    return used


def _parent_of(stat: Path) -> int:
    with contextlib.suppress(OSError):
        return int(stat.read_text().rpartition(")")[2].split()[1])
    return 0


@contextlib.contextmanager
def serving(folder: str) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@contextlib.contextmanager
def chromium(url: str) -> Iterator[None]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless=new", f"--user-data-dir={profile}", "--window-size=1180,780", "--no-first-run"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")
        process = subprocess.Popen([*command, url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        Handler.browser_pid = process.pid
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def webkit(url: str) -> Iterator[None]:
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x860x24", "-nolisten", "tcp"]
    xvfb = subprocess.Popen(screen, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as answer:
        display = f":{answer.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
    script = Path(__file__).with_name("webkit_window.py")
    window = subprocess.Popen([SYSTEM_PYTHON, str(script), url], env=environment, stderr=subprocess.DEVNULL)
    Handler.browser_pid = window.pid
    try:
        yield
    finally:
        for process in (window, xvfb):
            process.terminate()
            process.wait(20)


ENGINES = {"chromium": chromium, "webkit": webkit}


def measure(engine: str, base: str, *, way: str, kind: str, tokens: int, rate: int) -> dict[str, Any]:
    """One run in a fresh browser."""
    url = base + "index.html?" + urlencode({"way": way, "kind": kind, "tokens": tokens, "rate": rate})
    Handler.marks.clear()
    with ENGINES[engine](url):
        result: dict[str, Any] = Handler.results.get(timeout=tokens / rate * 8 + 120)
    if "error" in result:
        raise SystemExit(result["error"])
    begin, first, last, end = Handler.marks
    return {**result, "cpu_first": _each(begin, first), "cpu_last": _each(last, end), "cpu": (end[1] - begin[1]) / 1000}


def _each(before: tuple[int, float], after: tuple[int, float]) -> float:
    return (after[1] - before[1]) / max(1, after[0] - before[0])


HEAD = f"{'document':<16}{'way':<8}{'first':>7}{'last':>8}{'ratio':>7}{'cpu':>7}|{'first':>7}{'last':>8}{'worst':>8}"
HEAD += f"{'script':>8}{'layout':>8}{'long':>6}{'dropped':>9}{'paint':>7}{'elements':>10}"


def row(kind: str, way: str, result: dict[str, Any]) -> str:
    ratio = result["cpu_last"] / max(0.01, result["cpu_first"])
    return (
        f"{kind:<16}{way:<8}{result['cpu_first']:>7.2f}{result['cpu_last']:>8.2f}{ratio:>7.2f}{result['cpu']:>7.1f}|"
        f"{result['first']:>7.2f}{result['last']:>8.2f}{result['worst']:>8.1f}"
        f"{result['script'] / 1000:>8.2f}{result['layout'] / 1000:>8.2f}{result['long']:>6}"
        f"{result['dropped']:>9.1%}{result['paint']:>7.0f}{result['elements']:>10}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=ENGINES, default="chromium")
    parser.add_argument("--tokens", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=1_000, help="deltas a second, each of one token")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--ways", default=",".join(WAYS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as built:
        build = ["npx", "vite", "build", "--config", "bench/vite.config.ts", "--outDir", built, "--logLevel", "error"]
        subprocess.run(build, cwd=WEB, check=True, stdout=sys.stderr)
        with serving(built) as base:
            print(f"{asked.engine}, {asked.tokens} tokens at {asked.rate} a second; ms for each flush, s in all;")
            print("left of | processor time of the page's main thread, right of it time on the clock")
            print(HEAD)
            for kind in asked.kinds.split(","):
                for way in asked.ways.split(","):
                    result = measure(asked.engine, base, way=way, kind=kind, tokens=asked.tokens, rate=asked.rate)
                    print(row(kind, way, result), flush=True)


if __name__ == "__main__":
    main()
