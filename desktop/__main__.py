"""`python -m desktop` and the command `runnel`.

Before anything is imported that has to be installed, this file looks whether it is: in a bare checkout a
person gets the line to run, not a traceback.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

NEEDED = ("fastapi", "uvicorn", "webview", "apsw", "pydantic_settings", "platformdirs")
INSTALL = "pip install uv && uv run --extra desktop python -m desktop"


def main() -> int:
    """Runs Runnel until its window is closed. Answers the exit code."""
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

    from desktop.launcher import run

    return run(sys.argv[1:])


def _refuse(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
