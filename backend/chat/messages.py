"""What a person says: a message that starts a run at once, or that waits while one runs. The same when repeated.

Accepting is one commit: the message, its run's start (or its place in the queue) and the remembered answer. A crash
leaves all of it or nothing, and a retried command finds what it did the first time.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from backend.agent import waiting
from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.agent.turn import Turn, begin
from backend.chat import attached, words
from backend.chat.conversations import existing
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict, NotFound, RunnelError, TooLarge
from backend.domain.facts import Event, Fact
from backend.files.store import Attachments
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.queries import ConversationRow, RunRow
from backend.log.transaction import Transaction
from backend.models.catalog import Catalog

MESSAGE = "message"  # kind of the remembered command
When = Literal["now", "after", "steer"]
Decided = tuple[dict[str, str], Job | None]


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What the caller sent. `parent_id` is only meant when `has_parent`: None then makes it a first message.

    `run_id` is the caller's own name for the run, where its protocol gives it one (AG-UI); else we make it.
    `when` means something while an answer is being written: `now` is refused, `after` waits, `steer` goes into it.
    """

    id: str
    text: str
    has_parent: bool = False
    parent_id: str | None = None
    model: str | None = None
    run_id: str | None = None
    attachments: Sequence[attached.Named] = ()
    when: When = "now"


@dataclass(frozen=True, slots=True)
class Messages:
    """The verbs of `…/messages` and `…/queue`."""

    ledger: Ledger
    runner: Runner
    catalog: Catalog
    attachments: Attachments

    async def post(self, conversation_id: str, message: NewMessage) -> dict[str, str]:
        """Accepts a message. Durable on return. Raises BadInput, NotFound, Conflict."""
        words.checked_id(message.id, "message")
        files = await attached.described(self.attachments, message.attachments)

        def decide(transaction: Transaction) -> Decided:
            row = existing(transaction, conversation_id)
            known = transaction.remembered(MESSAGE, message.id)
            if known is not None:
                if known["conversation"] != conversation_id:
                    raise Conflict("A message of this id is in another conversation.", code="id_taken")
                return {"messageId": message.id, "runId": known["run"]}, None
            if transaction.has_message(conversation_id, message.id):
                raise Conflict("Another message of this id is in this conversation.", code="id_taken")
            if isinstance(files, RunnelError):
                raise files
            words.checked_text(message.text, may_be_empty=bool(files))
            if message.model is not None:
                self.catalog.known(words.checked_model(message.model))
            open_run = transaction.open_run(conversation_id)
            if open_run is not None and message.when != "now":
                run, job = _queue(transaction, open_run, message, files), None
            else:
                _require_free(open_run)
                job = self._begin(transaction, row, message, files)
                run = job.run
            transaction.remember(MESSAGE, message.id, {"conversation": conversation_id, "run": run})
            transaction.take_from_draft(conversation_id, message.text, files)
            return {"messageId": message.id, "runId": run}, job

        return (await self.ledger.transact(decide, then=self.runner.start_accepted))[0]

    async def change_waiting(self, conversation_id: str, message_id: str, text: str) -> None:
        """Another text for a message that waits. Durable on return. Raises BadInput, NotFound."""

        def decide(transaction: Transaction) -> None:
            message = _waiting(transaction, conversation_id, message_id)
            words.checked_text(text, may_be_empty=bool(message.get("attachments")))
            _require_room(text)
            if text != message["text"]:
                changed = facts.custom(facts.QUEUE_CHANGED, {"id": message_id, "text": text})
                transaction.append(Fact(conversation_id, None, changed))

        await self.ledger.transact(decide)

    async def move_waiting(self, conversation_id: str, message_id: str, before: str | None) -> None:
        """Puts a message that waits before another one, or last. Durable on return. Raises NotFound."""

        def decide(transaction: Transaction) -> None:
            _waiting(transaction, conversation_id, message_id)
            if before == message_id:
                return
            if before is not None:
                _waiting(transaction, conversation_id, before)
            moved = facts.custom(facts.QUEUE_MOVED, {"id": message_id, "before": before})
            transaction.append(Fact(conversation_id, None, moved))

        await self.ledger.transact(decide)

    async def remove_waiting(self, conversation_id: str, message_id: str) -> None:
        """Takes a message out of the queue, unsent. Durable on return. Raises NotFound."""

        def decide(transaction: Transaction) -> None:
            _waiting(transaction, conversation_id, message_id)
            removed = facts.custom(facts.QUEUE_REMOVED, {"id": message_id})
            transaction.append(Fact(conversation_id, None, removed))

        await self.ledger.transact(decide)

    async def send_waiting(self, conversation_id: str, message_id: str) -> dict[str, str]:
        """Sends a message that waits although nothing runs. Durable on return. Raises NotFound, Conflict."""

        def decide(transaction: Transaction) -> Decided:
            existing(transaction, conversation_id)
            known = transaction.remembered(MESSAGE, message_id)
            if known is not None and transaction.has_message(conversation_id, message_id):
                return {"messageId": message_id, "runId": known["run"]}, None  # it was sent already
            message = _waiting(transaction, conversation_id, message_id)
            _require_free(transaction.open_run(conversation_id))
            job = waiting.send(transaction, conversation_id, message)
            return {"messageId": message_id, "runId": message["runId"]}, job

        return (await self.ledger.transact(decide, then=self.runner.start_accepted))[0]

    def _begin(
        self, transaction: Transaction, row: ConversationRow, message: NewMessage, files: list[dict[str, Any]]
    ) -> Job:
        model = message.model
        if model is None:
            model = row.model or self.catalog.default()
            self.catalog.known(model)
        metadata: Event = {} if message.model is None else {"model": message.model}
        if message.has_parent:
            _require_parent(transaction, row.id, message.parent_id)
            metadata["parentId"] = message.parent_id
        if files:
            metadata["attachments"] = files
        title = None if row.title else words.title_from(message.text or files[0]["name"])
        turn = Turn(message.id, message.text, new_run_id(transaction, message.run_id), model, metadata)
        return begin(transaction, row, turn, title=title)


