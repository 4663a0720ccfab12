"""F11: clients that others wrote end equal to the server, across kills and cuts, with nothing but their own means."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from backend.log.fold import Fold
from tests.faults import verdict
from tests.faults.client_fold import record, shown
from tests.faults.clients.third_parties import CLIENTS, HERE
from tests.faults.proxy import SPARED, Fate, Proxy
from tests.faults.script import HOSTILE, Order
from tests.faults.wire import Address
from tests.faults.world import World, running, until

CHATS = ("c1", "c2")
KILLS = 5


@pytest.fixture(scope="session")
def node_modules() -> None:
    """What the lock file says, installed beside it."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    if not (HERE / "node_modules" / "eventsource").is_dir():
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=HERE, check=True, capture_output=True, timeout=120)


@dataclass(slots=True)
class Window:
    """What one client's frames fold to."""

    name: str
    folds: dict[str, Fold] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    def take(self, frame: dict[str, Any]) -> None:
        fold = self.folds.setdefault(frame["c"], Fold(frame["c"]))
        self.outcomes[fold.apply(record(frame))] += 1


@pytest.mark.timeout(150)
@pytest.mark.usefixtures("node_modules")
def test_F11_foreign_clients_end_equal_to_the_server_across_kills_and_cuts(tmp_path: Path) -> None:
    windows = [Window(name) for name in CLIENTS]
    states, cuts = asyncio.run(followed(tmp_path, windows))
    for window in windows:
        print(f"{window.name:<16} {dict(window.outcomes)}, {cuts} cuts and {KILLS} kills for all")
    assert [s for w in windows for s in verdict.client_equals_server(w.name, w.folds, states)] == []
    assert [w.outcomes["gap"] for w in windows] == [0, 0, 0]
    assert all(window.outcomes["applied"] > 200 for window in windows)


async def followed(folder: Path, windows: list[Window]) -> tuple[dict[str, Any], int]:
    """The conversations when all is quiet, and how many connections were cut."""
    rng = random.Random(3)

    def fate() -> Fate:
        return Fate(cut_down_after=rng.randrange(6_000), reset=rng.random() < 0.5) if rng.random() < 0.7 else SPARED

    async with running(folder) as world, Proxy(world.server.port, fate) as proxy:
        address = Address(proxy.port, world.server.address.host, world.server.token)
        start = await world.as_of()
        tasks = [
            asyncio.create_task(CLIENTS[window.name](address, start, window.take), name=window.name)
            for window in windows
        ]
        for chat in CHATS:
            await world.conversation(chat)
        for number in range(KILLS):
            await talk(world, number)
            await asyncio.sleep(rng.uniform(0.8, 1.8))
            world.server.kill()
            await world.server.start()
        await talk(world, KILLS)
        await world.server.quiet()
        states = {chat: shown(await world.state(chat)) for chat in CHATS}
        proxy.fate = lambda: SPARED
        proxy.cut_all()
        await until(lambda: all(is_there(window, states) for window in windows) or any(t.done() for t in tasks))
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert [end for end in ended if not isinstance(end, asyncio.CancelledError)] == []
        return states, proxy.cuts


async def talk(world: World, number: int) -> None:
    """An answer begins in each chat."""
    for chat in CHATS:
        order = Order(mark=f"{chat}-{number}", seed=number, tokens=200, pace_ms=8, extra="".join(HOSTILE))
        await world.say(chat, order)


def is_there(window: Window, states: dict[str, Any]) -> bool:
    return all(chat in window.folds and window.folds[chat].n >= states[chat]["n"] for chat in states)
