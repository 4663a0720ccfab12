"""A call that is stopped: what it did is recorded, also where that is known only after its run has ended."""

from __future__ import annotations

import asyncio
import errno
import threading
from pathlib import Path
from typing import Any

import pytest

from backend.agent import changing as changing_module
from backend.agent import holding
from backend.agent.changing import Changing
from backend.agent.hands import Intents
from backend.agent.recorder import Recorder
from backend.agent.undoing import Undoing
from backend.domain import facts
from backend.domain.errors import Conflict
from backend.domain.facts import Event, Fact
from backend.domain.finishing import thread_to_its_end
from backend.log import queries
from backend.log.ledger import Ledger
from backend.sandbox.workspace import Workspace
from backend.undo import restore, scan
from backend.undo.keeper import Keeper
from tests.unit.agent.test_undoing import JOB, append, begun, paths
from tests.unit.log.worlds import in_ledger


def test_D3_what_is_taken_back_after_the_run_of_a_stopped_command_has_ended_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "work" / ".vscode" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("old")
    looking, go_on = threading.Event(), threading.Event()

    def in_a_large_folder(*given: Any, **more: Any) -> holding.Held:
        looking.set()
        assert go_on.wait(10)
        return holding.hold(*given, **more)

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, beside = Keeper(tmp_path / "data"), dict[str, list[Event]]()
        recorder = Recorder(ledger, "c", "r", Intents(), beside=beside, resumed_calls=["t"])
        working = asyncio.Event()

        async def tool() -> None:
            async with Changing(JOB, ledger, keeper, beside).around(Workspace(tmp_path / "work"), "t"):
                settings.write_text("new")
                working.set()
                await asyncio.Event().wait()

        monkeypatch.setattr(changing_module, "holding", _With(holding, hold=in_a_large_folder))
        work, undoing = asyncio.create_task(tool()), Undoing(ledger, keeper)
        await working.wait()
        work.cancel()
        await asyncio.to_thread(looking.wait)
        work.cancel()  # whoever is in a hurry
        await recorder.end_cancelled()
        assert paths(await undoing.listed("c")) == [], "it is looked at already"
        go_on.set()
        await asyncio.wait({work})
        assert (work.cancelled(), settings.read_text()) == (True, "old")
        assert paths(await undoing.listed("c")) == [(".vscode/settings.json", "edit", "undone")]

    in_ledger(tmp_path / "log", story)


def test_D6_nothing_is_undone_while_a_stopped_call_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look would take the undo for what the call did."""
    note = tmp_path / "work" / "a.txt"
    note.parent.mkdir()
    note.write_text("mine\n")
    looking, go_on = threading.Event(), threading.Event()

    def in_a_large_folder(*given: Any, **more: Any) -> Any:
        looking.set()
        assert go_on.wait(10)
        return scan.changes(*given, **more)

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, beside = Keeper(tmp_path / "data"), dict[str, list[Event]]()
        changing, working = Changing(JOB, ledger, keeper, beside), asyncio.Event()
        recorder = Recorder(ledger, "c", "r", Intents(), beside=beside, resumed_calls=["t"])
        async with changing.around(Workspace(note.parent), "before", ("a.txt",)):
            note.write_text("the agent's\n")

        async def tool() -> None:
            async with changing.around(Workspace(note.parent), "t"):
                working.set()
                await asyncio.Event().wait()

        monkeypatch.setattr(changing_module, "scan", _With(scan, changes=in_a_large_folder))
        task, undoing = asyncio.create_task(tool()), Undoing(ledger, keeper)
        await working.wait()
        task.cancel()
        await asyncio.to_thread(looking.wait)
        await recorder.end_cancelled()
        with pytest.raises(Conflict, match="still being looked at"):
            await undoing.go("c", "undo", run="r")
        go_on.set()
        await asyncio.wait({task})
        assert (await undoing.go("c", "undo", run="r"))["conflicts"] == []
        assert (note.read_text(), paths(await undoing.listed("c"))) == ("mine\n", [("a.txt", "edit", "undone")])

    in_ledger(tmp_path / "log", story)


def test_what_a_stopped_call_of_a_helper_did_is_in_the_log_at_its_end(tmp_path: Path) -> None:
    """Its facts are beside the helper's results, and it says none any more."""
    work = tmp_path / "work"
    work.mkdir()

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        working = asyncio.Event()

        async def tool() -> None:
            mine = Changing(JOB, ledger, Keeper(tmp_path / "data"), {}).apart({})
            async with mine.around(Workspace(work), "t"):
                (work / "a.txt").write_text("new\n")
                working.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(tool())
        await working.wait()
        task.cancel()
        await asyncio.wait({task})
        records = await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))
        event = records[-1].decoded()
        assert (event["name"], [c["path"] for c in event["value"]["changes"]]) == (facts.FILES_CHANGED, ["a.txt"])

    in_ledger(tmp_path / "log", story)


