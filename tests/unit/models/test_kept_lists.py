"""What providers named last is kept, so that a start asks nobody beyond this machine."""

from __future__ import annotations

import stat
from pathlib import Path

from backend.domain.model import ModelInfo
from backend.models.kept_lists import KeptLists

MODELS = (ModelInfo("far", "big", 8000, ("tools",), ("vision",)), ModelInfo("far", "small"))


def test_what_a_provider_named_is_there_after_a_restart_at_its_address_alone(tmp_path: Path) -> None:
    KeptLists(tmp_path).keep("far", "https://far.example.org", MODELS)

    again = KeptLists(tmp_path)

    assert again.of("far", "https://far.example.org") == MODELS
    assert again.of("far", "https://elsewhere.example.org") == ()
    assert again.of("near", "https://far.example.org") == ()
    assert stat.S_IMODE((tmp_path / "models.json").stat().st_mode) == 0o600


def test_a_damaged_file_is_as_none_and_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "models.json").write_text('{"far": 7}')
    lists = KeptLists(tmp_path)
    assert lists.of("far", "https://far.example.org") == ()

    lists.keep("far", "https://far.example.org", MODELS)

    assert lists.of("far", "https://far.example.org") == MODELS
