"""What to do about a run that has ended: try again, go on where it stopped, or leave it as it is.

Nothing does this by itself, because each may cost money or touch files: a person chooses, once for each run. The
choice is a fact, so a second window stops asking too. What was left as it is can still be tried again or gone on with.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal, assert_never

from backend.agent.job import Job
from backend.agent.runner import Runner
from backend.chat import words
from backend.chat.conversations import existing
from backend.domain import facts
from backend.domain.errors import Conflict, NotFound
from backend.domain.facts import Fact
from backend.domain.model import BUILTIN_PROVIDER, split_model_id
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.models.catalog import Catalog

Choice = Literal["retry", "continue", "keep"]
SETTLE = "settle"  # kind of the remembered command


@dataclass(frozen=True, slots=True)
class Settling:
    """Decides about ended runs. The same choice again is the same choice; another one is refused, but after keep."""

    ledger: Ledger
    runner: Runner
    catalog: Catalog

    async def settle(self, run_id: str, choice: Choice, *, model: str | None = None) -> dict[str, str]:
        """`{"runId"}` of the run it starts, or `{}` for keep. Durable on return.

        `model` is another model to try again with; a repeated command keeps the first one.
        Raises BadInput, NotFound, Conflict.
        """

        def decide(transaction: Transaction) -> tuple[dict[str, str], Job | None]:
            known = transaction.remembered(SETTLE, run_id)
            if known is not None and (known["choice"] != "keep" or choice == "keep"):
                if known["choice"] != choice:
                    raise Conflict("This was decided before, in another way.", code="settled")
                return known["answer"], None
            run = transaction.run(run_id)
            if run is None:
                raise NotFound("There is no such run.")
            row = existing(transaction, run.conversation)
            if run.status in ("running", "waiting"):
                raise Conflict("This run has not ended yet.", code="run_active")
            if choice != "keep" and transaction.open_run(run.conversation) is not None:
                raise Conflict("Another answer in this conversation has not ended yet.", code="run_active")
            settled = facts.custom(facts.SETTLED, {"choice": choice})
            transaction.append(Fact(run.conversation, run.id, settled))
            job: Job | None = None
            match choice:
                case "keep":
                    pass
                case "retry" | "continue":
                    # the built-in assistant has no text to go on from: it follows the same words once more
                    carries_on = choice == "continue" and split_model_id(model or run.model)[0] != BUILTIN_PROVIDER
                    next_run, next_model = uuid.uuid4().hex, words.checked_model(model or run.model)
                    self.catalog.known(next_model)
                    started = facts.run_started(
                        run.conversation,
                        next_run,
                        message_id=run.message_id,
                        model=next_model,
                        parent_run=run.id if carries_on else None,
                    )
                    transaction.append(Fact(run.conversation, next_run, started))
                    job = Job(
                        run.conversation,
                        next_run,
                        next_model,
                        run.message_id,
                        row.workspace,
                        carries_on=carries_on,
                    )
                case _:
                    assert_never(choice)
            answer = {"runId": job.run} if job is not None else {}
            transaction.forget(SETTLE, run_id)
            transaction.remember(SETTLE, run_id, {"choice": choice, "answer": answer})
            return answer, job

        return (await self.ledger.transact(decide, then=self.runner.start_accepted))[0]
