"""The list of promises in tests/README.md is what the tests say."""

from __future__ import annotations

from tests.cases import README, readme_now


def test_the_list_of_cases_is_up_to_date() -> None:
    assert README.read_text(encoding="utf-8") == readme_now(), "run `python -m tests.cases`"
