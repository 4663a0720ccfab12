"""Commands in the background: they outlive the run that began them, and end with the app, the chat or a stop.

Each is two facts, its begin and its end. A file beside the log names those that run: a start after a crash reads it and
says of each that it ended with the app (its processes did, by the guard of `sandbox.command`). What a job writes is
kept here while the app lives, and its end is in the log.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

from backend.domain import facts, kept_file, limits
from backend.domain.errors import Conflict, NotFound
from backend.domain.facts import Fact
from backend.domain.trace import trace
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.sandbox.command import Started
from backend.sandbox.plain import Plain

log = logging.getLogger(__name__)

FILE = "jobs.json"
How = Literal["itself", "stopped", "app"]
_SHOWN_CHARS = 4_000  # of a command
_TOO_MANY = f"{limits.JOBS} commands of this chat run in the background already. Stop one first."


class Output:
    """What a job writes, as plain text: the last part of it, with the place of each character since the beginning."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plain = Plain()
        self._text = ""
        self._gone = 0

    def take(self, piece: bytes) -> None:
        """More of it, on any thread."""
        with self._lock:
            self._text += self._plain.take(piece)
            excess = len(self._text) - limits.JOB_OUTPUT_BYTES
            if excess > 0:
                self._text, self._gone = self._text[excess:], self._gone + excess

    def since(self, place: int, most: int = limits.JOB_OUTPUT_BYTES) -> tuple[str, int]:
        """What came behind this place, at most so much of its end, and the place behind that."""
        with self._lock:
            end = self._gone + len(self._text)
            first = max(place, self._gone, end - most)
            text = self._text[first - self._gone :] if first < end else ""
        return (f"… {first - place:,} characters are left out …\n{text}" if first > place else text), end


