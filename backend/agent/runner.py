"""Runs in the background, each a named task that belongs to the server and to no client.

A client that goes away ends nothing. A run ends by itself, by `cancel`, or when the server stops; each way is
recorded. The heavy part (pydantic-ai) is imported on a thread when the first run begins, or before that by `warm_up`.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from backend.agent.job import Job
from backend.agent.means import Means
from backend.agent.undoing import Undoing
from backend.domain import facts, limits
from backend.domain.facts import Event
from backend.domain.trace import trace
from backend.files.store import Attachments
from backend.log import queries
from backend.log.ledger import Ledger
from backend.mcp.servers import Servers
from backend.models.catalog import Catalog
from backend.sandbox.state import Sandbox

if TYPE_CHECKING:
    from backend.agent.drive import Drive

log = logging.getLogger(__name__)

UNEXPECTED = "Something unexpected ended this answer. The log says where. What had arrived is kept."


def warm_up() -> None:
    """Does the imports of the first run. Takes over a second: call it on a thread, after the first paint."""
    os.environ.setdefault("PYDANTIC_AI_NO_BANNER", "1")  # it would greet on our standard output
    importlib.import_module("backend.agent.drive")


class Runner:
    """Owns the tasks of all running runs. `discover` says in Markdown which models this machine has; `finished` is
    called with each run that has."""

    def __init__(
        self,
        ledger: Ledger,
        catalog: Catalog,
        attachments: Attachments,
        undoing: Undoing,
        discover: Callable[[], Awaitable[str]],
        *,
        sandbox: Sandbox,
        servers: Servers,
        means: Means,
        finished: Callable[[Job], None] | None = None,
    ) -> None:
        self._ledger = ledger
        self._catalog = catalog
        self._attachments = attachments
        self._undoing = undoing
        self._discover = discover
        self._sandbox = sandbox
        self._servers = servers
        self._means = means
        self._finished = finished
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stops: dict[str, asyncio.Event] = {}
        self._closing = False

    @property
    def under_way(self) -> int:
        """How many runs have not ended."""
        return len(self._tasks)

    def start(self, job: Job) -> None:
        """Begins a run whose RUN_STARTED is committed. Returns at once."""
        stop = self._stops[job.run] = asyncio.Event()
        if self._closing:
            stop.set()
        task = asyncio.create_task(self._run(job, stop), name=f"run-{job.run}")
        self._tasks[job.run] = task
        task.add_done_callback(lambda _: self._forget(job.run))

    def start_accepted(self, decided: tuple[dict[str, str], Job | None]) -> None:
        """Follows the commit of a command even when its caller has gone: a run that is accepted is run."""
        if decided[1] is not None:
            self.start(decided[1])

    async def cancel(self, conversation: str, run_id: str) -> None:
        """Stops a run that the log says is running; returns when its end is recorded, or after CANCEL_TIMEOUT_S."""
        task = self._tasks.get(run_id)
        if task is None:  # nobody drives it any more, so nobody else will end it
            await _end_run(self._ledger, conversation, run_id, facts.run_cancelled(conversation, run_id))
            return
        self._stops[run_id].set()
        await asyncio.wait({task}, timeout=limits.CANCEL_TIMEOUT_S)

    async def stop(self) -> None:
        """Ends all runs as interrupted. What cannot be recorded in time is ended by the next start."""
        self._closing = True
        for stop in self._stops.values():
            stop.set()
        if self._tasks:
            await asyncio.wait(set(self._tasks.values()), timeout=limits.SHUTDOWN_S)

    def _forget(self, run_id: str) -> None:
        self._tasks.pop(run_id, None)
        self._stops.pop(run_id, None)

    async def _run(self, job: Job, stop: asyncio.Event) -> None:
        """Whatever happens, the run has an end in the log afterwards."""
        try:
            await self._drive(job, stop)
        except Exception as error:
            log.error("driving a run failed: %s", trace(error))
        row = await self._ledger.ask(lambda db: queries.run(db, job.run))
        if row is not None and row.status == "running" and not self._closing:
            await _end_run(self._ledger, job.conversation, job.run, facts.run_error(UNEXPECTED, "internal_error"))
        if row is not None and row.status == "finished" and self._finished is not None and not self._closing:
            self._finished(job)

    async def _drive(self, job: Job, stop: asyncio.Event) -> None:
        await asyncio.to_thread(warm_up)
        from backend.agent.drive import Drive

        drive = Drive(
            job,
            self._ledger,
            self._catalog,
            self._discover,
            attachments=self._attachments,
            sandbox=self._sandbox,
            undoing=self._undoing,
            servers=self._servers,
            means=self._means,
            follow=self.start,
        )
        work = asyncio.create_task(drive.go(), name=f"drive-{job.run}")
        stopping = asyncio.create_task(stop.wait(), name=f"stop-{job.run}")
        try:
            await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                work.cancel()
                await asyncio.wait({work}, timeout=limits.CANCEL_TIMEOUT_S)
            await self._record_end(drive, work)
        finally:
            stopping.cancel()

    async def _record_end(self, drive: Drive, work: asyncio.Task[None]) -> None:
        """`go` records a good end itself; the others are recorded here, where no cancellation can cut them off."""
        if not work.done() or work.cancelled():
            await drive.stopped(by_closing=self._closing)
        elif (error := work.exception()) is not None:
            log.warning("a run failed: %s", trace(error))
            await drive.failed(error if isinstance(error, Exception) else RuntimeError(str(error)))


async def _end_run(ledger: Ledger, conversation: str, run_id: str, end: Event) -> None:
    from backend.agent.recorder import end_run  # pydantic-ai is behind it

    await end_run(ledger, conversation, run_id, [end])
