"""A busy provider of any kind is asked again, visibly, a few times, and not once a person has said stop."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from backend.domain import limits
from tests.api.test_continue import answers_in, asked_of, world_with
from tests.api.world import Json, World
from tests.fakes.dialects import DIALECTS, Dialect, Words


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[str(request.param)]


def test_G1_a_busy_provider_is_asked_again_and_the_answer_is_there_once(tmp_path: Path, dialect: Dialect) -> None:
    replies = iter(
        [
            dialect.error(429, "Slow down.", Retry_After="0"),
            dialect.error(529, "Overloaded."),
            dialect.error(503, "Back soon.", Retry_After="0"),
            dialect.reply(Words(text=["Here ", "I am."])),
        ]
    )
    with world_with(tmp_path, dialect, lambda _: next(replies)) as world:
        chat = world.conversation()
        world.say(chat, "hi", model=f"it:{dialect.model}")
        state = world.wait(chat, "finished")
        assert len(asked_of(world, dialect.path)) == 4
    notes = state["runs"][0]["notes"]
    assert [note["code"] for note in notes] == ["retrying"] * 3
    assert notes[0]["text"].startswith("The provider is busy. Trying again in 0 s (1 of 3)")
    assert answers_in(state) == ["Here I am."]
    assert [m["role"] for m in state["messages"]].count("user") == 1


def test_G1_a_provider_that_stays_busy_is_given_up(tmp_path: Path, dialect: Dialect) -> None:
    busy = dialect.error(429, "Slow down.", Retry_After="0")
    with world_with(tmp_path, dialect, lambda _: busy) as world:
        chat = world.conversation()
        world.say(chat, "hi", model=f"it:{dialect.model}")
        state = world.wait(chat, "failed")
        assert len(asked_of(world, dialect.path)) == limits.RETRIES + 1
    assert state["runs"][0]["error"]["code"] == "rate_limited"


def test_G1_a_wait_before_the_next_try_ends_with_a_stop(tmp_path: Path, dialect: Dialect) -> None:
    busy = dialect.error(429, "Slow down.", Retry_After="20")
    with world_with(tmp_path, dialect, lambda _: busy) as world:
        chat = world.conversation()
        run = world.say(chat, "hi", model=f"it:{dialect.model}")
        world.until(lambda: world.get(f"/api/conversations/{chat}") if notes_of(world, chat) else None)
        began = time.monotonic()
        world.post(f"/api/runs/{run}/cancel")
        state = world.wait(chat, "cancelled")
        assert time.monotonic() - began < 0.5
        assert len(asked_of(world, dialect.path)) == 1
    assert "in 20 s" in state["runs"][0]["notes"][0]["text"]


def notes_of(world: World, chat: str) -> list[Json]:
    notes: list[Json] = world.get(f"/api/conversations/{chat}")["runs"][0]["notes"]
    return notes
