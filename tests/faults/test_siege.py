"""The short siege. `python -m tests.faults --seconds 300 --seed 7` is the long one, with its figures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.outcome import table
from tests.faults.siege import Plan, Siege


@pytest.mark.timeout(150)
def test_F2_F3_F5_H3_killed_cut_retried_and_full_every_client_ends_equal_to_the_server(tmp_path: Path) -> None:
    outcome = asyncio.run(Siege(Plan(seed=7, seconds=15, kills=8, cuts=150), tmp_path).run())
    print(table(outcome))
    assert outcome.wrong == []
    assert outcome.kills >= 8
    assert outcome.cuts >= 150
    assert sum(outcome.refusals.values()) >= 1
    assert outcome.messages >= 20
    assert (outcome.tally.gaps, outcome.tally.resets) == (0, 0)
    assert outcome.tally.seen > 0, "no duplicate came: the client's rule was not tried"
