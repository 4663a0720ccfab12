"""What a person allowed beforehand, as rows of a table that is no fold of facts.

No fact can make one, so nothing that is imported, restored or said in a chat allows anything. A row is made when a
person's yes is carried out, and is gone when it is taken back.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import apsw
import orjson

from backend.log import queries

Until = Literal["run", "chat", "day", "always"]
DAY_MS = 24 * 60 * 60 * 1000
_COLUMNS = "id, kind, value, says, until, conversation, run, folder, created_at, expires_at, used"


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant. `value` is JSON's; times are milliseconds; `folder` None: valid in every one.

    `conversation` and `run` are set where it ends with the chat or with the answer that began with that run.
    """

    id: str
    kind: str
    value: str | list[str]
    says: str
    until: Until
    conversation: str | None
    run: str | None
    folder: str | None
    created_at: int
    expires_at: int | None
    used: int


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a person chose, out of what was offered."""

    kind: str
    value: str | list[str]
    says: str
    until: Until
    folder: str | None


def make_table(db: apsw.Connection) -> None:
    """For the migration."""
    db.execute("""
        CREATE TABLE "grant"(
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, says TEXT NOT NULL, until TEXT NOT NULL,
          conversation TEXT, run TEXT, folder TEXT, created_at INTEGER NOT NULL, expires_at INTEGER,
          used INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX grant_by_conversation ON "grant"(conversation) WHERE conversation IS NOT NULL;
    """)


def listed(db: apsw.Connection, *, now_ms: int) -> list[GrantRow]:
    """All that are valid somewhere, newest first."""
    return [row for row in _rows(db, "ORDER BY created_at DESC, rowid DESC") if _is_alive(db, row, now_ms)]


def valid(db: apsw.Connection, *, conversation: str, run: str, folders: Collection[str], now_ms: int) -> list[GrantRow]:
    """Those that hold for this run of this conversation in one of these folders, oldest first."""
    root = beginning(db, run)
    return [
        row
        for row in _rows(db, "WHERE conversation IS NULL OR conversation = ? ORDER BY rowid", conversation)
        if (row.run is None or row.run == root)
        and (row.folder is None or row.folder in folders)
        and _is_alive(db, row, now_ms)
    ]


def add(db: apsw.Connection, new: NewGrant, *, conversation: str, run: str, now_ms: int) -> str:
    """Keeps it; answers its id. The same one again is the same, with its time begun anew."""
    limited = new.until in ("run", "chat")
    row = GrantRow(
        uuid.uuid4().hex,
        new.kind,
        new.value,
        new.says,
        new.until,
        conversation if limited else None,
        beginning(db, run) if new.until == "run" else None,
        new.folder,
        now_ms,
        now_ms + DAY_MS if new.until == "day" else None,
        0,
    )
    db.execute('DELETE FROM "grant" WHERE expires_at <= ?', (now_ms,))
    db.execute(
        'DELETE FROM "grant" WHERE conversation IS NOT NULL AND conversation NOT IN (SELECT id FROM conversation)'
    )
    same = "kind = ? AND value = ? AND until = ? AND conversation IS ? AND run IS ? AND folder IS ?"
    value = orjson.dumps(row.value).decode()
    known = (row.kind, value, row.until, row.conversation, row.run, row.folder)
    before = db.execute(f'SELECT id FROM "grant" WHERE {same}', known).get  # noqa: S608  columns of ours
    if before is not None:
        db.execute('UPDATE "grant" SET expires_at = ? WHERE id = ?', (row.expires_at, before))
        return str(before)
    db.execute(
        'INSERT INTO "grant" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)',
        (row.id, row.kind, value, row.says, row.until, row.conversation, row.run, row.folder, now_ms, row.expires_at),
    )
    return row.id


def use(db: apsw.Connection, ids: tuple[str, ...], *, now_ms: int) -> bool:
    """Counts one use of each; False, and nothing counted, when one has gone or ended meanwhile."""
    alive = 'SELECT count(*) FROM "grant" WHERE id = ? AND (expires_at IS NULL OR expires_at > ?)'
    if not all(db.execute(alive, (id_, now_ms)).get for id_ in ids):
        return False
    for id_ in ids:
        db.execute('UPDATE "grant" SET used = used + 1 WHERE id = ?', (id_,))
    return True


def remove(db: apsw.Connection, id_: str) -> bool:
    """Takes it back; False when there is none."""
    db.execute('DELETE FROM "grant" WHERE id = ?', (id_,))
    return db.changes() > 0


def remove_of(db: apsw.Connection, conversation: str) -> None:
    """Takes back those that end with this chat or with an answer in it."""
    db.execute('DELETE FROM "grant" WHERE conversation = ?', (conversation,))


def clear(db: apsw.Connection) -> None:
    """Takes back all."""
    db.execute('DELETE FROM "grant"')


def beginning(db: apsw.Connection, run_id: str) -> str:
    """The run with which this answer began, through the questions between: not through what ended and was gone on
    with."""
    seen = {run_id}
    run = queries.run(db, run_id)
    while run is not None and run.parent_run_id is not None and run.parent_run_id not in seen:
        parent = queries.run(db, run.parent_run_id)
        if parent is None or parent.settled is not None:
            break
        seen.add(parent.id)
        run = parent
    return run.id if run is not None else run_id


def _is_alive(db: apsw.Connection, row: GrantRow, now_ms: int) -> bool:
    if row.expires_at is not None and row.expires_at <= now_ms:
        return False
    if row.conversation is None:
        return True
    chat = queries.conversation(db, row.conversation)
    if chat is None or chat.deleted_at is not None:
        return False
    if row.run is None:
        return True
    open_run = queries.open_run(db, row.conversation)
    return open_run is not None and beginning(db, open_run.id) == row.run


def _rows(db: apsw.Connection, which: str, *values: str) -> list[GrantRow]:
    rows = db.execute(f'SELECT {_COLUMNS} FROM "grant" {which}', values)  # noqa: S608  one of ours
    return [GrantRow(id_, kind, orjson.loads(value), *rest) for id_, kind, value, *rest in rows]
