"""`python -m desktop` and the command `runnel`.

Before anything is imported that has to be installed, this file looks whether it is: in a bare checkout a
person gets the line to run, not a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("fastapi", "uvicorn", "webview", "apsw", "pydantic", "platformdirs")
NO_HOME = "This account has no home folder that can be found. Say which folder to use: HOME=/a/whole/path runnel"
INSTALL = "pip install uv && uv run --extra desktop python -m desktop"


def main() -> int:
    """Runs Runnel until its window is closed. Answers the exit code."""
    if sys.platform != "win32" and sys.getfilesystemencoding().lower() != "utf-8" and not hasattr(sys, "frozen"):
        # an old locale, in which no path with other letters could be opened or said
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  it is this one
    if getattr(sys, "frozen", False):
        give_back(os.environ)
    if sys.argv[1:2] == ["--confine"]:  # the packaged app is also the small programs that its sandbox starts
        from backend.sandbox import confine

        return confine.main(sys.argv[2:])
    if sys.argv[1:2] == ["--attempts"]:
        from backend.sandbox import attempts

        return attempts.main(sys.argv[2:])
    if sys.version_info < (3, 11):  # noqa: UP036 – a checkout has nothing else that would refuse
        return _refuse(f"Runnel needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not getattr(sys, "frozen", False) and any(find_spec(name) is None for name in NEEDED):
        return _refuse(f"What Runnel needs is not installed for this Python. In its folder, run:\n\n    {INSTALL}")
    if not _has_home():
        return _refuse(NO_HOME)

    from desktop.launcher import run

    return run(sys.argv[1:])


def give_back(environment: MutableMapping[str, str]) -> None:
    """Takes out what PyInstaller's bootloader put in for itself: a browser or a command that we start would load the
    libraries that came with us instead of its own. What this process loads later was decided at its start."""
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        environment["LD_LIBRARY_PATH"] = before
    else:
        environment.pop("LD_LIBRARY_PATH", None)


def _has_home() -> bool:
    """Not so without HOME, for a user whom the system does not know: in a container, or as a service."""
    try:
        return Path.home().is_absolute()
    except RuntimeError:
        return False


def _refuse(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
