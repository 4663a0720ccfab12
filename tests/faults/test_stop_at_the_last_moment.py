"""Stop meets the end: whichever the log holds first counts, a run ends once, and no question stays that nobody asks."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from backend.agent.hands import Intents
from backend.agent.recorder import Recorder
from backend.domain import facts
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.faults.script import Order
from tests.faults.verdict import log_is_whole
from tests.faults.wire import call
from tests.faults.world import World, running

CHAT, RUN = "c1", "r1"


async def stopped_while_it_commits(folder: Path, *events: Any) -> dict[str, Any]:
    """The conversation after these events of a run, of which the last was on its way to the disk when Stop came."""
    data = DataFolder(folder)
    ledger = Ledger.open(data)
    ledger.start()

    def begin(transaction: Transaction) -> None:
        created = facts.custom(facts.CREATED, {"title": "", "workspace": None, "model": None})
        transaction.append(Fact(CHAT, None, created))
        transaction.append(Fact(CHAT, RUN, facts.run_started(CHAT, RUN, message_id=None, model="fake:scripted")))

    await ledger.transact(begin)
    recorder = Recorder(ledger, CHAT, RUN, Intents())
    for event in events[:-1]:
        await recorder.take(event)
    committing = asyncio.create_task(recorder.take(events[-1]))
    await asyncio.sleep(0)  # it waits for the commit now
    committing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await committing
    await recorder.end_cancelled()
    state = await ledger.ask(lambda db: Fold.of(CHAT, queries.records_of_conversation(db, CHAT)).state())
    await ledger.close()
    data.release()
    assert log_is_whole(data.database) == []
    return state


def call_events() -> list[Any]:
    from ag_ui.core import ToolCallArgsEvent, ToolCallEndEvent, ToolCallStartEvent

    return [
        ToolCallStartEvent(tool_call_id="t1", tool_call_name="run_command"),
        ToolCallArgsEvent(tool_call_id="t1", delta="{}"),
        ToolCallEndEvent(tool_call_id="t1"),
    ]


def test_a_run_that_finishes_while_it_is_stopped_ends_once(tmp_path: Path) -> None:
    from ag_ui.core import RunFinishedEvent

    state = asyncio.run(stopped_while_it_commits(tmp_path / "data", RunFinishedEvent(thread_id=CHAT, run_id=RUN)))
    assert [run["status"] for run in state["runs"]] == ["finished"]


def test_a_result_that_comes_while_it_is_stopped_is_the_only_one(tmp_path: Path) -> None:
    from ag_ui.core import ToolCallResultEvent

    result = ToolCallResultEvent(message_id="m1", tool_call_id="t1", content="done", role="tool")
    state = asyncio.run(stopped_while_it_commits(tmp_path / "data", *call_events(), result))
    assert [m["content"] for m in state["messages"] if m["role"] == "tool"] == ["done"]
    assert [run["status"] for run in state["runs"]] == ["cancelled"]


def test_a_call_that_is_complete_while_it_is_stopped_says_that_it_was_stopped(tmp_path: Path) -> None:
    state = asyncio.run(stopped_while_it_commits(tmp_path / "data", *call_events()))
    assert [m["error"] for m in state["messages"] if m["role"] == "tool"] == ["stopped"]


@pytest.mark.timeout(90)
def test_stops_near_the_end_of_many_answers_leave_each_run_with_one_end(tmp_path: Path) -> None:
    """Some ask for an approval at that very moment: stopped, the question goes too."""

    async def story() -> tuple[list[str], Counter[str]]:
        async with running(tmp_path) as world:
            await asyncio.gather(*(chat(world, f"c{i}", i) for i in range(3)))
            states = [await world.state(f"c{i}") for i in range(3)]
            world.server.stop()
            left = [i["runId"] for state in states for i in state["interrupts"]]
            ended = Counter(run["status"] for state in states for run in state["runs"])
            return [*log_is_whole(tmp_path / "data" / "runnel.db"), *left], ended

    async def chat(world: World, name: str, seed: int) -> None:
        rng = random.Random(seed)
        (tmp_path / name).mkdir()
        await world.conversation(name, workspace=str(tmp_path / name))
        command = {"name": "run_command", "arguments": {"command": "true"}}
        for number in range(25):
            order = Order(
                mark=f"{name}-{number}", seed=number, tokens=2, pace_ms=0, call=command if number % 2 else None
            )
            run = await world.say(name, order)
            await asyncio.sleep(rng.uniform(0, 0.05))
            answer = await call(world.server.address, "POST", f"/api/runs/{run}/cancel", {})
            assert answer.status == 202
            await world.server.quiet()

    wrong, ended = asyncio.run(story())
    print(ended)
    assert wrong == []
    assert ended["waiting"] == 0
    assert ended["cancelled"] > 0
