"""From process start to HTTP and to a window one can use, beside an app that does nothing.

    uv run --group test python -m tests.bench.startup      (needs a display: xvfb-run, or DISPLAY)
    uv run --group test python -m tests.bench.startup cpu  processor time to the first answer, without a window

The baseline is pywebview and FastAPI with one route and one page, in one process. "Interactive" is the same on both
sides: the page's script has run and its first call has come to the server. The runs alternate; medians are compared.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend.main import Server

ROUNDS = 7
PAGE = """<!doctype html><title>nothing</title><p>nothing</p><script>fetch('/ready')</script>"""


def baseline() -> None:
    """An app that does nothing."""
    began = float(os.environ["BENCH_BEGAN"])
    import uvicorn
    import webview
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse

    app, ready = FastAPI(), threading.Event()
    app.get("/")(lambda: HTMLResponse(PAGE))
    app.get("/ready")(lambda: ready.set())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.002)
    answered = time.time() - began
    window = webview.create_window("nothing", f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/")

    def tell() -> None:
        ready.wait(30)
        print(json.dumps([answered, time.time() - began]), flush=True)
        os._exit(0)

    threading.Thread(target=tell, daemon=True).start()
    assert window is not None
    webview.start()


def runnel() -> None:
    """Ours, as `python -m desktop` starts it, watched from inside."""
    began = float(os.environ["BENCH_BEGAN"])
    from desktop.launcher import Launcher, run

    show = Launcher.show

    def watched(self: Launcher, server: Server, **given: Any) -> object:  # Any: whatever `show` takes
        answered = time.time() - began

        def tell() -> None:
            while server.streams == 0:
                time.sleep(0.002)
            print(json.dumps([answered, time.time() - began]), flush=True)
            self.close()

        threading.Thread(target=tell, daemon=True).start()
        return show(self, server, **given)

    Launcher.show = watched  # type: ignore[method-assign, assignment]  # only to look at the clock
    sys.exit(run(["--data-dir", tempfile.mkdtemp()]))


def first_answer(kind: str) -> None:
    """Prints the processor time of this process, in seconds, when it has answered one request."""
    if kind == "runnel":
        from backend.domain.settings import Settings
        from desktop import start

        url = start.server(lambda: Settings(data_dir=Path(tempfile.mkdtemp()))).url
    else:
        import uvicorn
        from fastapi import FastAPI

        app = FastAPI()
        app.get("/api/health")(lambda: {"status": "ok"})
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off"))
        threading.Thread(target=server.run, daemon=True).start()
        while not server.started:
            time.sleep(0.002)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
        host = url.removeprefix("http://")
        connection.sendall(f"GET /api/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert b" 200 " in connection.recv(4096)
    print(time.process_time(), flush=True)
    os._exit(0)


def cpu() -> None:
    """The least of ten, in turns: other work on the machine lengthens it, and nothing shortens it."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    least: dict[str, float] = {}
    for at in range(11):
        for kind in ("runnel", "baseline"):
            command = [sys.executable, "-m", "tests.bench.startup", "answer", kind]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
            if at:  # the first one writes the bytecode
                least[kind] = min(least.get(kind, 60.0), float(done.stdout))
    ours, theirs = least["runnel"] * 1000, least["baseline"] * 1000
    print(f"CPU to the first answer: runnel {ours:.0f} ms, does nothing {theirs:.0f} ms, ratio {ours / theirs:.2f}")


def measure(kind: str) -> tuple[float, float]:
    """Seconds to HTTP and to interactive."""
    environment = {**os.environ, "BENCH_BEGAN": str(time.time())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is measured is a second start, as people have it
    command = [sys.executable, "-m", "tests.bench.startup", kind]
    if kind == "baseline" and shutil.which("/usr/bin/python3"):
        # one process needs a Python that has GTK's bindings, which is the system's
        environment["PYTHONPATH"] = os.pathsep.join([sysconfig.get_path("purelib"), str(Path.cwd())])
        command = ["/usr/bin/python3", "-s", "-m", "tests.bench.startup", kind]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    answered, interactive = json.loads(done.stdout.splitlines()[-1])
    return answered, interactive


def main() -> None:
    kinds = ("runnel", "baseline")
    runs: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    for kind in kinds:
        measure(kind)  # the first one writes the bytecode
    for _ in range(ROUNDS):
        for kind in kinds:
            runs[kind].append(measure(kind))
    print(f"{'':<12}{'HTTP s':>10}{'interactive s':>16}   median of {ROUNDS}, alternating")
    medians = {kind: [statistics.median(column) for column in zip(*runs[kind], strict=True)] for kind in kinds}
    for kind in kinds:
        print(f"{kind:<12}{medians[kind][0]:>10.2f}{medians[kind][1]:>16.2f}")
    ratios = [ours / theirs for ours, theirs in zip(*medians.values(), strict=True)]
    print(f"{'ratio':<12}{ratios[0]:>10.2f}{ratios[1]:>16.2f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["baseline"]:
            baseline()
        case ["runnel"]:
            runnel()
        case ["answer", kind]:
            first_answer(kind)
        case ["cpu"]:
            cpu()
        case _:
            main()
