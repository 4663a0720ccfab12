"""The log: what is durable when, what is seen when, and which cursors still mean something."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from pathlib import Path

import apsw
import pytest

from backend.domain.errors import BadInput, DataFolderBusy, DataFolderUnusable, NewerDatabase, StorageFailed
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.unit.log.worlds import delta, end, in_ledger, open_ledger, parse_frames, seen, start


def test_adjacent_deltas_of_one_message_become_one_row_before_they_get_a_number(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        for piece in (start(), delta("Hel"), delta("lo"), delta("!", message="other"), end()):
            ledger.append(piece)
        await ledger.transact(lambda _: None)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
        assert [seen(row) for row in rows] == [
            (1, "c", 1, "TEXT_MESSAGE_START"),
            (2, "c", 2, "Hello"),
            (3, "c", 3, "!"),
            (4, "c", 4, "TEXT_MESSAGE_END"),
        ]

    in_ledger(tmp_path, story)


def test_deltas_of_two_conversations_merge_each_for_itself(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        for _ in range(3):
            ledger.append(delta("a", c="one"))
            ledger.append(delta("b", c="two"))
        await ledger.transact(lambda _: None)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
        assert [seen(row) for row in rows] == [(1, "one", 1, "aaa"), (2, "two", 1, "bbb")]

    in_ledger(tmp_path, story)


def test_a_long_text_becomes_several_rows_that_fit_a_frame_and_join_to_the_same_text(tmp_path: Path) -> None:
    text = "\0\u2028😀" * 20_000

    async def story(ledger: Ledger) -> None:
        ledger.append(delta(text))
        await ledger.transact(lambda _: None)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=100))
        assert "".join(row.decoded()["delta"] for row in rows) == text
        frames, _ = await ledger.feed.frames_after(0)
        assert all(len(frame) < 64 * 1024 for frame in frames.split(b"\n\n"))

    in_ledger(tmp_path, story)


def test_nothing_is_published_before_it_is_committed(tmp_path: Path) -> None:
    """A second connection must find every row that a reader was shown."""

    async def story(ledger: Ledger) -> None:
        other = sqlite3.connect(tmp_path / "runnel.db")
        at = 0
        for number in range(50):
            ledger.append(delta(f"{number} ", message=str(number)))
            assert await ledger.feed.beyond(at, timeout_s=5)
            frames, at = await ledger.feed.frames_after(at)
            committed = other.execute("SELECT max(s) FROM event").fetchone()[0]
            assert committed >= max(int(str(frame["s"])) for frame in parse_frames(frames))
        other.close()

    in_ledger(tmp_path, story)


def test_H2_a_decision_is_durable_with_a_full_sync_and_deltas_with_a_normal_one(tmp_path: Path) -> None:
    """H2: synchronous=FULL at barriers."""

    async def story(ledger: Ledger) -> None:
        assert await ledger.transact(lambda tx: tx.db.pragma("synchronous")) == 2
        ledger.append(delta("x"))
        assert await ledger.feed.beyond(0, timeout_s=5)
        assert ledger._writer._db.pragma("synchronous") == 1
        assert await ledger.transact(lambda tx: tx.db.pragma("synchronous")) == 2

    in_ledger(tmp_path, story)


def test_a_refused_decision_leaves_nothing_and_takes_no_number(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def refuse(transaction: Transaction) -> None:
            transaction.append(delta("never"))
            raise BadInput("no")

        ledger.append(delta("before"))
        refused = asyncio.create_task(ledger.transact(refuse))
        await asyncio.sleep(0)  # lets the task hand its decision in
        ledger.append(delta("after"))
        with pytest.raises(BadInput):
            await refused
        await ledger.transact(lambda _: None)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
        assert [seen(row) for row in rows] == [(1, "c", 1, "before"), (2, "c", 2, "after")]

    in_ledger(tmp_path, story)


def test_H3_a_failed_commit_publishes_nothing_and_its_numbers_are_used_again(tmp_path: Path) -> None:
    """H3: the disk is full (SQLite's own limit stands in for it), then there is room again."""

    async def story(ledger: Ledger) -> None:
        ledger.append(delta("kept", message="a"))
        await ledger.transact(lambda _: None)
        pages = await ledger.transact(lambda tx: tx.db.pragma("page_count"))
        await ledger.transact(lambda tx: tx.db.pragma("max_page_count", pages))
        with pytest.raises(StorageFailed):
            await ledger.transact(lambda tx: tx.append(Fact("c", "r", {"type": "RAW", "event": "x" * 50_000})))
        assert (ledger.storage, ledger.failures, ledger.feed.head) == ("failed", 1, 1)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
        assert [seen(row) for row in rows] == [(1, "c", 1, "kept")]
        await ledger.transact(lambda tx: tx.db.pragma("max_page_count", pages + 100))
        await ledger.transact(lambda tx: tx.append(delta("again", message="b")))
        assert (ledger.storage, ledger.feed.head) == ("ok", 2)

    in_ledger(tmp_path, story)


def test_H3_text_that_waits_behind_a_commit_that_fails_is_lost_with_it(tmp_path: Path) -> None:
    """Without what was before it, it would leave a hole that nobody sees."""
    is_writing, may_fail = threading.Event(), threading.Event()

    def fail(_transaction: Transaction) -> None:
        is_writing.set()
        assert may_fail.wait(5)
        raise apsw.FullError("no space")

    async def story(ledger: Ledger) -> None:
        ledger.append(delta("before "))
        await ledger.transact(lambda _: None)
        ledger.append(delta("lost "))
        failing = asyncio.create_task(ledger.transact(fail))
        await asyncio.to_thread(is_writing.wait, 5)
        ledger.append(delta("behind the hole"))
        deciding = asyncio.create_task(ledger.transact(lambda tx: tx.append(delta("decided", message="other"))))
        await asyncio.sleep(0)
        may_fail.set()
        with pytest.raises(StorageFailed):
            await failing
        await deciding
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
        assert [seen(row) for row in rows] == [(1, "c", 1, "before "), (2, "c", 2, "decided")]

    in_ledger(tmp_path, story)


def test_a_cursor_holds_across_a_restart_and_a_foreign_one_does_not(tmp_path: Path) -> None:
    async def first(ledger: Ledger) -> None:
        ledger.append(delta("x"))
        await ledger.transact(lambda _: None)
        cursors["good"] = ledger.cursor(1)
        cursors["beyond"] = ledger.cursor(2)

    async def second(ledger: Ledger) -> None:
        assert await ledger.position(cursors["good"]) == 1
        assert await ledger.position(ledger.cursor(1)) == 1
        for bad in (cursors["beyond"], ledger.cursor(2), "000000.1", "", "x", "abc", "1.1", "ffffff.-1", None):
            assert await ledger.position(bad) is None, bad

    cursors: dict[str, str] = {}
    in_ledger(tmp_path, first)
    in_ledger(tmp_path, second)


def test_a_log_that_lost_its_tail_refuses_cursors_from_the_lost_part(tmp_path: Path) -> None:
    """A power cut may take deltas since the last barrier; a page that saw them has to start from a snapshot."""

    async def first(ledger: Ledger) -> None:
        for number in range(10):
            await ledger.transact(lambda tx, n=number: tx.append(delta(str(n), message=str(n))))  # type: ignore[misc]
        cursors.extend([ledger.cursor(5), ledger.cursor(10)])

    async def second(ledger: Ledger) -> None:
        assert await ledger.position(cursors[0]) == 5
        assert await ledger.position(cursors[1]) is None

    cursors: list[str] = []
    in_ledger(tmp_path, first)
    database = sqlite3.connect(tmp_path / "runnel.db")
    database.execute("DELETE FROM event WHERE s > 7")
    database.commit()
    database.close()
    in_ledger(tmp_path, second)


def test_F4_a_start_ends_what_a_crash_left_running_and_marks_cut_parts(tmp_path: Path) -> None:
    async def crash(ledger: Ledger) -> None:
        def begin(transaction: Transaction) -> None:
            transaction.append(Fact("c", "r", {"type": "RUN_STARTED", "threadId": "c", "runId": "r"}))
            transaction.append(start())
            transaction.append(delta("half an ans"))
            call = {"type": "TOOL_CALL_START", "toolCallId": "t", "toolCallName": "read_file"}
            transaction.append(Fact("c", "r", call))

        await ledger.transact(begin)

    async def restart(ledger: Ledger) -> None:
        rows = await ledger.ask(lambda db: queries.records_after(db, 4, limit=10))
        events = [{k: v for k, v in row.decoded().items() if k != "timestamp"} for row in rows]
        assert events[:2] == [
            {"type": "TOOL_CALL_END", "toolCallId": "t", "metadata": {"partial": True}},
            {"type": "TEXT_MESSAGE_END", "messageId": "m", "metadata": {"partial": True}},
        ]
        assert [(e["type"], e.get("code")) for e in events[2:]] == [("RUN_ERROR", "interrupted")]
        assert (await ledger.ask(lambda db: queries.run(db, "r"))).status == "interrupted"  # type: ignore[union-attr]

    async def again(ledger: Ledger) -> None:
        assert ledger.feed.head == 7

    in_ledger(tmp_path, crash)
    in_ledger(tmp_path, restart)
    in_ledger(tmp_path, again)


def test_a_damaged_row_is_noticed(tmp_path: Path) -> None:
    async def write(ledger: Ledger) -> None:
        await ledger.transact(lambda tx: tx.append(delta("truth")))

    async def read(ledger: Ledger) -> None:
        with pytest.raises(StorageFailed, match="damaged"):
            await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))

    in_ledger(tmp_path, write)
    database = sqlite3.connect(tmp_path / "runnel.db")
    database.execute("UPDATE event SET e = CAST(replace(CAST(e AS TEXT), 'truth', 'trush') AS BLOB)")
    database.commit()
    database.close()
    in_ledger(tmp_path, read)


