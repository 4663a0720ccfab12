"""A chat in plan mode, over HTTP: reads, then one plan that a person decides about, carried out call by call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider

Json = dict[str, Any]


def write(path: str, content: str, id_: str) -> Call:
    return Call("write_file", json.dumps({"path": path, "content": content}), id=id_)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    (made / "a.txt").write_text("before\n")
    return made


def model(*replies: Reply) -> ScriptedProvider:
    return ScriptedProvider(list(replies))


def results(state: Json) -> list[Json]:
    return [message for message in state["messages"] if message["role"] == "tool"]


READ = Reply(calls=[Call("read_file", '{"path": "a.txt"}', id="r")])
STEPS = (
    Reply(calls=[write("a.txt", "after\n", "w1"), write("new/b.txt", "b\n", "w2")]),
    Reply(calls=[Call("run_command", '{"command": "cat a.txt new/b.txt > c.txt"}', id="w1")]),  # an id once more
    Reply(text=["I would change a.txt, ", "make b.txt and join them."]),
)


def test_a_plan_is_read_for_put_off_decided_about_once_and_carried_out_in_its_order_after_a_restart(
    tmp_path: Path, folder: Path
) -> None:
    with model(READ, *STEPS, Reply(text=["All done."])).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        run = world.say(chat, "Join them.")
        state = world.wait(chat, "waiting")
        assert [path.name for path in folder.iterdir()] == ["a.txt"]
        assert (folder / "a.txt").read_text() == "before\n"
        assert [(r["content"][:20], "planned" in r["metadata"]) for r in results(state)] == [
            ("before\n", False),
            ("Step 1 of the plan, ", True),
            ("Step 2 of the plan, ", True),
            ("Step 3 of the plan, ", True),
        ]
        asked = [interrupt["metadata"] for interrupt in state["interrupts"]]
        assert [(a["tool"], a["planId"], a["step"], a["steps"]) for a in asked] == [
            ("write_file", f"plan-{run}", 1, 3),
            ("write_file", f"plan-{run}", 2, 3),
            ("run_command", f"plan-{run}", 3, 3),
        ]
        assert asked[0]["changes"][0]["hunks"][0]["lines"] == ["-before", "+after"]
        assert not any("grants" in a for a in asked)
        plan = state["messages"][-1]
        assert plan["id"] == f"plan-{run}"
        assert [call["function"]["name"] for call in plan["toolCalls"]] == [a["tool"] for a in asked]
        world.restart()
        world.resume(chat, approved=True)
        state = world.wait(chat, "finished", "waiting")
        assert state["interrupts"] == []
        assert [r.get("error") for r in results(state)[-3:]] == [None, None, None]
        assert (folder / "c.txt").read_text() == "after\nb\n"
        world.stop()
    sent: Any = provider.requests[-1].json["messages"]
    calls = [call["id"] for message in sent for call in message.get("tool_calls", ())]
    assert calls == ["r", *(f"plan-{run}-{step}" for step in (1, 2, 3))], "the model sees each call once"


def test_a_plan_that_is_refused_changes_nothing_and_the_next_is_a_plan_again(tmp_path: Path, folder: Path) -> None:
    again = (Reply(calls=[write("b.txt", "b", "w3")]), Reply(text=["Then only b."]))
    with model(*STEPS, *again).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Join them.")
        world.wait(chat, "waiting")
        second = world.resume(chat, approved=False)
        state = world.until(lambda: waits(world, chat, second))
        assert [r.get("error") for r in results(state)[3:6]] == ["denied"] * 3
        assert [(i["metadata"]["step"], i["metadata"]["steps"]) for i in state["interrupts"]] == [(1, 1)]
        world.post(f"/api/runs/{second}/cancel")
        assert world.wait(chat, "cancelled")["interrupts"] == []
        assert [path.name for path in folder.iterdir()] == ["a.txt"]
        world.stop()


def test_some_steps_may_be_allowed_and_others_not(tmp_path: Path, folder: Path) -> None:
    with model(*STEPS, Reply(text=["Partly."])).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Join them.")
        state = world.wait(chat, "waiting")
        entries = [
            {"interruptId": i["id"], "status": "resolved", "payload": {"approved": i["metadata"]["step"] == 2}}
            for i in state["interrupts"]
        ]
        world.post(f"/api/runs/{state['interrupts'][0]['runId']}/resume", {"resume": entries})
        world.wait(chat, "finished")
        assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.txt")) == ["a.txt", "new/b.txt"]
        assert (folder / "a.txt").read_text() == "before\n"
        world.stop()


def test_D9_a_step_whose_call_is_another_by_then_asks_again_and_is_not_done(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LC_CTYPE", raising=False)
    with model(*STEPS, Reply(text=["Never said."])).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Join them.")
        world.wait(chat, "waiting")
        world.restart()
        monkeypatch.setenv("LC_CTYPE", "C")
        (folder / "a.txt").write_text("the person's own\n")
        second = world.resume(chat, approved=True)
        state = world.until(lambda: waits(world, chat, second))
        assert [i["metadata"]["tool"] for i in state["interrupts"]] == ["run_command"]
        assert "LC_CTYPE" in state["interrupts"][0]["metadata"]["environment"]
        assert (folder / "a.txt").read_text() == "the person's own\n", "step 1 was of another file"
        assert (folder / "new/b.txt").exists()
        assert not (folder / "c.txt").exists()
        world.stop()


def test_what_is_no_step_of_the_allowed_plan_asks(tmp_path: Path, folder: Path) -> None:
    more = Reply(calls=[write("a.txt", "more", "x"), write("extra.txt", "more", "y")])
    with model(*STEPS, more, Reply(text=["Well."])).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Join them.")
        world.wait(chat, "waiting")
        second = world.resume(chat, approved=True)
        state = world.until(lambda: waits(world, chat, second))
        assert {i["metadata"]["why"] for i in state["interrupts"]} == {"it is no step of the plan that was allowed"}
        assert not any("planId" in i["metadata"] for i in state["interrupts"])
        assert (folder / "c.txt").read_text() == "after\nb\n"
        assert not (folder / "extra.txt").exists()
        world.restart()
        third = world.resume(chat, approved=True)
        state = world.wait(chat, "finished")
        assert (state["runs"][-1]["id"], (folder / "extra.txt").read_text()) == (third, "more")
        world.stop()


def test_a_question_in_between_does_not_lose_the_steps_before_it(tmp_path: Path, folder: Path) -> None:
    ask = Reply(calls=[Call("ask_user", '{"question": "Which one?"}', id="q")])
    replies = (Reply(calls=[write("one.txt", "1", "w1")]), ask, Reply(calls=[write("two.txt", "2", "w2")]))
    with model(*replies, Reply(text=["That is it."]), Reply(text=["Done."])).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Make files.")
        state = world.wait(chat, "waiting")
        assert state["interrupts"][0]["metadata"]["tool"] == "ask_user"
        world.restart()
        entry = {"interruptId": state["interrupts"][0]["id"], "status": "resolved", "payload": {"answer": "two"}}
        second = world.post(f"/api/runs/{state['interrupts'][0]['runId']}/resume", {"resume": [entry]})["runId"]
        state = world.until(lambda: waits(world, chat, second))
        assert [i["metadata"]["title"].split()[1] for i in state["interrupts"]] == ["one.txt", "two.txt"]
        world.resume(chat, approved=True)
        world.wait(chat, "finished")
        assert (folder / "one.txt").read_text() + (folder / "two.txt").read_text() == "12"
        world.stop()


def test_a_plan_is_never_too_long_for_its_question(tmp_path: Path, folder: Path) -> None:
    def plan(request: Request) -> Reply:
        made = sum(len(m.get("tool_calls", ())) for m in request.json["messages"])
        if made >= 48:
            return Reply(text=["Enough."])
        return Reply(calls=[write(f"{made + n}-{'ü' * 60}.txt", "line\n" * 2_000, f"c{made + n}") for n in range(16)])

    with ScriptedProvider(plan).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        chat = world.conversation(workspace=str(folder), mode="plan")
        world.say(chat, "Many files.")
        state = world.wait(chat, "waiting")
        steps = len(state["interrupts"])
        assert 10 < steps <= 30
        assert sum("as long as one plan" in r["content"] for r in results(state)) == 48 - steps
        world.resume(chat, approved=True)
        world.until(lambda: {} if len(list(folder.iterdir())) == 1 + steps else None)
        world.post(f"/api/runs/{world.get(f'/api/conversations/{chat}')['runs'][-1]['id']}/cancel")
        world.stop()


def test_the_built_in_assistant_plans_too(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), mode="plan")
    world.say(chat, "read a.txt then delete a.txt", model="builtin:assistant")
    state = world.wait(chat, "waiting")
    assert [i["metadata"]["tool"] for i in state["interrupts"]] == ["delete_file"]
    assert (folder / "a.txt").exists()
    (told,) = [m["content"] for m in state["messages"] if "Step 1 of the plan" in (m["content"] or "")][-1:]
    assert told.endswith("Nothing has been changed.")  # what follows is for models
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert not (folder / "a.txt").exists()


def waits(world: World, chat: str, run_id: str) -> Json | None:
    state = world.get(f"/api/conversations/{chat}")
    return state if any(interrupt["runId"] == run_id for interrupt in state["interrupts"]) else None
