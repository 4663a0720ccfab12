"""One question to a model as one value, so that a model of ours says in one method how it is answered.

pydantic-ai calls `request_stream` with four arguments and `request` with three; every model and every model around
another had to repeat them. `Asked` carries them, and `reply_to` is all that a subclass writes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic_ai._run_context import RunContext
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked. Any: the run's own dependencies, not ours."""

    messages: list[ModelMessage]
    settings: ModelSettings | None
    parameters: ModelRequestParameters
    run_context: RunContext[Any] | None = None

    def of(self, model: Model) -> AbstractAsyncContextManager[StreamedResponse]:
        """The same question to `model`."""
        return model.request_stream(self.messages, self.settings, self.parameters, self.run_context)


class Answering:
    """A model whose only way to answer is a stream. Goes before pydantic-ai's class among the bases."""

    def reply_to(self, asked: Asked) -> AbstractAsyncContextManager[StreamedResponse]:
        """Opens the reply and closes it when left."""
        raise NotImplementedError

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The whole reply at once; it is streamed all the same, so that both ways understand a server alike."""
        async with self.reply_to(Asked(messages, model_settings, model_request_parameters)) as stream:
            async for _ in stream:
                pass
        return stream.get()

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        asked = Asked(messages, model_settings, model_request_parameters, run_context)
        async with self.reply_to(asked) as reply:
            yield reply


class Around(Answering, WrapperModel):
    """A model around another one."""
