"""Copies of the log that are known to be good, made while it runs, newest few kept.

A copy is SQLite's online backup: one consistent moment, without stopping the writer. It is checked before it gets its
name, so whatever is called a backup can be restored.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import apsw

from backend.domain import limits
from backend.log.schema import open_reader


def folder_of(database: Path) -> Path:
    """Where the copies of this database are."""
    return database.with_name("backups")


def listed(database: Path) -> list[Path]:
    """The copies, newest first."""
    return sorted(folder_of(database).glob("runnel-*.db"), reverse=True)


def is_due(database: Path) -> bool:
    """Whether the newest copy is older than BACKUP_EVERY_S, or there is none."""
    newest = listed(database)
    return not newest or time.time() - newest[0].stat().st_mtime > limits.BACKUP_EVERY_S


def make(database: Path) -> Path:
    """A checked copy, synced on return; older ones beyond BACKUPS_KEPT are removed. Takes seconds: call it on a thread.

    Raises apsw.Error or OSError, and leaves no half copy behind.
    """
    folder = folder_of(database)
    folder.mkdir(mode=0o700, exist_ok=True)
    final = folder / time.strftime("runnel-%Y%m%d-%H%M%S.db")
    half = final.with_suffix(".half")
    try:
        half.touch(mode=0o600)
        source, copy = open_reader(database), apsw.Connection(str(half))
        try:
            with copy.backup("main", source, "main") as backup:
                backup.step()
            if not is_sound(copy):
                raise apsw.CorruptError("the copy did not pass its check")
        finally:
            copy.close()
            source.close()
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(final)
    finally:
        half.unlink(missing_ok=True)
    for old in listed(database)[limits.BACKUPS_KEPT :]:
        with contextlib.suppress(OSError):
            old.unlink()
    return final


def is_sound(db: apsw.Connection) -> bool:
    """SQLite's own structural check. It finds damaged pages, not flipped bits inside a value: rows carry a sum."""
    try:
        return bool(db.execute("PRAGMA quick_check(1)").get == "ok")
    except apsw.Error:
        return False
