"""The model of a provider, ready to run. What is heavy is imported here, at the first call: 1.4 CPU-seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.models.endpoint import Endpoint
from backend.models.places import NEEDS_KEY
from backend.models.thinking import thinking_style

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model


def build(endpoint: Endpoint, name: str, client: httpx2.AsyncClient, *, idle_s: float) -> Model:
    """Of a provider that was set up. Call it on a thread."""
    if endpoint.kind in NEEDS_KEY:
        from backend.models import vendors

        return vendors.build(endpoint, name, client, idle_s=idle_s)
    from backend.models.openai_wire import CompatibleModel

    return CompatibleModel(
        name,
        provider=endpoint.name,
        base_url=endpoint.chat_url,
        client=client,
        api_key=endpoint.key,
        idle_s=idle_s,
        thinking=thinking_style(endpoint.kind, endpoint.base_url),
    )


def builtin() -> Model:
    """The assistant that is always there. Call it on a thread."""
    from backend.models.builtin.assistant import build

    return build()
