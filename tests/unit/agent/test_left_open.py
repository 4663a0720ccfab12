"""What a crash left open is compared at the next start, and what the person did since the crash is theirs."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from backend.agent.changing import Changing
from backend.chat.tidy import tidy
from backend.domain import facts, limits
from backend.domain.facts import Fact
from backend.files.store import Attachments
from backend.log import queries
from backend.log.ledger import Ledger
from backend.sandbox.workspace import Workspace
from backend.undo.keeper import Keeper
from tests.unit.agent.test_undoing import JOB, append, begun, crashed, paths
from tests.unit.log.worlds import in_ledger

Work = Any  # what a call does between its intent and its result


def calling(work: Work, *scope: str) -> Work:
    async def call(changing: Changing, workspace: Workspace) -> None:
        async with changing.around(workspace, "t", scope or (".",)):
            work(workspace.root)

    return call


async def told(ledger: Ledger, name: str) -> list[dict[str, Any]]:
    records = await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))
    events = [record.decoded() for record in records]
    return [event["value"] for event in events if event["type"] == "CUSTOM" and event["name"] == name]


async def later(ledger: Ledger, keeper: Keeper, folder: Path) -> None:
    """The last sign of life of the call that the crash cut off was a while ago."""
    (intent,) = await told(ledger, facts.FILES_CHANGING)
    assert keeper.images.touch(intent["alive"])
    alive_ns = keeper.images.touched_ns(intent["alive"]) or 0
    clock = folder.parent / "clock"
    clock.touch()
    while clock.stat().st_ctime_ns <= alive_ns:
        clock.touch()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(limits, "UNDO_SIGN_OF_LIFE_S", 0.0)
    monkeypatch.setattr(limits, "CANCEL_TIMEOUT_S", 0.0)
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("a.txt", "thesis.txt"):
        (folder / name).write_text("one\n")
    return folder


def command(root: Path) -> None:
    (root / "a.txt").write_text("two\n")
    (root / "made").mkdir()
    (root / "made" / "x.txt").write_text("x\n")


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("scope", [(".",), ("a.txt", "made", "thesis.txt", "notes.txt")], ids=["whole", "places"])
def test_F4_D6_what_the_person_changed_after_a_crash_is_no_change_of_the_agents(
    tmp_path: Path, folder: Path, scope: tuple[str, ...]
) -> None:
    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, calling(command, *scope))
        await later(ledger, undoing.keeper, folder)
        (folder / "thesis.txt").write_text("a day's work\n")
        (folder / "notes.txt").write_text("new\n")
        (folder / "made" / "mine.txt").write_text("mine\n")
        os.utime(folder / "thesis.txt", ns=(0, 0))  # as from an archive: when it was put here counts
        await undoing.take_back_left_open()
        assert paths(await undoing.listed("c")) == [("made/x.txt", "create", "done"), ("a.txt", "edit", "done")]
        assert (await undoing.go("c", "undo", run="r"))["conflicts"] == []

    in_ledger(tmp_path / "log", story)
    mine = {"made/mine.txt": "mine\n", "notes.txt": "new\n", "thesis.txt": "a day's work\n"}
    assert texts(folder) == {"a.txt": "one\n", **mine}


def test_a_new_folder_is_no_single_change_where_something_in_it_is_the_persons(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(root: Path) -> None:
        for top in ("theirs", "ours"):
            (root / top / "deep").mkdir(parents=True)
            (root / top / "node_modules" / "one").mkdir(parents=True)
            for number in range(6):
                (root / top / "deep" / f"{number}").write_text("x")

    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, calling(many))
        await later(ledger, undoing.keeper, folder)
        (folder / "ours" / "deep" / "mine.txt").write_text("mine\n")
        (folder / "ours" / "node_modules" / "one" / "mine.txt").write_text("mine\n")
        monkeypatch.setattr(limits, "UNDO_CHANGES", 12)
        listed = paths(await undoing.listed("c"))
        assert ("theirs", "create", "done") in listed
        assert ("ours/deep/0", "create", "done") in listed
        await undoing.go("c", "undo", run="r")

    in_ledger(tmp_path / "log", story)
    mine = {"ours/deep/mine.txt": "mine\n", "ours/node_modules/one/mine.txt": "mine\n"}
    assert texts(folder) == {"a.txt": "one\n", "thesis.txt": "one\n", **mine}


def test_a_call_gives_signs_of_life_until_it_ends(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNDO_SIGN_OF_LIFE_S", 0.01)

    async def story(ledger: Ledger) -> None:
        await begun(ledger)
        keeper = Keeper(tmp_path / "data")
        async with Changing(JOB, ledger, keeper, {}).around(Workspace(folder), "t", ("a.txt",)):
            (intent,) = await told(ledger, facts.FILES_CHANGING)
            first = keeper.images.touched_ns(intent["alive"])
            assert first is not None
            async with asyncio.timeout(10):
                while keeper.images.touched_ns(intent["alive"]) == first:  # noqa: ASYNC110  the sign itself
                    await asyncio.sleep(0.005)

    in_ledger(tmp_path / "log", story)


@pytest.mark.parametrize("decided", [False, True])
def test_every_call_that_a_crash_cut_off_is_compared_at_the_start(tmp_path: Path, folder: Path, decided: bool) -> None:
    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, calling(command, "a.txt"))
        if decided:  # the person's next click was quicker
            await append(ledger, Fact("c", "r", facts.custom(facts.SETTLED, {"choice": "keep"})))
        (intent,) = await told(ledger, facts.FILES_CHANGING)
        undoing.keeper.images.touch(intent["alive"])
        await undoing.take_back_left_open()
        (changed,) = await told(ledger, facts.FILES_CHANGED)
        assert [change["path"] for change in changed["changes"]] == ["a.txt"]
        (folder / "a.txt").write_text("mine\n")
        done = await undoing.go("c", "undo", run="r")
        assert (done["done"], [one["path"] for one in done["conflicts"]]) == ([], ["a.txt"])

    in_ledger(tmp_path / "log", story)
    assert texts(folder)["a.txt"] == "mine\n"


def test_what_lies_on_a_disk_that_is_not_there_at_the_start_is_compared_later(tmp_path: Path, folder: Path) -> None:
    async def story(ledger: Ledger) -> None:
        undoing = await crashed(ledger, tmp_path, calling(command))
        (intent,) = await told(ledger, facts.FILES_CHANGING)
        undoing.keeper.images.touch(intent["alive"])
        os.rename(folder, tmp_path / "away")  # noqa: PTH104
        await undoing.take_back_left_open()
        assert paths(await undoing.listed("c")) == []
        os.rename(tmp_path / "away", folder)  # noqa: PTH104
        assert ("a.txt", "edit", "done") in paths(await undoing.listed("c"))

    in_ledger(tmp_path / "log", story)


@pytest.mark.parametrize("scope", [(".",), ("a.txt",)], ids=["whole", "places"])
def test_F4_D6_the_copies_that_an_open_call_needs_are_kept_however_old_they_are(
    tmp_path: Path, folder: Path, scope: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text("old")

    def work(root: Path) -> None:
        (root / "a.txt").write_text("two\n")
        if scope == (".",):
            (root / ".vscode" / "settings.json").write_text("new")

    async def story(ledger: Ledger) -> None:
        keeper = Keeper(tmp_path / "data")
        undoing = await crashed(ledger, tmp_path, _killed(work, *scope))
        (intent,) = await told(ledger, facts.FILES_CHANGING)
        signs = {str(intent[key]) for key in ("alive", "held") if key in intent}
        for place, _ in keeper.images._all():
            if place.name not in signs:
                os.utime(place, (time.time() - 2 * limits.UNDO_KEPT_S,) * 2)
        for sign in signs:
            keeper.images.touch(sign)
        monkeypatch.setattr(limits, "UNDO_STORE_BYTES", 1)  # nor for want of room
        await tidy(ledger, Attachments(tmp_path / "files"), keeper.images, compact_after_s=1e9)
        await undoing.take_back_left_open()
        done = await undoing.go("c", "undo", run="r")
        assert (len(done["done"]), done["conflicts"]) == (1, [])

    in_ledger(tmp_path / "log", story)
    assert texts(folder)["a.txt"] == "one\n"
    assert texts(folder)[".vscode/settings.json"] == "old"


def _killed(work: Work, *scope: str) -> Work:
    """A call that a crash cuts off before anybody looks at what it did."""

    async def call(changing: Changing, workspace: Workspace) -> None:
        around = changing.around(workspace, "t", scope)
        await around.__aenter__()
        work(workspace.root)
        changing._beside["t"] = [{}]
        changing._keeper.under_way.clear()
        _LEFT.append(around)  # a generator that is not closed

    return call


_LEFT: list[Any] = []
