"""Files inside one folder, and nothing else.

Every path is taken apart (`paths`) and opened below the folder's own descriptor without following a link (`beneath`): a
name swapped for a link during the call is an error and not a way out. So is the folder itself when a link has taken its
place since it was chosen. Only regular files with one name are opened, without blocking, so a FIFO cannot hang the
caller. Where the system has no descriptors of folders (Windows) the resolved path is checked instead.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.domain import limits
from backend.sandbox import beneath, within
from backend.sandbox.paths import NotAllowed as NotAllowed  # raised by almost everything here
from backend.sandbox.paths import parts_of
from backend.sandbox.trash import to_trash
from backend.sandbox.within import NEW

SKIPPED_FOLDERS = frozenset({".git", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache"})
_BY_DESCRIPTOR = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


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
        return parts_of(self.root, path)

    # --- reading ------------------------------------------------------------------------------------------

    def read(self, path: str, *, most_bytes: int = limits.READ_FILE_BYTES) -> tuple[bytes, int]:
        """The first `most_bytes` of a file, and its whole size. Raises NotAllowed, OSError."""
        with self._open(self.parts(path)) as descriptor:
            size = os.fstat(descriptor).st_size
            chunks: list[bytes] = []
            left = most_bytes
            while left > 0 and (chunk := os.read(descriptor, left)):
                chunks.append(chunk)
                left -= len(chunk)
            return b"".join(chunks), size

    def fingerprint(self, path: str) -> str:
        """SHA-256 of a file's content, or NEW where there is none. Raises NotAllowed, OSError."""
        parts = self._parts_of_entry(path)
        try:
            with self.folder(parts[:-1]) as folder:
                return within.fingerprint_in(folder, parts[-1])
        except FileNotFoundError:  # not even its folder
            return NEW

    def entry(self, path: str) -> Entry | None:
        """What is at this place, None for nothing. A link is a link. Raises NotAllowed, OSError."""
        parts = self.parts(path)
        if not parts:
            return Entry("", "folder", 0)
        try:
            with self.folder(parts[:-1]) as folder:
                status = within.status_in(folder, parts[-1])
        except FileNotFoundError:
            return None
        return Entry(parts[-1], within.kind_of(status.st_mode), status.st_size if stat.S_ISREG(status.st_mode) else 0)

    def list(self, path: str) -> list[Entry]:
        """The names in a folder, folders first. Raises NotAllowed, OSError."""
        with self.folder(self.parts(path)) as folder, os.scandir(folder) as found:
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

    # --- changing -----------------------------------------------------------------------------------------

    def write(self, path: str, content: bytes, *, was: str | None = None, mode: int | None = None) -> bool:
        """Old content or new, never mixed; synced on return. Folders are made. True if the file is new.

        With `was` only if the file's fingerprint is still that one. Its permissions stay, or become `mode`.
        Raises Changed, NotAllowed, OSError.
        """
        parts = self._parts_of_entry(path)
        if was not in (None, NEW) and self.fingerprint(path) != was:  # before any folder is made
            raise Changed
        with self.folder(parts[:-1], make=True) as folder:
            found = within.mode_of_plain_file(folder, parts[-1])
            kept = found if mode is None else mode
            temporary = f".{parts[-1][:80]}.{secrets.token_hex(4)}.tmp"
            descriptor = within.open_in(folder, temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, kept or 0o666)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    if kept is not None and hasattr(os, "fchmod"):
                        os.fchmod(file.fileno(), kept)
                    os.fsync(file.fileno())
                if was is not None and within.fingerprint_in(folder, parts[-1]) != was:  # as late as can be
                    raise Changed
                within.replace_in(folder, temporary, parts[-1])
            except BaseException:
                with contextlib.suppress(OSError):
                    within.remove_in(folder, temporary)
                raise
            return found is None

    def move(self, path: str, to: str) -> None:
        """Gives a plain file or a folder another place; never onto something. Folders on the way are made.

        Raises FileExistsError, NotAllowed, OSError.
        """
        source, target = self._parts_of_entry(path), self._parts_of_entry(to)
        with self.folder(source[:-1]) as folder:
            within.require_movable(within.status_in(folder, source[-1]), source[-1])
            with self.folder(target[:-1], make=True) as new_folder:
                if isinstance(folder, Path) or isinstance(new_folder, Path):
                    self.root.joinpath(*source).rename(self.root.joinpath(*target))  # Windows refuses to replace
                    return
                beneath.rename_new(folder, source[-1], new_folder, target[-1])
                for changed in (folder, new_folder):
                    os.fsync(changed)

    def trash(self, path: str) -> None:
        """Moves a plain file or a folder with all that is in it into the trash. Raises NotAllowed, OSError."""
        parts = self._parts_of_entry(path)
        with self.folder(parts[:-1]) as folder:
            within.require_movable(within.status_in(folder, parts[-1]), parts[-1])
            to_trash(folder, parts[-1], self.root.joinpath(*parts))

    def require_root(self) -> None:
        """Raises NotAllowed when the folder is not the one that was chosen any more, but a link to another."""
        if os.path.normcase(os.path.realpath(self.root)) != os.path.normcase(self.root):
            raise NotAllowed(f"{self.root} is not the folder that was chosen: a link took its place. Choose it again.")

    # --- below descriptors --------------------------------------------------------------------------------

    def _parts_of_entry(self, path: str) -> tuple[str, ...]:
        parts = self.parts(path)
        if not parts:
            raise NotAllowed("That is the workspace itself, not a file in it.")
        return parts

    @contextlib.contextmanager
    def folder(self, parts: tuple[str, ...], *, make: bool = False) -> Iterator[int | Path]:
        """A descriptor of a folder below (a checked path where the system has none). Raises NotAllowed, OSError."""
        if not _BY_DESCRIPTOR:
            self.require_root()
            yield self._checked(parts, make=make)
            return
        try:
            root = beneath.open_root(str(self.root))
        except OSError:
            self.require_root()
            raise
        try:
            if make:
                within.make_folders(root, parts)
            descriptor = within.no_links("/".join(parts), lambda: beneath.open_beneath(root, parts, within.FOLDER))
        finally:
            os.close(root)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _open(self, parts: tuple[str, ...]) -> Iterator[int]:
        if not parts:
            raise IsADirectoryError(errno.EISDIR, "That is a folder", str(self.root))
        with self.folder(parts[:-1]) as folder:
            descriptor = within.open_in(folder, parts[-1], os.O_RDONLY)
        try:
            within.require_plain_file(os.fstat(descriptor), parts[-1])
            yield descriptor
        finally:
            os.close(descriptor)

    def _checked(self, parts: tuple[str, ...], *, make: bool) -> Path:
        path = self.root.joinpath(*parts)
        if make:
            path.mkdir(parents=True, exist_ok=True)
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise NotAllowed(f"{path} leads out of the workspace {self.root}.")
        return path


def fingerprint_of(content: bytes) -> str:
    """What `Workspace.fingerprint` says of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def _entry(item: os.DirEntry[str]) -> Entry:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError:
        return Entry(item.name, "other", 0)
    kind = within.kind_of(status.st_mode)
    return Entry(item.name, kind, status.st_size if kind in ("file", "other") else 0)
