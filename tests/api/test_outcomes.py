"""A crash came while calls were carried out: the person says what becomes of each, and only reads are repeated."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest

from backend.domain import facts
from backend.domain.facts import Event, Fact
from backend.log.ledger import Ledger
from tests.api.world import Json, World
from tests.fakes.scripted_provider import ScriptedProvider
from tests.unit.log.worlds import in_ledger

RUN = "run-that-was-cut"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("what stands in a")
    return work


def crashed(world: World, work: Path, *calls: tuple[str, Json]) -> str:
    """A chat whose server ended while these calls were under way: their intents are in the log, and no result."""
    chat = world.conversation(workspace=str(work))
    world.stop()

    async def story(ledger: Ledger) -> None:
        def append(transaction: Any) -> None:
            for event in facts.user_message("m1", "do it", {}):
                transaction.append(Fact(chat, None, event))
            started = facts.run_started(chat, RUN, message_id="m1", model="fake:scripted")
            for event in (started, *_reply(calls)):
                transaction.append(Fact(chat, RUN, event))

        await ledger.transact(append)

    in_ledger(world.data_dir, story)
    world.start()
    assert world.get(f"/api/conversations/{chat}")["runs"][-1]["status"] == "interrupted"
    return chat


def _reply(calls: Iterable[tuple[str, Json]]) -> Iterable[Event]:
    yield {"type": "TEXT_MESSAGE_START", "messageId": "a1", "role": "assistant", "timestamp": 1}
    yield {"type": "TEXT_MESSAGE_END", "messageId": "a1", "timestamp": 1}
    for at, (name, arguments) in enumerate(calls):
        call = f"c{at}"
        yield {"type": "TOOL_CALL_START", "toolCallId": call, "toolCallName": name, "parentMessageId": "a1"}
        yield {"type": "TOOL_CALL_ARGS", "toolCallId": call, "delta": orjson.dumps(arguments).decode()}
        yield {"type": "TOOL_CALL_END", "toolCallId": call, "timestamp": 2}


def settle(world: World, call: str, choice: str) -> Json:
    return world.post(f"/api/runs/{RUN}/calls/{call}", {"choice": choice})


def told(provider: ScriptedProvider) -> list[str]:
    """What the model was told last of its calls' results."""
    return [str(m["content"]) for m in provider.requests[-1].json["messages"] if m["role"] == "tool"]


def test_F4_run_again_asks_like_a_new_call_and_then_runs_once(world: World, work: Path) -> None:
    chat = crashed(world, work, ("run_command", {"command": "echo again >> effects.txt"}))
    started = settle(world, "c0", "again")
    state = world.wait(chat, "waiting")
    assert not (work / "effects.txt").exists()
    assert [run["id"] for run in state["runs"]] == [RUN, started["runId"]]
    assert state["runs"][0]["settled"] == "continue"
    assert (state["interrupts"][0]["toolCallId"], state["interrupts"][0]["metadata"]["tool"]) == ("c0", "run_command")
    world.resume(chat, approved=True)
    assert world.wait(chat, "finished")["messages"][-1]["content"].startswith("The tool has answered")
    assert (work / "effects.txt").read_text() == "again\n"
    assert settle(world, "c0", "again") == started
    assert world.problem("POST", f"/api/runs/{RUN}/calls/c0", {"choice": "skip"})[:2] == (409, "settled")


def test_F4_what_was_done_or_is_left_is_told_to_the_model_and_nothing_runs(
    world: World, work: Path, provider: ScriptedProvider
) -> None:
    write = {"path": "b.txt", "content": "x"}
    chat = crashed(world, work, ("write_file", write), ("run_command", {"command": "touch c.txt"}))
    assert settle(world, "c0", "done") == {}
    assert settle(world, "c1", "skip") == {}
    calls = next(m for m in world.get(f"/api/conversations/{chat}")["messages"] if m.get("toolCalls"))["toolCalls"]
    assert [call["metadata"]["settled"] for call in calls] == ["done", "skip"]
    assert len(world.get(f"/api/conversations/{chat}")["runs"]) == 1
    world.post(f"/api/runs/{RUN}/continue")
    world.wait(chat, "finished")
    assert ["it was done" in told(provider)[0], "leave it" in told(provider)[1]] == [True, True]
    assert sorted(path.name for path in work.iterdir()) == ["a.txt"]


def test_one_of_two_runs_again_only_when_both_are_decided(world: World, work: Path, provider: ScriptedProvider) -> None:
    again = ("run_command", {"command": "echo again >> effects.txt"})
    chat = crashed(world, work, ("run_command", {"command": "touch c.txt"}), again)
    assert settle(world, "c1", "again") == {}
    assert len(world.get(f"/api/conversations/{chat}")["runs"]) == 1
    assert "runId" in settle(world, "c0", "done")
    assert [i["toolCallId"] for i in world.wait(chat, "waiting")["interrupts"]] == ["c1"]
    world.resume(chat, approved=False)
    world.wait(chat, "finished")
    assert "it was done" in told(provider)[0]
    assert not (work / "effects.txt").exists()


def test_F4_only_what_reads_is_made_once_more_by_itself_when_an_answer_goes_on(
    world: World, work: Path, provider: ScriptedProvider
) -> None:
    chat = crashed(world, work, ("read_file", {"path": "a.txt"}), ("run_command", {"command": "touch c.txt"}))
    world.post(f"/api/runs/{RUN}/continue")
    state = world.wait(chat)
    assert state["runs"][-1]["status"] == "finished"
    results = {m["toolCallId"]: m["content"] for m in state["messages"] if m["role"] == "tool"}
    assert results == {"c0": "what stands in a"}
    assert sum("what stands in a" in text for text in told(provider)) == 1
    assert sum("Outcome unknown" in text for text in told(provider)) == 1
    assert not (work / "c.txt").exists()


def test_what_cannot_be_decided_is_refused(world: World, work: Path) -> None:
    chat = crashed(world, work, ("run_command", {"command": "touch c.txt"}))
    assert world.problem("POST", "/api/runs/nothing/calls/c0", {"choice": "done"})[:2] == (404, "not_found")
    assert world.problem("POST", f"/api/runs/{RUN}/calls/c9", {"choice": "done"})[:2] == (409, "has_result")
    assert world.problem("POST", f"/api/runs/{RUN}/calls/c0", {"choice": "maybe"})[0] == 422
    world.post(f"/api/runs/{RUN}/continue")
    world.wait(chat, "finished")
    assert world.problem("POST", f"/api/runs/{RUN}/calls/c0", {"choice": "again"})[:2] == (409, "settled")
    assert settle(world, "c0", "done") == {}
