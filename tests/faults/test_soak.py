"""I5, small: a thousand messages and a hundred actions. `python -m tests.faults.soak` takes a day."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.faults.soak import QUICK_COMPACT_S, Soak

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process has is read from /proc")


@pytest.mark.timeout(600)
def test_I5_a_thousand_messages_and_a_hundred_actions_leave_nothing_behind(tmp_path: Path) -> None:
    soak = Soak(tmp_path, messages=1_000, tools=100, environment={"RUNNEL_COMPACT_AFTER_S": QUICK_COMPACT_S})

    asyncio.run(soak.run())

    print(*soak.standings, sep="\n")
    assert soak.wrong == []
