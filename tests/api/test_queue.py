"""Messages that wait: behind an answer, or to steer it. None is lost, sent twice, or sent by itself after a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.world import Json, World
from tests.fakes.scripted_provider import ScriptedProvider

SLOW = "[[tokens=20000 pace_ms=5]]"


@pytest.fixture(autouse=True)
def no_titles(world: World) -> None:
    """A title's request would stand among those that are looked at."""
    world.patch("/api/settings", {"modelTitles": False})


def queued(world: World, chat: str) -> list[tuple[str, str, bool]]:
    state = world.get(f"/api/conversations/{chat}")
    return [(message["id"], message["text"], message["steer"]) for message in state["queue"]]


def wait_here(world: World, chat: str, message: str, text: str, when: str = "after", **more: Any) -> Json:
    body = {"id": message, "text": text, "model": "fake:scripted", "when": when, **more}
    return world.post(f"/api/conversations/{chat}/messages", body)


def said(state: Json) -> list[tuple[str, str]]:
    return [(m["role"], m["content"]) for m in state["messages"]]


def all_done(world: World, chat: str, runs: int) -> Json:
    def look() -> Json | None:
        state = world.get(f"/api/conversations/{chat}")
        ended = [run for run in state["runs"] if run["status"] not in ("running", "waiting")]
        return state if len(ended) == runs == len(state["runs"]) else None

    return world.until(look)


def test_messages_that_wait_are_sent_one_after_the_other_when_an_answer_is_done(
    world: World, provider: ScriptedProvider
) -> None:
    chat = world.conversation()
    with provider.holding():
        world.say(chat, "hello")
        first = wait_here(world, chat, "a", "one")
        wait_here(world, chat, "b", "two")
        assert queued(world, chat) == [("a", "one", False), ("b", "two", False)]
    state = all_done(world, chat, 3)
    assert said(state)[2:] == [
        ("user", "one"),
        ("assistant", "You said: one"),
        ("user", "two"),
        ("assistant", "You said: two"),
    ]
    assert state["queue"] == []
    assert (first["messageId"], first["runId"]) == ("a", state["runs"][1]["id"])
    parents = [m["metadata"].get("parentId") for m in state["messages"] if m["role"] == "user"]
    assert parents == [None, state["messages"][1]["id"], state["messages"][3]["id"]]


def test_a_message_that_waits_can_be_changed_and_removed(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, SLOW)
    wait_here(world, chat, "a", "one")
    wait_here(world, chat, "b", "two")
    world.patch(f"/api/conversations/{chat}/queue/a", {"text": "one and a half"})
    world.delete(f"/api/conversations/{chat}/queue/b")
    assert queued(world, chat) == [("a", "one and a half", False)]
    assert world.problem("DELETE", f"/api/conversations/{chat}/queue/b")[:2] == (404, "not_queued")
    assert world.problem("PATCH", f"/api/conversations/{chat}/queue/b", {"text": "x"})[:2] == (404, "not_queued")
    assert world.problem("PATCH", f"/api/conversations/{chat}/queue/a", {"text": " "})[:2] == (422, "empty_message")
    world.post(f"/api/runs/{run}/cancel")


def test_without_an_open_answer_a_message_is_sent_at_once(world: World) -> None:
    for when in ("after", "steer"):
        chat = world.conversation()
        wait_here(world, chat, f"m-{when}", "hi", when)
        assert world.answer(chat) == "You said: hi"


@pytest.mark.parametrize("how", ["stopped", "failed", "ended with the program"])
def test_after_an_answer_that_did_not_finish_nothing_is_sent_by_itself(world: World, how: str) -> None:
    chat = world.conversation()
    run = world.say(chat, "[[silence=1 error=401]]" if how == "failed" else SLOW)
    wait_here(world, chat, "a", "one")
    match how:
        case "stopped":
            world.post(f"/api/runs/{run}/cancel")
        case "ended with the program":
            world.restart()
    state = all_done(world, chat, 1)
    assert state["runs"][0]["status"] == {"stopped": "cancelled", "failed": "failed"}.get(how, "interrupted")
    assert queued(world, chat) == [("a", "one", False)]
    sent = world.post(f"/api/conversations/{chat}/queue/a/send")
    assert world.answer(chat) == "You said: one"
    state = all_done(world, chat, 2)
    assert (sent["runId"], state["queue"]) == (state["runs"][1]["id"], [])
    assert world.post(f"/api/conversations/{chat}/queue/a/send") == sent
    assert len(all_done(world, chat, 2)["messages"]) == len(state["messages"])
    question, *answer = [m for m in state["messages"] if m["metadata"].get("runId") == run] or [state["messages"][0]]
    asked = next(m for m in state["messages"] if m["id"] == "a")
    assert asked["metadata"]["parentId"] == [question, *answer][-1]["id"]


