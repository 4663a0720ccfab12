"""Asks a busy or failing provider again, visibly and only while nothing of the answer has come.

Waits grow with full jitter (1, 2, 4 … seconds at most), and a provider's own Retry-After is honoured up to
`limits.RETRY_WAIT_MOST_S`. Once a piece of the answer is there, asking again could write it twice, so it does not.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from pydantic_ai.models import Model, StreamedResponse

from backend.domain import limits
from backend.domain.errors import ProviderError
from backend.models.asking import Around, Asked


class Patient(Around):
    """A model that is asked again. `translate` makes our error of any exception, `tell` shows a note."""

    def __init__(
        self, wrapped: Model, *, translate: Callable[[Exception], ProviderError], tell: Callable[[str, str], None]
    ) -> None:
        super().__init__(wrapped)
        self._translate = translate
        self._tell = tell

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        async with AsyncExitStack() as stack:
            for attempt in range(limits.RETRIES + 1):
                try:
                    response = await stack.enter_async_context(asked.of(self.wrapped))
                    break
                except Exception as error:
                    failure = self._translate(error)
                    if not failure.retryable or attempt == limits.RETRIES:
                        raise
                    await self._wait(failure, attempt)
            yield response

    async def _wait(self, failure: ProviderError, attempt: int) -> None:
        wanted = failure.retry_after_s
        wait_s = wanted if wanted is not None else random.uniform(0.5, 1.0) * 2**attempt  # noqa: S311  no secret
        wait_s = min(wait_s, limits.RETRY_WAIT_MOST_S)
        self._tell("retrying", f"{failure.title}. Trying again in {wait_s:.0f} s ({attempt + 1} of {limits.RETRIES}).")
        await asyncio.sleep(wait_s)
