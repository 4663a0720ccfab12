"""What a start makes of a database that cannot be read: it is kept, a good copy takes its place, the person is told.

Never a crash loop, and never a silent empty app. The damaged files are moved to `quarantine/` as they are, because
somebody may still get something out of them.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import shutil
import time
from pathlib import Path

import apsw

from backend.domain.errors import DatabaseDamaged
from backend.log import backups, grants
from backend.log.schema import in_words, open_database

log = logging.getLogger(__name__)

CHECK_BYTES = 64 * 1024 * 1024  # a larger database is only checked when its last process did not end in order
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def open_checked(path: Path) -> tuple[apsw.Connection, str | None]:
    """The writer's connection, and a sentence when something had to be repaired. Raises StorageError as schema does."""
    try:
        return _open_sound(path), None
    except DatabaseDamaged as damage:
        log.error("the database is damaged: %s", damage.detail)
    with in_words(path):  # a disk that has no room for the copy leaves it for the next start
        return _repaired(path)


def _repaired(path: Path) -> tuple[apsw.Connection, str]:
    kept = _quarantine(path)
    for copy in backups.listed(path):
        try:
            shutil.copyfile(copy, path)
            path.chmod(0o600)
            db = _open_sound(path)
            grants.clear(db)  # some of them may have been taken back since the copy was made
            backups.give_back_attachments(path)
            return db, _told(kept, copy)
        except (DatabaseDamaged, OSError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            log.error("the backup %s cannot be used: %s", copy.name, type(error).__name__)
    return open_database(path), _told(kept, None)


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


def _quarantine(path: Path) -> Path:
    """Moves the database and its companions aside, as they are."""
    folder = path.with_name("quarantine") / time.strftime("%Y%m%d-%H%M%S")
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{folder.name.partition('.')[0]}.{number}")
    folder.mkdir(mode=0o700, parents=True)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        damaged = path.with_name(name)
        if damaged.exists():
            damaged.replace(folder / name)
    return folder


def _told(kept: Path, copy: Path | None) -> str:
    lost = (
        f"The copy of {time.strftime('%d %B %Y, %H:%M', time.localtime(copy.stat().st_mtime))} was put in its place; "
        "what was written after it is missing."
        if copy is not None
        else "There was no good copy of it, so this is a new, empty one."
    )
    return f"The database was damaged. {lost} The damaged files are kept in {kept}."
