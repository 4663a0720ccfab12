"""The line that runs a command confined by Landlock and seccomp (`confine`), from source and in the packaged app."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from backend.sandbox.bubblewrap import Walls

_START = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from backend.sandbox.confine import main; sys.exit(main(sys.argv[1:]))"
)


def own_program(name: Literal["confine", "attempts"]) -> list[str]:
    """How one of our own small programs is started. Without `site`: that takes longer than all the rest."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"--{name}"]
    if name == "confine":  # imported, so that it is compiled once
        return [sys.executable, "-I", "-S", "-c", _START, str(Path(__file__).parents[2])]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name(f"{name}.py"))]


def arguments(walls: Walls, command: Iterable[str]) -> list[str]:
    """The whole line. What is `read_only` inside the workspace cannot be kept so: it is looked at afterwards."""
    further = [word for path in walls.further for word in ("--further", str(path))]
    ours = Path(
        sys.executable if getattr(sys, "frozen", False) else __file__
    ).parent  # may lie in /tmp, which is hidden
    app = ["--readable", str(ours)]
    masked = [word for path in walls.masked for word in ("--masked", str(path))]
    return [*own_program("confine"), "--workspace", str(walls.workspace), *further, *app, *masked, "--", *command]
