"""Commands that hide another one, against all that a person may ever have allowed for good (D8)."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from backend.agent.grants import Grant, covering, offers
from backend.agent.permission import Allow, Ask, Call, Refuse, decide
from tests.corpora.commands import COVERED, GRANTED, HIDDEN
from tests.unit.agent.test_permission import FOLDER, command

ALL = [(trick, line) for trick, lines in HIDDEN.items() for line in lines]
WHOLE = [Grant("command", words, folder) for words in GRANTED for folder in (FOLDER, None)]


def test_D8_the_corpus_is_as_large_as_promised() -> None:
    assert len({line for _, line in ALL}) == len(ALL) >= 200
    assert len(set(GRANTED)) == len(GRANTED) >= 100


@pytest.mark.parametrize(("trick", "line"), ALL)
def test_D8_no_hidden_command_runs_silently_whatever_was_granted(trick: str, line: str) -> None:
    for sandboxed in (True, False):
        decision = decide(command(line), mode="ask", sandboxed=sandboxed, grants=WHOLE)
        assert isinstance(decision, Ask | Refuse), (trick, line, decision)
    assert not isinstance(decide(command(line), mode="auto", sandboxed=False, grants=WHOLE), Allow)


@pytest.mark.parametrize("line", COVERED)
def test_D8_what_was_meant_is_covered(line: str) -> None:
    assert isinstance(decide(command(line), mode="ask", sandboxed=True, grants=WHOLE), Allow), line
    assert isinstance(decide(command(line), mode="ask", sandboxed=False, grants=WHOLE), Ask), "every command asks then"
    elsewhere = [Grant("command", words, PurePath("/home/u/other")) for words in GRANTED]
    assert isinstance(decide(command(line), mode="ask", sandboxed=True, grants=elsewhere), Ask)


@pytest.mark.parametrize("line", [*COVERED, *(line for _, line in ALL)])
def test_D8_what_is_offered_for_a_line_covers_that_line_and_no_hidden_one(line: str) -> None:
    call = command(line)
    given = [Grant(offer.kind, offer.value, offer.folder) for offer in offers(call)]
    if not given:
        return
    assert covering(given, call), "all offers together cover what they were made for"
    for other in CALLS:
        if covering(given, other):
            assert words(other) <= words(call), (line, other)


CALLS = [command(line) for _, line in ALL]


def words(call: Call) -> set[tuple[str, ...]]:
    return {simple.words for simple in call.line.commands} if call.line is not None else set()
