"""The messages that wait in a conversation's queue, and the two moments in which one is taken from it.

A run that *finishes* hands over to the first of them, in the transaction of its own end: nothing comes between, and a
crash leaves both or neither. A message that steers goes into the run itself, before its next model request. After a
stop, a failure or a crash nothing is taken: the person says when (`send`).
"""

from __future__ import annotations

from typing import Any

import apsw

from backend.agent.job import Job
from backend.agent.turn import Turn, begin
from backend.domain import facts
from backend.domain.facts import Fact
from backend.domain.model import BUILTIN_MODEL
from backend.log import messages, queries
from backend.log.queries import RunRow
from backend.log.transaction import Transaction

Json = dict[str, Any]  # a waiting message, as QUEUE_ADDED has it


def take_next(transaction: Transaction, run: RunRow) -> Job | None:
    """The first waiting message's run, begun; `run` has just ended. None where nothing waits or it did not finish."""
    ended = transaction.run(run.id)
    if ended is None or ended.status != "finished":
        return None
    waiting = queries.queue(transaction.db, run.conversation)
    return send(transaction, run.conversation, waiting[0]) if waiting else None


def send(transaction: Transaction, conversation: str, message: Json) -> Job | None:
    """Takes this message from the queue and begins its run; None in a conversation that is in the bin."""
    row = transaction.conversation(conversation)
    if row is None or row.deleted_at is not None:
        return None
    _remove(transaction, conversation, None, message)
    metadata = _metadata(message)
    metadata["parentId"] = message["parentId"] if "parentId" in message else tip(transaction, conversation)
    turn = Turn(
        message["id"], message["text"], message["runId"], message.get("model") or row.model or BUILTIN_MODEL, metadata
    )
    return begin(transaction, row, turn)


def steers(db: apsw.Connection, conversation: str) -> bool:
    """Whether a message waits to go into the run of this conversation."""
    return any(message["steer"] for message in queries.queue(db, conversation))


def take_steering(transaction: Transaction, run_id: str) -> list[Json]:
    """Moves every message that steers from the queue into this run; answers them in their order."""
    run = transaction.run(run_id)
    if run is None or run.status != "running":
        return []
    taken = [message for message in queries.queue(transaction.db, run.conversation) if message["steer"]]
    for message in taken:
        _remove(transaction, run.conversation, run_id, message)
        metadata = {**_metadata(message), "steers": run_id}
        for event in facts.user_message(message["id"], message["text"], metadata):
            transaction.append(Fact(run.conversation, run_id, event))
    return taken


def tip(transaction: Transaction, conversation: str) -> str | None:
    """The last message of the newest answer: what a message that waited for it follows."""
    run = messages.newest_run(transaction.db, conversation)
    while run is not None:
        last = messages.last_message_of_run(transaction.db, run.id)
        if last is not None:
            return last
        if run.parent_run_id is None:
            return run.message_id
        run = transaction.run(run.parent_run_id)
    return None


def belongs_to_answer(transaction: Transaction, run: RunRow, message_id: str) -> bool:
    """Whether the message is what this run answers, or a part of the answer so far."""
    at: RunRow | None = run
    while at is not None:
        if message_id == at.message_id or messages.is_message_of_run(transaction.db, at.id, message_id):
            return True
        at = transaction.run(at.parent_run_id) if at.parent_run_id is not None else None
    return False


def _remove(transaction: Transaction, conversation: str, run: str | None, message: Json) -> None:
    removed = facts.custom(facts.QUEUE_REMOVED, {"id": message["id"]})
    transaction.append(Fact(conversation, run, removed))


def _metadata(message: Json) -> Json:
    return {key: message[key] for key in ("model", "attachments") if key in message}
