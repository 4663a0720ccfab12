"""Takes messages that steer into the run before each of its model requests.

The order of facts is what the model sees: a message goes behind the results of the actions before it, so it is only
taken once those are in the log. Then it is the person's newest words for this request and all that follow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.capabilities import AbstractCapability
from pydantic_ai.messages import ModelRequest, UserContent, UserPromptPart
from pydantic_ai.models import ModelRequestContext

from backend.agent import waiting
from backend.agent.hands import Hands
from backend.agent.job import Job
from backend.agent.recorder import Recorder
from backend.log.ledger import Ledger

Json = dict[str, Any]  # a waiting message, as QUEUE_ADDED has it
Content = Callable[[Json], Awaitable[str | list[UserContent]]]


class Steering(AbstractCapability[Hands]):
    """`content` makes of a message what the model is sent."""

    def __init__(self, job: Job, ledger: Ledger, recorder: Recorder, content: Content) -> None:
        self._job = job
        self._ledger = ledger
        self._recorder = recorder
        self._content = content

    async def before_model_request(
        self, ctx: RunContext[Hands], request_context: ModelRequestContext
    ) -> ModelRequestContext:
        """pydantic-ai asks this before every request; what is added to both lists stays in the run's history."""
        if not await self._ledger.ask(lambda db: waiting.steers(db, self._job.conversation)):
            return request_context
        if not await self._recorder.results_are_in():
            return request_context
        taken = await self._ledger.transact(lambda transaction: waiting.take_steering(transaction, self._job.run))
        for message in taken:
            if untrusted := message["metadata"].get("untrusted"):
                ctx.deps.trust.taint.add(untrusted)
            request = ModelRequest(parts=[UserPromptPart(content=await self._content(message))])
            request_context.messages = [*request_context.messages, request]
            ctx.messages.append(request)
        return request_context
