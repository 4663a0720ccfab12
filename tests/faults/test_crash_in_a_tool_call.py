"""F4: killed between a tool call's intent and its result: outcome unknown, said so, and never carried out again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.faults.script import Order
from tests.faults.world import World, running, until

COMMAND = "echo begun >> effects.txt; sleep 1; echo ended >> effects.txt"


async def killed_while_it_runs(world: World, work: Path, command: str = COMMAND, **more: bool) -> str:
    """A chat in which an allowed command was under way at the kill."""
    chat = await world.conversation("c1", workspace=str(work))
    call = {"name": "run_command", "arguments": {"command": command, **more}}
    run = await world.say(chat, Order(mark="m1", seed=1, tokens=3, call=call))
    await world.server.quiet()
    state = await world.state(chat)
    entries = [
        {"interruptId": i["id"], "status": "resolved", "payload": {"approved": True}} for i in state["interrupts"]
    ]
    await world.server.ask("POST", f"/api/runs/{run}/resume", {"resume": entries})
    await until((work / "effects.txt").exists)
    world.server.kill()
    await world.server.start()
    # The same answer once more, as a page does that never saw the first one's answer.
    await world.server.ask("POST", f"/api/runs/{run}/resume", {"resume": entries})
    return chat


@pytest.mark.timeout(60)
def test_F4_a_command_that_a_crash_cut_off_is_not_run_again_and_its_outcome_is_unknown(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()

    async def story() -> tuple[dict[str, Any], list[str]]:
        async with running(tmp_path) as world:
            chat = await killed_while_it_runs(world, work)
            interrupted = await world.state(chat)
            assert [m for m in interrupted["messages"] if m["role"] == "tool"] == []
            assert [run["status"] for run in interrupted["runs"]] == ["finished", "interrupted"]
            assert interrupted["interrupts"] == []
            await world.say(chat, Order(mark="m2", seed=2))
            await world.server.quiet()
            return await world.state(chat), [
                str(message["content"])
                for message in world.provider.requests[-1].json["messages"]
                if message["role"] == "tool"
            ]

    state, told = asyncio.run(story())
    assert [run["status"] for run in state["runs"]] == ["finished", "interrupted", "finished"]
    assert len(told) == 1
    assert "Outcome unknown" in told[0], "the model is not told that it did or did not happen"
    assert (work / "effects.txt").read_text().count("begun") == 1


@pytest.mark.timeout(60)
def test_D10_a_command_under_way_dies_with_the_server(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()

    async def story() -> None:
        async with running(tmp_path) as world:
            await killed_while_it_runs(world, work)
            await asyncio.sleep(1.5)  # the command, were it alive, would have ended by now

    asyncio.run(story())
    assert (work / "effects.txt").read_text().split() == ["begun"]


@pytest.mark.timeout(60)
def test_D10_a_command_in_the_background_dies_with_the_killed_server_and_the_log_says_so(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()

    async def story() -> list[dict[str, Any]]:
        async with running(tmp_path) as world:
            chat = await killed_while_it_runs(world, work, background=True)
            await asyncio.sleep(1.5)  # the command, were it alive, would have ended by now
            jobs: list[dict[str, Any]] = (await world.state(chat))["jobs"]
            return jobs

    assert [(job["how"], job["status"]) for job in asyncio.run(story())] == [("app", None)]
    assert (work / "effects.txt").read_text().split() == ["begun"]


@pytest.mark.timeout(60)
def test_D3_what_others_obey_is_taken_back_at_the_start_after_a_crash(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    made = ("hooks/post-checkout", "config")
    line = "d=.gi; d=lib/${d}t; mkdir -p $d/hooks; echo x > $d/hooks/post-checkout; echo x > $d/config; "

    async def story() -> None:
        async with running(tmp_path) as world:
            await killed_while_it_runs(world, work, f"{line}{COMMAND}")
            await until(lambda: not any((work / "lib/.git" / name).exists() for name in made))

    asyncio.run(story())
    assert (work / "effects.txt").exists()
