"""Starting with the login, as a choice: one entry where each system looks for such things, written and removed here.

Linux: XDG's autostart, which its desktops follow and bare window managers mostly do not. macOS: a LaunchAgent.
Windows: the person's own `Run` key. The latter two were **not run**: what would be written is tested, the writing on
Windows not. An entry counts as ours while it starts this very program: one that has moved is switched on again.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.view import APP_ID, TITLE

if TYPE_CHECKING:
    from backend.domain.around import Login

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
OFF = ("Hidden=true", "X-GNOME-Autostart-enabled=false")  # how desktops switch an entry off that stays


def login(data_dir: Path) -> Login | None:
    """This machine's entry for the Runnel that runs on `data_dir`; None where there is no program to start."""
    program = program_of(os.environ, executable=sys.executable, frozen=bool(getattr(sys, "frozen", False)))
    if program is None:
        return None
    try:
        home = Path.home()
    except RuntimeError:  # a user whom the system does not know
        return None
    command = [program, *([] if data_dir == _usual(home) else ["--data-dir", str(data_dir)])]
    try:
        "".join(command).encode()
    except UnicodeError:  # a path that is not UTF-8 cannot be written down in any of them
        return None
    if sys.platform == "win32":
        return RunKey(subprocess.list2cmdline(command))
    if sys.platform == "darwin":
        return File(home / "Library" / "LaunchAgents" / f"{APP_ID}.plist", launch_agent(command))
    return File(autostart_folder(os.environ, home) / f"{APP_ID}.desktop", desktop_entry(command))


def _usual(home: Path) -> Path:
    """Where data is kept when nothing says otherwise: what this process was told may not be so at the login."""
    system: str = sys.platform  # a plain text: mypy would not look at what is for another one
    if system not in ("win32", "darwin"):
        return home / ".local" / "share" / "Runnel"
    import platformdirs  # here: a start does not wait for it

    return Path(platformdirs.user_data_dir("Runnel", appauthor=False))


def program_of(environment: Mapping[str, str], *, executable: str, frozen: bool) -> str | None:
    """The file that starts this Runnel by itself; None when it is run from sources that are not installed."""
    if frozen:
        return environment.get("APPIMAGE") or executable  # an AppImage is mounted anew, elsewhere, at each start
    beside = Path(executable).parent  # as it is: a venv's Python is a link out of it
    return next((str(beside / name) for name in ("runnel", "runnel.exe") if (beside / name).is_file()), None)


def autostart_folder(environment: Mapping[str, str], home: Path) -> Path:
    """XDG's; a path there that is not whole is to be ignored."""
    chosen = Path(environment.get("XDG_CONFIG_HOME", ""))
    return (chosen if chosen.is_absolute() else home / ".config") / "autostart"


def desktop_entry(command: Sequence[str]) -> bytes:
    """`TryExec` has it passed over once Runnel is uninstalled."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={TITLE}",
        f"Icon={APP_ID}",
        f"TryExec={_value(command[0])}",
        f"Exec={_value(' '.join(map(_quoted, command)))}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    return ("\n".join(lines) + "\n").encode()


def launch_agent(command: Sequence[str]) -> bytes:
    """A property list that launchd reads at the next login."""
    return plistlib.dumps(
        {
            "Label": APP_ID,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
    )


@dataclass(frozen=True, slots=True)
class File:
    """An entry that is a file of its own."""

    path: Path
    content: bytes

    def is_on(self) -> bool:
        try:
            there = self.path.read_bytes()
        except OSError:
            return False
        if there == self.content:
            return True
        lines = there.decode(errors="replace").splitlines()  # a desktop may have added to it
        return (
            _exec(lines) is not None
            and _exec(lines) == _exec(self.content.decode().splitlines())
            and not ({*OFF} & {*lines})
        )

    def turn(self, *, on: bool) -> None:
        from backend.domain import kept_file

        if on:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            kept_file.replace(self.path, self.content.decode())
        else:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class RunKey:
    """A value of the registry. Not run on Windows."""

    command: str

    def is_on(self) -> bool:
        if sys.platform == "win32":
            import winreg

            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                return bool(winreg.QueryValueEx(key, TITLE)[0] == self.command)
        return False

    def turn(self, *, on: bool) -> None:
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, winreg.KEY_SET_VALUE) as key:
                if on:
                    winreg.SetValueEx(key, TITLE, 0, winreg.REG_SZ, self.command)
                else:
                    with suppress(FileNotFoundError):
                        winreg.DeleteValue(key, TITLE)


def _exec(lines: Sequence[str]) -> str | None:
    return next((line for line in lines if line.startswith("Exec=")), None)


def _quoted(argument: str) -> str:
    """As the Desktop Entry Specification has arguments: quoted, and no % that would stand for a file."""
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, "\\" + special)
    return f'"{argument}"'.replace("%", "%%")


def _value(text: str) -> str:
    """As it has strings."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")
