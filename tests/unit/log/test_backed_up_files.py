"""H7: attached files that a backup's messages refer to can be had back with it."""

from __future__ import annotations

from pathlib import Path

from backend.domain import facts
from backend.domain.facts import Fact
from backend.files.store import Attachments
from backend.log import backups
from backend.log.compact import empty_bin
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.unit.log.worlds import in_ledger


def a_message_with(ledger: Ledger, *attachments: str) -> list[Fact]:
    head = {"title": "", "workspace": None, "model": None}
    metadata = {"attachments": [{"id": attachment} for attachment in attachments]}
    events = [facts.custom(facts.CREATED, head), *facts.user_message("m", "look", metadata)]
    return [Fact("c", None, event) for event in events]


def append_all(tx: Transaction, facts_: list[Fact]) -> None:
    for fact in facts_:
        tx.append(fact)


def test_H7_an_attached_file_comes_back_with_the_copy_that_refers_to_it(tmp_path: Path) -> None:
    store = Attachments(tmp_path / "attachments")
    named, unnamed = store.put(b"named"), store.put(b"unnamed")

    async def story(ledger: Ledger) -> None:
        await ledger.transact(lambda tx: append_all(tx, a_message_with(ledger, named)))
        backups.make(ledger.database)

    in_ledger(tmp_path, story)
    kept = tmp_path / "backups" / "attachments"
    assert [path.name for path in kept.iterdir()] == [named]
    assert not list((tmp_path / "backups").glob("*-wal"))
    for name in (named, unnamed):
        store.path(name).unlink()
    (tmp_path / "runnel.db").write_bytes(b"not a database at all" * 1000)

    async def after_the_repair(ledger: Ledger) -> None:
        assert ledger.notice is not None

    in_ledger(tmp_path, after_the_repair)
    assert store.read(named) == b"named"


def test_a_backup_forgets_files_that_no_copy_refers_to(tmp_path: Path) -> None:
    store = Attachments(tmp_path / "attachments")
    named = store.put(b"named")
    kept = tmp_path / "backups" / "attachments"

    async def story(ledger: Ledger) -> None:
        await ledger.transact(lambda tx: append_all(tx, a_message_with(ledger, named)))
        first = backups.make(ledger.database)
        await ledger.transact(lambda tx: tx.append(Fact("c", None, facts.custom(facts.DELETED, {}))))
        await ledger.transact(lambda tx: empty_bin(tx, deleted_before_ms=facts.now_ms() + 1))
        first.rename(first.with_name("runnel-20200101-000000.db"))  # of another second
        backups.make(ledger.database)
        assert [path.name for path in kept.iterdir()] == [named]
        (first.with_name("runnel-20200101-000000.db")).unlink()
        backups.make(ledger.database)
        assert list(kept.iterdir()) == []

    in_ledger(tmp_path, story)
