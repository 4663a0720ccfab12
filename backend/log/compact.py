"""Makes the log small again: the deltas of a finished message become one row that replaces.

The row stands at the last delta's number, covers `n0..n`, and carries `set`: whoever has seen any part of the text
takes it as the whole, so every old cursor stays valid and no horizon moves. A text too long for one frame becomes
several rows, of which only the first replaces; a reader between them finds a gap and fetches the conversation.
What a tool call wrote while it ran is gone from the conversation once its result is there, so of such rows that
follow each other one without text is left, for the numbers.

Emptying the bin is different: its rows are gone, so it raises the horizon, below which a cursor gets `reset`.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from backend.domain import facts, limits
from backend.domain.errors import StorageFailed
from backend.domain.facts import Event
from backend.log import grants, index, queries
from backend.log.record import Record
from backend.log.transaction import Transaction, encode

log = logging.getLogger(__name__)

PIECE_BYTES = limits.EVENT_BYTES - limits.KIB  # of one event's JSON, text and frame of the event together


@dataclass(slots=True)
class Stretch:
    """Deltas of one thing that follow each other without anything between them in their conversation."""

    first: Record
    texts: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def compact_runs(transaction: Transaction, *, ended_before_ms: int) -> int:
    """Compacts some runs that ended before; answers how many, so that 0 means there is nothing left to do.

    A run with a damaged row is left as it is, for whoever repairs it, and does not keep the others from their turn.
    """
    rows = transaction.db.execute(
        "SELECT id FROM run WHERE compacted = 0 AND ended_at < ? AND status <> 'running' ORDER BY ended_at LIMIT 100",
        (ended_before_ms,),
    ).fetchall()
    done = budget = 0
    for (run,) in rows:
        try:
            records = list(queries.records_of_run(transaction.db, str(run)))
        except StorageFailed:
            log.error("run %s has a damaged row and is not compacted", run)
            records = []
        for stretch in _stretches(records):
            _replace(transaction, stretch)
        for outputs in _outputs_of_ended_calls(records):
            _forget(transaction, outputs)
        transaction.db.execute("UPDATE run SET compacted = 1 WHERE id = ?", (run,))
        done, budget = done + 1, budget + len(records)
        if budget > limits.COMPACT_ROWS:
            break
    transaction.db.execute("PRAGMA incremental_vacuum(1000)").fetchall()
    return done


def empty_bin(transaction: Transaction, *, deleted_before_ms: int) -> int:
    """Takes conversations deleted before out of the log for good; answers how many."""
    rows = transaction.db.execute("SELECT id FROM conversation WHERE deleted_at < ?", (deleted_before_ms,)).fetchall()
    for (conversation,) in rows:
        purge(transaction, str(conversation))
    return len(rows)


def purge(transaction: Transaction, conversation: str) -> None:
    """Takes one conversation out of the log for good, and raises the horizon above it."""
    last = transaction.db.execute("SELECT max(s) FROM event WHERE c = ?", (conversation,)).get or 0
    transaction.db.execute(
        """INSERT INTO meta VALUES ('horizon', ?)
           ON CONFLICT(key) DO UPDATE SET value = max(value, excluded.value)""",
        (last,),
    )
    index.forget(transaction.db, conversation)
    for table, column in (
        ("event", "c"),
        ("run", "c"),
        ("interrupt", "c"),
        ("message", "c"),
        ("tag", "c"),
        ("queue", "c"),
        ("attachment", "c"),
        ("undo_image", "c"),
        ("conversation", "id"),
        ("draft", "key"),
    ):
        statement = f"DELETE FROM {table} WHERE {column} = ?"  # noqa: S608  names of our own tables
        transaction.db.execute(statement, (conversation,))
    grants.remove_of(transaction.db, conversation)
    transaction.forget(queries.IMPORTED, conversation)


def _stretches(records: Iterable[Record]) -> Iterator[Stretch]:
    """Stretches of at least two rows, of things that have only one: a second one would need the first one's text."""
    by_thing: dict[tuple[str, str], list[Stretch]] = {}
    previous: tuple[tuple[str, str], int] | None = None
    for record in records:
        event = record.decoded()
        if event["type"] not in facts.DELTA_KEYS:
            continue
        thing = (event["type"], event[facts.DELTA_KEYS[event["type"]]])
        if previous != (thing, _first_n(record) - 1):
            by_thing.setdefault(thing, []).append(Stretch(record))
        stretch = by_thing[thing][-1]
        stretch.records.append(record)
        stretch.texts.append(event["delta"])
        previous = (thing, record.n)
    for stretches in by_thing.values():
        if len(stretches) == 1 and len(stretches[0].records) > 1 and not any(r.is_set for r in stretches[0].records):
            yield stretches[0]


def _outputs_of_ended_calls(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Rows of output that follow each other without anything between them, of calls whose results come later."""
    ended: set[str] = set()
    following: list[Record] = []  # newest first
    for record in reversed(list(records)):
        event = record.decoded()
        if event["type"] == "TOOL_CALL_RESULT":
            ended.add(event["toolCallId"])
        elif event["type"] == "TOOL_CALL_START":
            ended.discard(event["toolCallId"])
        elif event["type"] == "CUSTOM" and event["name"] == facts.TOOL_OUTPUT and event["value"]["toolCallId"] in ended:
            if following and record.n != _first_n(following[-1]) - 1:
                yield following[::-1]
                following = []
            following.append(record)
    if following:
        yield following[::-1]


def _first_n(record: Record) -> int:
    return record.n0 if record.n0 is not None else record.n


def _forget(transaction: Transaction, outputs: list[Record]) -> None:
    """Leaves the last row, without its text. It replaces, so whoever had seen a part of them goes on from it."""
    event = outputs[-1].decoded()
    if len(outputs) > 1 or event["value"]["delta"]:
        _join(transaction, outputs, {**event, "value": {**event["value"], "delta": ""}}, replaces=True)


def _replace(transaction: Transaction, stretch: Stretch) -> None:
    """Rows that together fit one event are joined into the last of them; the first joined row replaces."""
    event = stretch.first.decoded()
    room = PIECE_BYTES - len(orjson.dumps({**event, "delta": ""}))
    joined: list[Record] = []
    texts: list[str] = []
    size = 0
    is_first = True
    for record, text in zip(stretch.records, stretch.texts, strict=True):
        more = len(orjson.dumps(text)) - 2  # JSON escapes each character for itself, so sizes add up
        if joined and size + more > room:
            _join(transaction, joined, {**event, "delta": "".join(texts)}, replaces=is_first)
            joined, texts, size, is_first = [], [], 0, False
        joined.append(record)
        texts.append(text)
        size += more
    _join(transaction, joined, {**event, "delta": "".join(texts)}, replaces=is_first)


def _join(transaction: Transaction, records: list[Record], event: Event, *, replaces: bool) -> None:
    encoded = encode(event)
    first, last = records[0], records[-1]
    n0 = _first_n(first)
    transaction.db.executemany("DELETE FROM event WHERE s = ?", [(record.s,) for record in records[:-1]])
    transaction.db.execute(
        "UPDATE event SET n0 = ?, is_set = ?, e = ?, sum = ? WHERE s = ?",
        (n0 if n0 != last.n else None, int(replaces), encoded, zlib.crc32(encoded), last.s),
    )
