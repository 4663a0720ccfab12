"""H3: a disk that takes no more, at the start and at any write: said in words, nothing is lost, and it recovers.

That files may not grow beyond a size is the system's own limit for one process, so it can be had without a disk.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.client_fold import shown
from tests.faults.script import Order
from tests.faults.world import World, running

KIB = 1024
SHARED = 32 * KIB  # the file of SQLite's shared memory, which comes first


def log_bytes(world: World) -> int:
    """The size of the log beside the database, which a start goes on to write."""
    log = world.server.data_dir / "runnel.db-wal"
    return log.stat().st_size if log.exists() else 0


async def start_refused(world: World) -> tuple[int, str]:
    """How a start ends that cannot write, and what it says; (0, "") when it serves after all."""
    log = world.server.log
    log.write_text("")
    world.server.spawn()
    process = world.server.process
    assert process is not None
    assert process.stdout is not None
    if await asyncio.to_thread(process.stdout.readline):
        world.server.kill()
        return 0, ""
    status = await asyncio.to_thread(process.wait)
    process.stdout.close()
    world.server.process = None
    return status, log.read_text()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("in_order", [True, False])
def test_H3_a_start_on_a_full_disk_says_so_and_touches_nothing(tmp_path: Path, in_order: bool) -> None:
    async def story() -> None:
        async with running(tmp_path) as world:
            chat = await world.conversation("c1")
            await world.say(chat, Order(mark="m1", seed=1, tokens=200, pace_ms=0))
            await world.server.quiet()
            before = shown(await world.state(chat))
            refusals = 0
            for room in (None, 1 * KIB, 6 * KIB, 14 * KIB):  # None: not even what SQLite shares between connections
                if in_order:
                    assert world.server.stop() == 0
                else:
                    world.server.kill()
                limit = KIB if room is None else max(SHARED, log_bytes(world)) + room
                world.server.file_limit = limit
                status, said = await start_refused(world)
                if status:
                    refusals += 1
                    assert status == 2, said
                    assert "Traceback" not in said
                    assert "free space" in said
                assert not (world.server.data_dir / "quarantine").exists(), f"a good database was put away at {limit}"
                world.server.file_limit = None
                await world.server.start()
                assert shown(await world.state(chat)) == before
            assert refusals > 0, "no start was refused: nothing was tried"

    asyncio.run(story())
