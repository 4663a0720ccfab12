"""The settings that a person changes on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import World


@pytest.fixture
def world(tmp_path: Path, provider_url: str) -> Iterator[World]:
    """As a person has it, with titles made by models."""
    world = World(tmp_path / "data", provider_url, titles=True)
    world.start()
    yield world
    world.stop()


CHANGES = {
    "modelTitles": False,
    "sendWith": "mod-enter",
    "language": "de",
    "announce": "sentences",
    "notify": False,
    "lookForReleases": True,
    "whenClosed": "keep",
    "tray": False,
    "quickBar": True,
    "motion": "reduced",
    "shortcuts": {"chat.new": "Ctrl+Shift+O", "stop": ""},
    "width": "wide",
    "wrapCode": True,
    "zooms": {"2560x1440": 1.25, "1280x800": 0.9},
    "favouriteModels": ["openai:one", "builtin:assistant"],
    "recentModels": ["openai:one"],
    "recentActions": ["newChat"],
    "defaultMode": "plan",
}


def test_what_is_changed_is_in_force_and_stays(world: World) -> None:
    defaults = {key: world.get("/api/settings")[key] for key in CHANGES}
    assert defaults == {
        "modelTitles": True,
        "sendWith": "enter",
        "language": "system",
        "announce": "events",
        "notify": True,
        "lookForReleases": False,
        "whenClosed": "ask",
        "tray": True,
        "quickBar": False,
        "motion": "system",
        "shortcuts": {},
        "width": "normal",
        "wrapCode": False,
        "zooms": {},
        "favouriteModels": [],
        "recentModels": [],
        "recentActions": [],
        "defaultMode": "ask",
    }
    changed = world.http.patch("/api/settings", json=CHANGES).json()
    assert {key: changed[key] for key in CHANGES} == CHANGES
    world.restart()
    assert {key: world.get("/api/settings")[key] for key in CHANGES} == CHANGES


@pytest.mark.parametrize(
    "change",
    [
        {"sendWith": "space"},
        {"language": "xx"},
        {"announce": 1},
        {"lookForReleases": "often"},
        {"motion": None},
        {"whenClosed": "perhaps"},
        {"width": "huge"},
        {"wrapCode": "perhaps"},
        {"zooms": {"the big one": 1}},
        {"zooms": {"1280x800": 9}},
        {"favouriteModels": [""]},
        {"recentModels": ["m"] * 101},
        {"recentActions": ["Bad Action"]},
        {"defaultMode": "never ask"},
        {"modelTitles": {}},
        {"shortcuts": {"Bad Action": "Ctrl+K"}},
        {"shortcuts": {"ok": "x" * 100}},
        {"shortcuts": {"ok": "a\nb"}},
        {"shortcuts": {f"a{number}": "x" for number in range(201)}},
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence_and_changes_nothing(world: World, change: object) -> None:
    before = world.get("/api/settings")
    status, code, sentence = world.problem("PATCH", "/api/settings", change)  # type: ignore[arg-type]  # wrong on purpose
    assert (status, code) == (422, "bad_input")
    assert sentence.endswith(".")
    assert world.get("/api/settings") == before
