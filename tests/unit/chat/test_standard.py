"""The standard door's view of a run, where the log changes while somebody reads slowly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from backend.chat.standard import followed
from backend.domain.facts import Fact
from backend.log.compact import compact_runs
from backend.log.ledger import Ledger
from backend.log.record import Record
from backend.log.transaction import Transaction
from tests.unit.log.worlds import delta, end, in_ledger, start

LATER = 10**15
STARTED = Fact("c", "r", {"type": "RUN_STARTED", "threadId": "c", "runId": "r", "timestamp": 1})
FINISHED = Fact("c", "r", {"type": "RUN_FINISHED", "threadId": "c", "runId": "r", "timestamp": 2})


async def commit(ledger: Ledger, *facts: Fact) -> None:
    for fact in facts:  # each a row
        await ledger.transact(partial(Transaction.append, fact=fact))


async def told(events: AsyncIterator[Record | None], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        record = await anext(events)
        if record is not None:
            found.append(said(record))
    return found


def said(record: Record) -> str:
    event = record.decoded()
    return str(event.get("delta", event["type"]))


@pytest.mark.parametrize("piece", ["…", "long " * 1_500])
def test_who_reads_slowly_gets_each_word_once_although_the_text_became_one_row_meanwhile(
    tmp_path: Path, piece: str
) -> None:
    """Long ones become several rows, of which only the first replaces."""
    before = [f"{number}{piece}" for number in range(12)]
    after = [f"{number}{piece}" for number in range(12, 24)]

    async def story(ledger: Ledger) -> None:
        await commit(ledger, STARTED, start(), *(delta(text) for text in before))
        events = followed(ledger, "r")
        seen = await told(events, 2 + len(before))
        await commit(ledger, *(delta(text) for text in after), end(), FINISHED)
        await ledger.transact(lambda tx: compact_runs(tx, ended_before_ms=LATER))
        seen += [said(record) async for record in events if record is not None]
        assert seen[:2] == ["RUN_STARTED", "TEXT_MESSAGE_START"]
        assert seen[-2:] == ["TEXT_MESSAGE_END", "RUN_FINISHED"]
        assert "".join(seen[2:-2]) == "".join(before + after)

    in_ledger(tmp_path, story)


def test_who_had_all_of_a_text_hears_nothing_of_it_again(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await commit(ledger, STARTED, start(), delta("one "), delta("two "))
        events = followed(ledger, "r")
        assert await told(events, 4) == ["RUN_STARTED", "TEXT_MESSAGE_START", "one ", "two "]
        await commit(ledger, delta("three"), end())
        assert await told(events, 2) == ["three", "TEXT_MESSAGE_END"]
        await commit(ledger, FINISHED)
        await ledger.transact(lambda tx: compact_runs(tx, ended_before_ms=LATER))
        assert await told(events, 1) == ["RUN_FINISHED"]

    in_ledger(tmp_path, story)


def test_who_follows_a_quiet_run_hears_of_the_server_also_while_others_are_busy(tmp_path: Path) -> None:
    """A client that gets nothing for long takes the connection for dead."""

    async def story(ledger: Ledger) -> None:
        await commit(ledger, STARTED)
        events = followed(ledger, "r", quiet_s=0.05)
        assert await told(events, 1) == ["RUN_STARTED"]

        async def busy() -> None:
            while True:
                await commit(ledger, delta("x", c="other", run="r2"))

        others = asyncio.create_task(busy())
        async with asyncio.timeout(5):
            assert await anext(events) is None
        others.cancel()
        await asyncio.wait({others})

    in_ledger(tmp_path, story)
