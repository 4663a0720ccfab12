"""The profile for macOS's sandbox-exec: what one command may do, as text that can be read here. Pure.

The same as bubblewrap gives on Linux: everything can be read but secrets, the workspace and a temporary folder of the
command's own can be written, there is no network. What other programs obey is denied by its name, so that a new hook
cannot even be made. Services of the system that would start or steer another program, or hand out the keychain or the
clipboard, are out of reach: all but a few are.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import Path

from backend.sandbox import protected
from backend.sandbox.bubblewrap import Walls

PROGRAM = "/usr/bin/sandbox-exec"
_SERVICES = (  # names of users, log, notices of the system, the person's folder for temporary files
    "com.apple.system.opendirectoryd.libinfo",
    "com.apple.system.opendirectoryd.membership",
    "com.apple.system.notification_center",
    "com.apple.system.logger",
    "com.apple.logd",
    "com.apple.bsd.dirhelper",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/tty", "/dev/dtracehelper")
# The shell makes the temporary folder and takes it away; the profile is told where it is.
_WITH_FOLDER = f"""
d=$(mktemp -d "${{TMPDIR:-/tmp}}/runnel.XXXXXXXX") && d=$(cd "$d" && pwd -P) || exit 126
profile=$1
shift
TMPDIR=$d XDG_CACHE_HOME=$d/cache {PROGRAM} -D TEMPORARY="$d" -p "$profile" "$@"
status=$?
rm -rf "$d"
exit $status
"""


def arguments(walls: Walls, command: Iterable[str]) -> list[str]:
    """The whole line that runs `command` inside."""
    return ["/bin/sh", "-c", _WITH_FOLDER, "sh", profile(walls), *command]


def profile(walls: Walls) -> str:
    """The later rule counts. Paths are without links: the system compares them so."""
    folders = (walls.workspace, *walls.further)
    lines = [
        "(version 1)",
        "(allow default)",
        "(deny file-write*)",
        f"(allow file-write* {' '.join(map(_below, folders))} (subpath (param {_quoted('TEMPORARY')})))",
        f"(allow file-write-data {' '.join(f'(literal {_quoted(path)})' for path in _DEVICES)})",
        "(deny network*)",
        "(deny system-socket)",
        "(deny signal)",
        "(allow signal (target same-sandbox))",
        "(deny process-info*)",
        "(allow process-info* (target same-sandbox))",
        "(deny appleevent-send)",
        "(deny lsopen)",
        "(deny job-creation)",
        "(deny mach-lookup)",
        f"(allow mach-lookup {' '.join(f'(global-name {_quoted(name)})' for name in _SERVICES)})",
    ]
    if walls.guarded:
        named = [pattern for folder in folders for pattern in patterns(folder)]
        lines += [f'(deny file-write* (regex #"{pattern}"))' for pattern in named]
    for path in walls.masked:
        lines += [f"(deny file-read* file-write* {_below(path)})"]
    return "\n".join(lines)


def patterns(workspace: Path) -> list[str]:
    """Regular expressions for what other programs obey, in this folder and below, however it is spelled."""
    start = "^" + _plain(str(workspace)) + "/(.*/)?"
    end = "(/.*)?$"
    found = [f"{start}({'|'.join(_any_case(name) for name in protected.AT_ROOT)}){end}"]
    for folder, names in protected.below().items():
        found.append(f"{start}{_any_case(folder)}/({'|'.join(_any_case(name) for name in names)}){end}")
    return [*found, f"{start}{_any_case('.git')}$"]


def _any_case(name: str) -> str:
    return "".join(f"[{c.lower()}{c.upper()}]" if c in string.ascii_letters else _plain(c) for c in name)


def _plain(text: str) -> str:
    text = re.sub(r'["\x00-\x1f]', "\x00", text)  # any letter will do for what ends the text
    return re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", text).replace("\x00", ".")


def _below(path: Path) -> str:
    return f"(subpath {_quoted(str(path))})"


def _quoted(text: str) -> str:
    """As the profile's language wants it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
