"""What follows content from outside, over HTTP: asked whatever was granted, the source named, in the whole branch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_grants import answer, ask, call, chosen, unasked
from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.web_server import Said, WebServer

Json = dict[str, Any]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer(lambda host, path: Said(b"<main><p>It rains.</main>")).in_thread() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, web: WebServer) -> Iterator[World]:
    with ScriptedProvider().in_thread() as model:
        world = World(tmp_path / "data", model.url, reach=web.reach())
        world.start()
        yield world
        world.stop()


@pytest.fixture
def chat(world: World, tmp_path: Path) -> str:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / ".env").write_text("KEY=canary\n")
    (folder / "a.txt").write_text("no canary here\n")
    return world.conversation(workspace=str(folder), mode="auto")


def last(state: Json) -> Json:
    return next(message for message in reversed(state["messages"]) if message["role"] == "tool")


def test_a_page_makes_the_next_one_ask_whatever_was_granted_and_names_it(
    world: World, web: WebServer, chat: str
) -> None:
    news = web.url("news.example/")
    asked = ask(world, chat, call("web_fetch", url=news))
    assert "untrusted" not in asked
    (offer,) = asked["grants"]
    assert (offer["kind"], offer["value"], offer["folder"]) == ("host", f"http://news.example:{web.port}", None)
    state = answer(world, chat, chosen(offer, "always"))
    assert last(state)["metadata"]["untrusted"] == news
    assert len(world.get("/api/grants")["grants"]) == 1
    for _ in range(2):
        again = ask(world, chat, call("web_fetch", url=web.url("news.example/more")))
        assert again["untrusted"] == [news]
        assert news in again["why"]
        assert "grants" not in again, "no grant could answer this"
        answer(world, chat, approved=False)
        world.restart()
    assert web.asked == ["news.example/"]
    other = world.conversation()
    world.say(other, call("web_fetch", url=news))
    assert world.wait(other, "finished", "waiting")["interrupts"] == [], "it was granted, and nothing was read before"


def test_secrets_ask_after_a_page_and_ordinary_files_do_not(world: World, web: WebServer, chat: str) -> None:
    assert unasked(world, chat, call("read_file", path=".env"))
    assert unasked(world, chat, call("search_text", text="canary"))
    ask(world, chat, call("web_fetch", url=web.url("news.example/")))
    answer(world, chat)
    assert unasked(world, chat, call("read_file", path="a.txt"))
    assert unasked(world, chat, call("write_file", path="b.txt", content="x"))
    world.say(chat, call("search_text", text="canary"))
    found = last(world.wait(chat, "finished"))["content"]
    assert found.splitlines() == [
        "a.txt:1: no canary here",
        "… 1 in files that may hold keys or passwords are left out; name such a file as the path",
    ]
    for wanted in (call("read_file", path=".env"), call("search_text", text="KEY", path=".env")):
        asked = ask(world, chat, wanted)
        assert (asked["risk"], asked["why"]) == (
            "read",
            f".env: it holds keys or passwords; it follows content from outside ({web.url('news.example/')})",
        )
        world.restart()
        assert "canary" in last(answer(world, chat))["content"], "what a person allowed is done"
        ask(world, chat, wanted)
        assert "canary" not in last(answer(world, chat, approved=False))["content"]


def test_another_branch_of_the_same_chat_has_not_read_it(world: World, web: WebServer, chat: str) -> None:
    first = world.get(f"/api/conversations/{chat}")["messages"]
    assert first == []
    ask(world, chat, call("web_fetch", url=web.url("news.example/")))
    answer(world, chat)
    assert not unasked(world, chat, call("read_file", path=".env"))
    world.say(chat, call("read_file", path=".env"), parentId=None)
    assert world.wait(chat, "finished", "waiting")["interrupts"] == []


def test_in_a_plan_what_follows_a_page_says_so(world: World, web: WebServer, chat: str) -> None:
    ask(world, chat, call("web_fetch", url=web.url("news.example/")))
    answer(world, chat)
    world.patch(f"/api/conversations/{chat}", {"mode": "plan"})
    text = (
        call("web_fetch", url=web.url("news.example/more"))
        + json.dumps("and")
        + call("write_file", path="c", content="")
    )
    world.say(chat, text)
    first, second = (i["metadata"] for i in world.wait(chat, "waiting")["interrupts"])
    assert web.url("news.example/") in first["why"]
    assert "why" not in second
