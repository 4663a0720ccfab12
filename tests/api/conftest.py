"""A whole Runnel on a real socket, with a scripted provider, for stories over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider


@pytest.fixture(scope="session")
def provider() -> Iterator[ScriptedProvider]:
    """A provider whose answers are decided by the prompt, and that keeps what it was asked."""
    with ScriptedProvider().in_thread() as provider:
        yield provider


@pytest.fixture(scope="session")
def provider_url(provider: ScriptedProvider) -> str:
    return provider.url


@pytest.fixture
def world(tmp_path: Path, provider_url: str) -> Iterator[World]:
    """Started in a fresh data folder, with the provider set up, and stopped in order."""
    world = World(tmp_path / "data", provider_url)
    world.start()
    yield world
    world.stop()
