"""Scripted providers beside a running app, set up as a person would, for one story each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api.world import World
from tests.fakes.scripted_provider import Reply, ScriptedProvider


@contextmanager
def serving(**how: Any) -> Iterator[ScriptedProvider]:
    """A provider on a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="another-provider")
    thread.start()
    provider = ScriptedProvider(**how)
    asyncio.run_coroutine_threadsafe(provider.__aenter__(), loop).result(5)
    try:
        yield provider
    finally:
        asyncio.run_coroutine_threadsafe(provider.__aexit__(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def another_provider(world: World, **how: Any) -> Iterator[ScriptedProvider]:
    """A compatible one of the name `other`."""
    with serving(**how) as provider:
        world.put("/api/providers/other", {"kind": "openai-compatible", "baseUrl": provider.url})
        yield provider


def models_with(**row: Any) -> dict[str, Reply]:
    """Its list of models, in which `scripted` has these properties."""
    return {"/v1/models": Reply(body={"object": "list", "data": [{"id": "scripted", **row}]})}
