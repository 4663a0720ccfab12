"""The branch that is shown, in Python; `web/tests/branches-vectors.test.ts` finds the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.vectors.branches import BRANCHES, path_of

VECTORS = sorted((Path(__file__).parent / "branches").glob("*.json"))


def test_there_is_a_file_for_each() -> None:
    assert len(VECTORS) == len(BRANCHES) >= 20


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_branch_is_what_the_vector_says(path: Path) -> None:
    vector = json.loads(path.read_text(encoding="utf-8"))
    assert path_of(vector["frames"]) == vector["shown"]


def test_the_path_through_a_fork_is_as_a_person_expects_it() -> None:
    """Read once by eye, so that the others stand on something."""

    def path(name: str) -> list[tuple[str, str | None, str]]:
        vector = json.loads((Path(__file__).parent / "branches" / f"{name}.json").read_text(encoding="utf-8"))
        return [(step["key"], step["reply"], f"{step['at'] + 1}/{len(step['siblings'])}") for step in vector["shown"]]

    assert path("the_newest_answer_of_two_branches") == [("v1", "t1", "2/2")]
    assert path("through_u1") == [("u1", "r1", "1/2"), ("u2", "r2", "1/1")]
    assert path("through_b1") == [("v1", "s1", "2/2"), ("v2", "s2", "1/1")]
    assert path("a_chosen_branch_and_then_something_new") == [
        ("u1", "r1", "1/2"),
        ("u2", "r2", "1/1"),
        ("u3", None, "1/1"),
    ]
    assert path("a_message_that_steers") == [("u1", "r1", "1/1"), ("u2", None, "1/1")]
