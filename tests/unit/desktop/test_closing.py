"""What a person's closing of the window leads to."""

from __future__ import annotations

import pytest

from backend.domain.settings import Preferences, WhenClosed
from desktop.closing import WORDS, order_for


@pytest.mark.parametrize("when_closed", ["ask", "keep", "stop"])
def test_without_an_answer_under_way_the_window_closes(when_closed: WhenClosed) -> None:
    assert order_for(0, Preferences(when_closed=when_closed), again=False) is None


def test_an_answer_that_is_to_stop_stops() -> None:
    assert order_for(1, Preferences(when_closed="stop"), again=False) is None


def test_an_answer_that_is_to_go_on_has_the_window_put_away() -> None:
    assert order_for(1, Preferences(when_closed="keep"), again=False) == {"put_away": True}


def test_a_window_that_is_closed_again_where_nothing_can_be_put_away_asks() -> None:
    order = order_for(1, Preferences(when_closed="keep"), again=True)
    assert order is not None
    assert list(order) == ["ask"]


def test_who_has_not_chosen_is_asked_in_their_language() -> None:
    assert order_for(1, Preferences(language="en"), again=False) == {
        "ask": {
            "title": "An answer is still being written",
            "text": "Runnel can go on without its window. If you stop, what has arrived is kept.",
            "stay": "Cancel",
            "stop": "Stop and close",
            "keep": "Keep running",
        }
    }
    asked = order_for(3, Preferences(language="de"), again=False)
    assert asked is not None
    assert asked["ask"]["title"] == "3 Antworten werden noch geschrieben"


def test_both_languages_have_all_words() -> None:
    assert WORDS["en"].keys() == WORDS["de"].keys()
