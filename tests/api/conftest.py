"""A whole Runnel on a real socket, with a scripted provider, for stories over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider


@pytest.fixture(scope="session")
def provider_url() -> Iterator[str]:
    """A provider whose answers are decided by the prompt."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="scripted-provider")
    thread.start()
    provider = ScriptedProvider()
    asyncio.run_coroutine_threadsafe(provider.__aenter__(), loop).result(5)
    yield provider.url
    asyncio.run_coroutine_threadsafe(provider.__aexit__(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def world(tmp_path: Path, provider_url: str) -> Iterator[World]:
    """Started in a fresh data folder, with the provider set up, and stopped in order."""
    world = World(tmp_path / "data", provider_url)
    world.start()
    yield world
    world.stop()
