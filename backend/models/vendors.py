"""The vendors' own APIs through pydantic-ai's classes: OpenAI (Responses), Anthropic and Google.

Each SDK costs one to three CPU-seconds to import, so each is imported by the function that needs it, in a thread (the
Catalog's). Their hidden retries are off: a retry must be seen and stopped. Their ends are watched (`HonestModel`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.domain import limits
from backend.domain.model import ProviderKind
from backend.models.endpoint import Endpoint

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model


def build(endpoint: Endpoint, name: str, client: httpx2.AsyncClient, *, idle_s: float = limits.IDLE_TIMEOUT_S) -> Model:
    """The vendor's model, which uses our client and exactly this key."""
    from backend.models.honest import HonestModel
    from backend.models.tidy import tidy

    match endpoint.kind:
        case ProviderKind.OPENAI:
            make = _openai
        case ProviderKind.ANTHROPIC:
            make = _anthropic
        case ProviderKind.GOOGLE:
            make = _google
        case _:
            raise ValueError(f"{endpoint.kind} is not a vendor with an API of its own")
    return HonestModel(make(endpoint, name, tidy(client)), provider=endpoint.name, idle_s=idle_s)


def _openai(endpoint: Endpoint, name: str, client: httpx2.AsyncClient) -> Model:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    sdk = AsyncOpenAI(base_url=endpoint.base_url, api_key=endpoint.key, http_client=client, max_retries=0)
    return OpenAIResponsesModel(name, provider=OpenAIProvider(openai_client=sdk))


def _anthropic(endpoint: Endpoint, name: str, client: httpx2.AsyncClient) -> Model:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    sdk = AsyncAnthropic(base_url=endpoint.base_url, api_key=endpoint.key, http_client=client, max_retries=0)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=sdk))


def _google(endpoint: Endpoint, name: str, client: httpx2.AsyncClient) -> Model:
    from google.genai.types import HttpRetryOptions
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    once = HttpRetryOptions(attempts=1)
    provider = GoogleProvider(api_key=endpoint.key, http_client=client, base_url=endpoint.base_url, retry_options=once)
    return GoogleModel(name, provider=provider)
