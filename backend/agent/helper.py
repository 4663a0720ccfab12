"""A helper: works on one task of the agent's with a context of its own, and with the same tools, rules and limits.

Each of its calls goes through the guard of every call, with the run's own grants, sources and plan. What asks ends the
agent's run as a question about the call that gave the task (`metadata.helper` names the helper's call); the answer
starts a run that calls it again, and the helper goes on from its steps in the log. A helper has no helpers.

Steps are facts, each whole: a reply with its calls before they are carried out, a result with what it did to files.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_ai import Agent, RunContext
from pydantic_ai.exceptions import ApprovalRequired, ToolFailed
from pydantic_ai.messages import (
    FunctionToolResultEvent,
    ModelMessage,
    ModelResponse,
    TextPart,
    ToolCallPart,
)
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import DeferredToolRequests, DeferredToolResults, ToolApproved, ToolDenied
from pydantic_ai.toolsets import AbstractToolset
from pydantic_ai.usage import UsageLimits

from backend.agent import history
from backend.agent.hands import Hands, Intents
from backend.agent.job import Job
from backend.agent.tools.common import call_of, fitting, say_beside, shortened
from backend.domain import facts, limits
from backend.domain.errors import RunnelError
from backend.domain.facts import Event, Fact
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

Json = dict[str, Any]  # a folded message, and what a question shows
DENIED = "Not done: the person said no."
UNANSWERED = "The person did not answer. Go on without, or say what you need to know."
ROLE = (
    "You are a helper: another assistant gave you one task of its own work. Do it, and answer with what it asked for "
    "and nothing else. The person does not read your answer; say what you found, and where, so that it can be checked."
)
NOTHING = "The helper ended without an answer. Its steps are with the call."


@dataclass(frozen=True, slots=True)
class Means:
    """What a helper works with. `steps` are those of earlier runs, by the call that gave the task."""

    model: Callable[[], Model]
    instructions: str | None
    settings: ModelSettings | None
    toolsets: Sequence[AbstractToolset[Hands]]
    steps: Mapping[str, Sequence[Json]]
    translate: Callable[[Exception], RunnelError]


class Helping:
    """One run's helpers. `begin` is called once, before the run's model is asked."""

    def __init__(self, job: Job, ledger: Ledger) -> None:
        self._job = job
        self._ledger = ledger
        self._means: Means | None = None

    def begin(self, means: Means) -> None:
        """From now on tasks can be given."""
        self._means = means

    async def work(self, context: RunContext[Hands], task: str) -> str:
        """The helper's answer. Raises ApprovalRequired for a call of its own that asks, and ToolFailed."""
        if self._means is None:
            raise ToolFailed("There are no helpers here.")
        return await _Work(self._job, self._ledger, self._means, context, task).go()


