"""One name in one folder, by the folder's descriptor: looked at, opened, replaced, never through a link.

Where the system has no descriptors of folders (Windows) the folder is a path that was checked just before.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from backend.sandbox import beneath
from backend.sandbox.paths import NotAllowed

NEW = "new"  # the fingerprint of a file that is not there
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


def kind_of(mode: int) -> str:
    """The kind of an Entry by its mode."""
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "other"


def require_plain_file(status: os.stat_result, name: str) -> None:
    """Raises NotAllowed, IsADirectoryError for what is no regular file with one name."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "That is a folder", name)
    if not stat.S_ISREG(status.st_mode):
        raise NotAllowed(f"{name} is not a plain file.")
    if status.st_nlink > 1:
        raise NotAllowed(f"{name} has more than one name (a hard link), so it may lie outside the workspace.")


def require_movable(status: os.stat_result, name: str) -> None:
    """Raises NotAllowed for what is neither a folder nor such a file."""
    if not stat.S_ISDIR(status.st_mode):
        require_plain_file(status, name)


def make_folders(root: int, parts: tuple[str, ...]) -> None:
    """Makes what is missing on the way. Raises NotAllowed for a link, OSError."""
    for count in range(1, len(parts) + 1):
        above = no_links("/".join(parts), lambda: beneath.open_beneath(root, parts[: count - 1], FOLDER))  # noqa: B023
        try:
            with contextlib.suppress(FileExistsError):
                os.mkdir(parts[count - 1], dir_fd=above)
        finally:
            os.close(above)


def status_in(folder: int | Path, name: str) -> os.stat_result:
    """Of the name itself, also where it is a link. Raises OSError."""
    if isinstance(folder, int):
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    return (folder / name).lstat()


def mode_of_plain_file(folder: int | Path, name: str) -> int | None:
    """Permissions of the file that is there, None if there is none. Raises NotAllowed if it is no plain file."""
    try:
        status = status_in(folder, name)
    except FileNotFoundError:
        return None
    require_plain_file(status, name)
    return stat.S_IMODE(status.st_mode)


def fingerprint_in(folder: int | Path, name: str) -> str:
    """SHA-256 of the file, NEW where there is none. Raises NotAllowed, OSError."""
    try:
        descriptor = open_in(folder, name, os.O_RDONLY)
    except FileNotFoundError:
        return NEW
    with os.fdopen(descriptor, "rb") as file:
        require_plain_file(os.fstat(descriptor), name)
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_in(folder: int | Path, name: str, flags: int, mode: int = 0o666) -> int:
    """A descriptor of this name in the folder, without waiting for anybody. Raises NotAllowed for a link, OSError."""
    if isinstance(folder, Path):
        return os.open(folder / name, flags | getattr(os, "O_BINARY", 0), mode)
    return no_links(name, lambda: beneath.open_beneath(folder, (name,), flags | os.O_NONBLOCK, mode))


def replace_in(folder: int | Path, old: str, new: str) -> None:
    """Gives it another name at once, on the disk on return. Raises OSError."""
    if isinstance(folder, Path):
        (folder / old).replace(folder / new)
    else:
        os.replace(old, new, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)


def remove_in(folder: int | Path, name: str) -> None:
    """Raises OSError."""
    if isinstance(folder, Path):
        (folder / name).unlink()
    else:
        os.unlink(name, dir_fd=folder)


def no_links(name: str, open_it: Callable[[], int]) -> int:
    """Says "link" where the system says ELOOP or ENOTDIR for one."""
    try:
        return open_it()
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.EXDEV):
            raise NotAllowed(f"{name} is a link, and links are not followed.") from None
        if error.errno == errno.ENXIO:
            raise NotAllowed(f"{name} is not a plain file.") from None
        raise
