"""The data folder: made for this person alone, and open in one process at a time.

The lock is the operating system's (flock, or msvcrt on Windows), so it ends with the process however that ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from backend.domain.errors import DataFolderBusy, DataFolderUnusable


class DataFolder:
    """A folder that is ours until `release`. Raises DataFolderUnusable or DataFolderBusy with what to do."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        try:
            os.fsencode(self.path).decode()
        except UnicodeError:  # SQLite takes no other name
            shown = os.fsencode(self.path).decode(errors="replace")
            raise DataFolderUnusable(
                f"The data folder's path {shown} is not UTF-8. Rename it, or choose another with --data-dir."
            ) from None
        self._lock = self._open_lock()
        try:
            _lock(self._lock)
        except OSError:
            self._lock.close()
            raise DataFolderBusy(
                f"Runnel is already running with the data folder {self.path}. "
                "Use its window, or start this one with another --data-dir."
            ) from None

    @property
    def database(self) -> Path:
        """Where the log is."""
        return self.path / "runnel.db"

    def release(self) -> None:
        """Lets another process have the folder."""
        self._lock.close()

    def _open_lock(self) -> IO[str]:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.name == "posix" and self.path.stat().st_uid == os.getuid():
                self.path.chmod(0o700)
            descriptor = os.open(self.path / "runnel.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except (FileExistsError, NotADirectoryError):
            raise DataFolderUnusable(
                f"The data folder {self.path} is not a folder. Choose another with --data-dir."
            ) from None
        except OSError as error:
            raise DataFolderUnusable(
                f"The data folder {self.path} cannot be written ({error.strerror}). "
                "Check its permissions, or choose another with --data-dir."
            ) from None
        return os.fdopen(descriptor, "w")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
