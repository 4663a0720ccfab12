"""Which ways there are to show the page on this machine, best first. Pure: looks only at what it is handed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

SYSTEM_PYTHON = "/usr/bin/python3"  # where distributions put PyGObject, which has no wheel
CHOICE = "RUNNEL_WINDOW"

CHROMIUM_FAMILY = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "brave-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "vivaldi",
    # which() takes whole paths too; on these systems the browsers are not on the PATH
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


class Way(StrEnum):
    """How the page is shown. The values are what `RUNNEL_WINDOW` takes."""

    NATIVE = "native"  # what Windows and macOS bring
    GTK = "gtk"  # WebKitGTK in this process
    SYSTEM_GTK = "system-gtk"  # WebKitGTK in a child under the system's Python
    QT = "qt"  # PySide6 in this process
    CHROMIUM = "chromium"  # a Chromium-family browser's app window
    BROWSER = "browser"  # a tab of the default browser
    ADDRESS = "address"  # only the address, printed


@dataclass(frozen=True)
class Machine:
    """What the choice depends on. `which` finds programs, `has` says whether a module could be imported."""

    platform: str
    environment: Mapping[str, str]
    frozen: bool
    which: Callable[[str], str | None]
    has: Callable[[str], bool]

    @classmethod
    def this(cls) -> Machine:
        return cls(
            platform=sys.platform,
            environment=os.environ,
            frozen=bool(getattr(sys, "frozen", False)),
            which=shutil.which,
            has=lambda name: find_spec(name) is not None,
        )

    @property
    def display(self) -> bool:
        """Whether somebody could see a window. Only Linux and its relatives can lack one."""
        if self.platform in ("win32", "darwin"):
            return True
        return bool(self.environment.get("DISPLAY") or self.environment.get("WAYLAND_DISPLAY"))

    @property
    def chromium(self) -> str | None:
        return next((path for name in CHROMIUM_FAMILY if (path := self.which(name))), None)


def ways(machine: Machine) -> tuple[Way, ...]:
    """Ends with ADDRESS, which always works; every earlier one may turn out not to. A choice made by
    `RUNNEL_WINDOW` stands alone before it; one that does not exist here is passed over."""
    chosen = machine.environment.get(CHOICE, "")
    if chosen in tuple(Way):
        return tuple(dict.fromkeys((Way(chosen), Way.ADDRESS)))
    if machine.platform in ("win32", "darwin"):
        return (Way.NATIVE, *_browsers(machine), Way.ADDRESS)
    if not machine.display:
        return (*_browsers(machine), Way.ADDRESS)
    return (*_toolkits(machine), *_browsers(machine), Way.ADDRESS)


def _toolkits(machine: Machine) -> tuple[Way, ...]:
    found: list[Way] = []
    if machine.has("gi"):
        found.append(Way.GTK)
    if not machine.frozen and machine.which(SYSTEM_PYTHON):
        found.append(Way.SYSTEM_GTK)
    if machine.has("PySide6") and machine.has("qtpy"):
        found.append(Way.QT)
    return tuple(found)


def _browsers(machine: Machine) -> tuple[Way, ...]:
    """Without a display only a browser that shows itself elsewhere helps (WSL's, or one named by BROWSER):
    a text browser would take over the terminal."""
    if not machine.display:
        return (Way.BROWSER,) if machine.environment.get("BROWSER") or machine.which("wslview") else ()
    return (Way.CHROMIUM, Way.BROWSER) if machine.chromium else (Way.BROWSER,)
