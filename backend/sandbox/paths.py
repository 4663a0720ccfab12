"""What a path given to a tool may be. Pure: nothing is asked of the file system."""

from __future__ import annotations

import os
import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath

_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_SYSTEM = (PurePosixPath("/proc"), PurePosixPath("/sys"), PurePosixPath("/dev"))


class NotAllowed(Exception):
    """The path leads out of the workspace, or to something that is no plain file. Its text says which."""


def parts_of(root: PurePath, path: str, *, windows: bool = os.name == "nt") -> tuple[str, ...]:
    """The names that lead from `root` to `path`, which is relative to it or absolute and inside it; empty for itself.

    Raises NotAllowed. No name is `.` or `..`; on Windows none is a device, a stream, or one that Windows would change.
    """
    if "\0" in path:
        raise NotAllowed("A path cannot contain a NUL character.")
    pure: PurePath = PureWindowsPath(path) if windows else PurePosixPath(path)
    if pure.is_absolute():
        try:
            pure = pure.relative_to(root)
        except ValueError:
            raise NotAllowed(f"{path} is outside the workspace {root}.") from None
    if ".." in pure.parts or pure.drive or pure.root or path.startswith("~"):
        raise NotAllowed(f"{path} leads out of the workspace {root}.")
    parts = tuple(part for part in pure.parts if part != ".")
    if windows:
        for part in parts:
            _require_a_name_on_windows(part)
    elif parts and any(PurePosixPath(root, *parts).is_relative_to(system) for system in _SYSTEM):
        raise NotAllowed(f"{path} is a part of the system and not a file.")
    return parts


def _require_a_name_on_windows(part: str) -> None:
    if _DEVICES.fullmatch(part):
        raise NotAllowed(f"{part} is the name of a device.")
    if part[-1:] in (".", " ") or re.search(r'[<>:"|?*\x01-\x1f]', part):
        raise NotAllowed(f"{part} is a name that Windows does not have.")
