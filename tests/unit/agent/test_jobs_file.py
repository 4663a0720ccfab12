"""The file of what runs in the background names each command that a crash could cut off, and says an end only once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from backend.agent.background import Job, Wanted
from backend.agent.jobs import FILE, Jobs
from backend.domain import facts, limits
from backend.domain.errors import NotFound
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.undo.keeper import Keeper
from tests.unit.log.worlds import in_ledger

STARTED = {"id": "job-1", "runId": "r", "toolCallId": "t", "command": "x", "folder": "/", "startedAt": 1}
ENTRY = {"id": "job-1", "conversation": "c", "run": "r", "call": "t", "guards": []}


def jobs_of(ledger: Ledger, path: Path) -> Jobs:
    return Jobs(ledger, path, Keeper(path))


async def begun(ledger: Ledger, *more: facts.Event) -> None:
    def decide(transaction: Transaction) -> None:
        transaction.append(Fact("c", None, facts.custom(facts.CREATED, {"title": "t"})))
        transaction.append(Fact("c", "r", facts.run_started("c", "r", message_id="u", model="p:m")))
        for event in more:
            transaction.append(Fact("c", "r", event))

    await ledger.transact(decide)


async def told(ledger: Ledger) -> list[dict[str, Any]]:
    records = await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))
    ends = [event for record in records if (event := record.decoded()).get("name") == facts.JOB_ENDED]
    [job] = Fold.of("c", records).state()["jobs"]
    return [{"how": job["how"], "output": job["output"], "ends": len(ends)}]


def test_commands_that_begin_at_once_are_all_named_in_the_file(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        jobs = jobs_of(ledger, tmp_path)
        wanted = [Wanted("c", "r", f"t{n}", "read _ < <(sleep 60)", [tmp_path]) for n in range(3)]
        running = await asyncio.gather(*(jobs.begin(one) for one in wanted))
        named = {one["id"] for one in orjson.loads((tmp_path / FILE).read_bytes())}
        assert named == {job.id for job in running}
        await jobs.stop_all()
        assert not (tmp_path / FILE).exists()

    in_ledger(tmp_path / "log", story)


def test_of_those_that_ended_the_last_ones_are_known_however_many_there_were(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        jobs = jobs_of(ledger, tmp_path)
        long = await jobs.begin(Wanted("c", "r", "t", "read _ < <(sleep 60)", [tmp_path]))
        ended: list[Job] = []
        while len(ended) < limits.JOBS_ENDED_KEPT + 6:
            some = [Wanted("c", "r", f"t{n}", f"echo {n}", [tmp_path]) for n in range(limits.JOBS - 1)]
            for job in await asyncio.gather(*(jobs.begin(one) for one in some)):
                await job.over.wait()
                ended.append(job)
        known = jobs.known("c")
        assert long in known, "it runs"
        assert len(known) == limits.JOBS_ENDED_KEPT + 1
        assert ended[-1] in known
        assert ended[0] not in known
        with pytest.raises(NotFound):
            jobs.of("c", ended[0].id)
        await jobs.stop_all()

    in_ledger(tmp_path / "log", story)


def test_what_one_writes_is_kept_once(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        flood = f"head -c {2 * limits.JOB_OUTPUT_BYTES} /dev/zero | tr '\\0' x"
        job = await jobs_of(ledger, tmp_path).begin(Wanted("c", "r", "t", flood, [tmp_path]))
        await job.over.wait()
        assert job.output.since(0)[0].count("x") == limits.JOB_OUTPUT_BYTES
        assert job.started.output.text().count("x") == 0

    in_ledger(tmp_path / "log", story)


def test_the_end_of_what_a_crash_cut_off_is_told_once(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await begun(ledger, facts.custom(facts.JOB_STARTED, STARTED))
        for _ in range(2):
            (tmp_path / FILE).write_bytes(orjson.dumps([ENTRY]))
            await jobs_of(ledger, tmp_path).begin_life()
            assert await told(ledger) == [{"how": "app", "output": "", "ends": 1}]

    in_ledger(tmp_path / "log", story)


def test_an_end_that_is_known_is_not_told_again_by_a_start(tmp_path: Path) -> None:
    ended = {"id": "job-1", "endedAt": 2, "status": 3, "how": "itself", "output": "bye"}

    async def story(ledger: Ledger) -> None:
        started = facts.custom(facts.JOB_STARTED, STARTED)
        await begun(ledger, started, facts.custom(facts.JOB_ENDED, ended))
        (tmp_path / FILE).write_bytes(orjson.dumps([ENTRY]))
        await jobs_of(ledger, tmp_path).begin_life()
        assert await told(ledger) == [{"how": "itself", "output": "bye", "ends": 1}]

    in_ledger(tmp_path / "log", story)


def test_what_cannot_be_taken_back_is_not_tried_at_each_start(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await begun(ledger, facts.custom(facts.JOB_STARTED, STARTED))
        nonsense = {"folder": str(tmp_path / "gone"), "kept": []}  # without the name of a copy
        (tmp_path / FILE).write_bytes(orjson.dumps([{**ENTRY, "guards": [nonsense]}]))
        jobs = jobs_of(ledger, tmp_path)
        await jobs.begin_life()
        assert (tmp_path / FILE).exists(), "until it is done"
        await jobs.settle_left()
        assert not (tmp_path / FILE).exists()

    in_ledger(tmp_path / "log", story)
