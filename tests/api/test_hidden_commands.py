"""The whole corpus of commands that hide another one, through a whole server with everything granted: none runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.log import grants
from backend.log.grants import NewGrant
from tests.api.world import World
from tests.corpora.commands import COVERED, GRANTED, HIDDEN
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider

LINES = [line for lines in HIDDEN.values() for line in lines if "\0" not in line]
AT_ONCE = 30
pytestmark = pytest.mark.timeout(240)


def calls(request: Request) -> Reply:
    """The commands that the prompt lists, all in one reply."""
    if request.answers_a_tool:
        return Reply(text=["So be it."])
    wanted = json.loads(request.prompt)
    return Reply(
        calls=[Call("run_command", json.dumps({"command": line}), id=f"c{n}") for n, line in enumerate(wanted)]
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ScriptedProvider(calls).in_thread() as model:
        world = World(tmp_path / "data", model.url)
        world.start()
        given = [NewGrant("command", list(words), " ".join(words), "always", None) for words in GRANTED]
        work = world.server._ledger.transact(
            lambda t: [grants.add(t.db, new, conversation="-", run="-", now_ms=1) for new in given]
        )
        assert world.server._loop is not None
        asyncio.run_coroutine_threadsafe(work, world.server._loop).result(10)
        yield world
        world.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    subprocess.run(["git", "init", "-q", made], check=True)
    return made


def test_D8_through_a_whole_server_every_hidden_command_asks_or_is_stopped(world: World, folder: Path) -> None:
    assert len(LINES) >= 200
    asked = stopped = 0
    for first in range(0, len(LINES), AT_ONCE):
        lines = LINES[first : first + AT_ONCE]
        chat = world.conversation(workspace=str(folder))
        world.say(chat, json.dumps(lines))
        state = world.wait(chat, timeout_s=60)
        waiting = {interrupt["toolCallId"] for interrupt in state["interrupts"]}
        results = {m["toolCallId"]: m["content"] for m in state["messages"] if m["role"] == "tool"}
        for number, line in enumerate(lines):
            refusal = results.get(f"c{number}", "")
            assert f"c{number}" in waiting or refusal.startswith("Not done, in any mode"), (line, refusal)
        asked, stopped = asked + len(waiting), stopped + len(results)
        if waiting:
            world.post(f"/api/runs/{state['runs'][-1]['id']}/cancel")
    assert (asked + stopped, stopped > 0) == (len(LINES), True)
    assert [path.name for path in folder.iterdir()] == [".git"]
    assert all(grant["used"] == 0 for grant in world.get("/api/grants")["grants"])


def test_D8_and_what_was_meant_runs_without_a_question_where_there_is_a_sandbox(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    harmless = [
        line for line in COVERED if line.split()[0] in ("ls", "cat", "echo", "head", "grep", "git", "du", "diff")
    ]
    world.say(chat, json.dumps(harmless[:AT_ONCE]))
    state = world.wait(chat, timeout_s=60)
    if world.get("/api/sandbox")["works"]:
        assert state["interrupts"] == []
        assert len([m for m in state["messages"] if m["role"] == "tool"]) == len(harmless[:AT_ONCE])
        assert sum(grant["used"] for grant in world.get("/api/grants")["grants"]) >= len(harmless[:AT_ONCE])
    else:
        assert len(state["interrupts"]) == len(harmless[:AT_ONCE])
