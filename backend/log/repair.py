"""What a start makes of a database that cannot be read: it is kept, a good copy takes its place, the person is told.

Never a crash loop, and never a silent empty app. The damaged files are moved to `quarantine/` as they are, because
somebody may still get something out of them. A copy is made ready beside its place and then named, so whatever has the
database's name may be used as it is; a repair that a kill cut off is ended by the next start.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import time
from pathlib import Path

import apsw

from backend.domain.errors import DatabaseDamaged
from backend.domain.kept_file import sync_folder
from backend.log import backups, grants, repaired
from backend.log.repaired import Repair
from backend.log.schema import in_words, open_database

log = logging.getLogger(__name__)

CHECK_BYTES = 64 * 1024 * 1024  # a larger database is only checked when its last process did not end in order
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def open_checked(path: Path) -> tuple[apsw.Connection, str | None]:
    """The writer's connection, and a sentence when something was repaired that nobody has seen.

    Raises StorageError as schema does.
    """
    repair = repaired.noted(path)
    try:
        if repair is not None and repair.says is None and not path.exists():
            raise DatabaseDamaged(f"The repair of {path} was cut off.")
        db = _open_sound(path)
    except DatabaseDamaged as damage:
        log.error("the database is damaged: %s", damage.detail)
    else:
        if repair is not None and repair.says is None:  # nothing had been moved, and now it can be read
            repaired.forget(path)
        return db, repair.says if repair is not None else None
    with in_words(path):  # a disk that has no room for the copy leaves it for the next start
        return _repaired(path, repair)


def _repaired(path: Path, cut_off: Repair | None) -> tuple[apsw.Connection, str]:
    kept = _quarantine(path, cut_off)
    half = path.with_name(f"{path.stem}.half")
    for copy in backups.listed(path):
        try:
            _make_ready(copy, half)
            backups.give_back_attachments(path)
            told = _told(kept, copy)
            repaired.note(path, Repair(kept, told))
            half.replace(path)
            sync_folder(path.parent)
            return _open_sound(path), told
        except (DatabaseDamaged, OSError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            log.error("the backup %s cannot be used: %s", copy.name, type(error).__name__)
        finally:
            _remove(half)
    told = _told(kept, None)
    repaired.note(path, Repair(kept, told))
    return open_database(path), told


def _make_ready(copy: Path, half: Path) -> None:
    """A sound database in one file, synced, without grants: some may have been taken back since the copy was made."""
    _remove(half)
    half.touch(mode=0o600)
    shutil.copyfile(copy, half)
    db = _open_sound(half)
    try:
        with in_words(half):
            grants.clear(db)
            db.execute("PRAGMA journal_mode=DELETE")  # nothing stays beside it; an error where that cannot be
    finally:
        db.close()
    with half.open("rb+") as file:
        os.fsync(file.fileno())


def _remove(half: Path) -> None:
    for left in (half, *(half.with_name(f"{half.name}-{kind}") for kind in ("journal", "wal", "shm"))):
        left.unlink(missing_ok=True)


def end_in_order(db: apsw.Connection) -> None:
    """Says to the next start that nothing has to be checked; where it cannot be said, the next start checks."""
    with contextlib.suppress(apsw.Error):
        db.execute("INSERT OR REPLACE INTO meta VALUES ('ended_in_order', 1)")


def _open_sound(path: Path) -> apsw.Connection:
    _refuse_what_is_no_file(path)
    db = open_database(path)
    try:
        with in_words(path):
            _require_sound(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _require_sound(db: apsw.Connection, path: Path) -> None:
    ended_in_order = db.execute("SELECT value FROM meta WHERE key = 'ended_in_order'").get
    small = path.stat().st_size < CHECK_BYTES
    if (small or not ended_in_order) and not backups.is_sound(db):
        raise DatabaseDamaged(f"{path} does not pass its check.")
    db.execute("DELETE FROM meta WHERE key = 'ended_in_order'")


def _refuse_what_is_no_file(path: Path) -> None:
    """A folder in its place, or a file cut to nothing: SQLite would take the second for a new database."""
    if path.exists() and not path.is_file():
        raise DatabaseDamaged(f"{path} is not a file.")
    wal = path.with_name(path.name + "-wal")
    was_used = backups.listed(path) or (wal.exists() and wal.stat().st_size > 0)
    if was_used and (not path.exists() or path.stat().st_size == 0):
        raise DatabaseDamaged(f"{path} is empty or missing.")


def _quarantine(path: Path, cut_off: Repair | None) -> Path:
    """Moves the database and its companions aside, as they are; to where a repair that was cut off began to."""
    names = [path.name, f"{path.name}-wal", f"{path.name}-shm"]
    left = [name for name in names if path.with_name(name).exists()]
    if cut_off is not None and _goes_on(path, cut_off.kept, left):
        folder = cut_off.kept
    else:
        folder = _new_folder(path.with_name("quarantine"))
    repaired.note(path, Repair(folder))
    for name in left:
        path.with_name(name).replace(folder / name)
    return folder


def _goes_on(path: Path, folder: Path, left: list[str]) -> bool:
    """Whether this folder was made for the same damage: the database is moved first, and may be the next to be."""
    is_moved = not path.exists() and (folder / path.name).exists()
    return folder.is_dir() and (is_moved or not any(folder.iterdir())) and not any((folder / n).exists() for n in left)


def _new_folder(quarantine: Path) -> Path:
    folder = quarantine / time.strftime("%Y%m%d-%H%M%S")
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{folder.name.partition('.')[0]}.{number}")
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _told(kept: Path, copy: Path | None) -> str:
    lost = (
        f"The copy of {time.strftime('%d %B %Y, %H:%M', time.localtime(copy.stat().st_mtime))} was put in its place; "
        "what was written after it is missing."
        if copy is not None
        else "There was no good copy of it, so this is a new, empty one."
    )
    return f"The database was damaged. {lost} The damaged files are kept in {kept}."
