"""Messages and the runs they cause: accept, stop, answer an approval. Each is one commit, and the same when repeated.

Accepting writes the message, the run's start and the remembered answer in one transaction, so a crash leaves all of
it or nothing, and a retried command finds what it did the first time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.chat import words
from backend.chat.conversations import existing
from backend.domain import facts
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.domain.facts import Event, Fact
from backend.domain.model import BUILTIN_MODEL
from backend.domain.settings import PreferencesFile
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.models.catalog import Catalog

MESSAGE, RESUME = "message", "resume"  # kinds of remembered commands


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What the caller sent. `parent_id` is only meant when `has_parent`: None then makes it a first message.

    `run_id` is the caller's own name for the run, where its protocol gives it one (AG-UI); else we make it.
    """

    id: str
    text: str
    has_parent: bool = False
    parent_id: str | None = None
    model: str | None = None
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one interrupt."""

    interrupt_id: str
    status: str  # "resolved" or "cancelled"
    payload: Any  # JSON; for an approval {"approved": bool}

    @property
    def approved(self) -> bool:
        """Whether the call is to be carried out. Raises BadInput for an answer that does not say."""
        if self.status == "cancelled":
            return False
        if not isinstance(self.payload, dict) or not isinstance(self.payload.get("approved"), bool):
            raise BadInput('An approval is answered with {"approved": true} or {"approved": false}.')
        if self.payload.get("editedArgs") is not None:
            raise BadInput("Changed arguments are not taken: refuse the call and say in the chat what should differ.")
        return bool(self.payload["approved"])


class Runs:
    """The verbs of `…/messages` and `/api/runs`."""

    def __init__(self, ledger: Ledger, runner: Runner, catalog: Catalog, preferences: PreferencesFile) -> None:
        self._ledger = ledger
        self._runner = runner
        self._catalog = catalog
        self._preferences = preferences

    async def post(self, conversation_id: str, message: NewMessage) -> dict[str, str]:
        """Accepts a message and starts its run. Durable on return. Raises BadInput, NotFound, Conflict."""
        words.checked_id(message.id, "message")

        def decide(transaction: Transaction) -> tuple[dict[str, str], Job | None]:
            row = existing(transaction, conversation_id)
            known = transaction.remembered(MESSAGE, message.id)
            if known is not None:
                if known["conversation"] != conversation_id:
                    raise Conflict("A message of this id is in another conversation.", code="id_taken")
                return {"messageId": message.id, "runId": known["run"]}, None
            if transaction.has_message(conversation_id, message.id):
                raise Conflict("Another message of this id is in this conversation.", code="id_taken")
            words.checked_text(message.text)
            model = message.model
            if model is None:
                model = row.model or self._preferences.current.default_model or BUILTIN_MODEL
            self._catalog.known(words.checked_model(model))
            _require_free(transaction, conversation_id)
            changed: Event = {} if row.model == model else {"model": model}
            if not row.title:
                changed["title"] = words.title_from(message.text)
            run = _new_run_id(transaction, message.run_id)
            for event in facts.user_message(message.id, message.text, _metadata(transaction, conversation_id, message)):
                transaction.append(Fact(conversation_id, None, event))
            if changed:
                transaction.append(Fact(conversation_id, None, facts.custom(facts.CHANGED, changed)))
            started = facts.run_started(conversation_id, run, message_id=message.id, model=model)
            transaction.append(Fact(conversation_id, run, started))
            transaction.remember(MESSAGE, message.id, {"conversation": conversation_id, "run": run})
            transaction.keep_draft(conversation_id, "")  # it is sent now
            answer = {"messageId": message.id, "runId": run}
            return answer, Job(conversation_id, run, model, message.id, row.workspace)

        return (await self._ledger.transact(decide, then=self._runner.start_accepted))[0]

    async def cancel(self, run_id: str) -> None:
        """Stops a run; one that waits for an approval ends with the calls not made. Raises NotFound."""

        def decide(transaction: Transaction) -> queries.RunRow:
            run = transaction.run(run_id)
            if run is None:
                raise _no_run()
            if run.status == "waiting":
                for event in _give_up(transaction, run):
                    transaction.append(Fact(run.conversation, run.id, event))
            return run

        run = await self._ledger.transact(decide)
        if run.status == "running":
            await self._runner.cancel(run.conversation, run_id)
            await self._ledger.transact(decide)  # it may have come to a question in the same moment

    async def resume(self, run_id: str, answers: Sequence[Answer], *, next_run_id: str | None = None) -> dict[str, str]:
        """Answers all open interrupts of a run and starts the run that continues it (`next_run_id` as in NewMessage).

        Durable on return. Raises BadInput, NotFound, Conflict.
        """
        approved = {answer.interrupt_id: answer.approved for answer in answers}
        if len(approved) != len(answers):
            raise BadInput("Every open question of the run needs exactly one answer.", code="partial_resume")

        def decide(transaction: Transaction) -> tuple[dict[str, str], Job | None]:
            known = transaction.remembered(RESUME, run_id)
            if known is not None:
                if known["approved"] != approved:
                    raise Conflict(
                        "This was answered before, and differently. The first answer holds.", code="answered"
                    )
                return {"runId": known["run"]}, None
            run = transaction.run(run_id)
            if run is None:
                raise _no_run()
            if run.status != "waiting":
                raise Conflict("This run is not waiting for an answer.", code="not_waiting")
            row = existing(transaction, run.conversation)
            interrupts = queries.interrupts(transaction.db, run=run_id)
            calls = {i["id"]: i["toolCallId"] for i in interrupts}
            if calls.keys() != approved.keys():
                raise BadInput("Every open question of the run needs exactly one answer.", code="partial_resume")
            _append_answers(transaction, run, approved)
            next_run = _new_run_id(transaction, next_run_id)
            started = facts.run_started(
                run.conversation, next_run, message_id=run.message_id, model=run.model, parent_run=run.id
            )
            transaction.append(Fact(run.conversation, next_run, started))
            transaction.remember(RESUME, run_id, {"run": next_run, "approved": approved})
            job = Job(
                run.conversation,
                next_run,
                run.model,
                run.message_id,
                row.workspace,
                approvals={calls[interrupt]: yes for interrupt, yes in approved.items()},
                asked={i["toolCallId"]: i.get("metadata") or {} for i in interrupts},
            )
            return {"runId": next_run}, job

        return (await self._ledger.transact(decide, then=self._runner.start_accepted))[0]


def _new_run_id(transaction: Transaction, wanted: str | None) -> str:
    if wanted is None:
        return uuid.uuid4().hex
    words.checked_id(wanted, "run")
    if transaction.run(wanted) is not None:
        raise Conflict("A run of this id exists already.", code="id_taken")
    return wanted


def _no_run() -> NotFound:
    return NotFound("There is no such run.")


def _require_free(transaction: Transaction, conversation_id: str) -> None:
    run = transaction.open_run(conversation_id)
    if run is None:
        return
    if run.status == "waiting":
        raise Conflict("Allow or refuse the action that waits in this chat first.", code="interrupt_open")
    raise Conflict("An answer is still being written. Stop it, or wait until it is done.", code="run_active")


def _metadata(transaction: Transaction, conversation_id: str, message: NewMessage) -> Event:
    metadata: Event = {} if message.model is None else {"model": message.model}
    if message.has_parent:
        if message.parent_id is not None:
            words.checked_id(message.parent_id, "parent")
        if message.parent_id is not None and not transaction.has_message(conversation_id, message.parent_id):
            raise BadInput("`parentId` names no message of this conversation.", code="no_parent")
        metadata["parentId"] = message.parent_id
    return metadata


def _append_answers(transaction: Transaction, run: queries.RunRow, approved: Mapping[str, bool]) -> None:
    """What was decided, and nothing else of what a caller put into the payload."""
    listed = [
        {"interruptId": interrupt, "status": "resolved", "payload": {"approved": yes}}
        for interrupt, yes in approved.items()
    ]
    value = {"runId": run.id, "answers": listed}
    transaction.append(Fact(run.conversation, run.id, facts.custom(facts.ANSWERED, value)))


def _give_up(transaction: Transaction, run: queries.RunRow) -> list[Event]:
    """The facts of a waiting run that is stopped: its calls were never made, and it says so."""
    interrupts = queries.interrupts(transaction.db, run=run.id)
    answers = [{"interruptId": i["id"], "status": "cancelled"} for i in interrupts]
    events: list[Event] = [
        {
            "type": "TOOL_CALL_RESULT",
            "timestamp": facts.now_ms(),
            "messageId": f"{run.id}-{i['toolCallId']}",
            "toolCallId": i["toolCallId"],
            "role": "tool",
            "content": "Not done: stopped before it was allowed.",
            "metadata": {"error": "stopped"},
        }
        for i in interrupts
    ]
    return [*events, facts.custom(facts.ANSWERED, {"runId": run.id, "answers": answers, "cancelled": True})]
