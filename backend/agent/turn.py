"""How a message gets its run: the facts of both in one transaction, wherever the message came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.agent.job import Job
from backend.domain import facts
from backend.domain.facts import Event, Fact
from backend.log import given
from backend.log.queries import ConversationRow
from backend.log.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Turn:
    """A message and the run that answers it. Any: the values of a message's metadata, which are JSON."""

    message_id: str
    text: str
    run: str
    model: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


def begin(transaction: Transaction, row: ConversationRow, turn: Turn, *, title: str | None = None) -> Job:
    """Appends the message and its run's start; the job is for the runner, after the commit.

    `title` is one made from the message, for a conversation that has none.
    """
    metadata = {**turn.metadata, **given.noted(transaction.db, turn.text)}
    for event in facts.user_message(turn.message_id, turn.text, metadata):
        transaction.append(Fact(row.id, None, event))
    changed: Event = {} if row.model == turn.model else {"model": turn.model}
    if title is not None:
        changed |= {"title": title, "made": True}
    if changed:
        transaction.append(Fact(row.id, None, facts.custom(facts.CHANGED, changed)))
    started = facts.run_started(row.id, turn.run, message_id=turn.message_id, model=turn.model)
    transaction.append(Fact(row.id, turn.run, started))
    return Job(row.id, turn.run, turn.model, turn.message_id, row.workspace)
