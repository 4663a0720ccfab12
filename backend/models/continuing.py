"""A model that goes on in mid-sentence: the beginning of the answer is the last thing it is sent.

Handed a history that ends with the cut text and the instruction to go on, it leaves the instruction out, where the
model takes that. Where the provider refuses, the question goes out as it came: a new turn. That happens once, is told,
and nothing else is tried.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import cast

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, ModelResponsePart, TextPart, UserPromptPart
from pydantic_ai.models import Model, StreamedResponse

from backend.domain.errors import ProviderError, RequestRefused
from backend.models.asking import Around, Asked
from backend.models.chat_request import WireSettings
from backend.models.prefill import Prefill


class Continuing(Around):
    """`instruction` is the user's turn that the beginning makes needless.

    `taken` is told when the provider took the beginning, `refused` when it did not and is asked in a new turn.
    """

    def __init__(
        self,
        wrapped: Model,
        prefill: Prefill,
        *,
        instruction: str,
        translate: Callable[[Exception], ProviderError],
        taken: Callable[[], None],
        refused: Callable[[], None],
    ) -> None:
        super().__init__(wrapped)
        self._prefill = prefill
        self._instruction = instruction
        self._translate = translate
        self._tell_taken = taken
        self._tell_refused = refused
        self._was_taken: bool | None = None

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with AsyncExitStack() as stack:
            if self._was_taken is False:
                yield await stack.enter_async_context(asked.of(self.wrapped))
                return
            try:
                reply = await stack.enter_async_context(self._joined(asked).of(self.wrapped))
            except Exception as error:
                if self._was_taken or not _is_refusal(self._translate(error)):
                    raise
                self._was_taken = False
                self._tell_refused()
                reply = await stack.enter_async_context(asked.of(self.wrapped))
            if self._was_taken is None:
                self._was_taken = True
                self._tell_taken()
            yield reply

    def _joined(self, asked: Asked) -> Asked:
        """The same question without the instruction: what came before and after it is one reply."""
        at = max((i for i, message in enumerate(asked.messages) if self._is_instruction(message)), default=0)
        before = asked.messages[at - 1] if at else None
        if not isinstance(before, ModelResponse):
            return asked
        after = asked.messages[at + 1] if at + 1 < len(asked.messages) else None
        first_half = _without_end_spaces(before) if after is None else before
        rest = asked.messages[at + 1 :]
        if isinstance(after, ModelResponse):
            first_half, rest = replace(after, parts=_sewn(before, after)), rest[1:]
        settings = asked.settings
        if after is None and self._prefill.way != "last":
            settings = cast(WireSettings, {**(settings or {}), "prefill": self._prefill.way})
        return replace(asked, messages=[*asked.messages[: at - 1], first_half, *rest], settings=settings)

    def _is_instruction(self, message: ModelMessage) -> bool:
        return isinstance(message, ModelRequest) and any(
            isinstance(part, UserPromptPart) and part.content == self._instruction for part in message.parts
        )


def _without_end_spaces(response: ModelResponse) -> ModelResponse:
    """Anthropic refuses spaces at the end, and other models write a second one."""
    *parts, last = response.parts
    if not isinstance(last, TextPart):
        return response
    return replace(response, parts=[*parts, replace(last, content=last.content.rstrip())])


def _sewn(before: ModelResponse, after: ModelResponse) -> list[ModelResponsePart]:
    last, first = before.parts[-1], after.parts[0] if after.parts else None
    if isinstance(last, TextPart) and isinstance(first, TextPart):
        return [*before.parts[:-1], replace(last, content=last.content + first.content), *after.parts[1:]]
    return [*before.parts, *after.parts]


def _is_refusal(failure: ProviderError) -> bool:
    return isinstance(failure, RequestRefused) and failure.code == RequestRefused.code
