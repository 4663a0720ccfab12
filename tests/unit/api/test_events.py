"""The stream over a log that is not as it should be."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

from backend.api.events import frames
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.faults.sse import Parser
from tests.unit.log.worlds import delta, in_ledger


def test_a_reader_that_comes_to_a_damaged_row_is_told_to_fetch_anew_and_goes_on(tmp_path: Path) -> None:
    """Ending the stream instead would bring it back to the same row, again and again."""
    cursors: list[str] = []

    async def write(ledger: Ledger) -> None:
        for message in "abc":
            await ledger.transact(partial(Transaction.append, fact=delta("truth", message=message)))
        cursors.append(ledger.cursor(0))

    async def follow(ledger: Ledger) -> None:
        stream, parser = frames(ledger, cursors[0]), Parser()
        said = parser.feed(await anext(stream)) + parser.feed(await anext(stream))
        assert [(event.name, b'"reset":true' in event.data.encode()) for event in said] == [
            ("hello", False),
            ("hello", True),
        ]
        await ledger.transact(lambda tx: tx.append(delta("news")))
        (news,) = parser.feed(await anext(stream))
        assert (news.name, "news" in news.data, news.id) == ("message", True, ledger.cursor(4))
        await stream.aclose()  # type: ignore[attr-defined]  # it is a generator

    in_ledger(tmp_path, write)
    database = sqlite3.connect(tmp_path / "runnel.db")
    database.execute("UPDATE event SET e = CAST(replace(CAST(e AS TEXT), 'truth', 'trush') AS BLOB) WHERE s = 2")
    database.commit()
    database.close()
    in_ledger(tmp_path, follow)