def new_run_id(transaction: Transaction, wanted: str | None) -> str:
    """A caller's own name for a run, checked, or a new one of ours. Raises BadInput, Conflict."""
    if wanted is None:
        return uuid.uuid4().hex
    words.checked_id(wanted, "run")
    if transaction.run(wanted) is not None:
        raise Conflict("A run of this id exists already.", code="id_taken")
    return wanted


def _queue(transaction: Transaction, open_run: RunRow, message: NewMessage, files: list[dict[str, Any]]) -> str:
    """Gives the message its place; answers the id of the run that it will have, unless it goes into the open one."""
    conversation = open_run.conversation
    if len(queries.queue(transaction.db, conversation)) >= limits.QUEUED_MOST:
        raise Conflict(f"{limits.QUEUED_MOST} messages wait already. Wait until some are sent.", code="queue_full")
    _require_room(message.text)
    value: Event = {"id": message.id, "text": message.text, "runId": uuid.uuid4().hex, "steer": message.when == "steer"}
    value["follows"] = open_run.id
    if message.model is not None:
        value["model"] = message.model
    if message.has_parent:
        _require_parent(transaction, conversation, message.parent_id)
        parent = message.parent_id
        # a part of the answer that is being written: what it follows is the end of that answer, once there is one
        if parent is None or not waiting.belongs_to_answer(transaction, open_run, parent):
            value["parentId"] = parent
            del value["follows"]
    if files:
        value["attachments"] = files
    transaction.append(Fact(conversation, None, facts.custom(facts.QUEUE_ADDED, value)))
    return str(value["runId"])


def _require_room(text: str) -> None:
    """A waiting message is one fact, and a fact has to fit a frame."""
    size = len(orjson.dumps(words.storable(text, "message")))
    if size > limits.QUEUED_BYTES:
        raise TooLarge(
            f"A message that waits may have {limits.QUEUED_BYTES // limits.KIB} KB; this one has {size // limits.KIB}. "
            "Shorten it, attach the text as a file, or send it when the answer is done."
        )


def _waiting(transaction: Transaction, conversation_id: str, message_id: str) -> dict[str, Any]:
    existing(transaction, conversation_id)
    for message in queries.queue(transaction.db, conversation_id):
        if message["id"] == message_id:
            return message
    raise NotFound("This message does not wait any more. It was sent or removed.", code="not_queued")


def _require_free(open_run: RunRow | None) -> None:
    if open_run is None:
        return
    if open_run.status == "waiting":
        raise Conflict("Allow or refuse the action that waits in this chat first.", code="interrupt_open")
    raise Conflict("An answer is still being written. Stop it, or wait until it is done.", code="run_active")


def _require_parent(transaction: Transaction, conversation_id: str, parent_id: str | None) -> None:
    if parent_id is None:
        return
    words.checked_id(parent_id, "parent")
    if not transaction.has_message(conversation_id, parent_id):
        raise BadInput("`parentId` names no message of this conversation.", code="no_parent")