def test_a_page_that_cannot_be_read_is_a_failure_in_words_and_the_next_start_looks_for_it(tmp_path: Path) -> None:
    async def write(ledger: Ledger) -> None:
        for number in range(1_000):  # short rows, so that a lost page is one of the tree's and no long row's rest
            ledger.append(delta("truth " * 20, message=str(number)))

    async def read(ledger: Ledger) -> None:
        with (tmp_path / "runnel.db").open("r+b") as file:
            size = file.seek(0, 2)
            file.seek(size // 2)
            file.write(b"\0" * (size // 2))
        with pytest.raises(StorageFailed, match="cannot be read"):
            await ledger.ask(lambda db: queries.records_after(db, 0, limit=2_000))

    in_ledger(tmp_path, write)
    in_ledger(tmp_path, read)
    database = sqlite3.connect(tmp_path / "runnel.db")
    assert database.execute("SELECT value FROM meta WHERE key = 'ended_in_order'").fetchall() == []
    database.close()


def test_what_follows_a_commit_and_fails_does_not_stop_the_writer(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def fails(_: None) -> None:
            raise RuntimeError("nobody expected this")

        async with asyncio.timeout(5):
            await ledger.transact(lambda tx: tx.append(delta("one")), then=fails)
            await ledger.transact(lambda tx: tx.append(delta("two", message="n")))
        assert ledger.feed.head == 2

    in_ledger(tmp_path, story)


def test_H6_a_second_process_cannot_open_the_folder(tmp_path: Path) -> None:
    """H6: one writer."""
    folder = DataFolder(tmp_path)
    with pytest.raises(DataFolderBusy, match="already running"):
        DataFolder(tmp_path)
    folder.release()
    DataFolder(tmp_path).release()


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataFolderUnusable, match="not a folder"):
        DataFolder(tmp_path / "file")


def test_B4_data_is_for_this_person_alone(tmp_path: Path) -> None:
    """Folder 0700, files 0600."""

    async def story(ledger: Ledger) -> None:
        await ledger.transact(lambda tx: tx.append(delta("x")))
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "data").iterdir()}
        assert set(modes.values()) == {"0o600"}, modes
        assert oct((tmp_path / "data").stat().st_mode & 0o777) == "0o700"

    in_ledger(tmp_path / "data", story)


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        ("PRAGMA application_id=1381322316; PRAGMA user_version=99; CREATE TABLE later(x)", NewerDatabase),
        ("CREATE TABLE foreign_table(x)", DataFolderUnusable),
    ],
)
def test_H5_a_newer_or_foreign_database_is_left_untouched(tmp_path: Path, prepare: str, error: type[Exception]) -> None:
    path = tmp_path / "runnel.db"
    database = sqlite3.connect(path)
    database.executescript(prepare)
    database.close()
    before = path.read_bytes()
    folder = DataFolder(tmp_path)
    with pytest.raises(error):
        Ledger.open(folder)
    folder.release()
    assert path.read_bytes() == before


def test_a_reader_far_behind_reads_from_the_database_and_catches_up(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        for number in range(5000):
            ledger.append(delta(f"{number},", message=str(number)))
        await ledger.transact(lambda _: None)
        numbers: list[object] = []
        at = 0
        while at < ledger.feed.head:
            frames, at = await ledger.feed.frames_after(at)
            numbers += [frame["s"] for frame in parse_frames(frames)]
        assert numbers == list(range(1, 5001))

    in_ledger(tmp_path, story)


def test_closing_commits_what_was_waiting(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_ledger(tmp_path) as ledger:
            ledger.append(delta("last words"))
        async with open_ledger(tmp_path) as ledger:
            rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=10))
            assert [seen(row) for row in rows] == [(1, "c", 1, "last words")]

    asyncio.run(story())
