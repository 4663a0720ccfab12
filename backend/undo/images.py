"""Copies of files, each kept once under the SHA-256 of its bytes, for this person alone (0700, 0600).

A copy has its name only when it is whole. `synced` puts all that were kept before it on the disk, names and bytes, in
one go: before a command there may be thousands.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import secrets
import sys
import threading
import time
from collections.abc import Container, Iterator
from pathlib import Path

from backend.domain import limits

_SHA = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HALF = ".half-"
_YOUNG_S = limits.UNDO_KEPT_S / 24


class Images:
    """The folder of copies. Every call touches the disk: use a thread. Raises OSError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sweeping = threading.Lock()
        self._unsynced: list[Path] = []
        self._young: dict[str, float] = {}  # copies made young here, and when: before a command it may be thousands

    def keep(self, data: bytes) -> str:
        """Keeps these bytes; answers their name. What is there already becomes young."""
        sha = hashlib.sha256(data).hexdigest()
        place = self._place(sha)
        with self._sweeping:
            if self.touch(sha):
                return sha
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            half = place.with_name(_HALF + secrets.token_hex(6))
            try:
                with open(half, "xb", opener=_private) as file:
                    file.write(data)
                half.replace(place)
            except BaseException:
                with contextlib.suppress(OSError):
                    half.unlink(missing_ok=True)
                raise
            self._unsynced.append(place)
        return sha

    def synced(self) -> None:
        """What was kept so far survives a power cut from here on."""
        with self._sweeping:
            places, self._unsynced = self._unsynced, []
        if not places:
            return
        if len(places) > 16 and _sync_file_system(self._folder):
            return
        for place in {*places, *(place.parent for place in places), self._folder}:
            _sync(place)

    def read(self, sha: str) -> bytes | None:
        """The bytes, checked; None where no whole copy is there."""
        try:
            data = self._place(sha).read_bytes()
        except (OSError, ValueError):
            return None
        return data if hashlib.sha256(data).hexdigest() == sha else None

    def has(self, sha: str | None, *, touch: bool = False) -> bool:
        """Whether a copy is there; `touch` makes it young, where that was not done within the last hour."""
        if sha is None or not _SHA.fullmatch(sha):
            return False
        if touch:
            at = self._young.get(sha)
            return (at is not None and time.monotonic() - at < _YOUNG_S) or self.touch(sha)
        try:
            self._place(sha).stat()
        except OSError:
            return False
        return True

    def touch(self, sha: str) -> bool:
        """Makes a copy young; whether it is there."""
        try:
            os.utime(self._place(sha))
        except (OSError, ValueError):
            return False
        self._young[sha] = time.monotonic()
        return True

    def touched_ns(self, sha: str) -> int | None:
        """When a copy became young last; None where there is none."""
        try:
            return self._place(sha).stat().st_mtime_ns
        except (OSError, ValueError):
            return None

    def remove(self, sha: str) -> None:
        """It is needed no more."""
        self._young.pop(sha, None)
        with contextlib.suppress(OSError):
            self._place(sha).unlink()

    def sweep(
        self, used: Container[str], *, always: Container[str] = (), older_than_s: float = limits.UNDO_KEPT_S
    ) -> int:
        """Removes copies that nothing refers to, and the oldest when all together are too many; answers how many.

        `always` are kept whatever there is beside them.
        """
        young = time.time() - older_than_s
        found = sorted(self._all(), key=lambda item: item[1].st_mtime, reverse=True)
        total = removed = 0
        for place, status in found:
            total += status.st_size
            if place.name in always:
                continue
            wanted = place.name in used and total <= limits.UNDO_STORE_BYTES
            if not wanted and (status.st_mtime < young or total > limits.UNDO_STORE_BYTES):
                with self._sweeping, contextlib.suppress(OSError):
                    if place.stat().st_mtime == status.st_mtime:
                        self._young.pop(place.name, None)
                        place.unlink()
                        removed += 1
                        total -= status.st_size
        return removed

    def _all(self) -> Iterator[tuple[Path, os.stat_result]]:
        for place in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(OSError):
                yield place, place.stat()

    def _place(self, sha: str) -> Path:
        if not _SHA.fullmatch(sha):
            raise ValueError(f"{sha!r} is no SHA-256")
        return self._folder / sha[:2] / sha


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(path: Path) -> None:
    if os.name != "posix" and path.is_dir():  # Windows has no such call for folders
        return
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sync_file_system(folder: Path) -> bool:
    """Linux's syncfs; False where it is not."""
    if sys.platform != "linux":
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return bool(ctypes.CDLL(None).syncfs(descriptor) == 0)
    finally:
        os.close(descriptor)
