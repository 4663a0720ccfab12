"""When the quick bar's key is asked for, and what becomes of what is typed."""

from __future__ import annotations

from typing import Any, cast

import pytest

from backend.domain.settings import Preferences
from desktop.quick import WORDS, Quick
from desktop.script import Refused, Script


class World:
    """A server that takes what is sent, or does not, and a window that gets orders."""

    def __init__(self) -> None:
        self.preferences = Preferences(language="en", default_mode="plan")
        self.orders: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.failure: Exception | None = None
        self.takes_no_draft = False
        self.quick = Quick(lambda: self.preferences, cast(Script, self), self.orders.append)  # as much as is used

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(("POST", path, body))
        if path.endswith("/messages") and self.failure is not None:
            raise self.failure
        return {}

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(("PUT", path, body))
        if self.takes_no_draft:
            raise Refused("PUT: 413 too long", "too long")
        return {}

    def delete(self, path: str) -> dict[str, Any]:
        self.calls.append(("DELETE", path, {}))
        return {}


def test_a_key_is_asked_for_only_when_it_is_wanted_and_once() -> None:
    world = World()
    world.quick.look()
    assert world.orders == []
    world.preferences = Preferences(language="en", quick_bar=True)
    world.quick.look()
    world.quick.look()
    assert world.orders == [{"key": WORDS["en"]}]
    world.preferences = Preferences(language="en")
    world.quick.look()
    assert world.orders[1:] == [{"key": None}]


def test_what_is_typed_is_sent_in_a_new_chat_that_acts_as_new_chats_do() -> None:
    world = World()
    chat = world.quick.send("six figs")
    message = world.calls[1][2]["id"]
    assert world.calls == [
        ("POST", "/api/conversations", {"id": chat, "mode": "plan"}),
        ("POST", f"/api/conversations/{chat}/messages", {"id": message, "text": "six figs"}),
    ]


def test_what_is_refused_waits_as_a_draft() -> None:
    world = World()
    world.failure = Refused("no model")
    chat = world.quick.send("six figs")
    assert world.calls[2:] == [("PUT", f"/api/drafts/{chat}", {"text": "six figs"})]


def test_what_cannot_even_be_a_draft_leaves_no_chat_and_says_why() -> None:
    world = World()
    world.failure, world.takes_no_draft = Refused("too long"), True
    with pytest.raises(Refused) as refused:
        world.quick.send("six figs")
    assert refused.value.detail == "too long"
    assert [(method, path.split("/")[2]) for method, path, _ in world.calls[2:]] == [
        ("PUT", "drafts"),
        ("DELETE", "conversations"),
    ]


def test_what_got_no_answer_is_the_same_message_when_it_is_sent_again() -> None:
    world = World()
    world.failure = TimeoutError()
    with pytest.raises(TimeoutError):
        world.quick.send("six figs")
    world.failure = None
    world.quick.send("six figs")
    assert world.calls[2:] == world.calls[:2]

    world.quick.send("six figs")  # said again on purpose
    assert world.calls[4] != world.calls[0]


def test_both_languages_have_all_words() -> None:
    assert WORDS["en"].keys() == WORDS["de"].keys()
