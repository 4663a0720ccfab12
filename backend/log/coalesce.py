"""What waits for the next commit: adjacent deltas of one message become one event before they get a number.

So every reader and every replay sees the same rows. "Adjacent" is within one conversation: other conversations'
events in between do not matter, since only the order inside a conversation means anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.domain.facts import DELTA_CHARS, DELTA_KEYS, Fact, split_deltas

if TYPE_CHECKING:
    from asyncio import Future

    from backend.log.transaction import Transaction


@dataclass(slots=True)
class Decision:
    """A function that decides and appends inside one commit; what it returns is answered when that is durable.

    `then` is called on the loop with the answer right after the commit, whether or not anybody still waits for it.
    """

    decide: Callable[[Transaction], Any]  # Any: each caller's own result; `Ledger.transact` gives it its type back
    answer: Future[Any]
    then: Callable[[Any], None] | None = None


@dataclass(slots=True)
class Growing:
    """A delta that still may grow."""

    fact: Fact
    parts: list[str]
    chars: int

    def fact_now(self) -> Fact:
        """The delta as one event."""
        if len(self.parts) == 1:
            return self.fact
        event = {**self.fact.event, "delta": "".join(self.parts)}
        return Fact(self.fact.conversation, self.fact.run, event)


@dataclass(slots=True)
class Pending:
    """The next batch, in order. `wants_sync`: it holds a decision, so its commit has to reach the disk."""

    items: list[Fact | Growing | Decision] = field(default_factory=list)
    wants_sync: bool = False
    _last: dict[str, Growing | None] = field(default_factory=dict)

    def add(self, fact: Fact) -> None:
        """Takes one fact, merging it into the conversation's last one where both are deltas of one thing."""
        if fact.event["type"] not in DELTA_KEYS:
            self._last[fact.conversation] = None
            self.items.append(fact)
            return
        for event in split_deltas(fact.event):
            self._grow(Fact(fact.conversation, fact.run, event))

    def decide(self, decision: Decision) -> None:
        """Takes a decision. Nothing merges across it: it may append to any conversation."""
        self._last.clear()
        self.items.append(decision)
        self.wants_sync = True

    def forget_facts(self) -> None:
        """Leaves the decisions: what was before these facts is lost, and they would hide that."""
        self._last.clear()
        self.items = [item for item in self.items if isinstance(item, Decision)]

    def _grow(self, fact: Fact) -> None:
        event, last = fact.event, self._last.get(fact.conversation)
        key = DELTA_KEYS[event["type"]]
        if (
            last is not None
            and last.fact.event["type"] == event["type"]
            and last.fact.event[key] == event[key]
            and last.fact.run == fact.run
            and last.chars + len(event["delta"]) <= DELTA_CHARS
        ):
            last.parts.append(event["delta"])
            last.chars += len(event["delta"])
            return
        growing = Growing(fact, [event["delta"]], len(event["delta"]))
        self._last[fact.conversation] = growing
        self.items.append(growing)
