"""Every question asked of the tables, as functions of a connection: the writer's and the readers' alike."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import apsw
import orjson

from backend.domain import facts
from backend.domain.errors import StorageFailed
from backend.log.record import Record


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A line of the list. Times are milliseconds; `updated_s` orders the list and is its page token."""

    id: str
    title: str
    workspace: str | None
    model: str | None
    updated_at: int
    updated_s: int
    deleted_at: int | None
    running: bool
    leaf: str | None = None
    system: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    pinned: bool = False
    archived: bool = False
    tags: tuple[str, ...] = ()
    mode: str = "ask"
    title_made: bool = False


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run: running, waiting, finished, failed, cancelled or interrupted."""

    id: str
    conversation: str
    status: str
    message_id: str | None
    model: str
    parent_run_id: str | None
    settled: str | None


CONVERSATION = """
    SELECT id, title, workspace, model, updated_at, updated_s, deleted_at,
           EXISTS(SELECT 1 FROM run WHERE run.c = conversation.id AND run.status = 'running'),
           leaf, system, parameters, pinned, archived, tags, mode, title_made
    FROM conversation"""
IMPORTED = "imported"  # kind of the remembered command; no fact, so no archive can say it or hide it
_IN_USE = " WHERE status = ? AND c IN (SELECT id FROM conversation WHERE deleted_at IS NULL)"
_HEAD_FACTS = (facts.CREATED, facts.CHANGED)
_RUN = "SELECT id, c, status, message_id, model, parent_run_id, settled FROM run"


def conversation(db: apsw.Connection, conversation_id: str) -> ConversationRow | None:
    """One conversation, binned or not."""
    row = db.execute(CONVERSATION + " WHERE id = ?", (conversation_id,)).fetchone()
    return None if row is None else conversation_row(row)


def run(db: apsw.Connection, run_id: str) -> RunRow | None:
    """One run."""
    row = db.execute(_RUN + " WHERE id = ?", (run_id,)).fetchone()
    return None if row is None else RunRow(*row)


def folders(db: apsw.Connection, conversation_id: str) -> list[str]:
    """The further folders of a conversation, as its head said last; none for one that is not there."""
    key = '"folders"'
    rows = db.execute(
        "SELECT e FROM event WHERE c = ? AND r IS NULL AND instr(e, CAST(? AS BLOB)) > 0 ORDER BY n DESC",
        (conversation_id, key),
    )
    for (event,) in rows:
        said = orjson.loads(event)
        if said["type"] == "CUSTOM" and said["name"] in _HEAD_FACTS and "folders" in said["value"]:
            return [*said["value"]["folders"]]
    return []


def open_run(db: apsw.Connection, conversation_id: str) -> RunRow | None:
    """The conversation's run that is running or waiting; there is one at most."""
    row = db.execute(_RUN + " WHERE c = ? AND status IN ('running', 'waiting')", (conversation_id,)).fetchone()
    return None if row is None else RunRow(*row)


def newest_run(db: apsw.Connection, conversation_id: str) -> str | None:
    """The id of the run that began last in this conversation."""
    found = db.execute("SELECT id FROM run WHERE c = ? ORDER BY rowid DESC LIMIT 1", (conversation_id,)).get
    return None if found is None else str(found)


def runs_left_running(db: apsw.Connection) -> list[RunRow]:
    """All of them, binned conversations' too: what a start has to end."""
    return [RunRow(*row) for row in db.execute(_RUN + " WHERE status = 'running'")]


def interrupted_runs(db: apsw.Connection) -> list[RunRow]:
    """Answers that a crash cut off and about which nobody has decided, newest last, in conversations that are kept."""
    return [
        RunRow(*row) for row in db.execute(_RUN + _IN_USE + " AND settled IS NULL ORDER BY ended_at", ("interrupted",))
    ]


def runs_with_status(db: apsw.Connection, status: str) -> list[RunRow]:
    """Over all conversations that are not in the bin."""
    return [RunRow(*row) for row in db.execute(_RUN + _IN_USE, (status,))]


def interrupts(db: apsw.Connection, *, run: str | None = None) -> list[dict[str, Any]]:
    """Open interrupts as AG-UI objects with `conversation` and `run` beside: one run's, or everybody's."""
    rows = db.execute(
        """SELECT body, c, run FROM interrupt
           WHERE (?1 IS NULL AND c IN (SELECT id FROM conversation WHERE deleted_at IS NULL)) OR run = ?1""",
        (run,),
    )
    return [{**orjson.loads(body), "conversation": c, "run": owner} for body, c, owner in rows]


def imported_runs(db: apsw.Connection, conversation_id: str) -> frozenset[str] | None:
    """The runs that a conversation brought with it from an archive; None for one that began here."""
    row = db.execute("SELECT result FROM command WHERE kind = ? AND id = ?", (IMPORTED, conversation_id)).get
    return None if row is None else frozenset(orjson.loads(row))


