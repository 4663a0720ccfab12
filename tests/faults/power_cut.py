"""A power cut, as a disk may show it afterwards: the database is whole, and the end of its WAL is gone.

The server is killed in the middle of an answer and the WAL shortened at any byte, or deleted. A client
that had seen more than what is left must be told (`reset`), also when the log has grown past its number meanwhile.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import verdict
from tests.faults.client_fold import shown
from tests.faults.follower import Follower
from tests.faults.process import PLAIN
from tests.faults.script import Order
from tests.faults.world import World, running, until


@dataclass(slots=True)
class Trial:
    """One cut. `lost` is how many facts are gone; `wrong` is what must not have happened."""

    kept_bytes: int
    wal_bytes: int
    lost: int = 0
    resets: int = 0
    wrong: list[str] = field(default_factory=list)


async def power_cuts(folder: Path, *, trials: int, seed: int, command: tuple[str, ...] = PLAIN) -> list[Trial]:
    """Cuts the power `trials` times in the middle of an answer; the first trial loses nothing, the second the WAL."""
    rng = random.Random(seed)
    done = []
    for number in range(trials):
        async with running(folder / str(number), command=command) as world:
            done.append(await _trial(world, number, rng))
    return done


async def _trial(world: World, number: int, rng: random.Random) -> Trial:
    server = world.server
    chat = await world.conversation("c1")
    await world.say(chat, Order(mark=f"before-{number}", seed=number, tokens=20, pace_ms=1))
    await server.quiet()
    follower = world.follower(may_reset=True)
    following = asyncio.create_task(follower.live())
    await until(lambda: chat in follower.folds)
    await world.say(chat, Order(mark=f"during-{number}", seed=number + 100, tokens=400, pace_ms=5))
    target = follower.folds[chat].n + rng.randrange(15, 60)
    await until(lambda: follower.folds[chat].n >= target)
    trial = _cut(world, number, rng)  # not one step between the look and the cut
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    seen = follower.seen
    await server.start()
    trial.lost = max(0, seen - (await _head_before_start(world)))
    await _grow_past(world, chat, seen)
    await _come_back(world, follower, trial)
    server.kill()
    trial.wrong += verdict.log_is_whole(server.data_dir / "runnel.db")
    return trial


def _cut(world: World, number: int, rng: random.Random) -> Trial:
    """Kills, and leaves of the WAL what a disk might have kept."""
    world.server.kill()
    wal = world.server.data_dir / "runnel.db-wal"
    size = wal.stat().st_size
    kept = size if number == 0 else 0 if number == 1 else rng.randrange(size)
    if number == 1:
        wal.unlink()
    else:
        with wal.open("r+b") as file:
            file.truncate(kept)
    (world.server.data_dir / "runnel.db-shm").unlink(missing_ok=True)
    return Trial(kept, size)


async def _head_before_start(world: World) -> int:
    """The last number that survived: what this start wrote, the ends of interrupted runs, is not counted."""
    with sqlite3.connect(f"file:{world.server.data_dir / 'runnel.db'}?mode=ro", uri=True) as db:
        (first,) = db.execute("SELECT first_s FROM epoch ORDER BY ord DESC LIMIT 1").fetchone()
    db.close()
    return int(first) - 1


async def _grow_past(world: World, chat: str, seen: int) -> None:
    """Other facts take the numbers that were lost, before the old client is back."""
    await world.conversation(chat)  # it may be lost as a whole
    for number in itertools.count():
        await world.server.ask("PATCH", f"/api/conversations/{chat}", {"title": f"after the cut {number}"})
        if int((await world.as_of()).partition(".")[2]) > seen + 5:
            return


async def _come_back(world: World, follower: Follower, trial: Trial) -> None:
    """The client returns with its old cursor and its old texts."""
    following = asyncio.create_task(follower.live())
    state = shown(await world.state("c1"))
    try:
        await until(lambda: "c1" in follower.folds and follower.folds["c1"].state() == state, timeout_s=5)
    except TimeoutError:
        trial.wrong += verdict.client_equals_server("the client", follower.folds, {"c1": state})
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    trial.resets = follower.tally.resets
    if trial.lost and not trial.resets:
        trial.wrong.append(f"{trial.lost} facts were lost and the client was not told")
    if not trial.lost and trial.resets:
        trial.wrong.append("nothing was lost and the client had to begin again")
    trial.wrong += follower.tally.wrong
