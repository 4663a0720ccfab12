"""Copies of the log that are known to be good, made while it runs, newest few kept.

A copy is SQLite's online backup: one consistent moment, without stopping the writer. It is checked before it gets its
name, so whatever is called a backup can be restored. The attached files that its messages refer to are kept beside it:
they never change, so a second name for each is enough, and costs no space.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

import apsw

from backend.domain import limits
from backend.log.messages import attachments_in_use
from backend.log.schema import open_reader


def folder_of(database: Path) -> Path:
    """Where the copies of this database are."""
    return database.with_name("backups")


def attachments_of(database: Path) -> Path:
    """Where the attached files of this database's messages are."""
    return database.with_name("attachments")


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
    _keep_attachments(database)
    return final


def give_back_attachments(database: Path) -> None:
    """Puts attached files that are gone in their place again, for a copy that is restored."""
    for kept in _files(folder_of(database) / "attachments"):
        _name_again(kept, attachments_of(database) / kept.name)


def _keep_attachments(database: Path) -> None:
    """Exactly those that some copy's messages refer to."""
    folder = folder_of(database) / "attachments"
    used = set[str]().union(*(_referred_to(copy) for copy in listed(database)))
    for name in used:
        _name_again(attachments_of(database) / name, folder / name)
    for kept in _files(folder):
        if kept.name not in used:
            with contextlib.suppress(OSError):
                kept.unlink()


def _referred_to(copy: Path) -> set[str]:
    try:
        # immutable: else SQLite makes files for a log beside a copy that nobody writes
        address = f"{copy.resolve().as_uri()}?immutable=1"
        db = apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    except apsw.Error:
        return set()
    try:
        return attachments_in_use(db)
    except apsw.Error:  # from before there were any
        return set()
    finally:
        db.close()


def _name_again(file: Path, name: Path) -> None:
    """The same file under another name too; a copy of it where the file system has no such thing."""
    if name.exists() or not file.is_file():
        return
    name.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(file, name)
    except OSError:
        half = name.with_name(f".half-{name.name}")
        shutil.copyfile(file, half)
        half.chmod(0o600)
        half.replace(name)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def is_sound(db: apsw.Connection) -> bool:
    """SQLite's own structural check. It finds damaged pages, not flipped bits inside a value: rows carry a sum."""
    try:
        return bool(db.execute("PRAGMA quick_check(1)").get == "ok")
    except apsw.Error:
        return False
