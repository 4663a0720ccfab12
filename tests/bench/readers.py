"""F8: 50 readers that never read, 300 that come back at once, 24 that ask for everything, and what others notice.

    uv run --group test python -m tests.bench.readers

While each crowd is there, another process asks /api/health and /api/snapshot ten times a second: first of a server
that does nothing else, then of one that writes six answers all the time. The promise is 100 ms for those calls, and
memory that does not grow with the readers.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.faults.crowd import Storm, dead_readers, fill, open_sockets, rested_mib, rss_mib, storm
from tests.faults.probe import Times, probing
from tests.faults.script import Order
from tests.faults.world import World, running, until

ROWS = 18_000  # a cursor further back than 20,000 gets `reset`
SECONDS = 10.0
STORMS = 5
READERS = 50
DEAD_S = 60.0  # they fill their buffers, and are cut off 30 s after that


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="runnel-readers-") as folder:
        await fill(Path(folder) / "data", ROWS)
        async with running(Path(folder), environment={"RUNNEL_COMPACT_AFTER_S": "3600"}) as world:
            await _measure(world)


async def _measure(world: World) -> None:
    address = world.server.address
    epoch = (await world.as_of()).partition(".")[0]
    await rested_mib(world.server.pid)

    async def behind(count: int, readers: int) -> str:
        done: list[Storm] = []
        for _ in range(STORMS):
            head = int((await world.as_of()).partition(".")[2])
            done.append(await storm(address, f"{epoch}.{head - count}", head, readers=readers))
            await asyncio.sleep(0.5)
        seconds = statistics.median(one.seconds for one in done)
        return f"all had it after {seconds:.1f} s, {done[0].mib:.0f} MiB; {STORMS} times"

    async def dead() -> str:
        head = int((await world.as_of()).partition(".")[2])
        before, begun = open_sockets(world.server.pid), time.monotonic()
        async with dead_readers(address, f"{epoch}.{head - ROWS}", readers=READERS):
            await asyncio.sleep(3)
            try:
                await until(lambda: open_sockets(world.server.pid) <= before + 3, timeout_s=DEAD_S)
            except TimeoutError:
                return f"{open_sockets(world.server.pid) - before} of {READERS} still connected after {DEAD_S:.0f} s"
        return f"all cut off after {time.monotonic() - begun:.0f} s"

    async def nobody() -> str:
        await asyncio.sleep(SECONDS)
        return ""

    print(f"{'crowd':<34}{'calls':>6}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}  {'MiB before → most → after':<27}")
    await _beside(world, "nobody, no answers", nobody)
    talk = asyncio.create_task(_talk(world), name="talk")
    await asyncio.sleep(2)
    await _beside(world, "nobody", nobody)
    await _beside(world, "300 come back, 100 events behind", lambda: behind(100, 300))
    await _beside(world, "300 come back, 4,000 events behind", lambda: behind(4_000, 300))
    await _beside(world, f"24 replay {ROWS:,} events", lambda: behind(ROWS, 24))
    await _beside(world, f"{READERS} never read", dead)
    talk.cancel()


async def _beside(world: World, name: str, crowd: Callable[[], Awaitable[str]]) -> None:
    """Runs one crowd with the probe beside it, and prints its line."""
    before = most = rss_mib(world.server.pid)
    begun = time.monotonic()
    async with probing(world.server.address) as times:
        task = asyncio.ensure_future(crowd())
        while not task.done() or time.monotonic() - begun < 3:
            most = max(most, rss_mib(world.server.pid))
            await asyncio.sleep(0.1)
        said = task.result()
    after = rss_mib(world.server.pid)
    print(f"{name:<34}{_figures(times)}  {f'{before:.0f} → {most:.0f} → {after:.0f}':<27}{said}", flush=True)


def _figures(times: Times) -> str:
    calls = len(times.health) + len(times.snapshot)
    return f"{calls:>6}{times.typical():>8.1f}{times.percentile(0.99):>8.1f}{times.worst():>8.1f}"


async def _talk(world: World) -> None:
    """Six answers at 60 tokens a second, again and again."""

    async def chat(name: str) -> None:
        await world.conversation(name)
        number = 0
        while True:
            number += 1
            await world.say(name, Order(mark=f"{name}-{number}", seed=number, tokens=500, pace_ms=16))
            while (await world.state(name))["runs"][-1]["status"] == "running":  # noqa: ASYNC110  a person's pace
                await asyncio.sleep(1)

    await asyncio.gather(*(chat(f"live-{i}") for i in range(6)))


if __name__ == "__main__":
    asyncio.run(main())
