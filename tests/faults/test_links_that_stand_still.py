"""F7 and heartbeats: a server or link that stands still is noticed, and a busy stream is not taken for a broken one."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults import mutants
from tests.faults.client_fold import shown
from tests.faults.crowd import fill
from tests.faults.follower import Follower
from tests.faults.proxy import SPARED, Fate, Proxy
from tests.faults.script import Order
from tests.faults.world import World, running, until

BACK_WITHIN_S = 5.0


async def equal_again_s(world: World, follower: Follower, chat: str) -> float:
    """Seconds until the client shows what the server has."""
    begun = time.monotonic()
    await world.server.quiet()
    state = shown(await world.state(chat))
    await until(lambda: chat in follower.folds and follower.folds[chat].state() == state)
    return time.monotonic() - begun


def test_F7_a_server_that_was_frozen_is_followed_again_within_seconds_of_its_waking(tmp_path: Path) -> None:
    async def story() -> tuple[float, Follower]:
        async with running(tmp_path) as world:
            chat = await world.conversation("c1")
            follower = world.follower(watchdog_s=1.0)
            following = asyncio.create_task(follower.live())
            await world.say(chat, Order(mark="m1", seed=1, tokens=100, pace_ms=10))
            await until(lambda: chat in follower.folds and follower.folds[chat].n > 10)
            os.kill(world.server.pid, signal.SIGSTOP)
            await asyncio.sleep(2.5)
            os.kill(world.server.pid, signal.SIGCONT)
            took_s = await equal_again_s(world, follower, chat)
            following.cancel()
            return took_s, follower

    took_s, follower = asyncio.run(story())
    assert took_s < BACK_WITHIN_S
    assert follower.tally.watchdogs > 0
    assert follower.tally.wrong == []


def test_F7_a_half_open_connection_is_left_for_a_new_one(tmp_path: Path) -> None:
    async def story() -> tuple[float, Follower]:
        async with running(tmp_path) as world:
            fates = [Fate(freeze_after=1_500)]
            async with Proxy(world.server.port, lambda: fates.pop() if fates else SPARED) as proxy:
                chat = await world.conversation("c1")
                follower = world.follower(through=proxy.port, watchdog_s=1.0)
                following = asyncio.create_task(follower.live())
                await until(lambda: chat in follower.folds)
                await world.say(chat, Order(mark="m1", seed=1, tokens=100, pace_ms=5))
                took_s = await equal_again_s(world, follower, chat)
                following.cancel()
                return took_s, follower

    took_s, follower = asyncio.run(story())
    assert took_s < BACK_WITHIN_S
    assert (follower.tally.watchdogs, follower.tally.wrong) == (1, [])


@pytest.mark.timeout(90)
def test_a_heartbeat_never_tells_of_facts_that_are_still_on_their_way(tmp_path: Path) -> None:
    """A client would take them for lost and connect again, in the middle of a long replay, at every heartbeat."""

    async def story() -> Follower:
        await fill(tmp_path / "data", 15_000)
        hurried = mutants.command("hurried")
        async with running(tmp_path, command=hurried, environment={"RUNNEL_COMPACT_AFTER_S": "3600"}) as world:
            epoch, _, head = (await world.as_of()).partition(".")
            follower = world.follower(cursor=f"{epoch}.0")
            following = asyncio.create_task(follower.live())
            await until(lambda: follower.seen == int(head) and follower.tally.heartbeats > 0)
            following.cancel()
            return follower

    tally = asyncio.run(story()).tally
    assert (tally.connects, tally.early_heads, tally.wrong) == (1, 0, [])
