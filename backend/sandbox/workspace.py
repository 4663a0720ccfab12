"""Files inside one folder, and nothing else.

A path is taken apart and walked from the folder's own descriptor, one name at a time, never following a link
(`O_NOFOLLOW`): a name swapped for a link during the call is an error and not a way out. So is the folder itself when a
link has taken its place since it was chosen. Only regular files with one name are opened, without blocking, so a FIFO
cannot hang the caller. Where the system has no `dir_fd` (Windows) the resolved path is checked instead.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from backend.domain import limits

NEW = "new"  # the fingerprint of a file that is not there
_WALKS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
SKIPPED_FOLDERS = frozenset({".git", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache"})


class NotAllowed(Exception):
    """The path leads out of the workspace, or to something that is no plain file. Its text says which."""


class Changed(Exception):
    """The file is not what it was when its fingerprint was taken. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a folder."""

    name: str
    kind: str  # "folder", "file", "link" or "other"
    size_bytes: int


class Workspace:
    """A folder the person chose, resolved. Every path given to it is relative to it, or absolute and inside it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def parts(self, path: str) -> tuple[str, ...]:
        """The names that lead to `path`; empty for the folder itself. Raises NotAllowed."""
        if "\0" in path:
            raise NotAllowed("A path cannot contain a NUL character.")
        pure = PurePath(path)
        if pure.is_absolute():
            try:
                pure = pure.relative_to(self.root)
            except ValueError:
                raise NotAllowed(f"{path} is outside the workspace {self.root}.") from None
        if ".." in pure.parts or pure.drive or path.startswith("~"):
            raise NotAllowed(f"{path} leads out of the workspace {self.root}.")
        return tuple(part for part in pure.parts if part != ".")

    def read(self, path: str, *, most_bytes: int = limits.READ_FILE_BYTES) -> tuple[bytes, int]:
        """The first `most_bytes` of a file, and its whole size. Raises NotAllowed, OSError."""
        with self._open(self.parts(path), os.O_RDONLY) as descriptor:
            size = os.fstat(descriptor).st_size
            chunks: list[bytes] = []
            left = most_bytes
            while left > 0 and (chunk := os.read(descriptor, left)):
                chunks.append(chunk)
                left -= len(chunk)
            return b"".join(chunks), size

    def fingerprint(self, path: str) -> str:
        """SHA-256 of a file's content, or NEW where there is none. Raises NotAllowed, OSError."""
        parts = self._parts_of_file(path)
        try:
            with self._folder(parts[:-1]) as folder:
                return self._fingerprint_in(folder, parts[-1])
        except FileNotFoundError:  # not even its folder
            return NEW

    def write(self, path: str, content: bytes, *, was: str | None = None) -> bool:
        """Old content or new, never mixed; synced on return. Folders are made. True if the file is new.

        With `was` only if the file's fingerprint is still that one. Raises Changed, NotAllowed, OSError.
        """
        parts = self._parts_of_file(path)
        if was not in (None, NEW) and self.fingerprint(path) != was:  # before any folder is made
            raise Changed
        with self._folder(parts[:-1], make=True) as folder:
            mode = self._mode_of_plain_file(parts, folder)
            temporary = f".{parts[-1][:80]}.{secrets.token_hex(4)}.tmp"
            descriptor = self._open_in(folder, temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode or 0o666)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    if mode is not None and hasattr(os, "fchmod"):
                        os.fchmod(file.fileno(), mode)
                    os.fsync(file.fileno())
                if was is not None and self._fingerprint_in(folder, parts[-1]) != was:  # as late as can be
                    raise Changed
                self._replace_in(folder, temporary, parts[-1])
            except BaseException:
                with contextlib.suppress(OSError):
                    self._remove_in(folder, temporary)
                raise
            return mode is None

    def list(self, path: str) -> list[Entry]:
        """The names in a folder, folders first. Raises NotAllowed, OSError."""
        with self._folder(self.parts(path)) as folder, os.scandir(folder) as found:
            entries = [_entry(item) for item in found]
        return sorted(entries, key=lambda entry: (entry.kind != "folder", entry.name.lower()))

    def walk(self, path: str) -> Iterator[str]:
        """Paths of plain files below a folder, relative to the workspace, in order; links are not followed.

        Folders that hold what programs made (`.git`, `node_modules` …) are left out.
        """
        parts = self.parts(path)
        try:
            entries = self.list(path)
        except NotADirectoryError:
            yield "/".join(parts)
            return
        for entry in entries:
            below = "/".join((*parts, entry.name))
            if entry.kind == "file":
                yield below
            elif entry.kind == "folder" and entry.name not in SKIPPED_FOLDERS:
                with contextlib.suppress(OSError, NotAllowed):
                    yield from self.walk(below)

    def require_root(self) -> None:
        """Raises NotAllowed when the folder is not the one that was chosen any more, but a link to another."""
        if os.path.normcase(os.path.realpath(self.root)) != os.path.normcase(self.root):
            raise NotAllowed(f"{self.root} is not the folder that was chosen: a link took its place. Choose it again.")

    # --- one name at a time -------------------------------------------------------------------------------

    def _parts_of_file(self, path: str) -> tuple[str, ...]:
        parts = self.parts(path)
        if not parts:
            raise NotAllowed("That is the workspace itself, not a file in it.")
        return parts

    @contextlib.contextmanager
    def _folder(self, parts: tuple[str, ...], *, make: bool = False) -> Iterator[int | Path]:
        """A descriptor of the folder (a checked path where the system cannot walk)."""
        self.require_root()
        if not _WALKS:
            yield self._checked(parts, make=make)
            return
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self.root, flags)
        try:
            for name in parts:
                if make:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(name, dir_fd=descriptor)
                deeper = _no_links(name, partial(os.open, name, flags, dir_fd=descriptor))
                os.close(descriptor)
                descriptor = deeper
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _open(self, parts: tuple[str, ...], flags: int) -> Iterator[int]:
        if not parts:
            raise IsADirectoryError(errno.EISDIR, "That is a folder", str(self.root))
        with self._folder(parts[:-1]) as folder:
            descriptor = self._open_in(folder, parts[-1], flags)
        try:
            _require_plain_file(os.fstat(descriptor), parts[-1])
            yield descriptor
        finally:
            os.close(descriptor)

    def _mode_of_plain_file(self, parts: tuple[str, ...], folder: int | Path) -> int | None:
        """Permissions of the file that is there, None if there is none. Raises NotAllowed if it is no plain file."""
        try:
            if isinstance(folder, int):
                status = os.stat(parts[-1], dir_fd=folder, follow_symlinks=False)
            else:
                status = (folder / parts[-1]).lstat()
        except FileNotFoundError:
            return None
        _require_plain_file(status, parts[-1])
        return stat.S_IMODE(status.st_mode)

    def _fingerprint_in(self, folder: int | Path, name: str) -> str:
        try:
            descriptor = self._open_in(folder, name, os.O_RDONLY)
        except FileNotFoundError:
            return NEW
        with os.fdopen(descriptor, "rb") as file:
            _require_plain_file(os.fstat(descriptor), name)
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _checked(self, parts: tuple[str, ...], *, make: bool) -> Path:
        path = self.root.joinpath(*parts)
        if make:
            path.mkdir(parents=True, exist_ok=True)
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise NotAllowed(f"{path} leads out of the workspace {self.root}.")
        return path

    @staticmethod
    def _open_in(folder: int | Path, name: str, flags: int, mode: int = 0o666) -> int:
        if isinstance(folder, Path):
            return os.open(folder / name, flags | getattr(os, "O_BINARY", 0), mode)
        careful = flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        return _no_links(name, lambda: os.open(name, careful, mode, dir_fd=folder))

    @staticmethod
    def _replace_in(folder: int | Path, old: str, new: str) -> None:
        if isinstance(folder, Path):
            (folder / old).replace(folder / new)
        else:
            os.replace(old, new, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)

    @staticmethod
    def _remove_in(folder: int | Path, name: str) -> None:
        if isinstance(folder, Path):
            (folder / name).unlink()
        else:
            os.unlink(name, dir_fd=folder)


def fingerprint_of(content: bytes) -> str:
    """What `Workspace.fingerprint` says of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def _entry(item: os.DirEntry[str]) -> Entry:
    try:
        if item.is_symlink():
            return Entry(item.name, "link", 0)
        if item.is_dir(follow_symlinks=False):
            return Entry(item.name, "folder", 0)
        status = item.stat(follow_symlinks=False)
        return Entry(item.name, "file" if stat.S_ISREG(status.st_mode) else "other", status.st_size)
    except OSError:
        return Entry(item.name, "other", 0)


def _no_links(name: str, open_it: Callable[[], int]) -> int:
    """Says "link" where the system says ELOOP or ENOTDIR for one."""
    try:
        return open_it()
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise NotAllowed(f"{name} is a link, and links are not followed.") from None
        if error.errno == errno.ENXIO:
            raise NotAllowed(f"{name} is not a plain file.") from None
        raise


def _require_plain_file(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "That is a folder", name)
    if not stat.S_ISREG(status.st_mode):
        raise NotAllowed(f"{name} is not a plain file.")
    if status.st_nlink > 1:
        raise NotAllowed(f"{name} has more than one name (a hard link), so it may lie outside the workspace.")
