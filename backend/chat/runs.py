"""What is done about a run: stop it, answer its questions. Each is one commit, and the same when repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.chat import words
from backend.chat.conversations import existing
from backend.chat.messages import new_run_id
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict, NotFound, TooLarge
from backend.domain.facts import Event, Fact
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

Json = dict[str, Any]
RESUME = "resume"  # kind of the remembered command
NOT_DONE = "Not done: stopped before it was allowed."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one interrupt."""

    interrupt_id: str
    status: str  # "resolved" or "cancelled"
    payload: Any  # JSON; for an approval {"approved": bool, "grant"?}, for a question {"answer": str}

    @property
    def decided(self) -> Json:
        """What is kept of it: {"approved": bool} or {"answer": str}. Raises BadInput where it says neither.

        With a yes goes what the person granted: {"approved": true, "grant": {"kind", "value", "until"}}.
        """
        if self.status == "cancelled":
            return {"approved": False}
        payload = self.payload if isinstance(self.payload, dict) else {}
        if payload.get("editedArgs") is not None:
            raise BadInput("Changed arguments are not taken: refuse the call and say in the chat what should differ.")
        if isinstance(answer := payload.get("answer"), str):
            if len(answer) > limits.ANSWER_CHARS:
                raise TooLarge(f"An answer has at most {limits.ANSWER_CHARS:,} characters; send more as a message.")
            return {"answer": words.storable(answer, "answer")}
        if not isinstance(payload.get("approved"), bool):
            raise BadInput('An approval is answered with {"approved": true} or {"approved": false}.')
        if payload.get("grant") is None:
            return {"approved": payload["approved"]}
        chosen = payload["grant"]
        if not payload["approved"] or not isinstance(chosen, dict):
            raise _bad_grant()
        return {"approved": True, "grant": {key: chosen.get(key) for key in ("kind", "value", "until")}}


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
        decided = {answer.interrupt_id: answer.decided for answer in answers}
        if len(decided) != len(answers):
            raise BadInput("Every open question of the run needs exactly one answer.", code="partial_resume")

        def decide(transaction: Transaction) -> tuple[dict[str, str], Job | None]:
            known = transaction.remembered(RESUME, run_id)
            if known is not None:
                before = {i: {"approved": yes} for i, yes in known.get("approved", {}).items()}  # as of older versions
                if known.get("answers", before) != decided:
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
            if {i["id"] for i in interrupts} != decided.keys():
                raise BadInput("Every open question of the run needs exactly one answer.", code="partial_resume")
            for interrupt in interrupts:
                _require_kind(interrupt, decided[interrupt["id"]])
                _require_offered(interrupt, decided[interrupt["id"]])
            _append_answers(transaction, run, decided)
            next_run = new_run_id(transaction, next_run_id)
            started = facts.run_started(
                run.conversation, next_run, message_id=run.message_id, model=run.model, parent_run=run.id
            )
            transaction.append(Fact(run.conversation, next_run, started))
            transaction.remember(RESUME, run_id, {"run": next_run, "answers": decided})
            job = Job(
                run.conversation,
                next_run,
                run.model,
                run.message_id,
                row.workspace,
                approvals={i["toolCallId"]: _goes_on(decided[i["id"]]) for i in interrupts},
                asked={i["toolCallId"]: {**(i.get("metadata") or {}), **decided[i["id"]]} for i in interrupts},
            )
            return {"runId": next_run}, job

        return (await self._ledger.transact(decide, then=self._runner.start_accepted))[0]


def _no_run() -> NotFound:
    return NotFound("There is no such run.")


def _goes_on(decided: Json) -> bool:
    """Whether the call is carried out; a question that was answered is."""
    return "answer" in decided or bool(decided["approved"])


def _require_kind(interrupt: Json, decided: Json) -> None:
    """A question is answered with words, or not at all; an approval with yes or no. Raises BadInput."""
    is_question = "question" in (interrupt.get("metadata") or {})
    if is_question and decided == {"approved": True}:
        raise BadInput('This is a question, answered with {"answer": "…"}.')
    if not is_question and "answer" in decided:
        raise BadInput('This is an approval, answered with {"approved": true} or {"approved": false}.')


def _require_offered(interrupt: Json, decided: Json) -> None:
    """A grant is one of those that this question offers. Raises BadInput."""
    chosen = decided.get("grant")
    if chosen is None:
        return
    for offer in (interrupt.get("metadata") or {}).get("grants", ()):
        if all(offer[key] == chosen[key] for key in ("kind", "value")) and chosen["until"] in offer["until"]:
            return
    raise _bad_grant()


def _bad_grant() -> BadInput:
    return BadInput("With a yes only what the question offers may be granted.", code="bad_grant")


def _append_answers(transaction: Transaction, run: queries.RunRow, decided: Mapping[str, Json]) -> None:
    """What was decided, and nothing else of what a caller put into the payload."""
    listed = [
        {"interruptId": interrupt, "status": "resolved", "payload": payload} for interrupt, payload in decided.items()
    ]
    if len(orjson.dumps(listed)) > limits.TOOL_RESULT_BYTES:
        raise TooLarge("These answers are too long together; send more as a message.")
    value = {"runId": run.id, "answers": listed}
    transaction.append(Fact(run.conversation, run.id, facts.custom(facts.ANSWERED, value)))


def _give_up(transaction: Transaction, run: queries.RunRow) -> list[Event]:
    """The facts of a waiting run that is stopped: what it asked about was not done, or nobody knows; and it says so."""
    interrupts = queries.interrupts(transaction.db, run=run.id)
    answers = [{"interruptId": i["id"], "status": "cancelled"} for i in interrupts]
    events = [facts.given_up(run.id, i, NOT_DONE) for i in interrupts]
    return [*events, facts.custom(facts.ANSWERED, {"runId": run.id, "answers": answers, "cancelled": True})]