class _Work:
    def __init__(self, job: Job, ledger: Ledger, means: Means, context: RunContext[Hands], task: str) -> None:
        self._job = job
        self._ledger = ledger
        self._means = means
        self._context = context
        self._task = task
        self._call = call_of(context)
        self._steps = list(means.steps.get(self._call, ()))
        beside: dict[str, list[Event]] = {}
        self._hands = replace(
            context.deps,
            changing=context.deps.changing.apart(beside),
            tell=lambda _: None,  # what its commands write is in their results
            intents=Intents(),
            results={},
            beside=beside,
        )

    async def go(self) -> str:
        done = self._steps[-1] if self._steps else None
        if done is not None and done["role"] == "assistant" and not done.get("toolCalls"):
            return self._answer(done["content"])
        answers = self._answers()
        messages = self._history(answers)
        agent = Agent(
            self._means.model(),
            deps_type=Hands,
            output_type=[str, DeferredToolRequests],
            instructions="\n\n".join(text for text in (ROLE, self._means.instructions) if text),
            toolsets=self._means.toolsets,
        )
        try:
            async with agent.iter(
                None if messages else self._task,
                message_history=messages,
                deferred_tool_results=answers,
                deps=self._hands,
                model_settings=self._means.settings,
                usage_limits=UsageLimits(request_limit=limits.HELPER_REQUESTS),
            ) as run:
                is_known = answers is not None  # the reply whose calls were asked about is in the log
                async for node in run:
                    if not Agent.is_call_tools_node(node):
                        continue
                    if not is_known:
                        await self._record_reply(node.model_response)
                    is_known = False
                    async with node.stream(run.ctx) as events:
                        async for event in events:
                            if isinstance(event, FunctionToolResultEvent):
                                await self._record_result(event)
                output = run.result.output if run.result is not None else ""
        except (ApprovalRequired, ToolFailed):
            raise
        except Exception as error:
            raise ToolFailed(f"The helper could not go on: {self._means.translate(error).detail}") from None
        if isinstance(output, DeferredToolRequests):
            self._ask(output)
        return self._answer(str(output))

    def _answer(self, text: str) -> str:
        sources = self._hands.trust.taint.sources
        if sources:
            say_beside(self._context, untrusted=list(sources))
        return text.strip() or NOTHING

    # --- questions to the person --------------------------------------------------------------------------

    def _ask(self, requests: DeferredToolRequests) -> None:
        """The first one; the others are made again, and ask then."""
        call = requests.approvals[0]
        asked = dict(requests.metadata.get(call.tool_call_id) or {})
        helper = {"call": call.tool_call_id, "task": shortened(self._task, limits.HELPER_TASK_SHOWN_CHARS)}
        raise ApprovalRequired(metadata={**asked, "helper": helper})

    def _answers(self) -> DeferredToolResults | None:
        """What the person said to the call that was asked about; the others of its reply go to the guard again."""
        before = self._context.tool_call_metadata
        helper = before.get("helper") if isinstance(before, dict) else None
        waiting = [call for call, _ in history.cut_off(self._steps)]
        if not isinstance(before, dict) or not isinstance(helper, dict) or helper.get("call") not in waiting:
            return None
        approved = "answer" in before or bool(before.get("approved"))
        no = UNANSWERED if "question" in before else DENIED
        for call in waiting:
            self._hands.intents.commit(call)  # they were in the log before the question
        return DeferredToolResults(
            approvals={
                call: ToolDenied(no) if call == helper["call"] and not approved else ToolApproved() for call in waiting
            },
            metadata={helper["call"]: before},
        )

    def _history(self, answers: DeferredToolResults | None) -> list[ModelMessage]:
        if not self._steps:
            return []
        task = {"id": "task", "role": "user", "content": self._task, "metadata": {}}
        return history.model_messages([task, *self._steps], answered_now=answers.approvals if answers else ())

    # --- its steps, as facts ------------------------------------------------------------------------------

    async def _record_reply(self, reply: ModelResponse) -> None:
        """On the disk before any of its calls is carried out."""
        calls = [part for part in reply.parts if isinstance(part, ToolCallPart)]
        text = "".join(part.content for part in reply.parts if isinstance(part, TextPart))
        message: Json = {"id": uuid.uuid4().hex, "role": "assistant", "content": "", "metadata": _now()}
        more = _pieces(message["id"], text)
        if calls:
            message["toolCalls"] = [
                {
                    "id": part.tool_call_id,
                    "type": "function",
                    "function": {"name": part.tool_name, "arguments": ""},
                    "metadata": {},
                }
                for part in calls
            ]
            for part in calls:
                more += _pieces(message["id"], part.args_as_json_str(), call=part.tool_call_id)
        await self._record(message, more)
        for part in calls:
            self._hands.intents.commit(part.tool_call_id)

    async def _record_result(self, event: FunctionToolResultEvent) -> None:
        part = event.part
        call = part.tool_call_id
        message: Json = {"id": uuid.uuid4().hex, "role": "tool", "toolCallId": call}
        message["content"] = fitting(part.model_response_str())
        message["metadata"] = {**_now(), **self._hands.results.pop(call, {})}
        if part.outcome != "success":
            message["error"] = part.outcome
        await self._record(message, [], self._hands.beside.pop(call, []))

    async def _record(self, message: Json, more: Sequence[Json], beside: Sequence[Event] = ()) -> None:
        self._steps.append(message)
        values = [(facts.HELPER_STEP, {"toolCallId": self._call, "message": message})]
        values += [(facts.HELPER_MORE, {"toolCallId": self._call, **piece}) for piece in more]
        events = [*beside, *(facts.custom(name, value) for name, value in values)]

        def append(transaction: Transaction) -> None:
            for event in events:
                transaction.append(Fact(self._job.conversation, self._job.run, event))

        await self._ledger.transact(append)


def _pieces(message: str, text: str, **what: str) -> list[Json]:
    text = text.encode("utf-8", "replace").decode()
    return [
        {"message": message, **what, "delta": text[start : start + facts.DELTA_CHARS]}
        for start in range(0, len(text), facts.DELTA_CHARS)
    ]


def _now() -> Json:
    return {"createdAt": facts.now_ms()}
