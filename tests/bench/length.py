"""What a token costs in a short chat and in a long one: it must not depend on what is there already.

    uv run --group test python -m tests.bench.length

A conversation is filled, then 20,000 more tokens are written into it through the log and read by one subscriber.
CPU-seconds are the process's own; the rows are repeated alternately and medians compared.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from backend.domain.facts import Fact
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger

MORE = 20_000
LENGTHS = (1_000, 100_000)


def fact(number: int) -> Fact:
    event = {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"m{number // 2_000}", "delta": f"tok{number % 10} "}
    return Fact("c", "r", event)


async def cost_us(length: int) -> float:
    """Microseconds of CPU for one more token."""
    folder = DataFolder(Path(tempfile.mkdtemp()))
    ledger = Ledger.open(folder)
    ledger.start()
    for number in range(length):
        ledger.append(fact(number))
        if number % 32 == 0:
            await asyncio.sleep(0)
    await ledger.transact(lambda _: None)

    async def read() -> None:
        at = ledger.feed.head
        while not ledger.feed.closing:
            if await ledger.feed.beyond(at, timeout_s=1):
                _, at = await ledger.feed.frames_after(at)

    reading = asyncio.create_task(read())
    began = time.process_time()
    for number in range(length, length + MORE):
        ledger.append(fact(number))
        if number % 4 == 0:
            await asyncio.sleep(0)
    await ledger.transact(lambda _: None)
    spent = time.process_time() - began
    await ledger.close()
    await reading
    folder.release()
    return spent / MORE * 1e6


def main() -> None:
    spent: dict[int, list[float]] = {length: [] for length in LENGTHS}
    for _ in range(5):
        for length in LENGTHS:
            spent[length].append(asyncio.run(cost_us(length)))
    print(f"{'tokens in the chat':>20}{'CPU µs a token':>18}")
    for length in LENGTHS:
        print(f"{length:>20,}{statistics.median(spent[length]):>18.2f}")
    short, long = (statistics.median(spent[length]) for length in LENGTHS)
    print(f"{'ratio':>20}{long / short:>18.2f}")


if __name__ == "__main__":
    main()