def drafts(db: apsw.Connection) -> dict[str, str]:
    """What was typed and not sent, by conversation; `new` is the chat that is not there yet."""
    return {str(key): str(text) for key, text in db.execute("SELECT key, text FROM draft WHERE text <> ''")}


def draft_attachments(db: apsw.Connection) -> dict[str, list[dict[str, Any]]]:
    """The files of drafts that have any, as messages' metadata carry them."""
    rows = db.execute("SELECT key, attachments FROM draft WHERE attachments <> '[]'")
    return {str(key): orjson.loads(files) for key, files in rows}


def queue(db: apsw.Connection, conversation_id: str) -> list[dict[str, Any]]:
    """The messages that wait in a conversation, the next one first: the values of their QUEUE_ADDED."""
    rows = db.execute("SELECT body FROM queue WHERE c = ? ORDER BY s", (conversation_id,))
    return [orjson.loads(body) for (body,) in rows]


def undo_images(db: apsw.Connection) -> set[str]:
    """The copies of files that some call's changes refer to."""
    return {str(sha) for (sha,) in db.execute("SELECT DISTINCT sha FROM undo_image")}


def open_undo_images(db: apsw.Connection) -> set[str]:
    """Those of calls that have not ended, or whose end is not known: what they need is named in them."""
    return {str(sha) for (sha,) in db.execute("SELECT DISTINCT sha FROM undo_image WHERE pending <> ''")}


def conversations_with_open_calls(db: apsw.Connection) -> list[str]:
    """In which it is not known yet what a call did to files, but for the bin."""
    rows = db.execute(
        """SELECT DISTINCT c FROM undo_image JOIN conversation ON conversation.id = c
           WHERE pending <> '' AND deleted_at IS NULL"""
    )
    return [str(c) for (c,) in rows]


def has_message(db: apsw.Connection, conversation_id: str, message_id: str) -> bool:
    """Whether a message of this id is in the conversation: text, thinking or a result."""
    found = db.execute("SELECT 1 FROM message WHERE c = ? AND id = ?", (conversation_id, message_id)).get
    return found is not None


def end(db: apsw.Connection, conversation_id: str) -> tuple[int, int]:
    """The `s` and `n` of a conversation's last record: the same for as long as nothing is said in it."""
    row = db.execute("SELECT s, n FROM event WHERE c = ? ORDER BY n DESC LIMIT 1", (conversation_id,)).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def head(db: apsw.Connection) -> int:
    """The last number given, 0 in an empty log; its row may be gone, if it was in the bin."""
    return max(int(db.execute("SELECT max(s) FROM event").get or 0), horizon(db))


def horizon(db: apsw.Connection) -> int:
    """Rows up to here may be gone: a cursor below it cannot be served."""
    return int(db.execute("SELECT value FROM meta WHERE key = 'horizon'").get or 0)


_RECORD = "SELECT s, c, r, n, e, n0, is_set, sum FROM event"


def records_after(db: apsw.Connection, s: int, *, limit: int) -> list[Record]:
    """The next rows of the whole log, checked."""
    return list(_records(db.execute(_RECORD + " WHERE s > ? ORDER BY s LIMIT ?", (s, limit))))


def records_between(db: apsw.Connection, after: int, last: int) -> Iterator[Record]:
    """Rows of the whole log from `after`+1 to `last` in order, checked."""
    return _records(db.execute(_RECORD + " WHERE s > ? AND s <= ? ORDER BY s", (after, last)))


def records_of_conversation(db: apsw.Connection, conversation_id: str, *, after_n: int = 0) -> Iterator[Record]:
    """A conversation's rows in order, checked."""
    return _records(db.execute(_RECORD + " WHERE c = ? AND n > ? ORDER BY n", (conversation_id, after_n)))


def records_of_run(db: apsw.Connection, run_id: str, *, after_s: int = 0) -> Iterator[Record]:
    """A run's rows in order, checked."""
    return _records(db.execute(_RECORD + " WHERE r = ? AND s > ? ORDER BY s", (run_id, after_s)))


def _records(rows: apsw.Cursor) -> Iterator[Record]:
    for s, c, r, n, e, n0, is_set, checksum in rows:
        if zlib.crc32(e) != checksum:
            raise StorageFailed(
                f"Part of the log is damaged (row {s}). Restore a backup; nothing has been changed.",
                code="log_damaged",
            )
        yield Record(s, c, r, n, e, n0, bool(is_set))


def conversation_row(row: tuple[Any, ...]) -> ConversationRow:
    """A row of CONVERSATION."""
    id_, title, workspace, model, updated_at, updated_s, deleted_at, running, *head = row
    leaf, system, parameters, pinned, archived, tags, mode, title_made = head
    return ConversationRow(
        id_,
        title,
        workspace,
        model,
        updated_at,
        updated_s,
        deleted_at,
        bool(running),
        leaf=leaf,
        system=system,
        parameters=orjson.loads(parameters),
        pinned=bool(pinned),
        archived=bool(archived),
        tags=tuple(orjson.loads(tags)),
        mode=mode,
        title_made=bool(title_made),
    )
