"""Chats from an archive into the log, each whole or not at all, in commits small enough that nobody waits long.

A chat that is here already is left as it is; one in the bin comes back. One whose taking was cut off by a crash is
begun anew, because nothing shows it before its last commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.data.accepted import closing, record_of
from backend.data.unpack import Archive
from backend.domain import conversation as heads
from backend.domain import facts, limits
from backend.domain.errors import BadInput, RunnelError, TooLarge
from backend.domain.facts import Fact
from backend.files.store import Attachments
from backend.log import grants, project, queries
from backend.log.compact import purge
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.record import Record
from backend.log.transaction import Transaction

log = logging.getLogger(__name__)

TAKING = "taking"  # kind of the remembered command: a chat that is on its way in
_UPDATES = frozenset(
    {
        "TEXT_MESSAGE_START",
        "REASONING_MESSAGE_START",
        "TOOL_CALL_RESULT",
        "RUN_STARTED",
        "RUN_FINISHED",
        "RUN_ERROR",
    }
)


@dataclass(slots=True)
class _Chat:
    """What is learnt of a chat while its rows pass."""

    id: str
    fold: Fold
    made: bool = False
    created_at: int = 0
    updated_at: int = 0
    runs: set[str] = field(default_factory=set)
    files: dict[str, None] = field(default_factory=dict)

    def see(self, record: Record) -> None:
        """Raises BadInput where the rows are no chat."""
        event = record.decoded()
        if (record.n == 1) != (event["type"] == "CUSTOM" and event["name"] == facts.CREATED):
            raise _no_chat()
        at = event.get("timestamp") or 0
        if record.n == 1:
            self.created_at = self.updated_at = at
        elif event["type"] in _UPDATES and at:
            self.updated_at = at
        match event["type"]:
            case "RUN_STARTED":
                if event["runId"] in self.runs or record.run != event["runId"]:
                    raise _no_chat()
                self.runs.add(event["runId"])
            case "TEXT_MESSAGE_START":
                self.files |= {file["id"]: None for file in (event.get("metadata") or {}).get("attachments", ())}
            case "CUSTOM" if event["name"] in (facts.CREATED, facts.CHANGED) and "title" in event["value"]:
                self.made = bool(event["value"].get("made"))
        try:
            applied = self.fold.apply(record)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _no_chat() from None
        if applied != "applied":
            raise _no_chat()


async def take_chat(ledger: Ledger, archive: Archive, chat_id: str, attachments: Attachments) -> bool:
    """Whether the chat was taken; False for one that is here. Raises BadInput, StorageFailed."""
    if await ledger.transact(lambda transaction: _is_here(transaction, chat_id)):
        return False
    chat = await asyncio.to_thread(_looked_through, archive, chat_id)
    runs = sorted(chat.runs)
    if await ledger.ask(lambda db: any(db.execute("SELECT 1 FROM run WHERE id = ?", (run,)).get for run in runs)):
        raise _no_chat()  # an answer of it is in another chat here
    await asyncio.to_thread(_take_files, archive, chat, attachments)
    chunks = _chunks(chat_id, archive)
    while chunk := await asyncio.to_thread(next, chunks, None):
        await ledger.transact(_adopting(chat_id, chunk))
    state = await asyncio.to_thread(chat.fold.state)
    await ledger.transact(lambda transaction: _finish(transaction, chat, state))
    return True


def _is_here(transaction: Transaction, chat_id: str) -> bool:
    """Brings one back that is in the bin, and clears away what an earlier taking left behind."""
    row = transaction.conversation(chat_id)
    if row is not None:
        if row.deleted_at is not None:
            transaction.append(Fact(chat_id, None, facts.custom(facts.RESTORED, {})))
        return True
    if transaction.remembered(TAKING, chat_id) is not None:
        purge(transaction, chat_id)
        transaction.forget(TAKING, chat_id)
    return False


def _looked_through(archive: Archive, chat_id: str) -> _Chat:
    """The whole chat, read once before anything of it is stored."""
    chat = _Chat(heads.checked_id(chat_id, "chat"), Fold(chat_id))
    for record in _records(chat_id, archive):
        chat.see(record)
    if chat.fold.n == 0:
        raise _no_chat()
    chat.fold.state()
    return chat


def _records(chat_id: str, archive: Archive) -> Iterator[Record]:
    last_n = 0
    for line in archive.lines(chat_id):
        record = record_of(chat_id, line, last_n)
        last_n = record.n
        yield record


def _chunks(chat_id: str, archive: Archive) -> Iterator[list[Record]]:
    records = _records(chat_id, archive)
    while chunk := list(_until_full(records)):
        yield chunk


def _until_full(records: Iterator[Record]) -> Iterator[Record]:
    size = 0
    for record in records:
        yield record
        size += len(record.event)
        if size > limits.IMPORT_CHUNK_BYTES:
            return


def _adopting(chat_id: str, chunk: list[Record]) -> Callable[[Transaction], None]:
    def adopt(transaction: Transaction) -> None:
        if transaction.remembered(TAKING, chat_id) is None:
            transaction.remember(TAKING, chat_id, True)
        for record in chunk:
            transaction.adopt(record)

    return adopt


def _finish(transaction: Transaction, chat: _Chat, state: dict[str, Any]) -> None:
    project.settle(
        transaction.db,
        state,
        made=chat.made,
        created_at=chat.created_at,
        updated_at=chat.updated_at,
        updated_s=transaction.head,
    )
    for fact in closing(state):
        transaction.append(fact)
    transaction.forget(TAKING, chat.id)
    grants.remove_of(transaction.db, chat.id)  # of an earlier chat that was deleted
    transaction.forget(queries.IMPORTED, chat.id)  # of an earlier taking that is gone for good
    transaction.remember(queries.IMPORTED, chat.id, sorted(chat.runs))


def _take_files(archive: Archive, chat: _Chat, attachments: Attachments) -> None:
    """The attached files that the chat refers to. One that is not what its name says is left out: it is another."""
    for file_id in itertools.islice(chat.files, limits.IMPORT_FILES):
        if not archive.has_file(file_id):
            continue
        upload = attachments.begin()
        try:
            for piece in archive.file(file_id):
                upload.write(piece)
            if upload.finish() != file_id:
                log.warning("an attached file in an archive is not what its name says")
        except (TooLarge, BadInput):
            log.warning("an attached file in an archive cannot be taken")
        finally:
            upload.abandon()
        with contextlib.suppress(RunnelError):
            attachments.keep(file_id)


def _no_chat() -> BadInput:
    return BadInput("A chat in this file is not as Runnel writes it.", code="bad_archive")
