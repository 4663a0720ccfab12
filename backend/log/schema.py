"""Tables and migrations. `event` is the truth; every other table but `epoch`, `command` and `grant` is a fold of it.

A migration is a named function that is run once, in order, inside one transaction with its version number, so a
crash leaves the old schema or the new one. Before the first of them changes an existing database it is copied beside
itself. A database from a later version is refused untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw
import orjson

from backend.domain.errors import DatabaseDamaged, DataFolderUnusable, NewerDatabase
from backend.log import grants, index
from backend.log.letters import composed, folded

APPLICATION_ID = 0x52554E4C  # "RUNL"


def first_tables(db: apsw.Connection) -> None:
    """`sum` is the CRC-32 of `e`: SQLite's own checks miss most flipped bits inside a value."""
    db.execute("""
        CREATE TABLE event(
          s INTEGER PRIMARY KEY, c TEXT NOT NULL, n INTEGER NOT NULL, n0 INTEGER, r TEXT,
          is_set INTEGER NOT NULL DEFAULT 0, e BLOB NOT NULL, sum INTEGER NOT NULL) STRICT;
        CREATE UNIQUE INDEX event_by_conversation ON event(c, n);
        CREATE INDEX event_by_run ON event(r, s) WHERE r IS NOT NULL;
        CREATE TABLE epoch(ord INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_s INTEGER NOT NULL) STRICT;
        CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE command(
          kind TEXT NOT NULL, id TEXT NOT NULL, result BLOB NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE conversation(
          id TEXT PRIMARY KEY, title TEXT NOT NULL, workspace TEXT, model TEXT,
          created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, updated_s INTEGER NOT NULL,
          deleted_at INTEGER) STRICT;
        CREATE INDEX conversation_by_update ON conversation(updated_s DESC) WHERE deleted_at IS NULL;
        CREATE TABLE run(
          id TEXT PRIMARY KEY, c TEXT NOT NULL, status TEXT NOT NULL, message_id TEXT, model TEXT NOT NULL,
          parent_run_id TEXT, ended_at INTEGER, compacted INTEGER NOT NULL DEFAULT 0,
          settled TEXT) STRICT;
        CREATE INDEX run_to_compact ON run(ended_at) WHERE compacted = 0 AND ended_at IS NOT NULL;
        CREATE INDEX run_open ON run(status) WHERE status IN ('running', 'waiting');
        CREATE INDEX run_interrupted ON run(c) WHERE status = 'interrupted' AND settled IS NULL;
        CREATE INDEX run_by_conversation ON run(c);
        CREATE TABLE interrupt(
          run TEXT NOT NULL, id TEXT NOT NULL, c TEXT NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(run, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE draft(key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE message(
          c TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(c, id)) STRICT, WITHOUT ROWID;
    """)


def branches_tags_and_queue(db: apsw.Connection) -> None:
    """`title_made`: a program made the title, so a better one may take its place. `tag.folded` is what is compared."""
    db.execute("""
        ALTER TABLE conversation ADD COLUMN leaf TEXT;
        ALTER TABLE conversation ADD COLUMN system TEXT;
        ALTER TABLE conversation ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversation ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE conversation ADD COLUMN mode TEXT NOT NULL DEFAULT 'ask';
        ALTER TABLE conversation ADD COLUMN title_made INTEGER NOT NULL DEFAULT 0;
        DROP INDEX conversation_by_update;
        CREATE INDEX conversation_listed ON conversation(archived, pinned, updated_s DESC) WHERE deleted_at IS NULL;
        CREATE INDEX conversation_in_bin ON conversation(deleted_at DESC) WHERE deleted_at IS NOT NULL;
        CREATE TABLE tag(
          folded TEXT NOT NULL, c TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(folded, c)) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_by_conversation ON tag(c);
        CREATE TABLE queue(
          c TEXT NOT NULL, id TEXT NOT NULL, s INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(c, id)) STRICT, WITHOUT ROWID;
    """)


def attached_files(db: apsw.Connection) -> None:
    """Which conversations' messages refer to which attached file."""
    db.execute("CREATE TABLE attachment(c TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(c, id)) STRICT, WITHOUT ROWID")


