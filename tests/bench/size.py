"""What a token takes on the disk: while it is fresh, one row a window of 16 ms, and compacted, one row a message.

    uv run --group test python -m tests.bench.size

20 answers of 2,000 words each, through the log's own writer. Bytes are the database's
used pages, everything in it counted: rows, indexes and the search index.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from pathlib import Path

from backend.domain import facts
from backend.domain.facts import Fact
from backend.log.compact import compact_runs
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

ANSWERS, WORDS = 20, 2_000
RATES = {"60 tokens/s: one row a token": 1, "600 tokens/s: one row for ten": 10}
LATER_MS = 10**15
_SYLLABLES = (
    "an",
    "be",
    "con",
    "de",
    "er",
    "for",
    "ing",
    "ly",
    "men",
    "ness",
    "ous",
    "pre",
    "qua",
    "re",
    "sta",
    "tion",
)


def prose(random_: random.Random) -> list[str]:
    """Words of one to four syllables, each a token with its space before it: 5.4 letters on average."""
    return [" " + "".join(random_.choices(_SYLLABLES, k=random_.randint(1, 4))) for _ in range(WORDS)]


def answer(number: int, words: list[str], joined: int) -> list[Fact]:
    """A finished run's facts, `joined` tokens in a delta."""
    run, message = f"run-{number}", f"message-{number}"
    deltas = ["".join(words[at : at + joined]) for at in range(0, len(words), joined)]
    return [
        Fact("c", run, facts.run_started("c", run, message_id=None, model="openai:some-model")),
        Fact("c", run, {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "assistant", "timestamp": number}),
        *(Fact("c", run, {"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": delta}) for delta in deltas),
        Fact("c", run, {"type": "TEXT_MESSAGE_END", "messageId": message}),
        Fact("c", run, {"type": "RUN_FINISHED", "threadId": "c", "runId": run, "timestamp": number}),
    ]


def used_bytes(tx: Transaction) -> int:
    """What the database's pages hold, free ones left out."""
    return int((tx.db.pragma("page_count") - tx.db.pragma("freelist_count")) * tx.db.pragma("page_size"))


async def sizes(joined: int) -> tuple[float, float]:
    """Bytes a token before and after compaction."""
    random_ = random.Random(1)
    folder = DataFolder(Path(tempfile.mkdtemp()))
    ledger = Ledger.open(folder)
    ledger.start()
    empty = await ledger.transact(used_bytes)
    for number in range(ANSWERS):
        for fact in answer(number, prose(random_), joined):
            await ledger.transact(lambda tx, fact=fact: tx.append(fact))  # type: ignore[misc]  # mypy wants no default
    before = await ledger.transact(used_bytes)
    while await ledger.transact(lambda tx: compact_runs(tx, ended_before_ms=LATER_MS)):
        pass
    after = await ledger.transact(used_bytes)
    await ledger.close()
    folder.release()
    return (before - empty) / (ANSWERS * WORDS), (after - empty) / (ANSWERS * WORDS)


def main() -> None:
    print(f"{'bytes a token':>32}{'fresh':>10}{'compacted':>12}{'its letters':>13}")
    letters = sum(map(len, prose(random.Random(1)))) / WORDS
    for name, joined in RATES.items():
        before, after = asyncio.run(sizes(joined))
        print(f"{name:>32}{before:>10.1f}{after:>12.1f}{letters:>13.1f}", flush=True)


if __name__ == "__main__":
    main()
