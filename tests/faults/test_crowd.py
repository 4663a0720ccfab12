"""F8, small: readers that never read, a crowd that comes back, deep replays. `tests.bench.readers` has the figures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults import mutants
from tests.faults.crowd import dead_readers, fill, open_sockets, rested_mib, rss_mib, storm
from tests.faults.probe import Times, probing
from tests.faults.world import World, running, until

ROWS = 12_000
PATIENT = {"RUNNEL_COMPACT_AFTER_S": "3600"}


@pytest.mark.timeout(90)
def test_F8_readers_that_never_read_are_cut_off_and_cost_no_memory(tmp_path: Path) -> None:
    async def story() -> tuple[float, Times]:
        await fill(tmp_path / "data", ROWS)
        async with running(tmp_path, command=mutants.command("hurried"), environment=PATIENT) as world:
            epoch = (await world.as_of()).partition(".")[0]
            before, sockets = await rested_mib(world.server.pid), open_sockets(world.server.pid)
            async with (
                probing(world.server.address) as times,
                dead_readers(world.server.address, f"{epoch}.0", readers=50),
            ):
                await until(lambda: open_sockets(world.server.pid) >= sockets + 45)
                await until(lambda: open_sockets(world.server.pid) <= sockets + 5, timeout_s=20)
            return rss_mib(world.server.pid) - before, times

    grown_mib, times = asyncio.run(story())
    assert grown_mib < 50
    assert times.percentile(0.9) < 100


@pytest.mark.timeout(120)
def test_F8_300_that_come_back_and_24_deep_replays_leave_other_calls_fast(tmp_path: Path) -> None:
    """What the same calls took just before, when nobody else was there, says how busy this machine is anyway."""

    async def story() -> tuple[float, Times, Times]:
        await fill(tmp_path / "data", ROWS)
        async with running(tmp_path, environment=PATIENT) as world:
            epoch, _, head = (await world.as_of()).partition(".")
            before = await rested_mib(world.server.pid)
            async with probing(world.server.address) as calm:
                await asyncio.sleep(2)
            async with probing(world.server.address) as times:
                await storm(world.server.address, f"{epoch}.0", int(head), readers=24)
                await asyncio.sleep(0.5)
                for _ in range(3):
                    await come_back(world, epoch, int(head))
                    await asyncio.sleep(0.5)
            return rss_mib(world.server.pid) - before, calm, times

    grown_mib, calm, times = asyncio.run(story())
    assert grown_mib < 100
    assert times.percentile(0.9) < 100
    assert times.percentile(0.98) < 100 + 2 * calm.worst()


async def come_back(world: World, epoch: str, head: int) -> None:
    """300 windows, each 1,000 events behind, in one moment."""
    done = await storm(world.server.address, f"{epoch}.{head - 1_000}", head, readers=300)
    assert done.mib > 1
