"""The only writer: coalesce → number → commit → publish, in this order and no other.

`append` and `transact` are called on the server's event loop. One thread owns the writing connection and takes one
batch at a time; while it commits, the next batch gathers, so a slow disk makes larger batches and not a queue.
Deltas commit with synchronous=NORMAL (kill -9 takes nothing committed); decisions with FULL, which also syncs
everything before them. Nothing is published before its commit. If a commit fails nothing of it is published, its
numbers are used again, what was appended behind it is dropped with it, and `failures` goes up, by which every run
notices that its text would have a hole.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import apsw

from backend.domain import limits
from backend.domain.errors import StorageFailed
from backend.domain.facts import Fact
from backend.domain.trace import trace
from backend.log import queries
from backend.log.coalesce import Decision, Growing, Pending
from backend.log.record import Record
from backend.log.transaction import Transaction, require_fit

Answer = TypeVar("Answer")
Refused = tuple[Decision, BaseException]
log = logging.getLogger(__name__)


class Writer:
    """Owns the writing connection. `publish` is called on the loop with records that are committed, in order."""

    def __init__(self, db: apsw.Connection, publish: Callable[[Sequence[Record]], None]) -> None:
        self._db = db
        self._publish = publish
        self._head = queries.head(db)
        self._pending = Pending()
        self._in_flight = False
        self._timer: asyncio.TimerHandle | None = None
        self._flushed_at = 0.0
        self._idle: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._batches: queue.SimpleQueue[Pending | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="log-writer", daemon=True)
        self.failures = 0
        self.failed: str | None = None

    @property
    def head(self) -> int:
        """The last committed number."""
        return self._head

    def start(self) -> None:
        """Begins to write; called on the loop that will call everything else."""
        self._loop = asyncio.get_running_loop()
        self._idle = asyncio.Event()
        self._idle.set()
        self._thread.start()

    def append(self, fact: Fact) -> None:
        """Takes a fact that may wait for the next commit: durable within some 20 ms, or at the next decision.

        Raises ValueError for a fact that no frame can hold: its maker has to hear of it, and nobody else.
        """
        self._refuse_after_close()
        require_fit(fact.event)
        self._pending.add(fact)
        self._schedule()

    async def transact(
        self, decide: Callable[[Transaction], Answer], *, then: Callable[[Answer], None] | None = None
    ) -> Answer:
        """Runs `decide` on the writer's thread in the next commit; on return all it appended is on the disk.

        An exception from `decide` undoes only what it did and comes back here. Raises StorageFailed when the commit
        fails. A caller that is cancelled while it waits does not undo the decision; what has to follow it in any case
        is `then`, called on the loop right after the commit.
        """
        self._refuse_after_close()
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._pending.decide(Decision(decide, answer, then))
        self._schedule()
        return await answer

    async def close(self) -> None:
        """Commits what waits, then ends the thread."""
        if self._closed:
            return
        self._closed = True
        assert self._idle is not None, "close() follows start()"
        while self._pending.items or self._in_flight:
            self._flush()
            await self._idle.wait()
        self._batches.put(None)
        await asyncio.to_thread(self._thread.join, limits.SHUTDOWN_S)

    # --- on the loop ----------------------------------------------------------------------------------

    def _refuse_after_close(self) -> None:
        if self._closed:
            raise StorageFailed("Runnel is closing, so nothing more is saved.", code="closing")

    def _schedule(self) -> None:
        """A decision goes at once; a delta waits out the window, unless the last flush is longer ago than that."""
        assert self._loop is not None, "append() and transact() follow start()"
        if self._in_flight:
            return
        due = 0.0 if self._pending.wants_sync else self._flushed_at + limits.COALESCE_S - time.monotonic()
        if self._timer is not None:
            if due > 0:
                return
            self._timer.cancel()
        self._timer = self._loop.call_later(max(due, 0.0), self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._in_flight or not self._pending.items:
            return
        batch, self._pending = self._pending, Pending()
        self._in_flight = True
        self._flushed_at = time.monotonic()
        assert self._idle is not None
        self._idle.clear()
        self._batches.put(batch)

    def _committed(
        self, records: Sequence[Record], answers: Sequence[tuple[Decision, Any]], refused: Sequence[Refused]
    ) -> None:
        self._head = records[-1].s if records else self._head
        self.failed = None
        if records:
            self._publish(records)
        for decision, answer in answers:
            if decision.then is not None:
                _follow(decision.then, answer)
            if not decision.answer.done():
                decision.answer.set_result(answer)
        self._refuse(refused)
        self._landed()

    def _not_committed(self, batch: Pending, error: Exception) -> None:
        self.failures += 1
        self._pending.forget_facts()  # handed in while this one failed: their runs end with what is on the disk
        self.failed = "Saving failed. Free some space on the disk or check the data folder, then try again."
        log.error("a commit failed: %s: %s", type(error).__name__, error)
        failure = StorageFailed(self.failed)
        self._refuse([(item, failure) for item in batch.items if isinstance(item, Decision)])
        self._landed()

    @staticmethod
    def _refuse(refused: Sequence[Refused]) -> None:
        for decision, error in refused:
            if not decision.answer.done():
                decision.answer.set_exception(error)

    def _landed(self) -> None:
        self._in_flight = False
        assert self._idle is not None
        self._idle.set()
        if self._pending.items:
            self._schedule()

    # --- on the writer's thread -------------------------------------------------------------------------

    def _work(self) -> None:
        head = self._head
        assert self._loop is not None
        while (batch := self._batches.get()) is not None:
            try:
                transaction, answers, refused = self._commit(batch, head)
            except Exception as error:  # whatever it is, nothing of the batch is visible and its callers hear of it
                self._tell(self._not_committed, batch, error)
            else:
                head = transaction.head
                self._tell(self._committed, transaction.records, answers, refused)

    def _tell(self, callback: Callable[..., None], *arguments: object) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            log.warning("the loop ended before the writer did; what it committed is in the log")

    def _commit(self, batch: Pending, head: int) -> tuple[Transaction, list[tuple[Decision, Any]], list[Refused]]:
        db = self._db
        db.execute(f"PRAGMA synchronous={'FULL' if batch.wants_sync else 'NORMAL'}")
        db.execute("BEGIN IMMEDIATE")
        try:
            transaction = Transaction(db, head)
            answers: list[tuple[Decision, Any]] = []
            refused: list[Refused] = []
            for item in batch.items:
                match item:
                    case Decision():
                        _decide(transaction, item, answers, refused)
                    case Growing():
                        transaction.append(item.fact_now())
                    case Fact():
                        transaction.append(item)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return transaction, answers, refused


def _follow(then: Callable[[Any], None], answer: Any) -> None:
    """Whatever it raises, the commit stands and the others' answers, and the next commit, do not wait for it."""
    try:
        then(answer)
    except Exception as error:
        log.error("what follows a commit failed: %s", trace(error))


def _decide(
    transaction: Transaction, decision: Decision, answers: list[tuple[Decision, Any]], refused: list[Refused]
) -> None:
    """Runs one decision in a savepoint, so that its refusal leaves the rest of the batch alone."""
    mark = transaction.mark()
    transaction.db.execute("SAVEPOINT decision")
    try:
        answer = decision.decide(transaction)
    except (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CorruptError):
        raise  # the disk failed, not the decision
    except Exception as error:
        transaction.db.execute("ROLLBACK TO decision")
        transaction.rewind(mark)
        refused.append((decision, error))
    else:
        answers.append((decision, answer))
    transaction.db.execute("RELEASE decision")
