"""Where the second half of an answer meets the first, nothing is written twice and nothing is lost."""

from __future__ import annotations

import pytest

from backend.agent.seam import Seam


def joined(first_half: str, *pieces: str, echoes: bool = False) -> str:
    seam = Seam(first_half, echoes=echoes)
    return first_half + "".join(seam.take(piece) for piece in pieces)


@pytest.mark.parametrize(
    ("first", "pieces", "whole"),
    [
        ("The sea is de", ["ep", "."], "The sea is deep."),
        ("The sea ", [" ", "is deep."], "The sea is deep."),
        ("The sea ", ["is deep."], "The sea is deep."),
        ("def f():\n    ", ["\n", "    return 1"], "def f():\n    return 1"),
        ("One.\n\n", ["\n\nTwo."], "One.\n\nTwo."),
        ("One.\n", ["\n", "\n", "Two."], "One.\n\nTwo."),
        ("One. ", ["\nTwo.\n"], "One. \nTwo.\n"),
    ],
)
def test_spaces_between_the_halves_are_there_once(first: str, pieces: list[str], whole: str) -> None:
    assert joined(first, *pieces) == whole


def test_a_first_half_that_is_said_again_is_left_out_however_it_is_cut() -> None:
    for size in range(1, 12):
        said = "One two three."
        pieces = [said[at : at + size] for at in range(0, len(said), size)]
        assert joined("One two ", *pieces, echoes=True) == "One two three."


def test_what_only_begins_like_the_first_half_is_kept() -> None:
    assert joined("One two", " and", " more", echoes=True) == "One two and more"
    assert joined("One two", "One", " three", echoes=True) == "One twoOne three"


def test_a_repeated_word_is_no_echo_where_the_provider_has_none() -> None:
    assert joined("ha", "ha", "!") == "haha!"
