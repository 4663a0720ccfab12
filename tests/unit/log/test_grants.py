"""The table of grants: what is valid where and how long; an older database gets it whole or not at all."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import apsw
import orjson
import pytest

from backend.data.taking import take_chat
from backend.data.unpack import Archive
from backend.domain import facts
from backend.domain.facts import Fact
from backend.files.store import Attachments
from backend.log import grants, schema
from backend.log.compact import purge
from backend.log.grants import DAY_MS, NewGrant, Until
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction
from tests.unit.log.worlds import in_ledger

BEFORE = next(i for i, migration in enumerate(schema.MIGRATIONS) if migration.__name__ == "granted_beforehand")


def new(until: Until, folder: str | None = "/work") -> NewGrant:
    return NewGrant("command", ["npm", "test"], "Run `npm test`, in /work", until, folder)


def started(t: Transaction, run: str, parent: str | None = None) -> None:
    t.append(Fact("c", run, facts.run_started("c", run, message_id="m", model="x:y", parent_run=parent)))


def test_a_grant_is_valid_in_its_folder_its_chat_its_answer_and_its_time(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def prepare(t: Transaction) -> None:
            for chat in ("c", "d"):
                t.append(Fact(chat, None, facts.custom(facts.CREATED, {"title": chat})))
            started(t, "r1")
            waits = {"type": "interrupt", "interrupts": []}
            t.append(Fact("c", "r1", {"type": "RUN_FINISHED", "runId": "r1", "outcome": waits}))
            t.append(Fact("c", "r1", facts.custom(facts.ANSWERED, {"runId": "r1", "answers": []})))
            started(t, "r2", parent="r1")
            for until in ("run", "chat", "day", "always"):
                grants.add(t.db, new(until), conversation="c", run="r2", now_ms=1_000)
            grants.add(t.db, new("always", None), conversation="c", run="r2", now_ms=1_000)

        def until(conversation: str, run: str, folder: str | None, now_ms: int = 1_000) -> list[str]:
            folders = ["/other", folder] if folder is not None else []
            rows = grants.valid(db, conversation=conversation, run=run, folders=folders, now_ms=now_ms)
            return [f"{row.until}{'' if row.folder else ' everywhere'}" for row in rows]

        await ledger.transact(prepare)
        db = ledger._db
        assert until("c", "r2", "/work") == ["run", "chat", "day", "always", "always everywhere"]
        assert until("c", "r2", "/work/sub") == ["always everywhere"]
        assert until("c", "r2", None) == ["always everywhere"]
        assert until("d", "x", "/work") == ["day", "always", "always everywhere"]
        assert until("c", "r2", "/work", 1_000 + DAY_MS) == ["run", "chat", "always", "always everywhere"]
        assert len(grants.listed(db, now_ms=1_000)) == 5
        await ledger.transact(lambda t: t.append(Fact("c", "r2", {"type": "RUN_FINISHED", "runId": "r2"})))
        await ledger.transact(lambda t: started(t, "r3"))
        assert until("c", "r3", "/work") == ["chat", "day", "always", "always everywhere"]
        assert len(grants.listed(db, now_ms=1_000)) == 4
        await ledger.transact(lambda t: t.append(Fact("c", None, facts.custom(facts.DELETED, {}))))
        assert [row.until for row in grants.listed(db, now_ms=1_000)] == ["always", "always", "day"]

    in_ledger(tmp_path, story)


def test_what_ended_and_was_gone_on_with_is_another_answer(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def prepare(t: Transaction) -> None:
            t.append(Fact("c", None, facts.custom(facts.CREATED, {"title": "c"})))
            started(t, "r1")
            t.append(Fact("c", "r1", facts.run_error("It broke.", "internal_error")))
            t.append(Fact("c", "r1", facts.custom(facts.SETTLED, {"choice": "continue"})))
            started(t, "r2", parent="r1")

        await ledger.transact(prepare)
        assert grants.beginning(ledger._db, "r2") == "r2"

    in_ledger(tmp_path, story)


def test_a_chat_that_is_deleted_for_good_takes_its_grants_along(tmp_path: Path) -> None:
    """Its id may come back with an archive, from whoever has one."""

    async def story(ledger: Ledger) -> None:
        def prepare(t: Transaction) -> None:
            for chat in ("c", "d"):
                t.append(Fact(chat, None, facts.custom(facts.CREATED, {"title": chat})))
                for until in ("run", "chat", "always"):
                    grants.add(t.db, new(until), conversation=chat, run=f"r{chat}", now_ms=1)

        def kept(db: apsw.Connection) -> list[tuple[str | None, str]]:
            return sorted(db.execute('SELECT conversation, until FROM "grant"'), key=str)

        await ledger.transact(prepare)
        await ledger.transact(lambda t: purge(t, "c"))
        assert await ledger.ask(kept) == [("d", "chat"), ("d", "run"), (None, "always")]

    in_ledger(tmp_path, story)


def test_a_chat_that_comes_from_an_archive_brings_no_grant_back_to_life(tmp_path: Path) -> None:
    """One that an earlier version left behind, when it deleted the chat."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("runnel.json", "{}")
        created = facts.custom(facts.CREATED, {"title": "c"})
        made.writestr("conversations/c.jsonl", orjson.dumps({"n": 1, "e": created}))

    async def story(ledger: Ledger) -> None:
        await ledger.transact(lambda t: grants.add(t.db, new("chat"), conversation="c", run="r", now_ms=1))
        assert await take_chat(ledger, Archive(archive), "c", Attachments(tmp_path / "attachments"))
        assert await ledger.ask(lambda db: grants.listed(db, now_ms=1)) == []

    in_ledger(tmp_path, story)


