"""`runnel --self-test`: one life of the app with data of its own, from start to end, through the contract.

Start; a chat in which the built-in assistant writes a file after being allowed to; the same read back over a fresh
stream, as a reload does; the window, where there is a display; the end. Prints one JSON object with the figures.
It is what shows that a built package has everything in it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.say import complain, say
from desktop.toolkit import Machine, Way

if TYPE_CHECKING:
    from backend.main import Server

STEP_TIMEOUT_S = 60.0  # for one step on a slow machine, with every import still to be done
CLOSE_MOST_S = 1.0


class Unexpected(Exception):
    """The self-test saw something else than it should have; the sentence says what."""


def self_test(*, with_window: bool) -> int:
    """Answers 0 when everything was as it should be, 1 with a sentence on standard error otherwise."""
    figures: dict[str, Any] = {}  # Any: numbers and words, for JSON
    with tempfile.TemporaryDirectory(prefix="runnel-self-test-", ignore_cleanup_errors=True) as home:
        try:
            _live(Path(home), figures, with_window=with_window)
            figures["ok"] = True
        except Exception as error:
            complain(f"The self-test failed: {type(error).__name__}: {error}")
            figures["ok"] = False
    say(json.dumps(figures))
    return 0 if figures["ok"] else 1


def _live(home: Path, figures: dict[str, Any], *, with_window: bool) -> None:
    from backend.domain.settings import Settings
    from backend.main import Server
    from desktop import log_file

    workspace = home / "workspace"
    workspace.mkdir()
    settings = Settings(data_dir=home / "data", port=0)
    log_file.begin(settings.data_dir, level="debug")
    server = Server.start(settings)
    try:
        figures["http_ready_s"] = _since_process_start()
        # The window first: that is the order of a person's start, and what the figure is about
        figures["window"] = _window(server, figures) if with_window else "not asked for"
        began = time.monotonic()
        _chat(server, workspace)
        figures["chat_s"] = round(time.monotonic() - began, 3)
        figures["frames_read_back"] = _read_back(server)
    finally:
        began = time.monotonic()
        server.stop()
        figures["stop_s"] = round(time.monotonic() - began, 3)
    _expect(figures["stop_s"] < CLOSE_MOST_S, f"the end took {figures['stop_s']} s")


def _chat(server: Server, workspace: Path) -> None:
    """Asks for a file, allows it, and looks whether it is there."""
    from desktop.script import Script

    script = Script(server.url, server.token)
    chat = script.post("/api/conversations", {"id": "self-test", "workspace": str(workspace)})["id"]
    sent = {"id": "m1", "text": "write notes.txt: hello", "model": "builtin:assistant"}
    run = script.post(f"/api/conversations/{chat}/messages", sent)["runId"]
    waiting = _until(lambda: script.get(f"/api/conversations/{chat}"), lambda state: bool(state["interrupts"]))
    _expect(not (workspace / "notes.txt").exists(), "the file was there before it was allowed")
    answers = [
        {"interruptId": asked["id"], "status": "resolved", "payload": {"approved": True}}
        for asked in waiting["interrupts"]
    ]
    run = script.post(f"/api/runs/{run}/resume", {"resume": answers})["runId"]
    ended = _until(lambda: script.get(f"/api/conversations/{chat}"), lambda state: _status(state, run) != "running")
    _expect(_status(ended, run) == "finished", f"the run ended as {_status(ended, run)}")
    written = (workspace / "notes.txt").read_text(encoding="utf-8")
    _expect(written.strip() == "hello", f"notes.txt holds {written!r}")


def _read_back(server: Server) -> int:
    """A fresh stream from the log's beginning tells the same conversation, without a gap. Answers its frames."""
    from desktop.script import Script

    script = Script(server.url, server.token)
    state = script.get("/api/conversations/self-test")
    epoch = str(script.get("/api/snapshot")["asOf"]).partition(".")[0]
    seen = 0
    for frame in script.events(after=f"{epoch}.0", timeout_s=STEP_TIMEOUT_S):
        if frame.get("c") != "self-test":
            continue
        _expect(frame.get("n0", frame["n"]) <= seen + 1, f"a gap after frame {seen}")
        seen = int(frame["n"])
        if seen >= state["n"]:
            return seen
    raise Unexpected(f"the stream ended at {seen} of {state['n']}")


def _window(server: Server, figures: dict[str, Any]) -> str:
    """Opens the real window, waits for its page to listen, and closes it. Answers how it was shown."""
    from desktop.launcher import Launcher

    machine = Machine.this()
    if not machine.display:
        return "no display"
    before = server.streams
    launcher = Launcher(machine, window=True)
    connected = threading.Event()

    def close_when_connected() -> None:
        if _waited(lambda: server.streams > before):
            figures["window_interactive_s"] = _since_process_start()
            connected.set()
        launcher.close()

    threading.Thread(target=close_when_connected, name="self-test", daemon=True).start()
    shown = launcher.show(server)
    _expect(connected.is_set(), "the window did not open, or its page did not connect")
    _expect(shown not in (Way.BROWSER, Way.ADDRESS), "no window was found")
    return str(shown)


def _until(read: Callable[[], dict[str, Any]], is_there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    last: dict[str, Any] = {}

    def look() -> bool:
        nonlocal last
        last = read()
        return is_there(last)

    if _waited(look):
        return last
    raise Unexpected(f"waited {STEP_TIMEOUT_S:.0f} s; the conversation stands at {json.dumps(last)[:2000]}")


def _waited(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + STEP_TIMEOUT_S
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


def _status(state: dict[str, Any], run: str) -> str:
    return next((entry["status"] for entry in state["runs"] if entry["id"] == run), "missing")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unexpected(otherwise)


def _since_process_start() -> float | None:
    """Seconds since this process was made, as Linux counts them; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return round(uptime_s - started_ticks / os.sysconf("SC_CLK_TCK"), 3)
