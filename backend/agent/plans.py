"""A plan: the calls that a chat in plan mode has put off, in their order, until a person decides about all of them.

While it plans, the model gets for each such call a result that says which step it is (`metadata.planned` keeps what a
question would have shown). When the model ends, the calls are made once more, whole, by a message of their own
(`plan-<run>`), and the run ends with a question for each. The answer carries out those calls and no others: each is
bound to its own hash, as every yes is. From then on the model is told only of that message, not of the calls put off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from backend.agent.history import ancestors
from backend.agent.job import Job
from backend.domain import facts, limits
from backend.domain.facts import Event

Json = dict[str, Any]  # a call's arguments, a question's metadata, a folded message
STEP = (
    "Step {step} of the plan, not done yet: {title}. Nothing has been changed. Go on with the next step, or end with a "
    "short summary once the plan is whole: the person then decides about all steps at once."
)
FULL = "Not added: this plan is as long as one plan may be. End with a short summary of it; the rest comes after."
_PREFIX = "plan-"
_AROUND_BYTES = 400  # of a question, beside what the tool said and its title


@dataclass(frozen=True, slots=True)
class Step:
    """One call that was put off, and what its question shows."""

    tool: str
    arguments: Mapping[str, Any]  # JSON, as the model gave it
    asked: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Bytes of its question without the changes, which are cut to fit by themselves."""
        shown = {key: value for key, value in self.asked.items() if key != "changes"}
        return len(orjson.dumps(shown)) + len(orjson.dumps(self.asked.get("title", ""))) + _AROUND_BYTES


class Steps:
    """The plan of one run as it grows."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = list(steps)

    def add(self, step: Step) -> int | None:
        """Its number, from 1; None when the plan is full."""
        size = sum(known.size for known in self._steps) + step.size
        if len(self._steps) >= limits.PLAN_STEPS or size > limits.PLAN_ASKED_BYTES:
            return None
        self._steps.append(step)
        return len(self._steps)

    def proposed(self, run: str) -> tuple[list[Event], list[Json]]:
        """The message with the calls, and an AG-UI interrupt for each; nothing where there is no plan."""
        message, events, interrupts = f"{_PREFIX}{run}", [], []
        for number, step in enumerate(self._steps, 1):
            call = f"{message}-{number}"
            arguments = orjson.dumps(step.arguments).decode()
            events += [
                _event("TOOL_CALL_START", toolCallId=call, toolCallName=step.tool, parentMessageId=message),
                {"type": "TOOL_CALL_ARGS", "toolCallId": call, "delta": arguments},
                _event("TOOL_CALL_END", toolCallId=call),
            ]
            place = {"planId": message, "step": number, "steps": len(self._steps)}
            asked = {"id": f"int-{call}", "reason": "tool_call", "toolCallId": call}
            interrupts.append({**asked, "metadata": {**step.asked, **place}})
        return events, interrupts


def _event(kind: str, **what: str) -> Event:
    return {"type": kind, "timestamp": facts.now_ms(), **what}


def earlier_steps(state: Json, run: str, imported: Collection[str] = ()) -> list[Step]:
    """What the runs that this one continues have put off and not proposed: the person was asked something else.

    What the `imported` runs say of it is only what a file says: nothing was put off here.
    """
    chain = set(ancestors(state, run)).difference(imported)
    steps: list[tuple[int, Step]] = []
    calls: dict[str, Json] = {}
    for message in _with_helpers(m for m in state["messages"] if m["metadata"].get("runId") in chain):
        if _is_plan(message):
            steps.clear()
        calls |= {call["id"]: call for call in message.get("toolCalls", ())}
        planned = message["metadata"].get("planned")
        call = calls.get(message.get("toolCallId", ""))
        if planned is not None and call is not None:
            function = call["function"]
            step = Step(function["name"], orjson.loads(function["arguments"] or "{}"), planned["asked"])
            steps.append((planned["step"], step))
    return [step for _, step in sorted(steps, key=lambda numbered: numbered[0])]


def _with_helpers(messages: Iterable[Json]) -> Iterator[Json]:
    """The messages, and behind each what the helpers did that it called."""
    for message in messages:
        yield message
        for call in message.get("toolCalls", ()):
            yield from _with_helpers((call.get("metadata") or {}).get("steps", ()))


def is_carried_out(state: Json, job: Job) -> bool:
    """Whether this run, or one that it continues, carries out a plan that the person allowed some of."""
    chain = {job.run, *ancestors(state, job.run)}
    plans = [m for m in state["messages"] if m["metadata"].get("runId") in chain and _is_plan(m)]
    calls = {call["id"] for plan in plans for call in plan.get("toolCalls", ())}
    allowed = {call for call, approved in job.approvals.items() if approved}
    results = (m for m in state["messages"] if m["role"] == "tool" and m["metadata"].get("runId") in chain)
    done = {m["toolCallId"] for m in results if m.get("error") != "denied"}
    return bool(calls & (allowed | done))


def without_steps(messages: Sequence[Json]) -> list[Json]:
    """The same messages without the calls that were put off and then proposed, and without their results."""
    proposed = _proposed(messages)
    kept: list[Json] = []
    for place, message in enumerate(messages):
        if place in proposed:
            continue
        calls = message.get("toolCalls", ())
        rest = [call for at, call in enumerate(calls) if (place, at) not in proposed]
        kept.append({**message, "toolCalls": rest} if len(rest) < len(calls) else message)
    return kept


def _proposed(messages: Sequence[Json]) -> Collection[int | tuple[int, int]]:
    """Places of results, and of calls in their messages, that a plan in the same answer stands for."""
    found: set[int | tuple[int, int]] = set()
    calls: dict[str, tuple[int, int]] = {}  # the latest call of each id
    pending: list[int | tuple[int, int]] = []
    for place, message in enumerate(messages):
        if message["role"] == "user" and "steers" not in message["metadata"]:
            pending = []
        if _is_plan(message):
            found.update(pending)
            pending = []
        calls |= {call["id"]: (place, at) for at, call in enumerate(message.get("toolCalls", ()))}
        if "planned" in message["metadata"] and (call := calls.get(message.get("toolCallId", ""))) is not None:
            pending += [place, call]
    return found


def _is_plan(message: Json) -> bool:
    run = message["metadata"].get("runId")
    return bool(message["role"] == "assistant" and message["id"] == f"{_PREFIX}{run}")
