"""How each way to show the page is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.browser import ChromiumApp, DefaultBrowser, PrintedAddress
from desktop.in_process import InProcess
from desktop.outcome import Opener
from desktop.system_gtk import SystemGtk
from desktop.toolkit import Machine, Way


def opener_for(way: Way, machine: Machine, *, profile: Callable[[], Path | None]) -> Opener:
    """`profile` is where a browser's app window keeps its own, once that is known."""
    match way:
        case Way.NATIVE:
            return InProcess(None, frozen=machine.frozen)
        case Way.GTK:
            return InProcess("gtk", frozen=machine.frozen)
        case Way.SYSTEM_GTK:
            return SystemGtk()
        case Way.QT:
            return InProcess("qt", frozen=machine.frozen)
        case Way.CHROMIUM:
            return ChromiumApp(machine.chromium or "chromium", profile=profile)
        case Way.BROWSER:
            return DefaultBrowser()
        case Way.ADDRESS:
            return PrintedAddress()
