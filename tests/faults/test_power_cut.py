"""A power cut takes the WAL's end: old cursors are refused, texts are never wrong, the database is whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.power_cut import power_cuts


@pytest.mark.timeout(180)
def test_a_power_cut_is_noticed_and_no_text_is_ever_wrong(tmp_path: Path) -> None:
    trials = asyncio.run(power_cuts(tmp_path, trials=6, seed=11))
    for trial in trials:
        print(f"kept {trial.kept_bytes:>7} of {trial.wal_bytes:>7} bytes, lost {trial.lost:>3}, resets {trial.resets}")
    assert [sentence for trial in trials for sentence in trial.wrong] == []
    assert trials[0].resets == 0, "the whole WAL was kept"
    assert trials[1].resets == 1, "the WAL was gone"
    assert sum(trial.lost > 0 for trial in trials) >= 2