@dataclass(eq=False, slots=True)
class Job:
    """One command. `status` is its exit status once it has ended by itself."""

    id: str
    conversation: str
    run: str
    started: Started
    output: Output
    is_running: bool = True
    status: int | None = None
    how: How | None = None
    read: int = 0  # the place up to which the model has read
    over: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: How | None = None  # why it is being ended, where somebody ends it

    def state(self) -> str:
        """How it stands, in words for the model."""
        if self.is_running:
            return "it runs"
        match self.how:
            case "itself":
                return f"it ended with exit status {self.status}"
            case "stopped":
                return "it was stopped"
            case _:
                return "it ended with the app"

    async def ended_or_quiet(self, most_s: float) -> str:
        """Its new output, once it has ended or so much time has passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self.over.wait()
        text, self.read = self.output.since(self.read)
        return text.rstrip()


class Jobs:
    """Those of all chats. `begin_life` once at the start; `stop_all` at the end."""

    def __init__(self, ledger: Ledger, data_dir: Path) -> None:
        self._ledger = ledger
        self._file = data_dir / FILE
        self._jobs: dict[str, Job] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def begin_life(self) -> None:
        """Says of those that a crash ended that they have ended."""
        for known in await asyncio.to_thread(self._left):
            await self._tell_end(known["conversation"], known["run"], known["id"], how="app")
        await asyncio.to_thread(self._keep, [])

    async def begin(
        self,
        conversation: str,
        run: str,
        call: str,
        command: str,
        folder: Path,
        wrap: Callable[[Sequence[str]], list[str]] | None,
    ) -> Job:
        """Starts it; its begin is in the log on return. Raises Conflict, OSError, StorageFailed."""
        running = [job for job in self._jobs.values() if job.is_running]
        if sum(job.conversation == conversation for job in running) >= limits.JOBS:
            raise Conflict(_TOO_MANY, code="too_many_jobs")
        job_id = f"job-{uuid.uuid4().hex[:8]}"
        listed = [*self._listed(running), {"id": job_id, "conversation": conversation, "run": run}]
        await asyncio.to_thread(self._keep, listed)  # before it runs: a crash in between leaves a name too many
        output = Output()
        job = Job(job_id, conversation, run, Started(command, folder, output.take, wrap), output)
        self._jobs[job_id] = job
        value = {
            "id": job_id,
            "runId": run,
            "toolCallId": call,
            "command": command[:_SHOWN_CHARS],
            "folder": str(folder),
        }
        begun = facts.custom(facts.JOB_STARTED, {**value, "startedAt": facts.now_ms()})
        self._tasks[job_id] = asyncio.create_task(self._watch(job), name=job_id)
        try:
            await self._ledger.transact(lambda transaction: transaction.append(Fact(conversation, run, begun)))
        except BaseException:  # nobody would know of it
            await self._end([job], "stopped")
            raise
        return job

    def said(self, conversation: str) -> list[str]:
        """For the model: what runs in this chat's background."""
        running = [job.id for job in self.known(conversation) if job.is_running]
        return [f"In the background of this chat there run: {', '.join(running)}."] if running else []

    def of(self, conversation: str, job_id: str) -> Job:
        """Raises NotFound, also for one of an earlier life of the app."""
        job = self._jobs.get(job_id)
        if job is None or job.conversation != conversation:
            raise NotFound("There is no such command in the background of this chat.")
        return job

    def known(self, conversation: str) -> list[Job]:
        """Those of a chat since the app started."""
        return [job for job in self._jobs.values() if job.conversation == conversation]

    async def stop(self, conversation: str, job_id: str) -> Job:
        """Ends its whole process tree; it is gone on return, and the log says so. Raises NotFound."""
        job = self.of(conversation, job_id)
        await self._end([job], "stopped")
        return job

    async def stop_of(self, conversation: str) -> None:
        """Ends all of a chat."""
        await self._end(self.known(conversation), "stopped")

    async def stop_all(self) -> None:
        """Ends everything: the app closes."""
        await self._end(list(self._jobs.values()), "app")

    async def _end(self, jobs: Sequence[Job], how: How) -> None:
        tasks = []
        for job in jobs:
            if job.is_running and job.id in self._tasks:
                job.wanted = job.wanted or how
                job.started.exited.set()  # the watcher wakes, and ends the tree
                tasks.append(self._tasks[job.id])
        if tasks:
            await asyncio.wait(tasks, timeout=limits.STOP_TIMEOUT_S)

    async def _watch(self, job: Job) -> None:
        try:
            await job.started.exited.wait()
            if job.wanted is None:
                await job.started.rest(limits.COMMAND_DRAIN_S)
        finally:
            await job.started.end()
            job.is_running = False
            job.how = job.wanted or "itself"
            job.status = job.started.process.returncode if job.how == "itself" else None
            job.over.set()
        tail, _ = job.output.since(0, limits.JOB_TAIL_CHARS)
        await self._tell_end(job.conversation, job.run, job.id, how=job.how, status=job.status, output=tail)
        running = self._listed([other for other in self._jobs.values() if other.is_running])
        await asyncio.to_thread(self._keep, running)
        self._tasks.pop(job.id, None)

    async def _tell_end(
        self, conversation: str, run: str, job_id: str, *, how: How, status: int | None = None, output: str = ""
    ) -> None:
        value = {"id": job_id, "endedAt": facts.now_ms(), "status": status, "how": how, "output": output}
        ended = facts.custom(facts.JOB_ENDED, value)

        def append(transaction: Transaction) -> None:
            if transaction.conversation(conversation) is not None:  # it may have been deleted for good
                transaction.append(Fact(conversation, run, ended))

        try:
            await self._ledger.transact(append)
        except Exception as error:
            log.warning("the end of a command in the background was not recorded: %s", trace(error))

    @staticmethod
    def _listed(jobs: Sequence[Job]) -> list[dict[str, str]]:
        return [{"id": job.id, "conversation": job.conversation, "run": job.run} for job in jobs]

    def _left(self) -> list[dict[str, str]]:
        try:
            found = orjson.loads(self._file.read_bytes())
            return [{key: str(one[key]) for key in ("id", "conversation", "run")} for one in found]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError):
            log.warning("%s could not be read: what ran in the background is not said to have ended", self._file)
            return []

    def _keep(self, jobs: list[dict[str, str]]) -> None:
        if not jobs:
            self._file.unlink(missing_ok=True)
            return
        kept_file.replace(self._file, orjson.dumps(jobs).decode())
