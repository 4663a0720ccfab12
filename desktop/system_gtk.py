"""The window in a child under the system's Python, which has PyGObject where ours does not.

The child is `desktop/window.py`; it gets our pywebview on its path and loads GTK while the server starts. It
ends when its standard input does, so it cannot outlive us, even after a `kill -9`. The address with its one-time
code goes through standard input because every user of the machine can read a command line.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from desktop.outcome import BRING_TIMEOUT_S, PROBE_TIMEOUT_S, Outcome, Tell, nothing_told
from desktop.toolkit import SYSTEM_PYTHON
from desktop.view import View

ROOT = Path(__file__).resolve().parent.parent  # where the package `desktop` can be found
CLOSE_TIMEOUT_S = 2.0  # from "close" to the child's end, before it is killed


class SystemGtk:
    is_ours = True

    def __init__(self, *, python: str = SYSTEM_PYTHON, verbose: bool = False) -> None:
        self._child = subprocess.Popen(
            [python, "-s", "-m", "desktop.window"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if verbose else subprocess.DEVNULL,  # GTK's remarks on themes and buses
            cwd=ROOT,  # -m looks there first: never into whatever folder we were started in
            env=environment_of_the_child(os.environ),
            text=True,
            encoding="utf-8",
        )
        self._told_to_close = threading.Event()
        self._brought = threading.Event()
        self._chosen: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        words = self._words()
        if next(words, None) != "ready":
            self._end()
            return Outcome.CLOSED if self._told_to_close.is_set() else Outcome.UNUSABLE
        self._send(view.to_line())
        shown = False
        for line in words:
            word, _, rest = line.partition(" ")
            shown = shown or word in ("painted", "closed")
            if word == "painted":
                on_painted()
            elif word == "brought":
                self._brought.set()
            elif word == "chosen":
                self._chosen.put(json.loads(rest)[0])
            elif rest:
                on_told(word, json.loads(rest))
        self._chosen.put(None)  # whoever waits for a choice
        self._end()
        on_closing()
        # A child that dies after it had shown something must not bring up another window by itself.
        return Outcome.CLOSED if shown or self._told_to_close.is_set() else Outcome.UNUSABLE

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        self._brought.clear()
        self._send(json.dumps({"bring": page, "activation": activation}) + "\n")
        return self._brought.wait(BRING_TIMEOUT_S)

    def notify(self, title: str, text: str, page: str) -> None:
        self._send(json.dumps({"notify": [title, text, page]}) + "\n")

    def again(self, *, plainly: str | None = None) -> None:
        self._send(json.dumps({"again": True, "plainly": plainly}) + "\n")

    def obey(self, order: dict[str, Any]) -> None:  # Any: JSON
        self._send(json.dumps(order) + "\n")

    def choose(self, start: str | None) -> str | None:
        self._send(json.dumps({"choose": start}) + "\n")
        return self._chosen.get()

    def close(self) -> None:
        self._told_to_close.set()
        self._hang_up()
        if self._child.poll() is not None:
            return
        patience = threading.Timer(CLOSE_TIMEOUT_S, self._child.kill)  # a child that hangs must not hold us
        patience.daemon = True
        patience.start()

    def _hang_up(self) -> None:
        """The child closes its window when its standard input ends."""
        with suppress(OSError, ValueError):
            _pipe(self._child.stdin).close()

    def _send(self, line: str) -> None:
        with suppress(OSError, ValueError):  # it has ended, or is told to end: its words will say so
            _pipe(self._child.stdin).write(line)
            _pipe(self._child.stdin).flush()

    def _words(self) -> Iterator[str]:
        """What the child says, up to "closed" or its end. One that does not get ready in time is ended."""
        alarm = threading.Timer(PROBE_TIMEOUT_S, self._child.kill)
        alarm.daemon = True
        alarm.start()
        try:
            for line in _pipe(self._child.stdout):
                alarm.cancel()
                yield line.strip()
                if line == "closed\n":
                    return
        finally:
            alarm.cancel()

    def _end(self) -> None:
        self._hang_up()
        try:
            self._child.wait(CLOSE_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        _pipe(self._child.stdout).close()


def environment_of_the_child(ours: Mapping[str, str]) -> dict[str, str]:
    """Ours without what belongs to our Python or is secret, and with pywebview on the other one's path."""
    kept = {k: v for k, v in ours.items() if not k.startswith(("PYTHON", "RUNNEL_")) and k != "VIRTUAL_ENV"}
    spec = find_spec("webview")
    beside = [str(Path(spec.origin).parent.parent)] if spec is not None and spec.origin else []
    return {**kept, "PYTHONPATH": os.pathsep.join([str(ROOT), *beside])}


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # both were asked for
    return pipe
