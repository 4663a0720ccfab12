"""What the stories about models share: one event loop backend, and a way to hear a whole reply."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("PYDANTIC_AI_NO_BANNER", "1")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
