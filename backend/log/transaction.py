"""One commit from the inside: numbers facts, stores them, keeps the tables that fold them, and answers questions.

Lives on the writer's thread only. Numbers are taken here and given back when the commit fails, so `s` and `n` never
have gaps. What is appended is visible to nobody before the commit.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import apsw
import orjson

from backend.domain import facts, limits
from backend.domain.facts import Event, Fact
from backend.log import queries
from backend.log.project import project
from backend.log.record import Record


class Transaction:
    """What a decision may do. Questions see everything appended before, in this commit too."""

    def __init__(self, db: apsw.Connection, head: int) -> None:
        self.db = db
        self.head = head
        self.records: list[Record] = []
        self._n: dict[str, int] = {}

    # --- facts --------------------------------------------------------------------------------------

    def append(self, fact: Fact) -> None:
        """Numbers and stores one fact, split where its delta is too long for a frame."""
        for event in facts.split_deltas(fact.event):
            self._append_one(fact.conversation, fact.run, event)

    def _append_one(self, conversation: str, run: str | None, event: Event) -> None:
        encoded = encode(event)
        n = self._next_n(conversation)
        s = self.head + 1
        self.db.execute(
            "INSERT INTO event(s, c, n, r, e, sum) VALUES (?, ?, ?, ?, ?, ?)",
            (s, conversation, n, run, encoded, zlib.crc32(encoded)),
        )
        self.head = s
        self._n[conversation] = n
        record = Record(s, conversation, run, n, encoded)
        if event["type"] not in facts.DELTA_KEYS:
            project(self.db, record, event)
        self.records.append(record)

    def adopt(self, record: Record) -> None:
        """Stores a row of another log with the numbers that it has there, in a conversation that is not there yet.

        The rows of a conversation come in their order; `project.settle` makes the conversation from their fold.
        """
        s = self.head + 1
        self.db.execute(
            "INSERT INTO event(s, c, n, r, n0, is_set, e, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                s,
                record.conversation,
                record.n,
                record.run,
                record.n0,
                int(record.is_set),
                record.event,
                zlib.crc32(record.event),
            ),
        )
        self.head = s
        self._n[record.conversation] = record.n
        stored = replace(record, s=s)
        event = record.decoded()
        if event["type"] not in facts.DELTA_KEYS:
            project(self.db, stored, event, adopted=True)
        self.records.append(stored)

    def _next_n(self, conversation: str) -> int:
        known = self._n.get(conversation)
        if known is None:
            known = self.db.execute("SELECT max(n) FROM event WHERE c = ?", (conversation,)).get or 0
        return known + 1

    def mark(self) -> tuple[int, int, dict[str, int]]:
        """Where this commit stands, to come back to when a decision refuses."""
        return self.head, len(self.records), dict(self._n)

    def rewind(self, mark: tuple[int, int, dict[str, int]]) -> None:
        """Forgets what was appended since `mark`; the savepoint undoes the rows."""
        self.head, count, self._n = mark
        del self.records[count:]

    # --- commands that were accepted before -----------------------------------------------------------

    def remembered(self, kind: str, command_id: str) -> Any | None:  # Any: the JSON that `remember` was given
        """The answer given to this command the first time, or None."""
        row = self.db.execute("SELECT result FROM command WHERE kind = ? AND id = ?", (kind, command_id)).get
        return None if row is None else orjson.loads(row)

    def remember(self, kind: str, command_id: str, result: object) -> None:
        """Keeps the answer, so that the same command again is the same command."""
        self.db.execute("INSERT INTO command VALUES (?, ?, ?)", (kind, command_id, orjson.dumps(result)))

    def forget(self, kind: str, command_id: str) -> None:
        """The same command again is a new one."""
        self.db.execute("DELETE FROM command WHERE kind = ? AND id = ?", (kind, command_id))

    def keep_draft(self, key: str, text: str, attachments: Sequence[dict[str, Any]] = ()) -> None:
        """What is being typed, and the files for it. It is no fact: only its last state means anything.

        Empty text without files forgets it.
        """
        self.db.execute("DELETE FROM draft WHERE key = ?", (key,))
        if text or attachments:
            files = orjson.dumps(list(attachments)).decode()
            self.db.execute("INSERT INTO draft(key, text, attachments) VALUES (?, ?, ?)", (key, text, files))

    def take_from_draft(self, key: str, text: str, attachments: Sequence[dict[str, Any]] = ()) -> None:
        """A message was sent, by whomever: what it holds of the draft goes, and what it does not hold stays.

        It holds a draft that it begins with, which is an earlier state of it; what is to follow it stands after an
        empty line.
        """
        row = self.db.execute("SELECT text, attachments FROM draft WHERE key = ?", (key,)).get
        if row is None:
            return
        draft, files = str(row[0]), orjson.loads(row[1])
        if text.startswith(draft.strip()):
            draft = ""
        elif text and draft.startswith(f"{text}\n\n"):
            draft = draft.removeprefix(text).lstrip("\n")
        sent = {file["id"] for file in attachments}
        self.keep_draft(key, draft, [file for file in files if file["id"] not in sent])

    # --- questions ------------------------------------------------------------------------------------

    def conversation(self, conversation_id: str) -> queries.ConversationRow | None:
        """The conversation as folded so far; binned ones too (`deleted_at`)."""
        return queries.conversation(self.db, conversation_id)

    def run(self, run_id: str) -> queries.RunRow | None:
        """The run as folded so far."""
        return queries.run(self.db, run_id)

    def open_run(self, conversation_id: str) -> queries.RunRow | None:
        """The run of this conversation that is running or waiting, if any."""
        return queries.open_run(self.db, conversation_id)

    def has_message(self, conversation_id: str, message_id: str) -> bool:
        """Whether a message of this id began in this conversation."""
        return queries.has_message(self.db, conversation_id, message_id)


def require_fit(event: Event) -> None:
    """Raises ValueError when the event would not fit a frame. A delta is cut by the log itself; only its key counts."""
    key = facts.DELTA_KEYS.get(event["type"])
    if key is None:
        encode(event)
    elif len(event[key]) > limits.ID_CHARS * 4:
        raise ValueError(f"a {event['type']} event's {key} has {len(event[key])} characters")


def encode(event: Event) -> bytes:
    """JSON of one event. Raises ValueError when it would not fit a frame: its maker has to cut it."""
    encoded = orjson.dumps(event)
    if len(encoded) > limits.EVENT_BYTES:
        raise ValueError(f"a {event['type']} event of {len(encoded)} bytes does not fit a frame")
    return encoded
