"""Bubblewrap's arguments for one command: a pure list, so that what a command may do can be read here.

The system is there to be read; the workspace alone can be written, except what decides what other programs do
(`protected`). `/tmp` is the command's own. Secrets are covered, `/run` with its sockets of keyrings, containers and
desktops too: a network namespace does not keep a program from a socket that has a path. There is no network and no
capability, setuid programs gain nothing (bubblewrap always sets no_new_privs), and the command has a pid namespace,
which the kernel ends as a whole when its first process dies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OWN = (Path("/tmp"), Path("/var/tmp"), Path("/run"))  # noqa: S108  empty ones in place of the system's
_KERNEL = ("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus")  # root could write them even so


@dataclass(frozen=True, slots=True)
class Walls:
    """What surrounds one command, which begins in `workspace` and may write there and in the `further` folders. All
    paths are absolute and without links; `read_only` and `masked` are there.

    `pinned` are folders of the workspace that may be written and not renamed: they hold something read-only. `guarded`
    says that nothing of what other programs obey may be made or changed, for a kind that knows it by its name.
    """

    workspace: Path
    masked: Sequence[Path] = ()
    read_only: Sequence[Path] = ()
    pinned: Sequence[Path] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = False
    further: Sequence[Path] = ()


def arguments(program: str, walls: Walls, command: Iterable[str]) -> list[str]:
    """The whole line that runs `command` inside. The order matters: a later mount covers an earlier one."""
    line = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    line += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    for kernel in _KERNEL:
        line += ["--ro-bind-try", kernel, kernel]
    for own in OWN:
        line += ["--tmpfs", str(own)]
    folders = (walls.workspace, *walls.further)
    for path in walls.masked:
        if not any(_below(path, folder) for folder in folders) and not any(_below(path, own) for own in OWN):
            line += _masked(path)
    for folder in folders:
        line += ["--bind", str(folder), str(folder)]
    for path in walls.pinned:
        line += ["--bind", str(path), str(path)]
    for path in walls.read_only:
        line += ["--ro-bind", str(path), str(path)]
    for path in walls.masked:
        if any(_below(path, folder) for folder in folders):
            line += _masked(path)
    for name, value in walls.variables.items():
        line += ["--setenv", name, value]
    return [*line, "--chdir", str(walls.workspace), "--", *command]


def _masked(path: Path) -> list[str]:
    return ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", "/dev/null", str(path)]


def _below(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents
