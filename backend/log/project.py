"""The fold in SQL: what lists, starts and commands ask of many conversations at once, kept inside each commit."""

from __future__ import annotations

import hashlib

import apsw
import orjson

from backend.domain import facts
from backend.domain.facts import Event
from backend.log import index
from backend.log.letters import composed, folded
from backend.log.record import Record

_HEAD_FACTS = frozenset({facts.CREATED, facts.CHANGED, facts.DELETED, facts.RESTORED})
_NOT_ADOPTED = _HEAD_FACTS | {facts.FILES_CHANGING, facts.FILES_CHANGED}  # a file does not say which copies are kept
_COLUMNS = ("title", "workspace", "model", "leaf", "system", "parameters", "pinned", "archived", "tags", "mode")


def project(db: apsw.Connection, record: Record, event: Event, *, adopted: bool = False) -> None:
    """Follows one event; deltas are not among them. Of an adopted one the head is left to `settle`, undo to nobody."""
    c, at = record.conversation, event.get("timestamp") or facts.now_ms()
    match event["type"]:
        case "TEXT_MESSAGE_START" | "REASONING_MESSAGE_START" | "TOOL_CALL_RESULT":
            role = (event.get("role") or "assistant") if event["type"] == "TEXT_MESSAGE_START" else None
            db.execute(
                "INSERT OR IGNORE INTO message(c, id, role, at, n) VALUES (?, ?, ?, ?, ?)",
                (c, event["messageId"], role, at, record.n),
            )
            for attachment in (event.get("metadata") or {}).get("attachments", ()):
                db.execute("INSERT OR IGNORE INTO attachment VALUES (?, ?)", (c, attachment["id"]))
            if role == "user":
                _show_newest(db, c)
        case "TEXT_MESSAGE_END":
            index.take(db, s=record.s, conversation=c, message=event["messageId"], last_n=record.n, later=adopted)
            return
        case "RUN_STARTED":
            if event.get("parentRunId") is None:
                _show_newest(db, c)
            metadata = event.get("metadata") or {}
            db.execute(
                """INSERT INTO run(id, c, status, message_id, model, parent_run_id)
                   VALUES (?, ?, 'running', ?, ?, ?)""",
                (
                    event["runId"],
                    c,
                    metadata.get("messageId"),
                    metadata.get("model", ""),
                    event.get("parentRunId"),
                ),
            )
        case "RUN_FINISHED":
            outcome = event.get("outcome") or {"type": "success"}
            status = {"interrupt": "waiting", "cancelled": "cancelled"}.get(outcome["type"], "finished")
            db.execute("UPDATE run SET status = ?, ended_at = ? WHERE id = ?", (status, at, record.run))
            for interrupt in outcome.get("interrupts", ()):
                db.execute(
                    "INSERT INTO interrupt VALUES (?, ?, ?, ?)",
                    (record.run, interrupt["id"], c, orjson.dumps(interrupt)),
                )
        case "RUN_ERROR":
            status = "interrupted" if event.get("code") == "interrupted" else "failed"
            db.execute("UPDATE run SET status = ?, ended_at = ? WHERE id = ?", (status, at, record.run))
        case "CUSTOM":
            if not (adopted and event["name"] in _NOT_ADOPTED):
                _project_custom(db, record, event, at)
            return
        case _:
            return
    db.execute("UPDATE conversation SET updated_at = ?, updated_s = ? WHERE id = ?", (at, record.s, c))


def settle(db: apsw.Connection, state: Event, *, made: bool, created_at: int, updated_at: int, updated_s: int) -> None:
    """Makes the conversation of rows that were adopted; `state` is their fold, `made` whether a program titled it."""
    db.execute(
        "INSERT INTO conversation(id, title, created_at, updated_at, updated_s) VALUES (?, '', ?, ?, ?)",
        (state["id"], created_at, updated_at, updated_s),
    )
    _change_head(db, state["id"], {key: state[key] for key in _COLUMNS} | {"made": made})