def full_text_search(db: apsw.Connection) -> None:
    """`message.n` is where a message began. What was said before this is indexed bit by bit, while the app runs."""
    db.execute("""
        ALTER TABLE conversation ADD COLUMN title_folded TEXT NOT NULL DEFAULT '';
        ALTER TABLE message ADD COLUMN role TEXT;
        ALTER TABLE message ADD COLUMN at INTEGER;
        ALTER TABLE message ADD COLUMN n INTEGER;
    """)
    for id_, title in db.execute("SELECT id, title FROM conversation").fetchall():
        db.execute("UPDATE conversation SET title_folded = ? WHERE id = ?", (folded(composed(str(title))), id_))
    index.make_tables(db)
    starts = "instr(e, '\"TEXT_MESSAGE_START\"') OR instr(e, '\"TEXT_MESSAGE_END\"')"
    begun: dict[tuple[str, str], tuple[str, int, int]] = {}
    for s, c, n, encoded in db.cursor().execute(f"SELECT s, c, n, e FROM event WHERE {starts} ORDER BY s"):  # noqa: S608
        event = orjson.loads(encoded)
        key = (c, event.get("messageId", ""))
        if event["type"] == "TEXT_MESSAGE_START":
            begun[key] = (event.get("role") or "assistant", event.get("timestamp") or 0, n)
            db.execute("UPDATE message SET role = ?, at = ?, n = ? WHERE c = ? AND id = ?", (*begun[key], *key))
        elif event["type"] == "TEXT_MESSAGE_END" and key in begun and begun[key][0] in index.ROLES:
            role, at, first_n = begun[key]
            db.execute("INSERT OR REPLACE INTO spoken VALUES (?, ?, ?, ?, ?, ?, ?, 0)", (s, *key, role, at, first_n, n))


def files_of_drafts(db: apsw.Connection) -> None:
    """A draft keeps the files that are to go with it."""
    db.execute("ALTER TABLE draft ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]'")


def copies_for_undo(db: apsw.Connection) -> None:
    """Which conversations' changes refer to which copy; `pending` names the call that has not ended, or is empty."""
    db.execute("""
        CREATE TABLE undo_image(
          c TEXT NOT NULL, sha TEXT NOT NULL, pending TEXT NOT NULL,
          PRIMARY KEY(c, sha, pending)) STRICT, WITHOUT ROWID;
    """)


def granted_beforehand(db: apsw.Connection) -> None:
    """What a person allowed beforehand. No fact makes a row of it."""
    grants.make_table(db)


MIGRATIONS: Sequence[Callable[[apsw.Connection], None]] = (
    first_tables,
    branches_tags_and_queue,
    attached_files,
    full_text_search,
    files_of_drafts,
    copies_for_undo,
    granted_beforehand,
)


def open_database(path: Path) -> apsw.Connection:
    """The writer's connection, migrated.

    Raises NewerDatabase, DatabaseDamaged or DataFolderUnusable and has then changed nothing.
    """
    with in_words(path):
        if not path.exists():
            path.touch(mode=0o600)  # SQLite gives its -wal and -shm files the same mode
        db = apsw.Connection(str(path))
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """What fails while a database is opened, as ours: only what SQLite itself calls damaged is DatabaseDamaged. A disk
    that is full or refuses is DataFolderUnusable, because a database that is put aside for it is lost to the person."""
    try:
        yield
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise DatabaseDamaged(f"{path} cannot be read as a database.") from error
    except (apsw.Error, OSError) as error:
        raise DataFolderUnusable(
            f"The database {path} cannot be opened or written. Check the folder's permissions and free space."
        ) from error


def _prepare(db: apsw.Connection, path: Path) -> None:
    db.set_busy_timeout(5_000)
    # Closing what is refused would write the last process's -wal into it, if it left one
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(_has_wal(path)))
    _check_origin(db, path)
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")  # only means something before the first table is made
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA fullfsync=ON")  # on macOS fsync alone does not reach the disk
    _migrate(db, path)


def _has_wal(path: Path) -> bool:
    wal = path.with_name(f"{path.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


def open_reader(path: Path) -> apsw.Connection:
    """A connection that cannot write."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(5_000)
    return db


def _check_origin(db: apsw.Connection, path: Path) -> None:
    application, version = db.pragma("application_id"), db.pragma("user_version")
    tables = db.execute("SELECT count(*) FROM sqlite_schema").get
    if tables and application != APPLICATION_ID:
        raise DataFolderUnusable(f"{path} is a database of another program. It was left untouched.")
    if version > len(MIGRATIONS):
        raise NewerDatabase(
            f"{path} was written by a newer version of Runnel. It was left untouched: update Runnel to open it."
        )


def _migrate(db: apsw.Connection, path: Path) -> None:
    version = db.pragma("user_version")
    if version == len(MIGRATIONS):
        return
    if version:
        _back_up(db, path.with_name(f"{path.stem}.before-{len(MIGRATIONS)}.db"))
    with db:
        for migration in MIGRATIONS[version:]:
            migration(db)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={len(MIGRATIONS)}")


def _back_up(db: apsw.Connection, target: Path) -> None:
    """A copy gets its name when it is whole, so one that an earlier start could not finish is in nobody's way."""
    half = target.with_suffix(".half")
    for left in (half, *(half.with_name(f"{half.name}-{kind}") for kind in ("journal", "wal", "shm"))):
        left.unlink(missing_ok=True)
    half.touch(mode=0o600)
    copy = apsw.Connection(str(half))
    try:
        with copy.backup("main", db, "main") as backup:
            backup.step()
    finally:
        copy.close()
    half.replace(target)