def spoken_in(world: World, chat: str) -> list[str]:
    """The runs that have said something."""
    state = world.get(f"/api/conversations/{chat}")
    return list(dict.fromkeys(m["metadata"]["runId"] for m in state["messages"] if m["role"] == "assistant"))


@pytest.mark.parametrize("instead", ["tried again", "rewritten", "more said"])
def test_what_waited_for_an_answer_that_was_stopped_follows_the_one_in_its_place(world: World, instead: str) -> None:
    chat = world.conversation()
    world.say(chat, "hello")
    before = world.wait(chat)["messages"][-1]["id"]
    stopped = world.say(chat, SLOW)
    wait_here(world, chat, "a", "one")
    wait_here(world, chat, "b", "two")
    world.until(lambda: {} if len(spoken_in(world, chat)) == 2 else None)
    world.post(f"/api/runs/{stopped}/cancel")
    all_done(world, chat, 2)
    match instead:
        case "tried again":
            world.post(f"/api/runs/{stopped}/retry")
            world.until(lambda: {} if len(spoken_in(world, chat)) == 3 else None)
            world.post(f"/api/runs/{spoken_in(world, chat)[-1]}/cancel")
        case "rewritten":
            world.say(chat, "shorter", parentId=before)
        case "more said":
            world.say(chat, "more")
    if instead == "tried again":
        all_done(world, chat, 3)
        world.post(f"/api/conversations/{chat}/queue/a/send")
    state = all_done(world, chat, 5)
    messages = state["messages"]
    behind = [m["id"] for m in messages if m["metadata"].get("runId") == state["runs"][2]["id"]][-1]
    behind_a = [m["id"] for m in messages if m["metadata"].get("runId") == state["runs"][3]["id"]][-1]
    parents = {m["id"]: m["metadata"]["parentId"] for m in messages if m["id"] in ("a", "b")}
    assert parents == {"a": behind, "b": behind_a}


def test_F3_the_same_waiting_message_again_is_the_same_message(world: World, provider: ScriptedProvider) -> None:
    """F3★ while it waits, after it was sent, and across a restart."""
    chat = world.conversation()
    with provider.holding():
        world.say(chat, "hello")
        first = wait_here(world, chat, "a", "one")
        assert wait_here(world, chat, "a", "one") == first
        assert queued(world, chat) == [("a", "one", False)]
    state = all_done(world, chat, 2)
    assert wait_here(world, chat, "a", "one") == first
    world.restart()
    assert wait_here(world, chat, "a", "one") == first
    assert said(world.get(f"/api/conversations/{chat}")) == said(state)


def test_a_waiting_message_that_was_removed_is_not_sent_when_it_is_repeated(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, SLOW)
    first = wait_here(world, chat, "a", "one")
    world.delete(f"/api/conversations/{chat}/queue/a")
    assert wait_here(world, chat, "a", "one") == first
    assert queued(world, chat) == []
    world.post(f"/api/runs/{run}/cancel")


def test_a_message_that_waits_cannot_be_sent_while_an_answer_is_written(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, SLOW)
    wait_here(world, chat, "a", "one")
    assert world.problem("POST", f"/api/conversations/{chat}/queue/a/send", {})[:2] == (409, "run_active")
    world.post(f"/api/runs/{run}/cancel")


def test_a_message_that_is_too_long_to_wait_says_so(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, SLOW)
    body = {"id": "a", "text": "ä" * 20_000, "when": "after"}
    status, code, sentence = world.problem("POST", f"/api/conversations/{chat}/messages", body)
    assert (status, code) == (413, "too_large")
    assert "28 KB" in sentence
    world.post(f"/api/runs/{run}/cancel")


