"""Reads the database off the loop: one thread and one connection for questions, another for replays.

Two, so that a deep replay never keeps a question waiting. Each question is one read transaction: everything in its
answer is of one moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import apsw

from backend.domain.errors import StorageFailed
from backend.log.schema import open_reader

Answer = TypeVar("Answer")


class Reader:
    """One connection on one thread. `ask` may be called from the loop at any time until `close`."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._db: apsw.Connection | None = None
        self.met_damage = False  # a page that could not be read

    async def ask(self, question: Callable[[apsw.Connection], Answer]) -> Answer:
        """The answer to `question`, run on this reader's thread in one read transaction.

        Raises StorageFailed where the database cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._run, question)

    def close(self) -> None:
        """Waits for the question under way, then closes the connection."""
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _run(self, question: Callable[[apsw.Connection], Answer]) -> Answer:
        if self._db is None:
            self._db = open_reader(self._path)
        try:
            self._db.execute("BEGIN")
            try:
                return question(self._db)
            finally:
                self._db.execute("COMMIT")
        except (apsw.CorruptError, apsw.IOError, apsw.NotADBError) as error:
            self.met_damage = True
            raise StorageFailed(
                "Part of the database cannot be read. Start Runnel again: it looks for damage and repairs it.",
                code="log_damaged",
            ) from error

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