def _project_custom(db: apsw.Connection, record: Record, event: Event, at: int) -> None:
    c, value = record.conversation, event["value"]
    match event["name"]:
        case facts.CREATED:
            db.execute(
                "INSERT INTO conversation(id, title, created_at, updated_at, updated_s) VALUES (?, '', ?, ?, ?)",
                (c, at, at, record.s),
            )
            _change_head(db, c, value)
        case facts.CHANGED:
            _change_head(db, c, value)
        case facts.DELETED:
            db.execute("UPDATE conversation SET deleted_at = ? WHERE id = ?", (at, c))
        case facts.RESTORED:
            db.execute("UPDATE conversation SET deleted_at = NULL WHERE id = ?", (c,))
        case facts.SETTLED:
            db.execute("UPDATE run SET settled = ? WHERE id = ?", (value["choice"], record.run))
        case facts.ANSWERED:
            db.execute("DELETE FROM interrupt WHERE run = ?", (value["runId"],))
            status = "cancelled" if value.get("cancelled") else "finished"
            db.execute("UPDATE run SET status = ? WHERE id = ?", (status, value["runId"]))
        case facts.FILES_CHANGING if "copies" in value:
            pending = f"{record.run} {value['toolCallId']} {value['folder']}"
            signs = [(c, value[key], pending) for key in ("copies", "held", "alive") if key in value]
            db.executemany("INSERT OR IGNORE INTO undo_image VALUES (?, ?, ?)", signs)
        case facts.FILES_CHANGED:
            pending = f"{record.run} {value['toolCallId']}"  # an earlier version did not say in which folder
            names = c, pending, f"{pending} {value['folder']}"
            db.execute("DELETE FROM undo_image WHERE c = ? AND pending IN (?, ?)", names)
            shas = {sha for change in value["changes"] for sha in (change["before"], change["after"]) if sha}
            shas.add(hashlib.sha256(facts.seal(value)).hexdigest())
            db.executemany("INSERT OR IGNORE INTO undo_image VALUES (?, ?, '')", [(c, sha) for sha in shas])
        case facts.QUEUE_ADDED:
            db.execute(
                "INSERT OR REPLACE INTO queue(c, id, s, body) VALUES (?, ?, ?, ?)",
                (c, value["id"], record.s, orjson.dumps(value)),
            )
        case facts.QUEUE_CHANGED:
            body = db.execute("SELECT body FROM queue WHERE c = ? AND id = ?", (c, value["id"])).get
            if body is not None:
                changed = orjson.dumps({**orjson.loads(body), "text": value["text"]})
                db.execute("UPDATE queue SET body = ? WHERE c = ? AND id = ?", (changed, c, value["id"]))
        case facts.QUEUE_MOVED:
            _move_in_queue(db, c, value["id"], value["before"])
        case facts.QUEUE_REMOVED:
            db.execute("DELETE FROM queue WHERE c = ? AND id = ?", (c, value["id"]))


def _move_in_queue(db: apsw.Connection, c: str, message_id: str, before: str | None) -> None:
    """The places stay, and the messages change theirs."""
    rows: list[tuple[str, int]] = list(db.execute("SELECT id, s FROM queue WHERE c = ? ORDER BY s", (c,)))
    order = [id_ for id_, _ in rows if id_ != message_id]
    if len(order) == len(rows):
        return
    order.insert(order.index(before) if before in order else len(order), message_id)
    places = [(s, c, id_) for (_, s), id_ in zip(rows, order, strict=True)]
    db.executemany("UPDATE queue SET s = ? WHERE c = ? AND id = ?", places)


def _show_newest(db: apsw.Connection, c: str) -> None:
    db.execute("UPDATE conversation SET leaf = NULL WHERE id = ? AND leaf IS NOT NULL", (c,))


def _change_head(db: apsw.Connection, c: str, value: Event) -> None:
    """Each key that is there, and no other. A title says beside it whether nobody but a program made it."""
    for column in _COLUMNS:
        if column in value:
            kept = value[column]
            if isinstance(kept, dict | list):
                kept = orjson.dumps(kept).decode()
            statement = f"UPDATE conversation SET {column} = ? WHERE id = ?"  # noqa: S608  one of ours
            db.execute(statement, (kept, c))
    if "systemMore" in value:
        db.execute("UPDATE conversation SET system = coalesce(system, '') || ? WHERE id = ?", (value["systemMore"], c))
    if "title" in value:
        db.execute(
            "UPDATE conversation SET title_made = ?, title_folded = ? WHERE id = ?",
            (int(bool(value.get("made"))), folded(composed(value["title"])), c),
        )
    if "tags" in value:
        db.execute("DELETE FROM tag WHERE c = ?", (c,))
        db.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?, ?)", [(t.casefold(), c, t) for t in value["tags"]])
