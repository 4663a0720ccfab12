"""Search over 100 MB of chats, and the list of 10,000: `python -m tests.bench.search [MB] [chats]`.

The texts are pieces of Python's own documentation and sources, and a tenth of them Chinese characters by Zipf's law.
They go through the log's own writer; the index is what FTS5 keeps of them. Beside it, on the same texts: FTS5's own
trigram and word tokenizers, which find no part shorter than three letters, and none inside a word, respectively.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import apsw

from backend.chat.search import Search
from backend.domain import facts
from backend.domain.facts import Event, Fact
from backend.log import index, lists
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction

QUERIES = ("e", "的", "猫", "qx", "the", "return self", "import asyncio", "zebra", "exception that is raised", "naïve")


def texts(size_bytes: int) -> Iterator[str]:
    """Messages of about 700 letters each, some far longer."""
    import pydoc_data.topics

    choose = random.Random(1)  # the same texts each time
    code = "".join(
        path.read_text("utf-8", "ignore") for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    )
    source = "\n".join(pydoc_data.topics.topics.values()) * 4 + code
    characters = [chr(0x4E00 + at * 6) for at in range(3000)]
    weights = list(itertools.accumulate(1 / (at + 1) for at in range(3000)))
    left = size_bytes
    while left > 0:
        size = int(min(choose.lognormvariate(6.6, 1.1), 200_000))
        if choose.random() < 0.1:
            text = "".join(choose.choices(characters, cum_weights=weights, k=size // 3 + 1))
        else:
            at = choose.randrange(len(source))
            text = source[at : at + size + 1]
        left -= len(text.encode())
        yield text


def message(chat: str, number: int, text: str) -> list[Fact]:
    """One message's facts, without AG-UI's models: their making is not what is measured."""
    name = f"m{number}"
    delta: Event = {"type": "TEXT_MESSAGE_CONTENT", "messageId": name, "delta": text}
    start: Event = {"type": "TEXT_MESSAGE_START", "messageId": name, "role": "user", "timestamp": number}
    events = [start, *facts.split_deltas(delta), {"type": "TEXT_MESSAGE_END", "messageId": name}]
    return [Fact(chat, None, event) for event in events]


def used_bytes(db: apsw.Connection, like: str) -> int:
    """Bytes of the tables and indexes of this name."""
    return int(db.execute("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE ?", (like,)).get or 0)


async def fill(ledger: Ledger, said: list[str], chats: int) -> float:
    """CPU-seconds it took."""

    def make(transaction: Transaction) -> None:
        for number in range(chats):
            value = {"title": f"Chat {number} about {said[number % len(said)][:40]}", "workspace": None, "model": None}
            transaction.append(Fact(f"c{number}", None, facts.custom(facts.CREATED, value)))

    await ledger.transact(make)
    begun = time.process_time()
    for first in range(0, len(said), 50):

        def add(transaction: Transaction, first: int = first) -> None:
            for number, text in enumerate(said[first : first + 50], first):
                for fact in message(f"c{number % chats}", number, text):
                    transaction.append(fact)

        await ledger.transact(add)
    while await ledger.transact(lambda transaction: index.index_more(transaction.db)):
        pass
    return time.process_time() - begun


async def measure(folder: Path, said: list[str], chats: int) -> None:
    data_folder = DataFolder(folder)
    ledger = Ledger.open(data_folder)
    ledger.start()
    megabytes = sum(len(text.encode()) for text in said) / 1e6
    took = await fill(ledger, said, chats)
    whole, grams = await ledger.ask(lambda db: (used_bytes(db, "event%"), used_bytes(db, "gram%")))
    print(f"{len(said):,} messages, {megabytes:.0f} MB of text in {chats:,} chats")
    print(f"writing and indexing: {took / megabytes * 1000:.0f} ms CPU a MB")
    print(
        f"index: {grams / 1e6:.0f} MB, {grams / 1e6 / megabytes:.2f} bytes a byte (the log itself {whole / 1e6:.0f} MB)"
    )
    finder = Search(ledger)
    for query in QUERIES:
        times: list[float] = []
        begun_cpu = time.process_time()
        for _ in range(7):
            begun = time.perf_counter()
            found = await finder.find(f'"{query}"', limit=30, before=f"m{10**17}", conversation=None)
            times.append((time.perf_counter() - begun) * 1000)
        cpu = (time.process_time() - begun_cpu) / 7 * 1000
        what = f"{len(found['hits'])} hits{'' if found['next'] is None else ', more'}"
        print(
            f"  {query!r:28} {cpu:6.1f} ms CPU, {median(times):6.1f} ms, worst {max(times):6.1f} ms: {what}", flush=True
        )
    for name, ask in (
        ("first page of the list", lambda db: lists.listed(db, before=None, limit=50)),
        ("titles with a word", lambda db: lists.listed(db, query="whales", before=None, limit=50)),
        ("titles in a search", lambda db: lists.titled(db, ["import"], before=None, limit=30)),
    ):
        times = []
        for _ in range(7):
            begun = time.perf_counter()
            await ledger.ask(ask)
            times.append((time.perf_counter() - begun) * 1000)
        print(f"  {name:28} {median(times):6.1f} ms, worst {max(times):6.1f} ms")
    await ledger.close()
    data_folder.release()


def beside(said: list[str], tokenizer: str, detail: str) -> None:
    """What FTS5's own tokenizer keeps of the same texts."""
    with tempfile.TemporaryDirectory() as folder:
        db = apsw.Connection(str(Path(folder) / "beside.db"))
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(
            f"CREATE VIRTUAL TABLE f USING fts5(t, content='', contentless_delete=1, detail={detail},"
            f' tokenize="{tokenizer}")'
        )
        begun = time.process_time()
        for first in range(0, len(said), 50):
            with db:
                db.executemany("INSERT INTO f(rowid, t) VALUES (?, ?)", enumerate(said[first : first + 50], first + 1))
        took, size = time.process_time() - begun, used_bytes(db, "f%")
        total = sum(len(text.encode()) for text in said)
        print(
            f"beside: {tokenizer}, detail={detail}: {size / total:.2f} bytes a byte,"
            f" {took / total * 1e9:.0f} ms CPU a MB"
        )
        db.close()


def main(megabytes: int, chats: int) -> None:
    said = list(texts(megabytes * 1_000_000))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), said, chats))
    sample = said[: len(said) // 5]
    for tokenizer, detail in (("trigram", "full"), ("trigram", "none"), ("unicode61", "full")):
        beside(sample, tokenizer, detail)


if __name__ == "__main__":
    main(*(int(value) for value in (sys.argv[1:] + ["100", "10000"][len(sys.argv) - 1 :])[:2]))
