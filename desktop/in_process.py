"""The window in this process: GTK, Qt, or what Windows and macOS bring."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from desktop import probe
from desktop.outcome import PROBE_TIMEOUT_S, Outcome, Tell, nothing_told
from desktop.view import View

if TYPE_CHECKING:
    from desktop.window import Window

Toolkit = Literal["gtk", "qt"]


class InProcess:
    """`gui` is pywebview's name of the toolkit, None for the system's own. Whether a toolkit works is asked in a
    child process that starts at once, so that the answer is there when the server is."""

    is_ours = True

    def __init__(self, gui: Toolkit | None, *, frozen: bool) -> None:
        self._gui = gui
        self._window: Window | None = None
        self._closed_early = threading.Event()
        self._probe: subprocess.Popen[bytes] | None = None
        if gui is not None and not frozen:
            command = [sys.executable, "-m", "desktop.probe", gui]
            quiet = subprocess.DEVNULL
            self._probe = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        if not self._works():
            return Outcome.UNUSABLE
        from desktop.window import Window  # here: loads pywebview

        try:
            window = Window(view, gui=self._gui, on_painted=on_painted)
        except ImportError:
            return Outcome.UNUSABLE
        window.on_closing = on_closing
        window.on_told = on_told
        self._window = window
        if self._closed_early.is_set():
            return Outcome.CLOSED
        return Outcome.CLOSED if window.show() else Outcome.UNUSABLE

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        return self._window is not None and self._window.bring(page, activation)

    def notify(self, title: str, text: str, page: str) -> None:
        if self._window is not None:
            self._window.notify(title, text, page)

    def again(self, *, plainly: str | None = None) -> None:
        if self._window is not None:
            self._window.again(plainly=plainly)

    def obey(self, order: dict[str, Any]) -> None:  # Any: JSON
        if self._window is not None:
            self._window.obey(order)

    def choose(self, start: str | None) -> str | None:
        return self._window.choose(start) if self._window is not None else None

    def close(self) -> None:
        self._closed_early.set()
        if self._window is not None:
            self._window.close()

    def _works(self) -> bool:
        if self._probe is not None:
            try:
                return self._probe.wait(PROBE_TIMEOUT_S) == probe.OK
            except subprocess.TimeoutExpired:
                self._probe.kill()
                self._probe.wait()
                return False
        # A frozen build carries one toolkit and cannot start a child cheaply; GTK can be asked in place.
        return self._gui != "gtk" or probe.gtk() == probe.OK
