"""The built .deb as a person has it: installed with dpkg, started from its desktop entry by Gio, as desktops do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from desktop.script import Script
from desktop.toolkit import SYSTEM_PYTHON
from tests.window.app import TOKEN, App, free_port

ENTRY = "app.runnel.Runnel.desktop"
PLACES = ("/etc", "/opt", "/usr", "/var")  # where a package may leave something

# What a desktop does when an icon is clicked: finds the entry, expands its Exec, starts that. It waits for its end.
DESKTOP = """
import os, sys
from gi.repository import Gio, GLib
entry = Gio.DesktopAppInfo.new(sys.argv[1])
started = []
entry.launch_uris_as_manager(
    [Gio.File.new_for_path(path).get_uri() for path in sys.argv[2:]], Gio.AppLaunchContext(),
    GLib.SpawnFlags.SEARCH_PATH | GLib.SpawnFlags.DO_NOT_REAP_CHILD, None, None,
    lambda entry, pid, *given: started.append(pid), None,
)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(started[0], 0)[1]))
"""


class Opened(App):
    """Runnel as a click on its icon starts it, on this home's own data. `entry` is a desktop entry's name."""

    def __init__(self, home: Path, *given: Path, display: str, entry: str = ENTRY) -> None:
        self.data_dir = home / ".local" / "share" / "Runnel"
        port = free_port()
        looked_on = {"RUNNEL_TOKEN": TOKEN, "RUNNEL_PORT": str(port), "RUNNEL_LOG_LEVEL": "debug"}
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, "-s", "-c", DESKTOP, entry, *map(str, given)],
            cwd=home,
            env={**bare(home), "DISPLAY": display, **looked_on},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.api = Script(f"http://127.0.0.1:{port}", TOKEN)


def bare(home: Path) -> dict[str, str]:
    """What an installed program finds: nothing of this environment but a home and the system's programs."""
    return {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": os.environ.get("LANG", "C.UTF-8")}


def is_installed() -> bool:
    return _dpkg("dpkg-query", "-W", "-f", "${db:Status-Status}", "runnel").stdout == "installed"


def install(package: Path) -> None:
    """With dpkg alone: what it depends on has to be there as the package says."""
    done = _dpkg("dpkg", "--install", str(package))
    assert done.returncode == 0, done.stdout + done.stderr


def purge() -> None:
    done = _dpkg("dpkg", "--purge", "runnel")
    assert done.returncode == 0, done.stdout + done.stderr


def files() -> set[Path]:
    """What dpkg says of itself that it has put there, folders that others have too left out."""
    listed = (Path(line) for line in _dpkg("dpkg", "--listfiles", "runnel").stdout.splitlines())
    return {path for path in listed if path.is_symlink() or not path.is_dir()}


def traces() -> set[Path]:
    """Everything on this system that has our name."""
    found: set[Path] = set()
    for place in PLACES:
        for folder, folders, names in os.walk(place):
            found |= {Path(folder, name) for name in (*folders, *names) if "runnel" in name.lower()}
    return found


def _dpkg(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
