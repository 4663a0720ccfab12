"""The agent gives tasks to helpers: each has a context of its own, and the run's tools, rules and limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_mcp import allow, answer, behave, fake
from tests.api.world import Json, World
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider, from_prompt

TASK = "[[task]] Say what stands in a.txt."


class Agent:
    """A model that gives a task on, and does what `works` says when it is the helper."""

    def __init__(self) -> None:
        self.works: list[Reply] = []
        self.helped: list[Request] = []

    def reply(self, request: Request) -> Reply:
        if "You are a helper" in _instructions(request):
            self.helped.append(request)
            return self.works.pop(0)
        if request.answers_a_tool:
            return Reply(text=["It was: ", str(request.json["messages"][-1]["content"])], usage=(10, 5))
        if "[[delegate]]" in request.prompt:
            return Reply(calls=[Call("delegate", json.dumps({"task": TASK}))], usage=(10, 5))
        return from_prompt(request)


def _instructions(request: Request) -> str:
    return " ".join(str(m["content"]) for m in request.json["messages"] if m["role"] in ("system", "developer"))


def _tool(name: str, call: str = "h1", **arguments: Any) -> Reply:
    return Reply(calls=[Call(name, json.dumps(arguments), id=call)], usage=(100, 7))


SAYS = Reply(text=["A word ", "stands there."], usage=(100, 7))


@pytest.fixture
def agent() -> Agent:
    return Agent()


@pytest.fixture
def provider_url(agent: Agent) -> Iterator[str]:
    with ScriptedProvider(agent.reply).in_thread() as provider:
        yield provider.url


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("a word")
    return work


@pytest.fixture
def delegated(world: World, work: Path, agent: Agent) -> Callable[..., str]:
    """A chat whose agent has given its task to a helper that works so."""

    def delegated(*works: Reply, mode: str = "ask") -> str:
        agent.works = list(works)
        chat = world.conversation(workspace=str(work))
        world.patch(f"/api/conversations/{chat}", {"mode": mode})
        world.say(chat, "[[delegate]] Find out.")
        return chat

    return delegated


def steps(state: Json) -> list[Json]:
    """What the newest helper did and said."""
    calls = [call for m in state["messages"] for call in m.get("toolCalls", ())]
    found: list[Json] = calls[-1]["metadata"]["steps"]
    return found


def test_a_helper_reads_with_its_own_context_and_its_answer_is_the_calls_result(
    world: World, agent: Agent, delegated: Callable[..., str]
) -> None:
    chat = delegated(_tool("read_file", path="a.txt"), SAYS)
    state = world.wait(chat, "finished")
    assert state["messages"][-1]["content"] == "It was: A word stands there."
    assert [(s["role"], s["content"]) for s in steps(state)] == [
        ("assistant", ""),
        ("tool", "a word"),
        ("assistant", "A word stands there."),
    ]
    assert steps(state)[0]["toolCalls"][0]["function"] == {"name": "read_file", "arguments": '{"path":"a.txt"}'}
    said = [m["content"] for m in agent.helped[0].json["messages"] if m["role"] == "user"]
    assert said == [TASK], "it knows nothing but the task"
    usage = state["runs"][-1]["usage"][0]
    assert (usage["inputTokens"], usage["outputTokens"]) == (220, 24), "its tokens count"
    offered = {tool["function"]["name"] for tool in agent.helped[0].json["tools"]}
    assert "read_file" in offered
    assert offered & {"delegate", "ask_user", "update_plan"} == set()


def test_what_a_helper_does_asks_the_person_and_the_helper_goes_on_behind_the_yes_also_after_a_restart(
    world: World, work: Path, agent: Agent, delegated: Callable[..., str]
) -> None:
    chat = delegated(_tool("write_file", path="b.txt", content="made"), SAYS)
    asked = world.wait(chat, "waiting")["interrupts"]
    assert len(asked) == 1
    metadata = asked[0]["metadata"]
    assert (metadata["tool"], metadata["risk"], metadata["helper"]["call"]) == ("write_file", "write", "h1")
    assert metadata["title"] == f"Create b.txt (4 bytes) in {work}"
    assert metadata["changes"][0]["path"] == "b.txt"
    assert not (work / "b.txt").exists()

    world.restart()
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert (work / "b.txt").read_text() == "made"
    assert state["messages"][-1]["content"] == "It was: A word stands there."
    assert [s["role"] for s in steps(state)] == ["assistant", "tool", "assistant"]
    assert [change["path"] for run in state["runs"] for change in run["changes"]] == ["b.txt"]
    undone = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
    assert (len(undone["done"]), undone["conflicts"]) == (1, [])
    assert not (work / "b.txt").exists()


def test_a_no_is_told_to_the_helper_which_goes_on(
    world: World, work: Path, agent: Agent, delegated: Callable[..., str]
) -> None:
    chat = delegated(_tool("run_command", command="touch c.txt"), SAYS)
    world.resume(chat, approved=False)
    state = world.wait(chat, "finished")
    assert not (work / "c.txt").exists()
    assert [(s["content"], s.get("error")) for s in steps(state) if s["role"] == "tool"] == [
        ("Not done: the person said no.", "denied")
    ]
    assert state["messages"][-1]["content"] == "It was: A word stands there."


def test_F4_a_stop_while_a_helper_asks_does_not_say_that_nothing_was_done(
    world: World, work: Path, delegated: Callable[..., str]
) -> None:
    chat = delegated(
        _tool("write_file", path="b.txt", content="made"), _tool("run_command", "h2", command="touch c.txt")
    )
    world.resume(chat, approved=True)
    interrupt = world.wait(chat, "waiting")["interrupts"][0]
    assert interrupt["metadata"]["tool"] == "run_command"
    world.post(f"/api/runs/{interrupt['runId']}/cancel")
    state = world.wait(chat, "cancelled")
    assert (work / "b.txt").exists()
    content = next(m["content"] for m in reversed(state["messages"]) if m["role"] == "tool")
    assert content.endswith("Whether it took effect is not known.")


def test_two_questions_of_one_reply_come_one_after_the_other(
    world: World, work: Path, delegated: Callable[..., str]
) -> None:
    both = [
        Call("write_file", json.dumps({"path": f"{name}.txt", "content": name}), id=f"h-{name}") for name in ("b", "c")
    ]
    chat = delegated(Reply(calls=both), SAYS)
    for name in ("b", "c"):
        state = world.wait(chat, "waiting")
        assert [i["metadata"]["helper"]["call"] for i in state["interrupts"]] == [f"h-{name}"]
        world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert sorted(path.name for path in work.iterdir()) == ["a.txt", "b.txt", "c.txt"]


def test_D9_a_helpers_call_is_bound_to_what_was_shown(world: World, work: Path, delegated: Callable[..., str]) -> None:
    chat = delegated(_tool("write_file", path="a.txt", content="new"), SAYS)
    world.wait(chat, "waiting")
    (work / "a.txt").write_text("changed meanwhile")
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert (work / "a.txt").read_text() == "changed meanwhile"
    assert next(s for s in steps(state) if s["role"] == "tool")["error"] == "failed"


def test_what_a_server_asks_a_helper_is_answered_by_the_person_and_the_call_is_made_once(
    world: World, tmp_path: Path, delegated: Callable[..., str]
) -> None:
    form = {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]}
    calls = tmp_path / "calls"
    behaviour = behave(tmp_path / "b", on_call="ask", form=form, calls=str(calls))
    world.put("/api/mcp/servers/notes", fake(behaviour))
    allow(world, "notes")
    chat = delegated(_tool("notes__echo", text="hi"), SAYS)
    world.resume(chat, approved=True)
    assert "The server “notes” asks: Which?" in answer(world, chat, "blue")["text"]
    state = world.wait(chat, "finished")
    assert steps(state)[1]["content"] == 'it said {"action": "accept", "content": {"colour": "blue"}}'
    assert len(calls.read_text().splitlines()) == 1


def test_stop_ends_a_helper_and_its_command(world: World, work: Path, delegated: Callable[..., str]) -> None:
    chat = delegated(_tool("run_command", command="touch begun; sleep 30; touch over"), SAYS)
    run = world.resume(chat, approved=True)
    world.until(lambda: {} if (work / "begun").exists() else None)
    world.post(f"/api/runs/{run}/cancel")
    state = world.wait(chat, "cancelled")
    result = next(m for m in state["messages"] if m["role"] == "tool")
    assert (result["error"], result["content"]) == ("stopped", "Stopped before it had finished.")
    assert [path.name for path in work.iterdir() if path.name == "over"] == []


def test_a_long_text_and_long_arguments_of_a_helper_are_whole_in_the_log(
    world: World, work: Path, delegated: Callable[..., str]
) -> None:
    content = "line of text\n" * 8_000
    long = Reply(text=["x" * 30_000], usage=(1, 1))
    chat = delegated(_tool("write_file", path="b.txt", content=content), long)
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert json.loads(steps(state)[0]["toolCalls"][0]["function"]["arguments"])["content"] == content
    assert steps(state)[-1]["content"] == "x" * 30_000
    assert (work / "b.txt").read_text() == content


def test_in_plan_mode_what_a_helper_would_do_becomes_a_step_of_the_plan(
    world: World, work: Path, delegated: Callable[..., str]
) -> None:
    chat = delegated(_tool("write_file", path="b.txt", content="made"), SAYS, mode="plan")
    asked = world.wait(chat, "waiting")["interrupts"]
    assert [i["metadata"]["tool"] for i in asked] == ["write_file"]
    assert not (work / "b.txt").exists()
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert (work / "b.txt").read_text() == "made"


def test_in_a_plan_what_a_helper_would_change_is_a_step_of_it(
    world: World, work: Path, delegated: Callable[..., str]
) -> None:
    chat = delegated(_tool("write_file", path="b.txt", content="by a helper"), SAYS, mode="plan")
    state = world.wait(chat, "waiting")
    asked = [interrupt["metadata"] for interrupt in state["interrupts"]]
    assert [(a["tool"], a["step"], a["steps"]) for a in asked] == [("write_file", 1, 1)]
    assert not (work / "b.txt").exists()
    world.restart()
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert (work / "b.txt").read_text() == "by a helper"