def test_a_waiting_message_of_another_branch_goes_there(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    world.say(chat, "first", parentId=None)
    tip = world.wait(chat)["messages"][-1]["id"]
    question = "second"
    with provider.holding():
        run = world.say(chat, "second", id=question, parentId=None)
        wait_here(world, chat, "a", "to the first", parentId=tip)
        wait_here(world, chat, "b", "to the second", parentId=question)
        wait_here(world, chat, "c", "behind that", parentId=question)
    state = all_done(world, chat, 5)
    answer = [m["id"] for m in state["messages"] if m["metadata"].get("runId") == run][-1]
    parents = {m["id"]: m["metadata"]["parentId"] for m in state["messages"] if m["id"] in ("a", "b", "c")}
    answer_to_b = [m["id"] for m in state["messages"] if m["metadata"].get("runId") == state["runs"][3]["id"]][-1]
    assert parents == {"a": tip, "b": answer, "c": answer_to_b}


def steered(world: World, chat: str, tmp_path: Path) -> Json:
    """A run that asks before it acts, and that is told something while it waits."""
    world.patch(f"/api/conversations/{chat}", {"workspace": str(tmp_path)})
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "hello"}]]')
    world.wait(chat, "waiting")
    return wait_here(world, chat, "s", "and say goodbye", "steer")


def test_a_message_steers_the_run_before_its_next_request(
    world: World, provider: ScriptedProvider, tmp_path: Path
) -> None:
    chat = world.conversation()
    first = steered(world, chat, tmp_path)
    assert queued(world, chat) == [("s", "and say goodbye", True)]
    run = world.resume(chat, approved=True)
    state = all_done(world, chat, 2)
    assert said(state)[1:] == [
        ("assistant", ""),
        ("tool", "Created a.txt (5 bytes)."),
        ("user", "and say goodbye"),
        ("assistant", "You said: and say goodbye"),
    ]
    message = state["messages"][3]
    assert (message["id"], message["metadata"]["steers"], state["queue"]) == ("s", run, [])
    shown = [(m["role"], m["content"]) for m in provider.requests[-1].json["messages"] if m["role"] != "system"]
    assert shown[2:] == [("tool", "Created a.txt (5 bytes)."), ("user", "and say goodbye")]
    assert wait_here(world, chat, "s", "and say goodbye", "steer") == first
    world.say(chat, "next")
    world.wait(chat)
    again = [(m["role"], m["content"]) for m in provider.requests[-1].json["messages"] if m["role"] != "system"]
    assert again == [*shown, ("assistant", "You said: and say goodbye"), ("user", "next")]


def test_a_message_that_came_too_late_to_steer_is_sent_next(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    with provider.holding():
        world.say(chat, "hello")
        world.until(lambda: {} if spoken_in(world, chat) else None)  # it has been asked
        wait_here(world, chat, "s", "one", "steer")
    state = all_done(world, chat, 2)
    assert said(state)[2:] == [("user", "one"), ("assistant", "You said: one")]
    assert "steers" not in state["messages"][2]["metadata"]


def test_a_steering_message_stays_when_the_program_ends_while_the_run_waits(world: World, tmp_path: Path) -> None:
    chat = world.conversation()
    steered(world, chat, tmp_path)
    world.restart()
    assert queued(world, chat) == [("s", "and say goodbye", True)]
    world.resume(chat, approved=False)
    state = all_done(world, chat, 2)
    assert [role for role, _ in said(state)] == ["user", "assistant", "tool", "user", "assistant"]
    assert not (tmp_path / "a.txt").exists()


def test_the_built_in_assistant_can_be_steered_too(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, "write hello to a.txt", model="builtin:assistant")
    world.wait(chat, "waiting")
    wait_here(world, chat, "s", "what is 2 + 2?", "steer", model="builtin:assistant")
    world.resume(chat, approved=True)
    state = all_done(world, chat, 2)
    assert state["runs"][-1]["status"] == "finished"
    assert state["queue"] == []


def test_messages_that_wait_are_sent_in_the_order_that_the_person_gives_them(
    world: World, provider: ScriptedProvider
) -> None:
    chat = world.conversation()
    with provider.holding():
        world.say(chat, "hello")
        for message, text in (("a", "one"), ("b", "two"), ("c", "three")):
            wait_here(world, chat, message, text)
        place = f"/api/conversations/{chat}/queue"
        world.patch(f"{place}/c", {"before": "a"})
        world.patch(f"{place}/a", {"before": None, "text": "one, last"})
        world.patch(f"{place}/b", {"before": "b"})  # where it is
        assert world.problem("PATCH", f"{place}/gone", {"before": "a"})[:2] == (404, "not_queued")
        assert world.problem("PATCH", f"{place}/a", {"before": "gone"})[:2] == (404, "not_queued")
        assert [text for _, text, _ in queued(world, chat)] == ["three", "two", "one, last"]
    state = all_done(world, chat, 4)
    assert [m["content"] for m in state["messages"] if m["role"] == "user"][1:] == ["three", "two", "one, last"]