def test_D6_an_undo_that_is_stopped_while_files_are_put_back_says_what_it_has_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the model's undo is, in a run that the person stops."""
    work = tmp_path / "work"
    work.mkdir()
    real, restoring, go_on = restore.restore, threading.Event(), threading.Event()

    def on_a_slow_disk(*given: Any) -> list[restore.Outcome]:
        restoring.set()
        assert go_on.wait(10)
        return real(*given)

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, beside = Keeper(tmp_path / "data"), dict[str, list[Event]]()
        async with Changing(JOB, ledger, keeper, beside).around(Workspace(work), "t"):
            (work / "a.txt").write_text("new\n")
        await append(ledger, *(Fact("c", "r", fact) for fact in beside["t"]))
        monkeypatch.setattr(restore, "restore", on_a_slow_disk)
        undoing = Undoing(ledger, keeper)
        task = asyncio.create_task(undoing.go("c", "undo", run="r", by="r"))
        await asyncio.to_thread(restoring.wait)
        task.cancel()
        await asyncio.wait({task}, timeout=0.01)
        go_on.set()
        await asyncio.wait({task})
        assert task.cancelled()
        assert paths(await undoing.listed("c")) == [("a.txt", "create", "undone")]

    in_ledger(tmp_path / "log", story)
    assert list(work.iterdir()) == []


def test_a_stop_stays_one_where_the_look_afterwards_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run would take the failure for the call's result, and go on."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("old\n")

    def on_a_full_disk(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, working = Keeper(tmp_path / "data"), asyncio.Event()

        async def tool() -> None:
            async with Changing(JOB, ledger, keeper, {}).around(Workspace(work), "t"):
                (work / "a.txt").write_text("new\n")
                working.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(tool())
        await working.wait()
        with monkeypatch.context() as full:
            full.setattr(keeper.images, "keep", on_a_full_disk)
            task.cancel()
            await asyncio.wait({task})
        assert task.cancelled()
        await append(ledger, Fact("c", "r", facts.run_cancelled("c", "r")))
        assert paths(await Undoing(ledger, keeper).listed("c")) == [("a.txt", "edit", "done")]

    in_ledger(tmp_path / "log", story)


def test_a_thread_is_waited_for_however_often_one_is_told_to_stop() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), list[str]()

    def work() -> None:
        begun.set()
        assert go_on.wait(10)
        done.append("done")

    async def story() -> None:
        task = asyncio.create_task(thread_to_its_end(work))
        await asyncio.to_thread(begun.wait)
        for _ in range(3):
            task.cancel()
            await asyncio.wait({task}, timeout=0.01)
            assert not task.done()
        go_on.set()
        await asyncio.wait({task})
        assert (task.cancelled(), done) == (True, ["done"])

    asyncio.run(story())


class _With:
    """A module with other functions."""

    def __init__(self, module: Any, **other: Any) -> None:
        self._module = module
        self.__dict__.update(other)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
