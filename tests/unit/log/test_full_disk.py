"""H3★: a start on a full disk says what to do, and does not take a sound database for a damaged one."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from backend.domain.errors import DataFolderUnusable
from backend.log import backups
from backend.log.folder import DataFolder
from backend.log.ledger import Ledger
from tests.unit.log.worlds import delta, in_ledger


async def write(ledger: Ledger) -> None:
    await ledger.transact(lambda tx: tx.append(delta("kept")))


@contextmanager
def no_file_beyond(size_bytes: int) -> Iterator[None]:
    """The system refuses what would make a file longer, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The first and each later write of a start: pages of 4 KiB go one after the other into the log beside the database.
@pytest.mark.parametrize("room_bytes", [0, 2_000, 5_000, 9_000, 13_000])
def test_H3_a_start_on_a_full_disk_says_so_and_keeps_the_database(tmp_path: Path, room_bytes: int) -> None:
    in_ledger(tmp_path, write)
    folder = DataFolder(tmp_path)
    other = apsw.Connection(str(folder.database), flags=apsw.SQLITE_OPEN_READONLY)  # keeps the shared memory's file
    assert other.execute("SELECT count(*) FROM event").get == 1
    try:
        with no_file_beyond(room_bytes), pytest.raises(DataFolderUnusable, match="free space"):
            Ledger.open(folder)
    finally:
        other.close()
        folder.release()
    assert not (tmp_path / "quarantine").exists()

    async def is_whole(ledger: Ledger) -> None:
        assert await ledger.ask(lambda db: db.execute("SELECT count(*) FROM event").get) == 1
        assert ledger.notice is None

    in_ledger(tmp_path, is_whole)


def test_H3_a_backup_that_finds_no_room_is_put_back_by_a_later_start(tmp_path: Path) -> None:
    in_ledger(tmp_path, write)
    database = tmp_path / "runnel.db"
    backups.make(database)
    database.write_bytes(b"damaged" * 1000)
    folder = DataFolder(tmp_path)
    with no_file_beyond(5_000), pytest.raises(DataFolderUnusable, match="free space"):
        Ledger.open(folder)
    folder.release()

    async def is_back(ledger: Ledger) -> None:
        assert await ledger.ask(lambda db: db.execute("SELECT count(*) FROM event").get) == 1
        assert ledger.notice is not None

    in_ledger(tmp_path, is_back)
