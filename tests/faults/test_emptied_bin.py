"""The bin is emptied after its days, also when the newest facts of all are in it: clients go on, and nothing spins."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection
from pathlib import Path

from backend.log.feed import Batch, Feed, batch
from tests.faults.client_fold import shown
from tests.faults.script import Order
from tests.faults.sse import Parser
from tests.faults.wire import stream
from tests.faults.world import World, running, until

LONG_AGO_MS = 40 * 24 * 3600 * 1000


async def bin_is_emptied(world: World, *conversations: str) -> None:
    """Deletes them, lets 40 days pass, and starts again; returns when they are gone for good."""
    for conversation in conversations:
        await world.server.ask("DELETE", f"/api/conversations/{conversation}")
    world.server.kill()
    with sqlite3.connect(world.server.data_dir / "runnel.db") as db:
        db.execute("UPDATE conversation SET deleted_at = deleted_at - ?", (LONG_AGO_MS,))
    db.close()
    await world.server.start()
    database = f"file:{world.server.data_dir / 'runnel.db'}?mode=ro"

    def are_gone() -> bool:
        with sqlite3.connect(database, uri=True) as db:
            left: int = db.execute("SELECT count(*) FROM conversation WHERE deleted_at IS NOT NULL").fetchone()[0]
        db.close()
        return left == 0

    await until(are_gone)


async def hello_to(world: World, cursor: str) -> bool:
    """Whether this cursor gets `reset`."""
    async with stream(world.server.address, after=cursor) as opened:
        return '"reset":true' in Parser().feed(await opened.read(5))[0].data


def test_after_the_last_chat_is_gone_a_new_page_and_a_new_chat_still_work(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(tmp_path, environment={"RUNNEL_COMPACT_AFTER_S": "0.2"}) as world:
            await world.conversation("gone")
            await world.say("gone", Order(mark="m1", seed=1, tokens=50, pace_ms=0))
            await world.server.quiet()
            old = await world.as_of()
            await bin_is_emptied(world, "gone")
            for _ in range(2):
                assert await hello_to(world, old), "a cursor from before what is gone"
                assert not await hello_to(world, await world.as_of()), "a page that loads now would load for ever"
                world.server.kill()
                await world.server.start()
            follower = world.follower(may_reset=True)
            following = asyncio.create_task(follower.live())
            await world.conversation("c1")
            await world.say("c1", Order(mark="m2", seed=2))
            await world.server.quiet()
            state = shown(await world.state("c1"))
            await until(lambda: "c1" in follower.folds and follower.folds["c1"].state() == state)
            following.cancel()
            assert follower.tally.resets == 0
            assert follower.tally.wrong == []

    asyncio.run(story())


def test_a_reader_who_is_behind_what_is_gone_goes_on_behind_it() -> None:
    """Without that, its stream would ask for the same nothing again and again, as fast as the server can."""

    async def nothing_is_left(_after: int, last: int, _ends: Collection[int]) -> Batch:
        return batch([], last, "abcdef")

    async def story() -> tuple[bytes, int]:
        return await Feed("abcdef", 100, nothing_is_left).frames_after(50)

    assert asyncio.run(story()) == (b"", 100)
