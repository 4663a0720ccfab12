"""Where in a workspace something lies that other programs obey (`protected`): all of it, in every folder.

Undo looks at folders that programs fill (`node_modules` …) as one thing; here they are walked too, because a repository
or an editor's settings may be made anywhere. Links are not followed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from backend.sandbox import protected
from backend.sandbox.whole import Whole
from backend.sandbox.within import NEW, open_in
from backend.sandbox.workspace import NotAllowed, Workspace

Identity = tuple[int, int]  # device and inode of a folder
Parts = tuple[str, ...]
Above = tuple[tuple[str, Identity], ...]  # paths, the outer one first
_DEEP = 100  # folders in one another, each with an open descriptor
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class TooLarge(Exception):
    """There are more folders than anybody wants to wait for."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is obeyed, and the folder in which it is: when that goes or moves as a whole, this goes with it."""

    path: str
    why: str
    owner: str
    identity: Identity


class Obeyed(Whole):
    """A workspace as this looks at it: a file with several names counts as well, for it is there and is obeyed.

    With `instructions` what assistants take for words to them counts too.
    """

    def __init__(self, workspace: Workspace, *, apart: Path | None = None, instructions: bool = False) -> None:
        super().__init__(workspace, apart=apart)
        self._instructions = instructions

    def places(self, *, most_folders: int | None = None) -> dict[str, Place]:
        """By their paths; what lies inside one of them is a part of it. Takes a moment. Raises TooLarge, OSError."""
        walk = _Walk(self.apart_parts, most_folders, instructions=self._instructions)
        walk.deferred.append(((), ()))
        while walk.deferred:
            parts, above = walk.deferred.pop()
            with (
                contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError, NotAllowed),
                self._workspace.folder(parts) as folder,
            ):
                walk.into(folder, parts, above)
        return walk.found

    def identity(self, path: str) -> Identity | None:
        """Which folder this is; None where there is none."""
        try:
            with self._workspace.folder(self._workspace.parts(path)) as folder:
                status = os.stat(folder)  # noqa: PTH116  mostly a descriptor
        except (OSError, NotAllowed):
            return None
        return status.st_dev, status.st_ino

    def read(self, path: str, *, most_bytes: int) -> tuple[bytes, int]:
        """As Workspace.read, whatever other names the file has."""
        with self._at(path) as (folder, name), os.fdopen(open_in(folder, name, os.O_RDONLY), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotAllowed(f"{path} is not a plain file.")
            return file.read(most_bytes), status.st_size

    def fingerprint(self, path: str) -> str:
        """As Workspace.fingerprint."""
        try:
            with self._at(path) as (folder, name), os.fdopen(open_in(folder, name, os.O_RDONLY), "rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return NEW


class _Walk:
    """One look at a whole tree, from descriptor to descriptor where the system has them."""

    def __init__(self, apart: tuple[str, ...] | None, most_folders: int | None, *, instructions: bool) -> None:
        self.found: dict[str, Place] = {}
        self.deferred: list[tuple[Parts, Above]] = []  # too deep to be reached in one go
        self._apart = apart
        self._left = most_folders
        self._instructions = instructions

    def into(self, folder: int | Path, parts: Parts, above: Above) -> None:
        """`above` is the folder that holds this one, as far as it is known."""
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise TooLarge
        status = os.stat(folder)  # noqa: PTH116  mostly a descriptor
        with os.scandir(folder) as entries:
            names = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
        above = (*above[-1:], ("/".join(parts), (status.st_dev, status.st_ino)))
        obeyed = {place.path for place in self._of(parts, names, above)}
        for name, is_folder in names.items():
            below = (*parts, name)
            if not is_folder or below == self._apart or "/".join(below) in obeyed:
                continue
            if isinstance(folder, Path) or len(below) % _DEEP == 0:
                self.deferred.append((below, above[-1:]))
                continue
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                deeper = os.open(name, _FOLDER, dir_fd=folder)
                try:
                    self.into(deeper, below, above)
                finally:
                    os.close(deeper)

    def _of(self, parts: Parts, names: dict[str, bool], above: Above) -> list[Place]:
        """What in this folder is obeyed, now also in `found`."""
        folder = protected.plain(parts[-1]) if parts else ""
        by_name = protected.is_deep(folder)
        if not by_name and protected.is_bare_repository(names):
            folder = ".git"
        owner, identity = above[0] if by_name else above[-1]
        here = []
        for name, is_folder in names.items():
            why = protected.why_here(folder, name, is_folder=is_folder)
            if why is None and self._instructions and not is_folder:
                why = protected.instructs(name)
            if why is not None:
                here.append(Place("/".join((*parts, name)), why, owner, identity))
        self.found |= {place.path: place for place in here}
        return here
