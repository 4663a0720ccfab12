"""A long chat is opened with its end."""

from __future__ import annotations

from tests.api.world import World
from tests.bench import chats


def test_a_long_chats_end_comes_alone_and_says_what_is_before_it(world: World) -> None:
    chats.long_chat(world.server, 300)
    whole = world.get("/api/conversations/long")
    end = world.get("/api/conversations/long?last=39")
    assert len(whole["messages"]) == 300
    assert end == {**whole, "messages": whole["messages"][260:], "runs": whole["runs"][130:], "before": 260}


def test_a_short_chat_comes_whole_and_a_number_that_is_none_is_refused(world: World) -> None:
    chats.long_chat(world.server, 30)
    whole = world.get("/api/conversations/long")
    assert world.get("/api/conversations/long?last=40") == whole
    assert world.http.get("/api/conversations/long?last=0").status_code == 422
    assert world.http.get("/api/conversations/none?last=40").status_code == 404


def test_what_is_said_between_the_end_and_the_whole_is_in_the_whole(world: World) -> None:
    chats.long_chat(world.server, 300)
    world.get("/api/conversations/long?last=40")
    world.say("long", "hello")
    world.wait("long", "finished")
    whole = world.get("/api/conversations/long")
    assert len(whole["messages"]) == 302
    assert world.get("/api/conversations/long?last=40")["messages"] == whole["messages"][-40:]
    assert world.get("/api/conversations/long") == {**whole, "asOf": world.get("/api/snapshot")["asOf"]}
