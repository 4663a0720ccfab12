"""What stories of several folders need."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from backend.domain.logs import OURS


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in OURS}
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, logging.raiseExceptions = handlers, raises
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
