"""What is done about a run: stop it, answer its questions. Each is one commit, and the same when repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.chat.conversations import existing
from backend.chat.messages import new_run_id
from backend.domain import facts
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.domain.facts import Event, Fact
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

RESUME = "resume"  # kind of the remembered command


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
    """The verbs of `/api/runs` that do not settle what has ended."""

    def __init__(self, ledger: Ledger, runner: Runner) -> None:
        self._ledger = ledger
        self._runner = runner

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
        """Answers all open interrupts of a run and starts the run that continues it.

        `next_run_id` is as NewMessage.run_id. Durable on return. Raises BadInput, NotFound, Conflict.
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
            next_run = new_run_id(transaction, next_run_id)
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


def _no_run() -> NotFound:
    return NotFound("There is no such run.")


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
