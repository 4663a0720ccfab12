"""set_up_models: what this machine has to chat with. It looks; it sets nothing up by itself."""

from __future__ import annotations

from pydantic_ai import RunContext

from backend.agent.hands import Hands


async def set_up_models(context: RunContext[Hands]) -> str:
    """Look for language models on this machine and say how to connect one."""
    return await context.deps.discover()
