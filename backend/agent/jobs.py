"""Commands in the background: they outlive the run that began them, and end with the app, the chat or a stop.

Each is two facts, its begin and its end. A file beside the log names those that run: a start after a crash reads it and
says of each that it ended with the app (its processes did, by the guard of `sandbox.command`). What a job writes is
kept here while the app lives, and its end is in the log, with what was taken back then (`guard`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from backend.agent import guard
from backend.agent.background import How, Job, Output, Wanted
from backend.agent.holding import Held
from backend.domain import facts, kept_file, limits
from backend.domain.errors import Conflict, NotFound
from backend.domain.facts import Event, Fact
from backend.domain.trace import trace
from backend.log import queries
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.sandbox.command import Started
from backend.undo.keeper import Keeper, overlap

log = logging.getLogger(__name__)

FILE = "jobs.json"
Left = dict[str, Any]  # an entry of the file, JSON
_SHOWN_CHARS = 4_000  # of a command
_TOO_MANY = f"{limits.JOBS} commands of this chat run in the background already. Stop one first."


class Jobs:
    """Those of all chats. `begin_life` once at the start, then `settle_left`; `stop_all` at the end."""

    def __init__(self, ledger: Ledger, data_dir: Path, keeper: Keeper) -> None:
        self._ledger = ledger
        self._file = data_dir / FILE
        self._keeper = keeper
        self._left: list[Left] = []  # of the life before, with something to be taken back
        self._beginning: dict[str, Wanted] = {}  # in the file already, and not running yet
        self._keeping = asyncio.Lock()
        self._jobs: dict[str, Job] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def begin_life(self) -> None:
        """Says of those that a crash ended that they have ended."""
        left = await asyncio.to_thread(self._read)
        for known in left:
            await self._tell_end(known["conversation"], known["run"], known["id"], how="app", if_open=True)
        self._left = [known for known in left if known["guards"]]
        await self._keep()

    async def settle_left(self) -> None:
        """Takes back what those that a crash ended made of what other programs obey."""
        while self._left:
            known = self._left[0]  # in the file until it is done: a stop in between is no loss
            try:
                for one in known["guards"]:
                    held = await asyncio.to_thread(guard.after_crash, self._keeper, one)
                    told = await asyncio.to_thread(guard.told, self._keeper, Path(one["folder"]), known["call"], held)
                    await self._tell(known["conversation"], known["run"], told)
            except Exception as error:  # the folder has gone, or the file is none of ours
                log.warning("what a command in the background left was not looked at: %s", trace(error))
            self._left.remove(known)
            try:
                await self._keep()
            except OSError as error:
                log.warning("%s is not up to date: %s", self._file, trace(error))

    async def begin(self, wanted: Wanted) -> Job:
        """Starts it; its begin is in the log on return. Raises Conflict, OSError, StorageFailed."""
        wanteds = [*(job.wanted for job in self._running()), *self._beginning.values()]
        if sum(one.conversation == wanted.conversation for one in wanteds) >= limits.JOBS:
            raise Conflict(_TOO_MANY, code="too_many_jobs")
        job_id = f"job-{uuid.uuid4().hex[:8]}"
        output, folder = Output(), wanted.folders[0]
        self._beginning[job_id] = wanted
        try:
            await self._keep()  # before it runs: a crash in between leaves a name too many
            started = Started(wanted.command, folder, output.take, wanted.wrap, kept_bytes=0)
            job = Job(job_id, wanted, started, output)
            self._jobs[job_id] = job
        finally:
            del self._beginning[job_id]
        self._keeper.watches.extend(wanted.guards)
        value = {
            "id": job_id,
            "runId": wanted.run,
            "toolCallId": wanted.call,
            "command": wanted.command[:_SHOWN_CHARS],
            "folder": str(folder),
        }
        begun = facts.custom(facts.JOB_STARTED, {**value, "startedAt": facts.now_ms()})
        self._tasks[job_id] = asyncio.create_task(self._watch(job), name=job_id)
        try:
            fact = Fact(wanted.conversation, wanted.run, begun)
            await self._ledger.transact(lambda transaction: transaction.append(fact))
        except BaseException:  # nobody would know of it
            await self._end([job], "stopped")
            raise
        return job

    def beside(self, folders: Sequence[Path]) -> set[str]:
        """Those of any chat that run now and may change something in one of these folders."""
        return {
            job.id
            for job in self._running()
            if any(overlap(its, folder) for its in job.wanted.folders for folder in folders)
        }

    def said(self, conversation: str) -> list[str]:
        """For the model: what runs in this chat's background."""
        running = [job.id for job in self.known(conversation) if job.is_running]
        return [f"In the background of this chat there run: {', '.join(running)}."] if running else []

    def of(self, conversation: str, job_id: str) -> Job:
        """Raises NotFound, also for one of an earlier life of the app, and for one that ended long ago."""
        job = self._jobs.get(job_id)
        if job is None or job.conversation != conversation:
            raise NotFound("There is no such command in the background of this chat.")
        return job

    def known(self, conversation: str) -> list[Job]:
        """Those of a chat since the app started: what runs, and what ended last."""
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
                job.ending = job.ending or how
                job.started.exited.set()  # the watcher wakes, and ends the tree
                tasks.append(self._tasks[job.id])
        if tasks:
            await asyncio.wait(tasks, timeout=limits.STOP_TIMEOUT_S)

    async def _watch(self, job: Job) -> None:
        told: list[Event] = []
        try:
            await self._exited(job)
            if job.ending is None:
                await job.started.rest(limits.COMMAND_DRAIN_S)
        finally:
            await job.started.end()
            told = await self._taken_back(job)
            job.is_running = False
            job.how = job.ending or "itself"
            job.status = job.started.process.returncode if job.how == "itself" else None
            self._forget_before(job)
            job.over.set()
        tail, _ = job.output.since(0, limits.JOB_TAIL_CHARS)
        await self._tell_end(
            job.conversation, job.wanted.run, job.id, how=job.how, status=job.status, output=tail, told=told
        )
        await self._keep()
        self._tasks.pop(job.id, None)

    def _forget_before(self, job: Job) -> None:
        """It has ended, as the last one; of the others that have, only so many stay, with what they wrote."""
        self._jobs[job.id] = self._jobs.pop(job.id)
        ended = [one.id for one in self._jobs.values() if not one.is_running]
        for long_ended in ended[: -limits.JOBS_ENDED_KEPT]:
            del self._jobs[long_ended]

    @staticmethod
    async def _exited(job: Job) -> None:
        """Returns when it has ended, or is to end."""
        while not job.started.exited.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limits.UNDO_SIGN_OF_LIFE_S):
                    await job.started.exited.wait()
            for one in job.wanted.guards:
                await asyncio.to_thread(one.alive)

    async def _taken_back(self, job: Job) -> list[Event]:
        """What it made of what other programs obey; said behind its output. Answers the facts of it."""
        told: list[Event] = []
        for one in job.wanted.guards:
            try:
                held = await asyncio.to_thread(one.end)
                told += await asyncio.to_thread(guard.told, self._keeper, one.root, job.wanted.call, held)
            except Exception as error:  # a full disk
                log.error("what a command in the background made was not taken back: %s", trace(error))
                held = Held(failed=True)
            self._keeper.watches.remove(one)
            if held.says:
                job.output.take(f"\n{held.says}\n".encode())
        return told

    async def _tell_end(
        self,
        conversation: str,
        run: str,
        job_id: str,
        *,
        how: How,
        status: int | None = None,
        output: str = "",
        told: Sequence[Event] = (),
        if_open: bool = False,
    ) -> None:
        value = {"id": job_id, "endedAt": facts.now_ms(), "status": status, "how": how, "output": output}
        open_job = job_id if if_open else None
        await self._tell(conversation, run, [*told, facts.custom(facts.JOB_ENDED, value)], open_job=open_job)

    async def _tell(self, conversation: str, run: str, events: Sequence[Event], *, open_job: str | None = None) -> None:
        """With `open_job` only where the log does not know its end."""

        def append(transaction: Transaction) -> None:
            if open_job is not None and not _is_open(transaction, run, open_job):
                return
            if transaction.conversation(conversation) is not None:  # it may have been deleted for good
                for event in events:
                    transaction.append(Fact(conversation, run, event))

        try:
            await self._ledger.transact(append)
        except Exception as error:
            log.warning("the end of a command in the background was not recorded: %s", trace(error))

    def _running(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.is_running]

    def _read(self) -> list[Left]:
        try:
            found = orjson.loads(self._file.read_bytes())
            return [{**{key: str(one[key]) for key in _NAMES}, **_more(one)} for one in found]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            log.warning("%s could not be read: what ran in the background is not said to have ended", self._file)
            return []

    async def _keep(self) -> None:
        """The file is one of those that run or are about to, and of what the life before has left to do."""
        async with self._keeping:
            mine = {**self._beginning, **{job.id: job.wanted for job in self._running()}}
            await asyncio.to_thread(self._write, [*self._left, *(_left(*one) for one in mine.items())])

    def _write(self, left: Sequence[Left]) -> None:
        if not left:
            self._file.unlink(missing_ok=True)
            return
        kept_file.replace(self._file, orjson.dumps(left).decode())


_NAMES = ("id", "conversation", "run")


def _is_open(transaction: Transaction, run: str, job_id: str) -> bool:
    """Whether the log knows of its begin and of no end."""
    known = set()
    for record in queries.records_of_run(transaction.db, run):
        if facts.JOB_STARTED.encode() in record.event or facts.JOB_ENDED.encode() in record.event:
            event = record.decoded()
            if event["type"] == "CUSTOM" and event["value"].get("id") == job_id:
                known.add(event["name"])
    return facts.JOB_STARTED in known and facts.JOB_ENDED not in known


def _left(job_id: str, wanted: Wanted) -> Left:
    names = {"id": job_id, "conversation": wanted.conversation, "run": wanted.run}
    return {**names, "call": wanted.call, "guards": [one.left for one in wanted.guards]}


def _more(one: Mapping[str, Any]) -> Left:
    """What an earlier version did not write."""
    guards = [{**entry, "kept": [str(path) for path in entry["kept"]]} for entry in one.get("guards", ())]
    return {"call": str(one.get("call", "")), "guards": guards}
