"""The Python fold gives what every vector says. `web/tests` runs the same files through the TypeScript fold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.fold import fold_frames

VECTORS = sorted(Path(__file__).parent.glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    vector: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return vector


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 20


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_fold_gives_what_the_vector_says(path: Path) -> None:
    vector = read(path)
    outcomes, state = fold_frames("c1", vector["frames"])
    assert outcomes == vector["outcomes"]
    assert state == vector["expect"]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_frame_delivered_twice_gives_the_same(path: Path) -> None:
    vector = read(path)
    twice = [frame for frame in vector["frames"] for _ in range(2)]
    assert fold_frames("c1", twice)[1] == vector["expect"]


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_every_message_is_an_ag_ui_message(path: Path) -> None:
    from ag_ui.core import Message
    from pydantic import TypeAdapter

    adapter: TypeAdapter[list[Message]] = TypeAdapter(list[Message])
    adapter.validate_python(read(path)["expect"]["messages"])
