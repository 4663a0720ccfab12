"""A page's title is read once, whatever the page is made of."""

from __future__ import annotations

import time

import pytest

from backend.web.reading import title_of


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<html><TITLE lang='en'>A &amp; b\n c</Title><title>d</title>", "A & b c"),
        ("<titlebar>no</titlebar><title>yes</title>", "yes"),
        ("<title>" + "x" * 400 + "</title>", "x" * 200),
        ("<title>never ends", ""),
        ("<title", ""),
        ("no page", ""),
    ],
)
def test_a_title_is_what_the_first_place_says_that_has_one(html: str, title: str) -> None:
    assert title_of(html) == title


@pytest.mark.parametrize("piece", ["<title>", "<title "])
def test_a_page_of_beginnings_takes_little_more_work_than_one_without_any(piece: str) -> None:
    def work_s(piece: str) -> float:
        html = piece * 40_000
        before = time.thread_time()
        assert title_of(html) == ""
        return time.thread_time() - before

    assert min(work_s(piece) for _ in range(3)) < 5 * min(work_s("<other>") for _ in range(3))
