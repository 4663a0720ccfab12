"""A call that a crash cut off: nobody knows whether it was done, and a person who has looked says what becomes of it.

Run again, done, or left: each is a fact, once for each call, and the model is told when the answer goes on. Nothing is
run here: a call that is to run again is a new call to the guard, which asks as it always does.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Literal

from backend.agent import history
from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.chat.conversations import existing
from backend.chat.settle import SETTLE
from backend.domain import facts
from backend.domain.errors import Conflict, NotFound
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

Outcome = Literal["again", "done", "skip"]
OUTCOME = "outcome"  # kind of the remembered command
Json = dict[str, Any]  # a folded conversation


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Decides about calls without a result. The same choice again is the same choice; another one is refused."""

    ledger: Ledger
    runner: Runner

    async def settle(self, run_id: str, call_id: str, choice: Outcome) -> dict[str, str]:
        """`{"runId"}` when this was the last call to decide about and one of them is to run again; else `{}`.

        `run_id` is the run of the message that holds the call. Durable on return. Raises NotFound, Conflict.
        """
        row = await self.ledger.ask(lambda db: queries.run(db, run_id))
        if row is None:
            raise NotFound("There is no such run.")
        chat = row.conversation
        state = await self.ledger.ask(lambda db: Fold.of(chat, queries.records_of_conversation(db, chat)).state())

        def decide(transaction: Transaction) -> tuple[dict[str, str], Job | None]:
            known = transaction.remembered(OUTCOME, f"{run_id} {call_id}")
            if known is not None:
                if known["choice"] != choice:
                    raise Conflict("This was decided before, in another way.", code="settled")
                return known["answer"], None
            head = existing(transaction, chat)
            if transaction.open_run(chat) is not None:
                raise Conflict("An answer in this conversation has not ended yet.", code="run_active")
            runs = _answer(state, run_id)
            open_calls = _without_result(state, runs)
            if (run_id, call_id) not in open_calls:
                raise Conflict("How this action ended is known.", code="has_result")
            if choice == "again" and _went_on(state, runs, run_id):
                raise Conflict("This answer has gone on already. Ask for it in a message.", code="settled")
            settled = facts.custom(facts.CALL_SETTLED, {"toolCallId": call_id, "choice": choice})
            transaction.append(Fact(chat, run_id, settled))
            choices = {(run_id, call_id): choice}
            for of_run, call in open_calls:
                decided = transaction.remembered(OUTCOME, f"{of_run} {call}")
                if decided is not None:
                    choices[of_run, call] = decided["choice"]
            again = [call for (_, call), chosen in choices.items() if chosen == "again"]
            job = None
            if again and len(choices) == len(open_calls) and not _went_on(state, runs, run_id):
                job = _goes_on(transaction, runs[-1], head.workspace, again)
            answer = {"runId": job.run} if job is not None else {}
            transaction.remember(OUTCOME, f"{run_id} {call_id}", {"choice": choice, "answer": answer})
            return answer, job

        return (await self.ledger.transact(decide, then=self.runner.start_accepted))[0]


def _goes_on(transaction: Transaction, last_run: str, workspace: str | None, again: list[str]) -> Job | None:
    """The run that continues the answer and begins with these calls, begun."""
    last = transaction.run(last_run)
    if last is None:
        return None
    job = Job(
        last.conversation,
        uuid.uuid4().hex,
        last.model,
        last.message_id,
        workspace,
        approvals=dict.fromkeys(again, True),  # without the hash of a question: the guard asks anew
        carries_on=True,
    )
    started = facts.run_started(
        job.conversation, job.run, message_id=job.message_id, model=job.model, parent_run=last.id
    )
    if transaction.remembered(SETTLE, last.id) is None:
        transaction.append(Fact(last.conversation, last.id, facts.custom(facts.SETTLED, {"choice": "continue"})))
        transaction.remember(SETTLE, last.id, {"choice": "continue", "answer": {"runId": job.run}})
    transaction.append(Fact(job.conversation, job.run, started))
    return job


def _answer(state: Json, run_id: str) -> list[str]:
    """The runs of the answer that this run is a part of, in order."""
    firsts = {run["id"]: [run["id"], *history.ancestors(state, run["id"])][-1] for run in state["runs"]}
    return [run for run, first in firsts.items() if first == firsts.get(run_id)]


def _without_result(state: Json, runs: list[str]) -> list[tuple[str, str]]:
    """The answer's whole calls that have no result, each with the run of its message."""
    open_calls: dict[tuple[str, str], None] = {}
    for message in state["messages"]:
        run = message["metadata"].get("runId")
        if run not in runs:
            continue
        if message["role"] == "tool":
            for key in [key for key in open_calls if key[1] == message["toolCallId"]]:
                del open_calls[key]
        for call in message.get("toolCalls", ()):
            if not call["metadata"].get("partial") and not call["metadata"].get("open"):
                open_calls[run, call["id"]] = None
    return list(open_calls)


def _went_on(state: Json, runs: list[str], run_id: str) -> bool:
    """Whether a later run of the answer has said or asked for something since."""
    later = runs[runs.index(run_id) + 1 :]
    return any(m["role"] == "assistant" and m["metadata"].get("runId") in later for m in state["messages"])
