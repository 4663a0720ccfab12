"""The page in a program of its own: a Chromium-family app window, a tab of the default browser, or nowhere.

These programs get the boot address as an argument, which other users of the machine can read while they start (`ps`).
Its code works once and for 60 seconds: somebody quicker than the browser would be let in, and the person's own page
refused. The windows of our own get it inside the process or through a pipe, and are tried first.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.outcome import BRING_TIMEOUT_S, Outcome, Tell, nothing_told
from desktop.say import say
from desktop.view import APP_ID, HEIGHT, WIDTH, View

HANDED_OVER_S = 2.0  # one that ends well sooner than this gave its address to a window that was left over
FAILED_AT_ONCE_S = 10.0  # a browser that ends with an error sooner than this has shown nothing
TEXT_BROWSERS = ("www-browser", "links", "elinks", "lynx", "w3m")  # they would take over the terminal


class _AnotherProgram:
    """What a page in a program that is not ours cannot be asked for."""

    is_ours = False

    def notify(self, title: str, text: str, page: str) -> None:
        return None

    def again(self, *, plainly: str | None = None) -> None:
        return None

    def choose(self, start: str | None) -> str | None:
        return None

    def obey(self, order: dict[str, Any]) -> None:  # Any: JSON
        return None


class ChromiumApp(_AnotherProgram):
    """A window without tabs, with a profile of its own in the data folder: so its process lives exactly as long
    as the window, and nothing of the person's own browser gets in. Its way to the network is a dead proxy."""

    def __init__(self, program: str, *, profile: Callable[[], Path | None]) -> None:
        self._program = program
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        profile = self._profile()
        if view.url is None or profile is None:
            return Outcome.UNUSABLE
        if self._closed.is_set():
            return Outcome.CLOSED
        began = time.monotonic()
        quiet = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(self._command(view.url, profile), stdin=quiet, stdout=quiet, stderr=quiet)
        except OSError:
            return Outcome.UNUSABLE
        if self._closed.is_set():  # `close` came while it was being started
            self._process.terminate()
        on_painted()
        code = self._process.wait()
        took_s = time.monotonic() - began
        if not self._closed.is_set():
            if code == 0 and took_s < HANDED_OVER_S:
                return Outcome.LEFT_OPEN
            if code != 0 and took_s < FAILED_AT_ONCE_S:
                return Outcome.UNUSABLE
        on_closing()
        return Outcome.CLOSED

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        """Another app window of the same browser: one that is there cannot be told anything."""
        profile = self._profile()
        if profile is None or self._process is None:
            return False
        quiet = subprocess.DEVNULL
        try:
            handing = subprocess.Popen(self._command(fresh(), profile), stdin=quiet, stdout=quiet, stderr=quiet)
            return handing.wait(BRING_TIMEOUT_S) == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def close(self) -> None:
        self._closed.set()
        if self._process is not None:
            self._process.terminate()

    def _command(self, url: str, profile: Path) -> list[str]:
        command = [
            self._program,
            f"--app={url}",
            f"--user-data-dir={profile}",
            f"--class={APP_ID}",
            f"--window-size={WIDTH},{HEIGHT}",
            "--proxy-server=127.0.0.1:1",  # nothing listens there; our own address is loopback, which goes past it
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # it refuses to start as root otherwise
        return command


class DefaultBrowser(_AnotherProgram):
    """A tab. Whether and when it is closed we do not learn, so the launcher goes on until it is told to end."""

    def __init__(self, find: Callable[[], webbrowser.BaseBrowser] = webbrowser.get) -> None:
        self._find = find
        self._closed = threading.Event()

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        if self._closed.is_set():
            return Outcome.CLOSED
        if view.url is None or not self._opens(view.url):
            return Outcome.UNUSABLE
        say("Runnel is open in your browser.")
        on_painted()
        return Outcome.LEFT_OPEN

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        return self._opens(fresh())

    def close(self) -> None:
        self._closed.set()

    def _opens(self, url: str) -> bool:
        try:
            browser = self._find()
            return browser.name not in TEXT_BROWSERS and browser.open(url)
        except (webbrowser.Error, OSError):
            return False


class PrintedAddress(_AnotherProgram):
    """What always works. The launcher has printed the address already."""

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        on_painted()
        return Outcome.LEFT_OPEN

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        return False

    def close(self) -> None:
        return None
