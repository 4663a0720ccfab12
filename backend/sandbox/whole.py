"""A workspace as undo needs it: all that is in it, by its marks, and things put back as they were.

Links are seen and made here, but never followed. Folders that programs fill (`node_modules`, a virtual environment,
git's objects) are seen as one thing each; the small caches beside source are not: every run of tests changes them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.sandbox.within import kind_of, open_in
from backend.sandbox.workspace import SKIPPED_FOLDERS, NotAllowed, Workspace

_AS_ONE = (SKIPPED_FOLDERS - {".git", "__pycache__", ".ruff_cache"}) | {"venv", ".tox"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry. `stamp` changes with every change of a file, also where its times are set back."""

    path: str
    kind: str  # as Entry.kind, or "tree" for a folder that is seen as one
    mode: int
    size_bytes: int
    stamp: tuple[int, ...]


class Whole:
    """Everything may raise NotAllowed, OSError. `apart` is a folder that is none of its business: our own data."""

    def __init__(self, workspace: Workspace, *, apart: Path | None = None) -> None:
        self._workspace = workspace
        self.root = workspace.root
        is_inside = apart is not None and apart.is_relative_to(self.root)
        self.apart_parts = apart.relative_to(self.root).parts if apart is not None and is_inside else None

    def scan(self, path: str = ".") -> Iterator[Seen]:
        """Everything below a folder in order, folders before what is in them; or the one thing that is there."""
        parts = self._workspace.parts(path)
        if parts:
            seen = self.look(path)
            if seen is not None:
                yield seen
            if seen is None or seen.kind != "folder":
                return
        yield from self._below(parts, ("folder",))

    def inside(self, path: str) -> Iterator[Seen]:
        """Everything below a folder, also of one that is seen as one thing."""
        return self._below(self._parts(path), ("folder", "tree"))

    def _below(self, parts: tuple[str, ...], opened: Sequence[str]) -> Iterator[Seen]:
        waiting = [parts]
        while waiting:
            parts = waiting.pop()
            below: list[Seen] = []
            with (
                contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError, NotAllowed),
                self._workspace.folder(parts) as folder,
                os.scandir(folder) as found,
            ):
                for item in found:
                    if (*parts, item.name) == self.apart_parts:
                        continue
                    with contextlib.suppress(FileNotFoundError):
                        below.append(_seen((*parts, item.name), item.stat(follow_symlinks=False)))
            below.sort(key=lambda seen: seen.path)
            yield from below
            waiting += [tuple(seen.path.split("/")) for seen in reversed(below) if seen.kind in opened]

    def look(self, path: str) -> Seen | None:
        """What is there; None for nothing."""
        parts = self._parts(path)
        try:
            with self._workspace.folder(parts[:-1]) as folder:
                return _seen(parts, _status(folder, parts[-1]))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def above(self, path: str) -> Seen:
        """The folder that a place is in, or was: the nearest one that is there."""
        names = self._parts(path)[:-1]
        for count in range(len(names), 0, -1):
            if (seen := self.look("/".join(names[:count]))) is not None:
                return seen
        with self._workspace.folder(()) as folder:
            return _seen((".",), os.stat(folder))  # noqa: PTH116  a descriptor, where there are such

    def read(self, path: str, *, most_bytes: int) -> tuple[bytes, int]:
        """See Workspace.read."""
        self._parts(path)
        return self._workspace.read(path, most_bytes=most_bytes)

    def fingerprint(self, path: str) -> str:
        """See Workspace.fingerprint."""
        self._parts(path)
        return self._workspace.fingerprint(path)

    def write(self, path: str, content: bytes, *, was: str | None, mode: int | None) -> bool:
        """See Workspace.write."""
        self._parts(path)
        return self._workspace.write(path, content, was=was, mode=mode)

    def move(self, path: str, to: str) -> None:
        """See Workspace.move."""
        for name in (path, to):
            self._parts(name)
        self._workspace.move(path, to)

    def read_link(self, path: str) -> str:
        """Where a link leads, as it says itself."""
        with self._at(path) as (folder, name):
            return os.readlink(name, dir_fd=folder) if isinstance(folder, int) else str((folder / name).readlink())

    def listing(self, path: str) -> bytes:
        """Names, sizes and times of all that is in a folder: another listing, another tree."""
        lines: list[str] = []
        waiting = [self._workspace.parts(path)]
        while waiting:
            parts = waiting.pop()
            with self._workspace.folder(parts) as folder, os.scandir(folder) as found:
                for item in sorted(found, key=lambda item: item.name):
                    status = item.stat(follow_symlinks=False)
                    lines.append(f"{'/'.join((*parts, item.name))}\0{status.st_mode}")
                    if stat.S_ISDIR(status.st_mode):
                        waiting.append((*parts, item.name))
                    else:
                        lines.append(f"{status.st_size}\0{status.st_mtime_ns}")
        return "\n".join(lines).encode("utf-8", "surrogateescape")

    def make_folder(self, path: str, mode: int) -> None:
        """One folder; those above it are there."""
        with self._at(path) as (folder, name):
            if isinstance(folder, int):
                os.mkdir(name, mode, dir_fd=folder)
                _set_mode(folder, name, mode)
            else:
                (folder / name).mkdir(mode)

    def make_link(self, path: str, target: str) -> None:
        """A link as it was; it is not followed here."""
        with self._at(path) as (folder, name):
            if isinstance(folder, int):
                os.symlink(target, name, dir_fd=folder)
            else:
                (folder / name).symlink_to(target)

    def set_mode(self, path: str, mode: int) -> None:
        """Permissions of a file or a folder."""
        with self._at(path) as (folder, name):
            if isinstance(folder, int):
                _set_mode(folder, name, mode)
            else:
                (folder / name).chmod(mode)

    def remove(self, path: str) -> None:
        """A file, a link or an empty folder, for good."""
        seen = self.look(path)
        with self._at(path) as (folder, name):
            is_folder = seen is not None and seen.kind in ("folder", "tree")
            if isinstance(folder, int):
                (os.rmdir if is_folder else os.unlink)(name, dir_fd=folder)
            elif is_folder:
                (folder / name).rmdir()
            else:
                (folder / name).unlink()

    def remove_tree(self, path: str) -> None:
        """A folder with all that is in it, for good."""
        with self._at(path) as (folder, name):
            if isinstance(folder, int):
                shutil.rmtree(name, dir_fd=folder)
            else:
                shutil.rmtree(folder / name)

    def _parts(self, path: str) -> tuple[str, ...]:
        parts = self._workspace.parts(path)
        if self.apart_parts and parts[: len(self.apart_parts)] == self.apart_parts:
            raise NotAllowed("That is Runnel's own data.")
        return parts

    @contextlib.contextmanager
    def _at(self, path: str) -> Iterator[tuple[int | Path, str]]:
        parts = self._parts(path)
        if not parts:
            raise NotAllowed("That is the workspace itself.")
        with self._workspace.folder(parts[:-1]) as folder:
            yield folder, parts[-1]


def _seen(parts: tuple[str, ...], status: os.stat_result) -> Seen:
    kind = kind_of(status.st_mode)
    if kind == "folder" and (parts[-1] in _AS_ONE or (parts[-1] == "objects" and ".git" in parts)):
        kind = "tree"
    stamp = (status.st_mtime_ns, status.st_ctime_ns if os.name == "posix" else 0, status.st_size, status.st_ino)
    return Seen("/".join(parts), kind, stat.S_IMODE(status.st_mode), status.st_size, stamp)


def _set_mode(folder: int, name: str, mode: int) -> None:
    """By its descriptor: `chmod` of a name would follow a link."""
    descriptor = open_in(folder, name, os.O_RDONLY)
    try:
        os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)


def _status(folder: int | Path, name: str) -> os.stat_result:
    if isinstance(folder, int):
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    return (folder / name).lstat()
