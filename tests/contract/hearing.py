"""One provider of any kind, scripted, and all that a person would have of its reply. Real SDKs, real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import AnyHttpUrl, SecretStr
from pydantic_ai import Agent
from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta
from pydantic_ai.tools import Tool

from backend.domain import limits
from backend.domain.errors import ProviderError
from backend.domain.model import ProviderKind
from backend.domain.settings import PreferencesFile, Provider
from backend.models.catalog import Catalog
from backend.models.failures import translate
from backend.models.keys import Keys
from tests.fakes.dialects import Dialect
from tests.fakes.key_backend import FakeKeyBackend
from tests.fakes.scripted_provider import Reply, Request, ScriptedProvider


@dataclass
class Heard:
    """The text as it came, the actions that were carried out, the whole answer where there was one, the error."""

    text: str = ""
    done: list[str] = field(default_factory=list)
    output: str | None = None
    error: ProviderError | None = None


@dataclass
class Listener:
    """Asks the provider once more and hears the reply to its end. `provider.requests` is what was sent."""

    agent: Agent[None, str]
    provider: ScriptedProvider
    done: list[str]

    async def hear(self) -> Heard:
        heard = Heard()
        self.done.clear()
        try:
            async with self.agent.run_stream_events("hi") as events:
                async for event in events:
                    match event:
                        case (
                            PartStartEvent(part=TextPart(content=text))
                            | PartDeltaEvent(delta=TextPartDelta(content_delta=text))
                        ):
                            heard.text += text
                        case _:
                            if (result := getattr(event, "result", None)) is not None and hasattr(result, "output"):
                                heard.output = result.output
        except Exception as error:
            heard.error = translate(error, provider="it")
        heard.done = list(self.done)
        return heard


@asynccontextmanager
async def listening(
    folder: Path,
    dialect: Dialect,
    decide: Callable[[Request], Reply],
    *,
    tools: bool = False,
    idle_s: float = limits.IDLE_TIMEOUT_S,
) -> AsyncIterator[Listener]:
    """A provider of this kind that answers as `decide` says, set up as a person would."""
    done: list[str] = []

    def get_time(zone: str) -> str:
        """The time in a zone."""
        done.append(zone)
        return "12:00"

    async with ScriptedProvider(routes={dialect.path: decide}) as provider:
        keys = Keys(backend=FakeKeyBackend())
        catalog = Catalog(preferences=PreferencesFile(folder), keys=keys, environment={}, locals_=(), idle_s=idle_s)
        url = provider.url if dialect.under_v1 else provider.origin
        kind = ProviderKind(dialect.kind)
        await catalog.put_provider("it", Provider(kind=kind, base_url=AnyHttpUrl(url)), SecretStr("sk-test-123456"))
        agent = Agent(await catalog.build(f"it:{dialect.model}"), tools=[Tool(get_time)] if tools else [])
        try:
            yield Listener(agent, provider, done)
        finally:
            await catalog.aclose()
