"""One chat through the whole of our model code: provider set up, model built, agent run, events heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import AnyHttpUrl, SecretStr
from pydantic_ai import Agent
from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta, ThinkingPart
from pydantic_ai.messages import ThinkingPartDelta as ThoughtDelta
from pydantic_ai.run import AgentRunResult
from pydantic_ai.tools import Tool
from pydantic_ai.usage import RunUsage

from backend.domain.errors import ProviderError
from backend.domain.model import ProviderKind
from backend.domain.settings import PreferencesFile, Provider
from backend.models.catalog import Catalog
from backend.models.failures import translate
from backend.models.keys import Keys
from tests.contract.conftest import Server
from tests.fakes.key_backend import FakeKeyBackend


@dataclass
class Said:
    """What a person would have seen: the text as it came, the actions done, the end."""

    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    output: str | None = None
    usage: RunUsage | None = None
    error: ProviderError | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@asynccontextmanager
async def catalog_with(folder: Path, kind: str, url: str, key: str) -> AsyncIterator[Catalog]:
    """A Catalog in which the provider `it` is set up."""
    catalog = Catalog(
        preferences=PreferencesFile(folder), keys=Keys(backend=FakeKeyBackend()), environment={}, locals_=()
    )
    provider = Provider(kind=ProviderKind(kind), base_url=AnyHttpUrl(url))
    await catalog.put_provider("it", provider, SecretStr(key))
    try:
        yield catalog
    finally:
        await catalog.aclose()


async def say(
    folder: Path, kind: str, server: Server, model: str, prompt: str, *, key: str = "", tools: bool = False
) -> Said:
    """Says `prompt` to the model and hears all of the answer, with the tool `get_time` where `tools` says so."""
    said = Said()

    def get_time(zone: str) -> str:
        """The time in a zone."""
        said.zones.append(zone)
        return "12:00"

    async with catalog_with(folder, kind, server.origin, key or server.key) as catalog:
        agent = Agent(await catalog.build(f"it:{model}"), tools=[Tool(get_time)] if tools else [])
        try:
            async with agent.run_stream_events(prompt) as events:
                async for event in events:
                    match event:
                        case (
                            PartStartEvent(part=TextPart(content=text))
                            | PartDeltaEvent(delta=TextPartDelta(content_delta=text))
                        ):
                            said.pieces.append(text)
                        case PartStartEvent(part=ThinkingPart(content=thought)):
                            said.thoughts.append(thought)
                        case PartDeltaEvent(delta=ThoughtDelta(content_delta=str(thought))):
                            said.thoughts.append(thought)
                        case _:
                            if isinstance(result := getattr(event, "result", None), AgentRunResult):
                                said.output, said.usage = result.output, result.usage
        except Exception as error:
            said.error = translate(error, provider="it")
    return said
