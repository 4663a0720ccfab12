"""The log as everything above sees it: append, transact, ask, and follow from a cursor.

Opening it takes the data folder, migrates, begins a new epoch and ends what a crash left open, all in one commit that
is on the disk before anything is served. An epoch names one start of the server: a cursor from a lost, restored or
foreign log carries an epoch that this log does not know, or a number its epoch never reached.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import TypeVar

import apsw

from backend.domain import limits
from backend.domain.facts import Fact
from backend.log import queries, repaired
from backend.log.feed import Batch, Feed, batch
from backend.log.folder import DataFolder
from backend.log.merge import merged
from backend.log.reader import Reader
from backend.log.record import Cursor
from backend.log.recover import end_interrupted_runs
from backend.log.repair import end_in_order, open_checked
from backend.log.schema import in_words
from backend.log.transaction import Transaction
from backend.log.writer import Writer

Answer = TypeVar("Answer")


class Ledger:
    """One open log. `open` may be called anywhere; `start`, and all else, on the server's loop.

    `notice` is a sentence for the person when the log had to be repaired, else None.
    """

    def __init__(self, folder: DataFolder, db: apsw.Connection, epoch: str, notice: str | None) -> None:
        self._db = db
        self.database = folder.database
        self.notice = notice
        self._questions = Reader(folder.database, "log-questions")
        self._replays = Reader(folder.database, "log-replays")
        self.feed = Feed(epoch, queries.head(db), self._replay)
        self._writer = Writer(db, self.feed.publish)

    @classmethod
    def open(cls, folder: DataFolder) -> Ledger:
        """Migrates, writes the epoch and the ends of interrupted runs; durable on return. Raises StorageError."""
        db, notice = open_checked(folder.database)
        try:
            with in_words(folder.database):
                epoch = _begin_epoch(db)
        except BaseException:
            db.close()
            raise
        return cls(folder, db, epoch, notice)

    def forget_notice(self) -> None:
        """A person has seen it: the next start does not say it again. Takes a moment."""
        repaired.forget(self.database)

    def start(self) -> None:
        """Begins to take facts, on the running loop."""
        self._writer.start()

    async def close(self) -> None:
        """Commits what waits and closes the database."""
        self.feed.close()
        await self._writer.close()
        for reader in (self._questions, self._replays):
            reader.close()
        if not (self._questions.met_damage or self._replays.met_damage):
            end_in_order(self._db)
        self._db.close()

    # --- writing ----------------------------------------------------------------------------------------

    @property
    def failures(self) -> int:
        """How many commits have failed since the start; when it goes up, running text may have a hole."""
        return self._writer.failures

    @property
    def storage(self) -> str:
        """`ok`, or `failed` since the last commit failed."""
        return "failed" if self._writer.failed else "ok"

    def append(self, fact: Fact) -> None:
        """See Writer.append."""
        self._writer.append(fact)

    async def transact(
        self, decide: Callable[[Transaction], Answer], *, then: Callable[[Answer], None] | None = None
    ) -> Answer:
        """See Writer.transact."""
        return await self._writer.transact(decide, then=then)

    # --- reading ----------------------------------------------------------------------------------------

    async def ask(self, question: Callable[[apsw.Connection], Answer]) -> Answer:
        """The answer to a question over committed facts, all of one moment, read off the loop."""
        return await self._questions.ask(question)

    async def show(self, question: Callable[[apsw.Connection], Answer]) -> tuple[Answer, int]:
        """Like `ask`, for an answer behind which a reader goes on in the stream; with the head that it shows."""
        with self.feed.shown.showing(self.feed.head) as shown:
            answer, head = await self.ask(lambda db: (question(db), queries.head(db)))
            shown.append(head)
        return answer, head

    async def position(self, cursor: str | None) -> int | None:
        """The number a reader with this cursor has seen; None where only a snapshot can help it (`reset`)."""
        parsed = Cursor.parse(cursor) if cursor is not None else None
        if parsed is None or parsed.s < self.feed.head - limits.REPLAY_RECORDS:
            return None
        known = await self.ask(lambda db: _is_of_this_log(db, parsed))
        return parsed.s if known and parsed.s <= self.feed.head else None

    def cursor(self, s: int) -> str:
        """The cursor of somebody who has seen everything up to `s`."""
        return str(Cursor(self.feed.epoch, s))

    async def _replay(self, after: int, last: int, ends: Collection[int]) -> Batch:
        return await self._replays.ask(
            lambda db: batch(merged(queries.records_between(db, after, last), ends), last, self.feed.epoch)
        )


def _begin_epoch(db: apsw.Connection) -> str:
    epoch = secrets.token_hex(3)
    while db.execute("SELECT 1 FROM epoch WHERE id = ?", (epoch,)).get is not None:
        epoch = secrets.token_hex(3)
    db.execute("PRAGMA synchronous=FULL")
    with db:
        transaction = Transaction(db, queries.head(db))
        db.execute("INSERT INTO epoch(id, first_s) VALUES (?, ?)", (epoch, transaction.head + 1))
        end_interrupted_runs(transaction)
    return epoch


def _is_of_this_log(db: apsw.Connection, cursor: Cursor) -> bool:
    """Known epoch, a number it reached, and nothing needed that is gone."""
    row = db.execute(
        """SELECT (SELECT min(later.first_s) FROM epoch later WHERE later.ord > epoch.ord)
           FROM epoch WHERE id = ?""",
        (cursor.epoch,),
    ).fetchone()
    if row is None:
        return False
    (next_first,) = row
    return (next_first is None or cursor.s < next_first) and cursor.s >= queries.horizon(db)
