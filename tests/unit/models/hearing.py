"""Hears one reply of a model to its end: what came, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx2
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ThinkingPart, ToolCallPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from backend.domain.errors import ProviderError
from backend.models.openai_wire import CompatibleModel
from tests.fakes.scripted_provider import ScriptedProvider

TOOLS = [
    ToolDefinition(name="get_time", description="The time", parameters_json_schema={"type": "object", "properties": {}})
]


@dataclass(frozen=True)
class Heard:
    """`error` is None after an honest end. `response` is what a history would keep."""

    response: ModelResponse | None
    error: ProviderError | None
    events: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self._join(TextPart)

    @property
    def thinking(self) -> str:
        return self._join(ThinkingPart)

    @property
    def calls(self) -> list[tuple[str, str]]:
        parts = self.response.parts if self.response else []
        return [(part.tool_name, str(part.args)) for part in parts if isinstance(part, ToolCallPart)]

    def _join(self, kind: type[TextPart | ThinkingPart]) -> str:
        return "".join(
            part.content for part in (self.response.parts if self.response else []) if isinstance(part, kind)
        )


async def hear(
    provider: ScriptedProvider,
    *,
    history: Sequence[ModelMessage] | None = None,
    settings: ModelSettings | None = None,
    tools: bool = False,
    api_key: str | None = "sk-test-key-123456",
    idle_s: float = 5.0,
) -> Heard:
    """Asks the provider's model and listens until the reply ends or fails."""
    # reading the system's certificates for each of many hundred replies would be most of the time
    async with httpx2.AsyncClient(timeout=5, verify=False, trust_env=False) as client:
        model = CompatibleModel(
            "scripted", provider="local", base_url=provider.url, client=client, api_key=api_key, idle_s=idle_s
        )
        parameters = ModelRequestParameters(function_tools=TOOLS if tools else [], allow_text_output=True)
        events: list[str] = []
        stream = None
        try:
            async with model.request_stream(
                list(history or [ModelRequest.user_text_prompt("hi")]), settings, parameters
            ) as stream:
                async for event in stream:
                    events.append(type(event).__name__)
        except ProviderError as error:
            return Heard(stream.get() if stream else None, error, tuple(events))
        return Heard(stream.get(), None, tuple(events))
