"""Counts what a run takes: tokens as the provider reported them, money as far as prices are known, and how full the
model's context was at the last request. It counts every reply that was begun, also in a run that fails or is stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, StreamedResponse
from pydantic_ai.ui.ag_ui._lifecycle_1_0 import token_usage_from_messages

from backend.domain.facts import Event
from backend.models.asking import Around, Asked
from backend.models.prices import PriceTag


class Meter:
    """The counter of one run. `tag` None: what it takes costs no money, or nobody knows."""

    def __init__(self, tag: PriceTag | None) -> None:
        self._tag = tag
        self._replies: list[ModelResponse] = []

    def of(self, model: Model) -> Model:
        """The same model, counted."""
        return _Counted(model, self._replies)

    async def totals(self) -> Event:
        """`usage` and `metadata` of the event that ends the run; what is not known is not there."""
        totals: Event = {}
        if usage := token_usage(self._replies):
            totals["usage"] = usage
        metadata: Event = {}
        if (cost := await asyncio.to_thread(self._cost)) is not None:
            metadata["cost"] = {"amount": round(cost, 8), "currency": "USD", "about": True}
        if self._replies and (context := self._replies[-1].usage.input_tokens):
            metadata["context"] = context
        return {**totals, "metadata": metadata} if metadata else totals

    def _cost(self) -> float | None:
        """The sum of what is known; None where nothing is."""
        if self._tag is None:
            return None
        known = [cost for reply in self._replies if (cost := self._tag.cost(reply.usage)) is not None]
        return sum(known) if known else None


def token_usage(replies: Sequence[ModelResponse]) -> list[Event]:
    """What the provider reported for these replies, in AG-UI's words, an entry a model."""
    usage = token_usage_from_messages(list(replies)) or []
    return [entry.model_dump(mode="json", by_alias=True, exclude_none=True) for entry in usage]


class _Counted(Around):
    def __init__(self, wrapped: Model, replies: list[ModelResponse]) -> None:
        super().__init__(wrapped)
        self._replies = replies

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with asked.of(self.wrapped) as reply:
            try:
                yield reply
            finally:
                self._replies.append(replace(reply.get(), parts=[]))
