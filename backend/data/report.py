"""What somebody who reports a fault can copy: versions and kinds, never a name, a path, a key or a word of a chat."""

from __future__ import annotations

import os
import platform
import sys

import apsw

from backend.log.schema import MIGRATIONS
from backend.sandbox.state import State


def details(*, version: str, sandbox: State) -> str:
    """Some lines of text, the same for everybody with the same system."""
    kind = "installed package" if getattr(sys, "frozen", False) else "from source"
    lines = [
        f"Runnel {version} ({kind})",
        f"System: {_system()}",
        f"Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}, schema {len(MIGRATIONS)}",
        f"Sandbox: {sandbox.kind}, {'works' if sandbox.works else 'does not work'}",
    ]
    desktop = [os.environ.get(name, "") for name in ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")]
    if any(desktop):
        lines.insert(2, f"Desktop: {', '.join(filter(None, desktop))}")
    return "\n".join(lines)


def _system() -> str:
    name = f"{platform.system()} {platform.release()}, {platform.machine()}"
    if not sys.platform.startswith("linux"):
        return name
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {name}"
    except (OSError, KeyError):
        return name
