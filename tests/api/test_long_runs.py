"""Long runs: what a model can read is smaller than what a run gathers, and the log keeps everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider, from_prompt

CALLS = 200
CONTEXT = 6_000  # tokens; the whole run takes more than ten times as many
LINE = "Line {n} of this file says nothing that anybody has to remember for long.\n"


def tokens(request: Request) -> int:
    """As a strict provider counts: four characters of text make one."""
    return sum(len(str(m.get("content") or "")) + len(str(m.get("tool_calls") or "")) for m in _messages(request)) // 4


def _messages(request: Request) -> list[dict[str, Any]]:
    return list(request.json["messages"])


class LongRun:
    """A model that reads CALLS files one by one, has a small context, and sums up when it is asked to."""

    def __init__(self, *, says_its_size: bool) -> None:
        self.says_its_size = says_its_size
        self.calls = CALLS
        self.context = CONTEXT
        self.last: list[dict[str, Any]] = []  # messages of the newest request that fitted
        self.read = 0
        self.refused = 0
        self.summed_up = 0
        self.largest = 0

    def reply(self, request: Request) -> Reply:
        count = tokens(request)
        if count > self.context:
            self.refused += 1
            words = f"This model's maximum context length is {self.context} tokens. Your messages have {count}."
            return Reply(status=400, body={"error": {"message": words, "code": "context_length_exceeded"}})
        self.largest, self.last = max(self.largest, count), _messages(request)
        if str(_messages(request)[0]["content"]).startswith("Sum up the part of a chat"):
            self.summed_up += 1
            return Reply(
                text=[f"Read the files up to number {self.read}. Summary {self.summed_up}."], usage=(count, 20)
            )
        if "[[long]]" not in request.prompt:
            return from_prompt(request)
        if self.read == self.calls:
            return Reply(text=["All ", "read."], usage=(count, 5))
        self.read += 1
        arguments = json.dumps({"path": f"notes/{self.read % 7}.txt"})
        return Reply(calls=[Call("read_file", arguments, id=f"call_{self.read}")], usage=(count, 5))


@pytest.fixture
def long_run(request: pytest.FixtureRequest) -> LongRun:
    return LongRun(says_its_size=getattr(request, "param", True))


@pytest.fixture
def provider_url(long_run: LongRun) -> Iterator[str]:
    model = {"id": "scripted", "object": "model", **({"max_model_len": CONTEXT} if long_run.says_its_size else {})}
    routes = {"/v1/models": Reply(body={"object": "list", "data": [model]})}
    with ScriptedProvider(long_run.reply, routes=routes).in_thread() as provider:
        yield provider.url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "notes"
    folder.mkdir(parents=True)
    for name in range(7):
        (folder / f"{name}.txt").write_text("".join(LINE.format(n=n) for n in range(20)))
    return folder.parent


@pytest.mark.parametrize("long_run", [True, False], ids=["says its size", "refuses"], indirect=True)
def test_two_hundred_actions_against_a_small_context_finish_and_nothing_leaves_the_log(
    world: World, long_run: LongRun, folder: Path
) -> None:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, "[[long]] Read all the notes, one after the other.")
    state = world.wait(chat, timeout_s=120)

    run = state["runs"][-1]
    assert (run["status"], run["error"]) == ("finished", None)
    assert (long_run.read, state["messages"][-1]["content"]) == (CALLS, "All read.")
    results = [m["content"] for m in state["messages"] if m["role"] == "tool"]
    whole = "".join(LINE.format(n=n) for n in range(20))
    assert len(results) == CALLS
    assert all(whole.rstrip() in result for result in results)
    assert run["summaries"]
    assert len(run["summaries"]) <= long_run.summed_up <= 3 * len(run["summaries"])
    newest = run["summaries"][-1]
    assert newest["text"].endswith(f"Summary {long_run.summed_up}.")
    assert newest["through"] in {m["id"] for m in state["messages"]}
    assert (long_run.refused == 0) is long_run.says_its_size
    assert long_run.largest <= CONTEXT


def test_a_summary_holds_for_the_next_message_until_the_person_undoes_it(
    world: World, long_run: LongRun, folder: Path
) -> None:
    long_run.calls = 30
    chat = world.conversation(workspace=str(folder))
    world.say(chat, "[[long]] Read all the notes, one after the other.")
    summary = world.wait(chat, timeout_s=120)["runs"][-1]["summaries"][-1]
    long_run.largest = long_run.refused = 0
    before = long_run.summed_up

    world.restart()
    world.say(chat, "What did you find?")
    state = world.wait(chat)
    assert state["messages"][-1]["content"].startswith("You said: What did you find?")
    assert (long_run.summed_up, long_run.refused) == (before, 0)

    assert world.post(f"/api/conversations/{chat}/summaries/{summary['id']}/undo") == {"id": summary["id"]}
    assert world.post(f"/api/conversations/{chat}/summaries/{summary['id']}/undo") == {"id": summary["id"]}
    undone = [s["undone"] for run in world.get(f"/api/conversations/{chat}")["runs"] for s in run["summaries"]]
    assert undone.count(True) == 1
    status, code, _ = world.problem("POST", f"/api/conversations/{chat}/summaries/nothing/undo", {})
    assert (status, code) == (404, "not_found")


@pytest.mark.parametrize("long_run", [False], ids=["refuses"], indirect=True)
def test_what_a_person_undid_is_sent_whole_again(world: World, long_run: LongRun, folder: Path) -> None:
    long_run.calls = 30
    chat = world.conversation(workspace=str(folder))
    world.say(chat, "[[long]] Read all the notes, one after the other.")
    state = world.wait(chat, timeout_s=120)
    made = [summary for run in state["runs"] for summary in run["summaries"]]
    assert made
    for summary in made:
        world.post(f"/api/conversations/{chat}/summaries/{summary['id']}/undo")
    long_run.context = 1_000_000  # another model, that reads more at once
    world.say(chat, "What did you find?")
    world.wait(chat, "finished")
    whole = "".join(LINE.format(n=n) for n in range(20)).rstrip()
    assert sum(whole in str(message["content"]) for message in long_run.last if message["role"] == "tool") == 30
    assert "summed up" not in json.dumps(long_run.last)


def test_a_result_too_long_for_the_model_is_whole_in_the_log(world: World, tmp_path: Path) -> None:
    whole = "".join(f"{n:07d}\n" for n in range(60_000))
    (tmp_path / "long.txt").write_text(whole)
    chat = world.conversation(workspace=str(tmp_path))
    run = world.say(chat, '[[call=read_file {"path": "long.txt"}]]')
    state = world.wait(chat)
    result = next(m for m in state["messages"] if m["role"] == "tool")
    assert len(result["content"]) < 50_000
    assert "cut here" in result["content"]
    found = world.get(f"/api/runs/{run}/calls/{result['toolCallId']}/whole")["text"]
    assert len(found) == result["metadata"]["whole"]
    assert set(whole.splitlines()) <= set(found.splitlines())
    assert world.problem("GET", f"/api/runs/{run}/calls/other/whole")[0] == 404
