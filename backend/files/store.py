"""Attached files, each kept under the SHA-256 of its bytes: the same bytes are kept once, and never change.

A file is on the disk, and its name in the folder too, before its id is given out. Whoever is about to refer to one
says `keep` first: that makes it young again, and `sweep` takes only files that are old and that nobody refers to.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import threading
import time
from collections.abc import Container
from pathlib import Path

from backend.domain import limits
from backend.domain.errors import BadInput, NotFound, StorageFailed, TooLarge
from backend.domain.kept_file import sync_folder
from backend.files.contents import Contents, contents_of

_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HALF = ".half-"  # a file that is still on its way


class Attachments:
    """The folder of all attached files. Every call may touch the disk: use a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changing = threading.Lock()
        self._known: dict[str, Contents] = {}  # what was found out about a file's bytes, which never change

    def begin(self) -> Upload:
        """A file to be written in pieces. Raises StorageFailed."""
        return Upload(self)

    def put(self, data: bytes) -> str:
        """Keeps these bytes; durable on return. Answers the id. Raises BadInput, TooLarge, StorageFailed."""
        upload = self.begin()
        try:
            upload.write(data)
            return upload.finish()
        finally:
            upload.abandon()

    def path(self, attachment_id: str) -> Path:
        """Where the file is. Raises NotFound."""
        path = self._place(attachment_id)
        if not path.is_file():
            raise _gone()
        return path

    def read(self, attachment_id: str) -> bytes:
        """The bytes, checked against their hash. Raises NotFound, StorageFailed for a damaged file."""
        path = self.path(attachment_id)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StorageFailed(f"An attached file cannot be read: {error.strerror}.") from error
        if hashlib.sha256(data).hexdigest() != attachment_id:
            raise StorageFailed("An attached file was damaged on the disk. Attach it again.", code="attachment_damaged")
        return data

    def keep(self, attachment_id: str) -> int:
        """Makes sure that it stays for a day, until a message that refers to it is committed; answers its size.

        Raises NotFound.
        """
        with self._changing:
            path = self._place(attachment_id)
            try:
                os.utime(path)
                return path.stat().st_size
            except OSError:
                raise _gone() from None

    def contents(self, attachment_id: str, name: str) -> Contents:
        """What it is. Raises NotFound, BadInput as `contents_of`, StorageFailed."""
        known = self._known.get(attachment_id)
        if known is None:
            known = contents_of(self.read(attachment_id), "")
            if len(self._known) > 1000:
                self._known.clear()
            self._known[attachment_id] = known
        return known.for_name(name)

    def sweep(self, in_use: Container[str], *, older_than_s: float = limits.ATTACHMENT_KEPT_S) -> int:
        """Removes old files that are not `in_use`, and halves that were never finished; answers how many.

        What a message has begun to refer to since `in_use` was asked is safe: it was `keep`-ed before, so it is young.
        """
        before = time.time() - older_than_s
        removed = 0
        for path in self._files():
            with self._changing:
                if path.name not in in_use and _age(path) < before:
                    with contextlib.suppress(OSError):
                        path.unlink()
                        removed += 1
        return removed

    def _files(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.is_file()]
        except FileNotFoundError:
            return []

    def _place(self, attachment_id: str) -> Path:
        if not _ID.fullmatch(attachment_id):
            raise _gone()
        return self._folder / attachment_id

    def _open_half(self) -> tuple[int, Path]:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self._folder.parent)
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=_HALF)  # 0600
        return descriptor, Path(name)

    def _take(self, half: Path, attachment_id: str) -> None:
        """Gives a finished and synced file its name. The same bytes that are there already become young and whole."""
        with self._changing:
            half.replace(self._folder / attachment_id)
            sync_folder(self._folder)


class Upload:
    """One file on its way. `abandon` after `finish` does nothing, so it belongs into a `finally`."""

    def __init__(self, store: Attachments) -> None:
        self._store = store
        self._hash = hashlib.sha256()
        self._size = 0
        try:
            descriptor, self._half = store._open_half()
        except OSError as error:
            raise _not_saved(error) from error
        self._file = os.fdopen(descriptor, "wb")

    def write(self, data: bytes) -> None:
        """Takes the next piece. Raises TooLarge, StorageFailed."""
        self._size += len(data)
        if self._size > limits.ATTACHMENT_BYTES:
            raise too_large()
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise _not_saved(error) from error

    def finish(self) -> str:
        """Durable on return; answers the id. Raises BadInput for an empty file, StorageFailed."""
        if self._size == 0:
            raise BadInput("This file is empty, so there is nothing to attach.", code="empty_file")
        attachment_id = self._hash.hexdigest()
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._store._take(self._half, attachment_id)
        except OSError as error:
            raise _not_saved(error) from error
        return attachment_id

    def abandon(self) -> None:
        """Leaves nothing behind of a file that was not finished."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._half.unlink(missing_ok=True)


def too_large() -> TooLarge:
    """The sentence for a file above the limit."""
    most = limits.ATTACHMENT_BYTES // limits.MIB
    return TooLarge(f"A file may have {most} MB. Make it smaller, or put it into the chat's folder and ask about it.")


def _not_saved(error: OSError) -> StorageFailed:
    return StorageFailed(f"The file could not be saved: {error.strerror or 'the disk refused'}. Nothing was attached.")


def _gone() -> NotFound:
    return NotFound("This attached file is not there any more. Attach it again.", code="no_attachment")


def _age(path: Path) -> float:
    """When it was last said to be needed; never, for one that is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
