"""Summaries that stand for the beginning of a chat when it is sent to a model: a person takes one back here."""

from __future__ import annotations

import apsw

from backend.chat.conversations import existing
from backend.domain import facts
from backend.domain.errors import NotFound
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction


async def undo(ledger: Ledger, conversation: str, summary: str) -> None:
    """The model is sent the whole again. Once is enough; durable on return. Raises NotFound."""

    def undone(db: apsw.Connection) -> bool | None:
        state = Fold.of(conversation, queries.records_of_conversation(db, conversation)).state()
        known = {s["id"]: bool(s["undone"]) for run in state["runs"] for s in run["summaries"]}
        return known.get(summary)

    before = await ledger.ask(undone)

    def decide(transaction: Transaction) -> None:
        existing(transaction, conversation)
        if before is None:
            raise NotFound("There is no such summary in this conversation.")
        if not before:
            fact = facts.custom(facts.SUMMARY_UNDONE, {"id": summary})
            transaction.append(Fact(conversation, None, fact))

    await ledger.transact(decide)
