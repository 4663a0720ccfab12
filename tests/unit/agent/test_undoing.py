"""What a crash cut off between a call's intent and its result can be seen and taken back afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from backend.agent.changing import Changing
from backend.agent.job import Job
from backend.agent.undoing import Undoing
from backend.domain import facts
from backend.domain.facts import Event, Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from backend.sandbox.workspace import Workspace
from backend.undo.keeper import Keeper
from tests.unit.log.worlds import in_ledger

JOB = Job("c", "r", "p:m", "u", None)


async def append(ledger: Ledger, *given: Fact) -> None:
    def decide(transaction: Transaction) -> None:
        for fact in given:
            transaction.append(fact)

    await ledger.transact(decide)


async def begun(ledger: Ledger) -> None:
    created = facts.custom(facts.CREATED, {"title": "t"})
    started = facts.run_started("c", "r", message_id="u", model="p:m")
    await append(ledger, Fact("c", None, created), Fact("c", "r", started))


async def crashed(ledger: Ledger, folder: Path, work: Callable[[Changing, Workspace], Awaitable[None]]) -> Undoing:
    """A run that does its work, of which nothing is recorded but the intent."""
    await begun(ledger)
    lost: dict[str, list[Event]] = {}
    await work(Changing(JOB, ledger, Keeper(folder / "data"), lost), Workspace(folder / "work"))
    assert lost["t"]
    await append(ledger, Fact("c", "r", facts.run_error("", "interrupted")))
    return Undoing(ledger, Keeper(folder / "data"))


def paths(listed: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(f["path"], f["kind"], f["state"]) for turn in listed["turns"] for f in turn["files"]]


def test_F4_D6_after_a_crash_what_a_command_did_is_known_and_undone(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("one\n")

    async def command(changing: Changing, workspace: Workspace) -> None:
        async with changing.around(workspace, "t"):
            (work / "a.txt").write_text("two\n")
            (work / "b.txt").write_text("new\n")

    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, command)
        assert paths(await undoing.listed("c")) == [("b.txt", "create", "done"), ("a.txt", "edit", "done")]
        assert len((await undoing.go("c", "undo", run="r"))["done"]) == 2
        assert {path.name: path.read_text() for path in work.iterdir()} == {"a.txt": "one\n"}
        assert paths(await undoing.listed("c")) == [("b.txt", "create", "undone"), ("a.txt", "edit", "undone")]

    in_ledger(tmp_path / "log", story)


def test_F4_D6_after_a_crash_a_move_is_known_where_it_was_made(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.txt").write_text("one\n")

    async def move(changing: Changing, workspace: Workspace) -> None:
        async with changing.around_move(workspace, "t", "a.txt", "sub/b.txt"):
            workspace.move("a.txt", "sub/b.txt")

    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, move)
        assert paths(await undoing.listed("c")) == [("sub", "create", "done"), ("a.txt", "move", "done")]
        await undoing.go("c", "undo", run="r")
        assert [path.name for path in work.iterdir()] == ["a.txt"]

    in_ledger(tmp_path / "log", story)


def test_the_intent_is_on_the_disk_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, beside = Keeper(tmp_path / "data"), dict[str, list[Event]]()
        changing = Changing(JOB, ledger, keeper, beside)
        async with changing.around(Workspace(tmp_path / "work"), "t"):
            records = await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))
            event = records[-1].decoded()
            assert (event["name"], event["value"]["toolCallId"]) == (facts.FILES_CHANGING, "t")
            assert keeper.images.has(event["value"]["copies"])
            named = {event["value"][key] for key in ("copies", "held", "alive")}
            assert await ledger.ask(queries.undo_images) == await ledger.ask(queries.open_undo_images) == named
        assert [fact["value"]["changes"] for fact in beside["t"]] == [[]]
        assert Fold.of("c", records).state()["runs"][0]["changes"] == []

    in_ledger(tmp_path / "log", story)


def test_very_many_changes_come_in_facts_that_fit_a_frame(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper, beside = Keeper(tmp_path / "data"), dict[str, list[Event]]()
        async with Changing(JOB, ledger, keeper, beside).around(Workspace(work), "t"):
            for number in range(300):
                (work / f"{'long name ' * 20}{number}").write_text("x")
        assert len(beside["t"]) > 3
        await append(ledger, *(Fact("c", "r", fact) for fact in beside["t"]))
        undoing = Undoing(ledger, keeper)
        assert len(paths(await undoing.listed("c"))) == 300
        await undoing.go("c", "undo", run="r", by="r")
        assert list(work.iterdir()) == []

    in_ledger(tmp_path / "log", story)
