"""Titles that the model makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.agent.titles import title_in
from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider


@pytest.fixture
def world(tmp_path: Path, provider_url: str) -> Iterator[World]:
    """As a person has it, with titles made by models."""
    world = World(tmp_path / "data", provider_url, titles=True)
    world.start()
    yield world
    world.stop()


def titled(world: World, chat: str, title: str) -> dict[str, Any]:
    """The chat, once it has this title."""

    def look() -> dict[str, Any] | None:
        state = world.get(f"/api/conversations/{chat}")
        return state if state["title"] == title else None

    return world.until(look)


def test_the_first_finished_answers_model_makes_the_title_and_its_tokens_are_counted(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "How do whales sleep? [[title=**Sleep of whales.**]]")
    state = titled(world, chat, "Sleep of whales")
    (spent,) = state["spent"]
    assert spent["cost"] is None
    assert [(usage["inputTokens"], usage["outputTokens"]) for usage in spent["usage"]] == [(7, 3)]
    (item,) = world.get("/api/conversations")["conversations"]
    assert item["title"] == "Sleep of whales"
    world.say(chat, "And dolphins? [[title=Another one]]")
    world.wait(chat)
    settle(world)
    assert world.get(f"/api/conversations/{chat}")["title"] == "Sleep of whales"


def test_a_title_of_the_persons_own_is_never_touched(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation(title="Mine")
    world.say(chat, "Hello [[title=Not mine]]")
    world.wait(chat)
    renamed = world.conversation()
    with provider.holding():
        world.say(renamed, "Hello [[title=Not mine]]")
        world.http.patch(f"/api/conversations/{renamed}", json={"title": "Mine too"})
    world.wait(renamed)
    settle(world)
    for id_, title in ((chat, "Mine"), (renamed, "Mine too")):
        state = world.get(f"/api/conversations/{id_}")
        assert (state["title"], state["spent"]) == (title, [])


def test_no_title_is_asked_for_when_the_person_does_not_want_it_or_the_model_is_ours(world: World) -> None:
    own = world.conversation()
    world.say(own, "hello [[title=No]]", model="builtin:assistant")
    world.wait(own)
    assert world.http.patch("/api/settings", json={"modelTitles": False}).status_code == 200
    chat = world.conversation()
    world.say(chat, "Hello [[title=No]]")
    world.wait(chat)
    settle(world)
    for id_ in (own, chat):
        state = world.get(f"/api/conversations/{id_}")
        assert (state["title"][:5].lower(), state["spent"]) == ("hello", [])


def test_a_provider_that_makes_no_title_leaves_the_first_words(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "Hello there")
    world.wait(chat)
    settle(world)
    state = world.get(f"/api/conversations/{chat}")
    assert (state["title"], state["spent"], state["runs"][0]["status"]) == ("Hello there", [], "finished")


def settle(world: World) -> None:
    """Every request for a title that had begun is over."""
    world.until(lambda: {"all": "done"} if not world.server.under_way else None)


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Sleep of whales", "Sleep of whales"),
        ('"Sleep of whales."', "Sleep of whales"),
        ("**Title:** Whales", "Whales"),
        ("Titel: Wale\n\nWeil es um Wale geht.", "Wale"),
        ("<think>hm\nwhales</think>\n# Whales", "Whales"),
        ("<think>for ever", ""),
        ("「東京の猫」。", "「東京の猫」"),
        ("", ""),
        ("x" * 200, "x" * 79 + "…"),
        ("a\u202eb\0c", "abc"),
    ],
)
def test_a_models_answer_becomes_one_clean_line(answer: str, title: str) -> None:
    assert title_in(answer) == title
