"""Compaction under a reader's feet: from the database into memory, where the same text stands in other rows."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from backend.log.feed import STRIDE
from tests.faults import mutants
from tests.faults.client_fold import shown
from tests.faults.crowd import fill
from tests.faults.process import PLAIN
from tests.faults.script import Order
from tests.faults.world import World, running, until


def is_compacted(world: World) -> bool:
    """Whether a replacing row stands in the log for the new answer."""
    with sqlite3.connect(f"file:{world.server.data_dir / 'runnel.db'}?mode=ro", uri=True) as db:
        found = db.execute("SELECT 1 FROM event WHERE is_set AND c = 'c1'").fetchone() is not None
    db.close()
    return found


async def gaps_of_a_late_reader(folder: Path, command: Sequence[str]) -> list[str]:
    """What a client complains about whose replay ends in the middle of a text that is one row by now."""
    await fill(folder / "data", STRIDE // 2)
    async with running(folder, command=command, environment={"RUNNEL_COMPACT_AFTER_S": "0.3"}) as world:
        old = await world.as_of()
        chat, other = await world.conversation("c1"), await world.conversation("c2")
        world.server.kill()
        await world.server.start()  # memory begins here, behind the old cursor
        head = int((await world.as_of()).partition(".")[2])
        for number in range(-(head + 30) % STRIDE):  # one batch of the replay ends inside the answer
            await world.server.ask("PATCH", f"/api/conversations/{other}", {"title": f"before {number}"})
        await world.say(chat, Order(mark="m1", seed=1, tokens=80, pace_ms=25))
        await world.server.quiet()
        await until(lambda: is_compacted(world))
        state = shown(await world.state(chat))
        follower = world.follower(cursor=old)
        following = asyncio.create_task(follower.live())
        await until(lambda: chat in follower.folds and follower.folds[chat].n >= state["n"])
        following.cancel()
        assert follower.folds[chat].state() == state
        return follower.tally.wrong


def test_a_late_reader_finds_no_gap_in_what_was_compacted_meanwhile(tmp_path: Path) -> None:
    assert asyncio.run(gaps_of_a_late_reader(tmp_path, PLAIN)) == []


def test_this_notices_a_memory_that_outlives_compaction(tmp_path: Path) -> None:
    wrong = asyncio.run(gaps_of_a_late_reader(tmp_path, mutants.command("ring_outlives_compaction")))
    assert any("a gap: c1" in sentence for sentence in wrong), wrong
