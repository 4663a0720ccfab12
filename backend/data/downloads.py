"""Files that a person keeps: written into the system's folder for downloads, because a web view has no downloads of
its own that can be relied on.

A name is never used twice and nothing is overwritten. Only what was kept here can be shown in its folder: a caller
cannot have any other path opened.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backend.data.names import safe_name
from backend.domain import limits
from backend.domain.errors import NotFound, RunnelError, StorageFailed

log = logging.getLogger(__name__)

_NAMES_TRIED = 1000
_SHOW_ITEMS = (
    *("gdbus", "call", "--session", "--dest", "org.freedesktop.FileManager1"),
    *("--object-path", "/org/freedesktop/FileManager1", "--method", "org.freedesktop.FileManager1.ShowItems"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file where a person finds it."""

    path: Path

    @property
    def wire(self) -> dict[str, str]:
        """As it is answered."""
        return {"path": str(self.path), "name": self.path.name, "folder": str(self.path.parent)}


class Downloads:
    """The folder for downloads, made when the first file is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[Path] = set()

    async def keep(self, name: str, data: bytes | IO[bytes]) -> Kept:
        """Writes a file of this name, or of the next free one; whole on the disk on return. Raises StorageFailed."""
        kept = await asyncio.to_thread(self._write, name, data)
        self._kept.add(kept.path)
        return kept

    async def show(self, path: str) -> None:
        """Opens the file manager at a file that was kept since the start. Raises NotFound, RunnelError."""
        wanted = Path(path)
        if wanted not in self._kept:
            raise NotFound("That file was not saved from here since Runnel started.")
        if not await asyncio.to_thread(wanted.exists):
            raise NotFound("The file is not there any more.")
        if not await asyncio.to_thread(show_in_folder, wanted):
            raise RunnelError(f"No file manager could be started. The file is in {wanted.parent}.", code="no_files")

    def _write(self, name: str, data: bytes | IO[bytes]) -> Kept:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path, descriptor = self._free(name)
        except OSError as error:
            raise _no_room(self._folder, error) from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                if isinstance(data, bytes):
                    file.write(data)
                else:
                    shutil.copyfileobj(data, file, limits.MIB)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            path.unlink(missing_ok=True)  # half a file would look like a whole one
            raise _no_room(self._folder, error) from None
        return Kept(path)

    def _free(self, name: str) -> tuple[Path, int]:
        for path in _names(self._folder, name):
            try:
                return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            except FileExistsError:
                continue
        raise StorageFailed(f"{self._folder} has too many files of this name. Move some of them away.")


def _names(folder: Path, name: str) -> Iterable[Path]:
    """`a.md`, `a (2).md`, and so on."""
    first = Path(safe_name(name, "file"))
    yield folder / first
    for number in range(2, _NAMES_TRIED):
        yield folder / f"{first.stem} ({number}){first.suffix}"


def show_in_folder(path: Path) -> bool:
    """Opens the system's file manager at this file; False where none could be started. Blocks for some seconds."""
    return any(_runs(command) for command in _commands(path))


def _commands(path: Path) -> Iterable[list[str]]:
    """The ways to show it on this system, the best first: with the file marked, else its folder."""
    if sys.platform == "darwin":
        yield ["open", "-R", str(path)]
    elif sys.platform == "win32":
        yield ["explorer", f"/select,{path}"]
    else:
        yield [*_SHOW_ITEMS, f"['{path.as_uri()}']", ""]
        yield ["xdg-open", str(path.parent)]


def _runs(command: list[str]) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    try:
        done = subprocess.run(  # a file manager hands over to its own process and returns
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.SHOW_FILE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True  # it is a file manager that stays
    except OSError as error:
        log.warning("%s could not be started: %s", command[0], error.strerror)
        return False
    return done.returncode == 0 or sys.platform == "win32"  # Explorer answers 1 whatever it did


def _no_room(folder: Path, error: OSError) -> StorageFailed:
    return StorageFailed(f"The file could not be saved in {folder}: {error.strerror}.")
