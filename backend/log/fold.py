"""The fold: facts in, one conversation out. `web/src/domain/fold.ts` does the same; `tests/vectors` prove them equal.

Applying is exactly once over at-least-once delivery (contract: "How a client renders exactly once"): what was seen is
dropped, what follows is applied, a `set` replaces, and anything else is a gap that asks for the whole conversation.
Here stands who takes which event; what it does there is in `fold_messages`, `fold_runs` and `fold_head`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from backend.domain import facts
from backend.domain.facts import Event
from backend.log.fold_head import Head
from backend.log.fold_messages import Json, Messages
from backend.log.fold_runs import Runs
from backend.log.record import Record

Outcome = Literal["applied", "seen", "gap"]


class Fold:
    """One conversation, growing. Text is kept in pieces, so a delta costs the same at any length."""

    def __init__(self, conversation_id: str) -> None:
        self.n = 0
        self._id = conversation_id
        self._head = Head()
        self._messages = Messages()
        self._runs = Runs()

    @classmethod
    def of(cls, conversation_id: str, records: Iterable[Record]) -> Fold:
        """The fold of a conversation's whole log."""
        fold = cls(conversation_id)
        for record in records:
            fold.apply(record)
        return fold

    @classmethod
    def from_state(cls, state: Json) -> Fold:
        """A fold that stands where this state stands, to grow it as a client does. The state is taken over."""
        fold = cls(state["id"])
        fold.n = state["n"]
        fold._head, fold._messages, fold._runs = (
            Head.from_state(state),
            Messages.from_state(state),
            Runs.from_state(state),
        )
        return fold

    def apply(self, record: Record) -> Outcome:
        """Takes one record, if it is the next."""
        n0 = record.n0 if record.n0 is not None else record.n
        if record.n <= self.n:
            return "seen"
        if n0 != self.n + 1 and not (record.is_set and n0 <= self.n + 1):
            return "gap"
        self.n = record.n
        self._take(record.decoded(), record.run, record.is_set)
        return "applied"

    def state(self) -> Json:
        """The conversation as JSON; later records do not change what was returned."""
        head = self._head.state()
        deleted = head.pop("deleted")
        state: Json = {"id": self._id, **head, **self._messages.state(), **self._runs.state(), "n": self.n}
        if deleted:
            state["deleted"] = True
        return state

    def _take(self, e: Event, run: str | None, is_set: bool) -> None:
        messages = self._messages
        match e["type"]:
            case "TEXT_MESSAGE_START":
                role = e.get("role") or "assistant"
                messages.open(e, role, run)
                if role == "user":
                    self._head.show_newest()
            case "REASONING_MESSAGE_START":
                messages.open(e, "reasoning", run)
            case "TEXT_MESSAGE_CONTENT":
                messages.grow(e, "assistant", run, is_set)
            case "REASONING_MESSAGE_CONTENT":
                messages.grow(e, "reasoning", run, is_set)
            case "TEXT_MESSAGE_END" | "REASONING_MESSAGE_END":
                messages.end(e)
            case "TOOL_CALL_START":
                messages.open_call(e, run)
            case "TOOL_CALL_ARGS":
                messages.grow_call(e, is_set)
            case "TOOL_CALL_END":
                messages.end_call(e)
            case "TOOL_CALL_RESULT":
                messages.add_result(e, run)
            case "REASONING_ENCRYPTED_VALUE":
                messages.encrypt(e)
            case "RUN_STARTED":
                self._runs.start(e)
                if e.get("parentRunId") is None:
                    self._head.show_newest()
            case "RUN_FINISHED":
                self._runs.finish(e, run)
            case "RUN_ERROR":
                if self._runs.fail(e, run):
                    messages.cut_open_parts(run)
            case "CUSTOM" if e["name"] == facts.TOOL_OUTPUT:
                messages.grow_output(e["value"], is_set)
            case "CUSTOM" if e["name"] == facts.HELPER_STEP:
                messages.add_step(e["value"])
            case "CUSTOM" if e["name"] == facts.HELPER_MORE:
                messages.grow_step(e["value"])
            case "CUSTOM" if e["name"] == facts.CALL_SETTLED:
                messages.settle_call(e["value"])
            case "CUSTOM" if e["name"] in self._runs.FACTS:
                self._runs.take(e["name"], e["value"], run)
            case "CUSTOM":
                self._head.take(e["name"], e["value"])
