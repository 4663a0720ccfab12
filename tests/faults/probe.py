"""Asks a server for small things, ten times a second, from a process of its own, and says how long each took.

    python -m tests.faults.probe PORT TOKEN

prints one JSON line, {"health": [ms, …], "snapshot": [ms, …]}, when its standard input ends. A process of its own,
because a probe inside a busy test would measure the test.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.faults.process import ROOT
from tests.faults.wire import Address

PATHS = {"health": "/api/health", "snapshot": "/api/snapshot"}
EVERY_S = 0.1


@dataclass(slots=True)
class Times:
    """Milliseconds of each call."""

    health: list[float] = field(default_factory=list)
    snapshot: list[float] = field(default_factory=list)

    def worst(self) -> float:
        return max(*self.health, *self.snapshot)

    def typical(self) -> float:
        return self.percentile(0.5)

    def percentile(self, part: float) -> float:
        """Over both calls."""
        every = sorted([*self.health, *self.snapshot])
        return every[min(int(len(every) * part), len(every) - 1)]


@contextlib.asynccontextmanager
async def probing(address: Address) -> AsyncIterator[Times]:
    """Probes while the block runs; the times are there after it."""
    process = subprocess.Popen(  # noqa: ASYNC220  starting it takes a millisecond
        [sys.executable, "-m", "tests.faults.probe", str(address.port), address.token],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    await asyncio.to_thread(process.stdout.readline)  # it has begun
    times = Times()
    try:
        yield times
    finally:
        said, _ = await asyncio.to_thread(process.communicate)
        measured = json.loads(said)
        times.health, times.snapshot = measured["health"], measured["snapshot"]


def main() -> int:
    """Probes until standard input ends."""
    port, token = int(sys.argv[1]), sys.argv[2]
    ended = threading.Event()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    times: dict[str, list[float]] = {name: [] for name in PATHS}
    print("begun", flush=True)
    while not ended.wait(EVERY_S):
        for name, path in PATHS.items():
            begun = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            assert answer.status == 200
            times[name].append((time.perf_counter() - begun) * 1000)
    print(json.dumps(times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
