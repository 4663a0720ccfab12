"""From the double click to a window one can use, and its memory: the packaged program and the unpackaged one.

    uv run --group test python packaging/build.py
    uv run --group test python -m tests.bench.packaged [rounds]

"Interactive" is when the page has opened its stream. Memory is proportional (PSS), of all processes together, once all
is quiet: idle, and with a chat of 1,000 messages on the screen. The ways alternate; medians. `nothing` is a bare window
of WebKitGTK with an empty page, which any app with such a window takes, and `chromium` one of Chromium: Electron's
engine, which npm does not bring here (its package fetches it from elsewhere), without Electron's own Node.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend.domain.settings import Settings
from backend.main import Server
from desktop.figures import family, memory_mb
from desktop.toolkit import SYSTEM_PYTHON
from tests.bench import chats
from tests.window.app import ROOT, App, free_port, wait_until
from tests.window.screen import Screen

ROUNDS = 5
MESSAGES = 1000
QUIET_S = 8.0  # later imports, the sandbox's own test and the page's idle work are over by then
WAYS = {
    "packaged": [str(ROOT / "build" / "package" / "runnel" / "runnel")],
    "unpackaged": [sys.executable, "-m", "desktop"],
}
OTHERS = {"nothing": [SYSTEM_PYTHON, "-s", str(ROOT / "tests" / "bench" / "webkit_window.py"), "about:blank"]}
CHROMIUM = ["chromium", "--app=about:blank", "--no-sandbox", "--no-first-run", "--disable-gpu"]
COLUMNS = ("HTTP s", "interactive s", "idle MB", f"with {MESSAGES} messages MB")


def runnel(way: str, screen: Screen, empty: Path, full: Path) -> list[float]:
    http, interactive, idle = life(way, screen, empty)
    *_, long = life(way, screen, full, shows="A long chat")
    return [http, interactive, idle, long]


def life(way: str, screen: Screen, data: Path, *, shows: str = "") -> tuple[float, float, float]:
    """Seconds to HTTP and to interactive, and megabytes once it is quiet."""
    wait_until(lambda: not screen.windows("Runnel"))
    port = free_port()
    began = time.monotonic()
    app = App(data, display=screen.display, port=port, program=WAYS[way], environment={"PYTHONDONTWRITEBYTECODE": ""})
    streams = app.log.count("a stream opened")
    try:
        while not answers(port):
            time.sleep(0.005)
        http = time.monotonic() - began
        while app.log.count("a stream opened") == streams:
            time.sleep(0.005)
        interactive = time.monotonic() - began
        window = screen.wait_for_window("Runnel", timeout_s=30)
        if shows:
            time.sleep(1)
            screen.type(window, "", then="ctrl+k")
            time.sleep(1)
            screen.type(window, shows)
        time.sleep(QUIET_S)
        memory = memory_mb(app.process.pid) or 0.0
        if os.environ.get("BENCH_SHOTS"):
            screen.shot().save(Path(os.environ["BENCH_SHOTS"], f"{way}-{'long' if shows else 'idle'}.png"))
        screen.close(window)
        app.ended()
        return http, interactive, memory
    finally:
        app.kill_whatever_is_left()


def other(command: list[str], screen: Screen) -> float:
    """Megabytes once it is quiet."""
    process = subprocess.Popen(
        command, env={**os.environ, "DISPLAY": screen.display}, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(QUIET_S)
    memory = memory_mb(process.pid) or 0.0
    for pid in reversed(family(process.pid)):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    return memory


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "screen").mkdir()
        server = Server.start(Settings(data_dir=place / "full", port=0))
        chats.long_chat(server, MESSAGES)
        server.stop()
        screen = Screen(place / "screen")
        if shutil.which("chromium"):
            OTHERS["chromium"] = [*CHROMIUM, f"--user-data-dir={place / 'profile'}"]
        print(f"load before {os.getloadavg()[0]:.1f}, nice {os.nice(0)}, median of {rounds} and the least")
        try:
            for way in WAYS:
                life(way, screen, place / way)  # once for the disk's cache and the bytecode
            runs: dict[str, list[list[float]]] = {way: [] for way in WAYS}
            rest: dict[str, list[float]] = {name: [] for name in OTHERS}
            for _ in range(rounds):
                for way in WAYS:
                    runs[way].append(runnel(way, screen, place / way, place / "full"))
                for name, command in OTHERS.items():
                    rest[name].append(other(command, screen))
        finally:
            screen.stop()
    print(f"{'':<12}" + "".join(f"{column:>24}" for column in COLUMNS))
    for way, measured in runs.items():
        cells = (f"{statistics.median(of):.2f} ({min(of):.2f})" for of in zip(*measured, strict=True))
        print(f"{way:<12}" + "".join(f"{cell:>24}" for cell in cells))
    for name, sizes in rest.items():
        print(f"{name:<12}{'':>48}{f'{statistics.median(sizes):.2f} ({min(sizes):.2f})':>24}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
