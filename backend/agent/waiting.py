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
from backend.log import given, messages, queries
from backend.log.queries import RunRow
from backend.log.transaction import Transaction

Json = dict[str, Any]  # a waiting message, as QUEUE_ADDED has it; `follows` is the run whose answer it goes behind
NEXT = "next"  # kind of the remembered command: which run's message was sent behind which run


def take_next(transaction: Transaction, run_id: str) -> Job | None:
    """The run of the first message that waits, begun, where this run has just finished; else None."""
    ended = transaction.run(run_id)
    if ended is None or ended.status != "finished":
        return None
    waiting = queries.queue(transaction.db, ended.conversation)
    return send(transaction, ended.conversation, waiting[0], now=ended.id) if waiting else None


def send(transaction: Transaction, conversation: str, message: Json, *, now: str | None = None) -> Job | None:
    """Takes this message from the queue and begins its run; None in a conversation that is in the bin. It goes behind
    the answer that it waited for; where that did not finish, behind the one in its place: `now`, else the newest,
    unless another branch was chosen since."""
    row = transaction.conversation(conversation)
    if row is None or row.deleted_at is not None:
        return None
    _remove(transaction, conversation, None, message)
    metadata = _metadata(message)
    if "parentId" in message:
        metadata["parentId"] = message["parentId"]
    elif "follows" in message:
        last = _last_of_line(transaction, message["follows"])
        transaction.remember(NEXT, last, message["runId"])
        if not _has_finished(transaction, last):
            last = now or (queries.newest_run(transaction.db, conversation) if row.leaf is None else None) or last
        metadata["parentId"] = tip(transaction, last)
    model = message.get("model") or row.model or BUILTIN_MODEL
    return begin(transaction, row, Turn(message["id"], message["text"], message["runId"], model, metadata))


def steers(db: apsw.Connection, conversation: str) -> bool:
    """Whether a message waits to go into the run of this conversation."""
    return any(message["steer"] for message in queries.queue(db, conversation))


def take_steering(transaction: Transaction, run_id: str) -> list[Json]:
    """Moves every message that steers from the queue into this run; answers them in their order, each with what its
    metadata says."""
    run = transaction.run(run_id)
    if run is None or run.status != "running":
        return []
    taken: list[Json] = []
    for message in queries.queue(transaction.db, run.conversation):
        if not message["steer"]:
            continue
        _remove(transaction, run.conversation, run_id, message)
        metadata = {**_metadata(message), **given.noted(transaction.db, message["text"]), "steers": run_id}
        for event in facts.user_message(message["id"], message["text"], metadata):
            transaction.append(Fact(run.conversation, run_id, event))
        taken.append({**message, "metadata": metadata})
    return taken


def tip(transaction: Transaction, run_id: str) -> str | None:
    """The last message of the answer that this run is a part of: what a message that waited for it follows."""
    run = _end_of(transaction, run_id)
    while run is not None:
        last = messages.last_message_of_run(transaction.db, run.id)
        if last is not None or run.parent_run_id is None:
            return last or run.message_id
        run = transaction.run(run.parent_run_id)
    return None


def _has_finished(transaction: Transaction, run_id: str) -> bool:
    end = _end_of(transaction, run_id)
    return end is not None and end.status == "finished"


def _end_of(transaction: Transaction, run_id: str) -> RunRow | None:
    """The last run of the answer that this one is a part of."""
    run = transaction.run(run_id)
    while run is not None and (later := messages.continuing_run(transaction.db, run)) is not None:
        run = later
    return run


def _last_of_line(transaction: Transaction, run_id: str) -> str:
    """The run of the last message that was sent of those that waited for this run, one behind the other."""
    while (later := transaction.remembered(NEXT, run_id)) is not None:
        run_id = later
    return run_id


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
