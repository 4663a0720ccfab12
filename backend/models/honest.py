"""Holds the vendors' models to what our own keeps: a reply without its end is an error, and so is an action cut short,
one whose name or id fits no fact, and one too many.

pydantic-ai takes a stream that merely stops for a whole reply. Here its last event is asked whether the vendor said why
it finished; if not, the run gets `ReplyUnusable`, and what came before stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pydantic_ai.messages import ModelResponseStreamEvent, PartStartEvent, ToolCallPart
from pydantic_ai.models import Model, StreamedResponse

from backend.domain import limits
from backend.models import sentences
from backend.models.asking import Around, Asked


class HonestModel(Around):
    """The wrapped model, with every streamed reply watched to its end."""

    def __init__(self, wrapped: Model, *, provider: str, idle_s: float = limits.IDLE_TIMEOUT_S) -> None:
        super().__init__(wrapped)
        self._provider_title = provider
        self._idle_s = idle_s

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._idle_s):  # pydantic-ai waits for the first words here
                    reply = await stack.enter_async_context(asked.of(self.wrapped))
            except TimeoutError:
                raise sentences.silent(self._provider_title, self._idle_s) from None
            # inside the reply's own iterator, so that pydantic-ai records a reply that we refuse as incomplete
            events = reply._get_event_iterator
            watched = lambda: _watched(reply, events(), self._provider_title, self._idle_s)  # noqa: E731
            setattr(reply, "_get_event_iterator", watched)  # noqa: B010
            yield reply


async def _watched(
    reply: StreamedResponse, events: AsyncIterator[ModelResponseStreamEvent], provider: str, idle_s: float
) -> AsyncIterator[ModelResponseStreamEvent]:
    something_came = False
    calls: set[int] = set()
    while True:
        try:
            async with asyncio.timeout(idle_s):  # an SDK's own clock is wound up by every ping
                event = await anext(events)
        except StopAsyncIteration:
            break
        except TimeoutError:
            raise sentences.silent(provider, idle_s) from None
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
