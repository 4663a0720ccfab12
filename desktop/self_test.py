"""`runnel --self-test`: one life of the app with data of its own, from start to end, through the contract.

Start; the window, where there is a display; a chat in which the built-in assistant writes a file after being allowed
to; the page made anew, as a reload does; the chat read back over a fresh stream; what is imported only when it is
needed; the end. Prints one JSON object with the figures. It is what shows that a built package has everything in it.
"""

from __future__ import annotations

import importlib
import json
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import start
from desktop.figures import memory_mb, since_process_start
from desktop.say import complain, say
from desktop.toolkit import Machine, Way

if TYPE_CHECKING:
    from backend.domain.settings import Settings
    from backend.main import Server

STEP_TIMEOUT_S = 60.0  # for one step on a slow machine, with every import still to be done
CLOSE_MOST_S = 1.0
# Imported where somebody uses them, so that a package without one would start all the same; the vendors' are built.
LATER = (
    "html_to_markdown", "json5", "keyring", "markdown_it", "mcp", "PIL.Image", "puremagic", "pypdf", "send2trash",
    "tree_sitter_bash", "yaml", "backend.agent.drive", "backend.data.page", "backend.models.openai_wire",
)  # fmt: skip


class Unexpected(Exception):
    """The self-test saw something else than it should have; the sentence says what."""


def self_test(*, with_window: bool, file: Path | None = None) -> int:
    """Answers 0 when everything was as it should be, 1 with a sentence on standard error otherwise. `file` gets the
    figures too: on Windows a program with a window has no standard output."""
    figures: dict[str, Any] = {}  # Any: numbers and words, for JSON
    with tempfile.TemporaryDirectory(prefix="runnel-self-test-", ignore_cleanup_errors=True) as home:
        try:
            _live(Path(home), figures, with_window=with_window)
            figures["ok"] = True
        except Exception as error:
            complain(f"The self-test failed: {type(error).__name__}: {error}")
            figures["ok"], figures["failure"] = False, str(error)
    say(json.dumps(figures))
    if file is not None:
        file.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    return 0 if figures["ok"] else 1


def _live(home: Path, figures: dict[str, Any], *, with_window: bool) -> None:
    def settings() -> Settings:
        from backend.domain.settings import Settings

        return Settings(data_dir=home / "data", port=0, log_level="debug")

    workspace = home / "workspace"
    workspace.mkdir()
    server = start.server(settings)
    try:
        figures["http_ready_s"] = since_process_start()
        # The window first: that is the order of a person's start, and what the figure is about
        life = _Life(server, workspace, figures)
        figures["window"] = _window(life) if with_window else "not asked for"
        if not life.is_over:
            life.live(again=lambda: False)
    finally:
        figures["stop_s"] = _taking(server.stop)
    _expect(figures["stop_s"] < CLOSE_MOST_S, f"the end took {figures['stop_s']} s")


class _Life:
    """What happens while the app is there. All of it while the window is, if there is one: on macOS its end is ours."""

    def __init__(self, server: Server, workspace: Path, figures: dict[str, Any]) -> None:
        self.server = server
        self.is_over = False
        self.figures = figures
        self._workspace = workspace

    def live(self, *, again: Callable[[], bool]) -> None:
        """`again` makes the page anew; it answers False where there is none of ours."""
        self.figures["chat_s"] = _taking(lambda: _chat(self.server, self._workspace))
        self.figures["memory_mb"] = memory_mb()
        before = self._streams_ever()
        if again():
            self.figures["page_again_s"] = _taking(
                lambda: _expect(_waited(lambda: self._streams_ever() > before), "the page did not come back")
            )
        self.figures["frames_read_back"] = _read_back(self.server)
        self.figures["later_s"] = _taking(_import_what_comes_later)
        self.is_over = True

    def _streams_ever(self) -> int:
        """How many pages and scripts have begun to listen, those that are gone included."""
        log = (self.server.data_dir / "runnel.log").read_text(encoding="utf-8")
        return log.count("a stream opened")


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


def _window(life: _Life) -> str:
    """Opens the real window, waits for its page to listen, chats, makes the page anew, and closes it. Answers how it
    was shown."""
    from desktop.launcher import Launcher

    machine = Machine.this()
    if not machine.display:
        return "no display"
    launcher = Launcher(machine, window=True)
    failed: list[Exception] = []

    def during() -> None:
        try:
            _expect(_waited(lambda: life.server.streams > 0), "the window did not open, or its page did not connect")
            life.figures["window_interactive_s"] = since_process_start()
            life.live(again=launcher.again)
        except Exception as error:
            failed.append(error)
        finally:
            launcher.close()

    beside = threading.Thread(target=during, name="self-test", daemon=True)
    beside.start()
    shown = launcher.show(life.server)
    beside.join(STEP_TIMEOUT_S)
    if failed:
        raise failed[0]
    _expect(life.is_over, "the window went before its time")
    _expect(shown not in (Way.BROWSER, Way.ADDRESS), "no window was found")
    return str(shown)


def _import_what_comes_later() -> None:
    """Also the vendors' models, each made as for an answer: their packages name many of their parts in strings."""
    import httpx2

    from backend.domain.model import ProviderKind
    from backend.models import vendors
    from backend.models.endpoint import Endpoint

    for name in LATER:
        importlib.import_module(name)
    client = httpx2.AsyncClient(timeout=STEP_TIMEOUT_S)  # never used: nothing is asked
    for kind in (ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GOOGLE):
        vendors.build(Endpoint("self-test", kind, "http://127.0.0.1:1", "no key"), "none", client)


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


def _taking(act: Callable[[], object]) -> float:
    """Does it. Answers how many seconds that took."""
    began = time.monotonic()
    act()
    return round(time.monotonic() - began, 3)
