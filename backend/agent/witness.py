"""Tells what a reply does not say of itself: that it stopped at a limit, and that the question was not read whole.

Each is a note beside the run. The reply itself is left as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from pydantic_ai.models import Model, StreamedResponse

from backend.domain.model import ProviderKind
from backend.models import sentences
from backend.models.asking import Around, Asked
from backend.models.truncation import words_unread


class Witness(Around):
    """The wrapped model; `tell` gets a note's code and sentence."""

    def __init__(self, wrapped: Model, *, provider: str, kind: ProviderKind, tell: Callable[[str, str], None]) -> None:
        super().__init__(wrapped)
        self._title = provider
        self._kind = kind
        self._tell = tell
        self._told_unread = False

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with asked.of(self.wrapped) as reply:
            yield reply
        if reply.cancelled:
            return
        said = reply.get()
        if said.finish_reason == "length" and said.text and not said.tool_calls:
            self._tell("length_limit", sentences.LENGTH_LIMIT)
        if self._told_unread or self._kind is ProviderKind.BUILTIN:
            return
        tokens = said.usage.input_tokens
        words = await asyncio.to_thread(words_unread, asked.messages, tokens)  # counting a long chat takes a while
        if words is not None:
            self._told_unread = True
            self._tell("prompt_truncated", sentences.prompt_truncated(self._title, self._kind, tokens, words))