def test_a_use_counts_once_for_each_and_not_at_all_when_one_is_gone(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        async def use(*ids: str, now_ms: int = 1) -> bool:
            return await ledger.transact(lambda t: grants.use(t.db, ids, now_ms=now_ms))

        def give(t: Transaction) -> list[str]:
            wanted = (new("always"), new("day"), new("always"))
            return [grants.add(t.db, one, conversation="c", run="r", now_ms=1) for one in wanted]

        always, day, again = await ledger.transact(give)
        assert again == always, "the same grant again is the same"
        assert await use(always, day)
        assert not await use(always, day, now_ms=1 + DAY_MS)
        assert not await use(always, "gone")
        rows = await ledger.ask(lambda db: grants.listed(db, now_ms=1))
        assert {row.until: row.used for row in rows} == {"always": 1, "day": 1}
        assert await ledger.transact(lambda t: grants.remove(t.db, day))
        assert not await ledger.transact(lambda t: grants.remove(t.db, day))
        await ledger.transact(lambda t: grants.clear(t.db))
        assert await ledger.ask(lambda db: grants.listed(db, now_ms=1)) == []

    in_ledger(tmp_path, story)


def previous(path: Path) -> None:
    """A database as the schema before this table made it, with a chat in it."""
    path.touch()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")
    for migration in schema.MIGRATIONS[:BEFORE]:
        migration(db)
    db.execute(f"PRAGMA application_id={schema.APPLICATION_ID}; PRAGMA user_version={BEFORE}")
    db.execute("""
        INSERT INTO conversation(id, title, created_at, updated_at, updated_s) VALUES ('c', 'Whales', 1, 2, 3);
        INSERT INTO draft(key, text) VALUES ('c', 'half a sentence');
    """)
    db.close()


def whole(db: apsw.Connection) -> tuple[int, bool, str, str]:
    has_table = bool(db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'grant'").get)
    title = str(db.execute("SELECT title FROM conversation WHERE id = 'c'").get)
    return db.pragma("user_version"), has_table, title, str(db.execute("SELECT text FROM draft").get)


def test_H5_the_schema_before_gets_the_table_and_keeps_everything_with_a_copy_beside_it(tmp_path: Path) -> None:
    previous(tmp_path / "runnel.db")
    db = schema.open_database(tmp_path / "runnel.db")
    assert whole(db) == (len(schema.MIGRATIONS), True, "Whales", "half a sentence")
    assert db.pragma("integrity_check") == "ok"
    assert grants.listed(db, now_ms=1) == []
    db.close()
    copy = apsw.Connection(str(tmp_path / f"runnel.before-{len(schema.MIGRATIONS)}.db"))
    assert whole(copy) == (BEFORE, False, "Whales", "half a sentence")
    copy.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from backend.log import grants, schema
make = grants.make_table
def made_and_killed(db):
    if sys.argv[2] == "after":
        make(db)
    os.kill(os.getpid(), signal.SIGKILL)
grants.make_table = made_and_killed
schema.open_database(Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("when", ["before", "after"])
def test_H5_a_process_that_is_killed_in_the_migration_leaves_the_old_schema(tmp_path: Path, when: str) -> None:
    path = tmp_path / "runnel.db"
    previous(path)
    ended = subprocess.run([sys.executable, "-c", KILLED, path, when], check=False)
    assert ended.returncode == -9
    db = apsw.Connection(str(path))
    assert whole(db) == (BEFORE, False, "Whales", "half a sentence")
    db.close()
    db = schema.open_database(path)
    assert whole(db) == (len(schema.MIGRATIONS), True, "Whales", "half a sentence")
    db.close()
