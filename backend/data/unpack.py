"""An archive that anybody may have written: read bit by bit, within limits, and never onto the disk by its names.

No name in it becomes a path: chats are known by their ids, which are checked, and attached files by the SHA-256 of
their bytes. What is read is counted as it comes out, whatever the archive says of its sizes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from backend.domain import limits
from backend.domain.errors import BadInput, TooLarge

_CHAT = re.compile(r"conversations/([A-Za-z0-9._:~-]{1,128})\.jsonl", re.ASCII)
_FILE = re.compile(r"attachments/([0-9a-f]{64})", re.ASCII)
_PIECE = 256 * limits.KIB
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # zipfile bounds what it unfolds at once of no other
_PACKED_OTHERWISE = "This archive is packed in another way than Runnel's. Pack it as an ordinary zip."


class Archive:
    """One archive. Every call reads the disk: use a thread. All raise BadInput, TooLarge."""

    def __init__(self, file: IO[bytes]) -> None:
        self._left = limits.IMPORT_OPEN_BYTES
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise _not_ours() from None
        members = self._zip.infolist()
        if len(members) > limits.IMPORT_FILES:
            raise TooLarge(f"This archive has more than {limits.IMPORT_FILES:,} files.")
        names = [member.filename for member in members]
        if "runnel.json" not in names or len(set(names)) != len(names):
            raise _not_ours()
        if any(member.flag_bits & 0x1 for member in members):
            raise BadInput("This archive is encrypted. Open it and export it again without a password.")
        if any(member.compress_type not in _PACKED for member in members):
            raise BadInput(_PACKED_OTHERWISE, code="bad_archive")
        self._chats = {match[1]: name for name in names if (match := _CHAT.fullmatch(name))}
        self._files = {match[1]: name for name in names if (match := _FILE.fullmatch(name))}

    @property
    def chats(self) -> list[str]:
        """The ids of the chats, in the order of the archive."""
        return list(self._chats)

    def has_file(self, file_id: str) -> bool:
        """Whether an attached file is in it."""
        return file_id in self._files

    def lines(self, chat: str) -> Iterator[bytes]:
        """The facts of a chat, one after the other."""
        rest = b""
        for piece in self._pieces(self._chats[chat]):
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
            if len(rest) > limits.IMPORT_LINE_BYTES:
                raise _not_ours()
        if rest:
            yield rest

    def file(self, file_id: str) -> Iterator[bytes]:
        """An attached file's bytes, in pieces."""
        return self._pieces(self._files[file_id])

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while piece := member.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooLarge("This archive unfolds to more than Runnel takes.")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError):
            raise _not_ours() from None


def _not_ours() -> BadInput:
    return BadInput("This is not an archive that Runnel has written, or it is damaged.", code="bad_archive")
