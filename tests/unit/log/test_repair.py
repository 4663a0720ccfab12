"""H4★, H7: a database that cannot be read is kept, a good copy takes its place, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.domain.facts import Fact
from backend.log import backups, grants, queries
from backend.log.grants import NewGrant
from backend.log.ledger import Ledger
from tests.unit.log.worlds import delta, in_ledger, seen


async def write(ledger: Ledger) -> None:
    for number in range(300):
        ledger.append(delta(f"{number} " * 50, message=str(number)))
    await ledger.transact(lambda _: None)


async def rows(ledger: Ledger) -> int:
    return len(await ledger.ask(lambda db: queries.records_after(db, 0, limit=1000)))


def backed_up(path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await write(ledger)
        backups.make(ledger.database)
        await ledger.transact(lambda tx: tx.append(delta("after the copy", message="late")))

    in_ledger(path, story)


def truncated(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:20_000])


def zeroed_page(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[4096 * 3 : 4096 * 5] = bytes(8192)
    database.write_bytes(data)


def wrong_header(database: Path) -> None:
    database.write_bytes(b"not a database at all" * 1000)


def emptied(database: Path) -> None:
    database.write_bytes(b"")


def gone(database: Path) -> None:
    database.unlink()


def a_folder(database: Path) -> None:
    database.unlink()
    database.mkdir()


DAMAGES = [truncated, zeroed_page, wrong_header, emptied, gone, a_folder]


@pytest.mark.parametrize("damage", DAMAGES)
def test_H4_the_newest_good_copy_takes_the_place_of_a_damaged_database(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    backed_up(tmp_path)
    damage(tmp_path / "runnel.db")

    async def restored(ledger: Ledger) -> None:
        assert await rows(ledger) == 300
        assert ledger.notice is not None
        assert "what was written after it is missing" in ledger.notice
        assert await ledger.position(f"{ledger.feed.epoch}.301") is None
        ledger.forget_notice()

    async def again(ledger: Ledger) -> None:
        assert (ledger.notice, await rows(ledger)) == (None, 300)

    in_ledger(tmp_path, restored)
    in_ledger(tmp_path, again)
    if damage is not gone:
        assert list((tmp_path / "quarantine").glob("*/runnel.db"))


@pytest.mark.parametrize("damage", [truncated, wrong_header])
def test_H4_without_a_good_copy_the_app_starts_empty_and_says_so(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    in_ledger(tmp_path, write)
    damage(tmp_path / "runnel.db")
    broken = (tmp_path / "runnel.db").read_bytes()

    async def empty(ledger: Ledger) -> None:
        assert await rows(ledger) == 0
        assert "new, empty one" in (ledger.notice or "")

    in_ledger(tmp_path, empty)
    assert [file.read_bytes() for file in (tmp_path / "quarantine").glob("*/runnel.db")] == [broken]


def test_H4_a_damaged_copy_is_passed_over_for_an_older_one(tmp_path: Path) -> None:
    backed_up(tmp_path)
    newer = backups.folder_of(tmp_path / "runnel.db") / "runnel-99991231-000000.db"
    newer.write_bytes(b"SQLite format 3\0" + bytes(9000))
    wrong_header(tmp_path / "runnel.db")

    async def restored(ledger: Ledger) -> None:
        assert await rows(ledger) == 300

    in_ledger(tmp_path, restored)


def test_H7_a_copy_holds_what_was_committed_row_for_row_and_only_a_few_are_kept(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await write(ledger)
        assert backups.is_due(ledger.database)
        copies = [backups.folder_of(ledger.database) / f"runnel-2020010{day}-000000.db" for day in range(1, 9)]
        backups.folder_of(ledger.database).mkdir()
        for copy in copies:
            copy.write_bytes(b"old")
        made = backups.make(ledger.database)
        assert not backups.is_due(ledger.database)
        assert backups.listed(ledger.database) == [made, *sorted(copies, reverse=True)[:4]]
        assert oct(made.stat().st_mode & 0o777) == "0o600"
        whole = await ledger.ask(lambda db: [seen(r) for r in queries.records_after(db, 0, limit=1000)])
        (tmp_path / "drill").mkdir()
        (tmp_path / "drill" / "runnel.db").write_bytes(made.read_bytes())
        drilled.extend(whole)

    async def drill(ledger: Ledger) -> None:
        assert await ledger.ask(lambda db: [seen(r) for r in queries.records_after(db, 0, limit=1000)]) == drilled

    drilled: list[tuple[int, str, int, str]] = []
    in_ledger(tmp_path / "data", story)
    in_ledger(tmp_path / "drill", drill)


def test_an_unclean_end_is_repaired_without_a_word_when_nothing_is_damaged(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(lambda tx: tx.append(Fact("c", None, {"type": "RAW", "event": 1})))
        assert ledger.notice is None

    in_ledger(tmp_path, story)
    in_ledger(tmp_path, story)


def test_what_was_granted_is_not_brought_back_with_a_copy(tmp_path: Path) -> None:
    """It may have been taken back since."""

    async def given(ledger: Ledger) -> None:
        await write(ledger)
        new = NewGrant("command", ["make"], "Run `make`", "always", "/work")
        await ledger.transact(lambda t: grants.add(t.db, new, conversation="c", run="r", now_ms=1))
        backups.make(ledger.database)
        await ledger.transact(lambda t: grants.clear(t.db))

    async def restored(ledger: Ledger) -> None:
        assert ledger.notice is not None
        assert await rows(ledger) > 0
        assert await ledger.ask(lambda db: grants.listed(db, now_ms=1)) == []

    in_ledger(tmp_path, given)
    truncated(tmp_path / "runnel.db")
    in_ledger(tmp_path, restored)
