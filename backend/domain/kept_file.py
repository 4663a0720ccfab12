"""Small files in the data folder that are written whole: settings, servers, prompts, what one start tells the next."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from pathlib import Path

from backend.domain.errors import DataFolderUnusable


def save(path: Path, text: str, what: str) -> None:
    """As `replace`, synced. Raises DataFolderUnusable: `what`, as a sentence begins with it, could not be saved."""
    try:
        replace(path, text)
    except OSError as error:
        raise DataFolderUnusable(f"{what} could not be saved: {error.strerror}.") from error


def replace(path: Path, text: str, *, synced: bool = True) -> None:
    """Old content or new content, never mixed, whatever happens in between; for the owner alone. Raises OSError."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        if synced:
            file.flush()
            os.fsync(file.fileno())
    Path(temporary).replace(path)


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder survive a power cut. Windows has no such call and needs none on NTFS."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_aside(path: Path) -> str:
    """Keeps a broken file beside itself; the sentence that says where."""
    kept = path.with_name(f"{path.stem}.broken-{int(time.time())}-{secrets.token_hex(2)}.json")
    try:
        path.replace(kept)
    except OSError:
        return "It was left where it is."
    return f"It was kept as {kept.name} in the data folder."
