"""Holds the vendors' models to what our own keeps: a reply without its end is an error, and so is an action cut short,
one whose name or id fits no fact, and one too many.

pydantic-ai takes a stream that merely stops for a whole reply. Here its last event is asked whether the vendor said why
it finished; if not, the run gets `ReplyUnusable`, and what came before stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic_ai._run_context import RunContext
from pydantic_ai.messages import ModelMessage, ModelResponseStreamEvent, PartStartEvent, ToolCallPart
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from backend.domain import limits
from backend.models import sentences


class HonestModel(WrapperModel):
    """The wrapped model, with every streamed reply watched to its end."""

    def __init__(self, wrapped: Model, *, provider: str) -> None:
        super().__init__(wrapped)
        self._provider_title = provider

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,  # Any: the run's own dependencies, not ours
    ) -> AsyncGenerator[StreamedResponse]:
        async with self.wrapped.request_stream(
            messages, model_settings, model_request_parameters, run_context
        ) as reply:
            # inside the reply's own iterator, so that pydantic-ai records a reply that we refuse as incomplete
            events = reply._get_event_iterator
            setattr(reply, "_get_event_iterator", lambda: _watched(reply, events(), self._provider_title))  # noqa: B010
            yield reply


async def _watched(
    reply: StreamedResponse, events: AsyncIterator[ModelResponseStreamEvent], provider: str
) -> AsyncIterator[ModelResponseStreamEvent]:
    something_came = False
    calls: set[int] = set()
    while True:
        try:
            async with asyncio.timeout(limits.IDLE_TIMEOUT_S):  # an SDK's own clock is wound up by every ping
                event = await anext(events)
        except StopAsyncIteration:
            break
        except TimeoutError:
            raise sentences.silent(provider, limits.IDLE_TIMEOUT_S) from None
        something_came = True
        if isinstance(event, PartStartEvent) and isinstance(event.part, ToolCallPart):
            calls.add(event.index)
            _require_bounded(event.part, provider)
            if len(calls) > limits.CALLS_PER_REPLY:
                raise sentences.too_many_actions(provider, limits.CALLS_PER_REPLY)
        yield event
    said_why = reply.finish_reason is not None or "finish_reason" in (reply.provider_details or {})
    if reply.cancelled or reply.state == "suspended":
        return
    if not said_why:
        raise sentences.ended_early(provider, nothing_came=not something_came)
    if reply.finish_reason == "length":
        for part in reply.get().parts:
            if isinstance(part, ToolCallPart) and not _has_whole_arguments(part):
                raise sentences.action_unusable(provider, part.tool_name)


def _require_bounded(part: ToolCallPart, provider: str) -> None:
    if max(len(part.tool_name), len(part.tool_call_id)) > limits.ID_CHARS:
        raise sentences.action_oversized(provider)


def _has_whole_arguments(part: ToolCallPart) -> bool:
    try:
        return bool(part.args) and isinstance(part.args_as_dict(raise_if_invalid=True), dict)
    except (ValueError, AssertionError):
        return False
