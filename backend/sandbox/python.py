"""The system's Python, for code that an agent wrote: never the interpreter that this app is packed with.

Asked once, by running it: on a fresh Windows `python` only opens the shop, and on a fresh macOS `python3` a dialog.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from backend.sandbox.command import environment

_OLDEST = (3, 8)
_ASK = "import sys; print(*sys.version_info[:2])"
_ASK_TIMEOUT_S = 10.0


@cache
def system_python() -> tuple[str, str] | None:
    """Its path and version ("3.12"), or None where there is none that can be used. Takes up to seconds once."""
    if sys.platform == "darwin" and not _has_developer_tools():
        return None
    for name in ("python3", "python") if os.name == "posix" else ("python", "python3", "py"):
        found = shutil.which(name)
        if found is None or _is_ours(found):
            continue
        said = _said([found, "-I", "-c", _ASK]).split()
        if len(said) == 2 and all(part.isdecimal() for part in said) and (int(said[0]), int(said[1])) >= _OLDEST:
            return found, ".".join(said)
    return None


def line_for(program: str, code: str) -> str:
    """The shell's line that runs this code as a program of its own, unbuffered, leaving no bytecode behind."""
    return f"exec {shlex.quote(program)} -u -B -c {shlex.quote(code)}"


def line_for_windows(program: str, code: str) -> tuple[str, Path]:
    """The same for cmd.exe, which takes one short line only: from a file, which the caller removes."""
    descriptor, name = tempfile.mkstemp(prefix="runnel-", suffix=".py")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(code)
    return f'"{program}" -u -B "{name}"', Path(name)


def _is_ours(found: str) -> bool:
    packed = getattr(sys, "_MEIPASS", None)
    return packed is not None and Path(found).resolve().is_relative_to(Path(packed).resolve())


def _has_developer_tools() -> bool:
    """Without them /usr/bin/python3 asks the person to install them."""
    chosen = shutil.which("python3")
    return chosen != "/usr/bin/python3" or bool(_said(["/usr/bin/xcode-select", "-p"]))


def _said(line: list[str]) -> str:
    try:
        done = subprocess.run(
            line,
            env=environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_ASK_TIMEOUT_S,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("ascii", "replace") if done.returncode == 0 else ""
