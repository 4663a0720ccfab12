"""H5: what any Runnel before this one has written opens in this one, whole, whatever happens meanwhile.

The databases are kept as text in `schemas/`, one for each schema there has been.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import apsw
import pytest

from backend.domain.errors import NewerDatabase
from backend.log import grants, index, lists, queries, schema, search
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from tests.unit.log.schemas.make import file_of, restore, rows_of, tables_of
from tests.unit.log.schemas.story import COPY, expected
from tests.unit.log.worlds import in_ledger

Json = dict[str, Any]
TODAY = len(schema.MIGRATIONS)
ALL = range(1, TODAY + 1)
OLDER = range(1, TODAY)


def seen(db: apsw.Connection) -> Json:
    """What a person finds, in the words of the story."""
    rows, _ = lists.listed(db, before=None, limit=99)
    binned, _ = lists.binned(db, before=None, limit=99)
    drafts = {key: [file["name"] for file in files] for key, files in queries.draft_attachments(db).items()}
    return {
        "chats": {str(id_): _chat(db, str(id_)) for (id_,) in db.execute("SELECT id FROM conversation").fetchall()},
        "listed": [row.id for row in rows],
        "binned": [row.id for row in binned],
        "drafts": queries.drafts(db),
        "draftFiles": drafts,
        "answered": db.execute("SELECT CAST(result AS TEXT) FROM command WHERE kind = 'message' AND id = 'u1'").get,
        "copies": COPY in queries.undo_images(db),
        "grants": [row.says for row in grants.listed(db, now_ms=9_000)],
    }


def _chat(db: apsw.Connection, id_: str) -> Json:
    state = Fold.of(id_, queries.records_of_conversation(db, id_)).state()
    row = queries.conversation(db, id_)
    assert row is not None
    same = ("title", "workspace", "system", "parameters", "pinned", "mode")
    assert {key: getattr(row, key) for key in same} == {key: state[key] for key in same}  # the tables say the same
    files = [file for m in state["messages"] for file in m.get("metadata", {}).get("attachments", ())]
    return {
        **{key: state[key] for key in same},
        "tags": list(state["tags"]),
        "messages": [[m["role"], m["content"]] for m in state["messages"]],
        "runs": [[run["id"], run["status"]] for run in state["runs"]],
        "asks": [interrupt["message"] for interrupt in state["interrupts"]],
        "queue": [waiting["text"] for waiting in state["queue"]],
        "files": [file["name"] for file in files],
        "changed": [change["path"] for run in state["runs"] for change in run["changes"]],
        "deleted": state.get("deleted", False),
    }


def at_rest(path: Path) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
    """Schema and rows of a database that nobody has open."""
    db = apsw.Connection(str(path))
    found = db.pragma("user_version"), rows_of(db)
    assert db.pragma("integrity_check") == "ok"
    db.close()
    return found


def backup_of(path: Path) -> Path:
    return path.with_name(f"runnel.before-{TODAY}.db")


@pytest.mark.parametrize("version", ALL)
def test_H5_a_schemas_tables_are_what_they_were_when_it_was_written(version: int, tmp_path: Path) -> None:
    """Who changes an old migration has two kinds of databases with one number."""
    assert file_of(version).is_file(), "a new schema: python -m tests.unit.log.schemas.make"
    restore(version, tmp_path / "kept.db")
    kept, made = apsw.Connection(str(tmp_path / "kept.db")), apsw.Connection(":memory:")
    for migration in schema.MIGRATIONS[:version]:
        migration(made)
    assert tables_of(made) == tables_of(kept)
    kept.close()


@pytest.mark.parametrize("version", ALL)
def test_H5_what_a_schema_before_has_written_is_found_as_it_was(version: int, tmp_path: Path) -> None:
    path = tmp_path / "runnel.db"
    restore(version, path)
    before = at_rest(path)

    async def story(ledger: Ledger) -> None:
        assert await ledger.ask(seen) == expected(version)
        while await ledger.ask(index.has_more):
            await ledger.transact(lambda transaction: index.index_more(transaction.db))
        found, _ = await ledger.ask(lambda db: search.said(db, ["gehirn"], before=None, limit=9))
        assert [(said.conversation, said.message) for said in found] == [("whales", "m1")]

    in_ledger(tmp_path, story)
    in_ledger(tmp_path, story)  # the next start finds the same
    fresh = schema.open_database(tmp_path / "fresh.db")
    opened = apsw.Connection(str(path))
    assert tables_of(opened) == tables_of(fresh)
    fresh.close()
    opened.close()
    assert (at_rest(backup_of(path)) == before) if version < TODAY else not backup_of(path).exists()


# Each of them in a process of its own, which is gone at that moment. `step` counts migrations from the first one on.
KILLED = """
import os, signal, sys
from pathlib import Path
from backend.log import schema
from tests.unit.log.schemas.make import restore

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_after(migration):
    def migrate(db):
        migration(db)
        die()
    return migrate

def open_and_die(version, when, path):
    if when == "before the copy has its name":
        Path.replace = die
    elif when == "after the commit":
        check, schema._migrate = schema._migrate, lambda db, path: (check(db, path), die())
    else:
        at = int(when)
        schema.MIGRATIONS = (*schema.MIGRATIONS[:at], die_after(schema.MIGRATIONS[at]), *schema.MIGRATIONS[at + 1:])
    schema.open_database(path)

for case in sys.argv[2:]:
    version, when = case.split(":")
    path = Path(sys.argv[1], case, "runnel.db")
    path.parent.mkdir()
    restore(int(version), path)
    child = os.fork()
    if child == 0:
        open_and_die(int(version), when, path)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
"""
UNNAMED, COMMITTED = "before the copy has its name", "after the commit"


def moments(version: int) -> list[str]:
    return [UNNAMED, *map(str, range(version, TODAY)), COMMITTED]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    cases = [f"{version}:{when}" for version in OLDER for when in moments(version)]
    subprocess.run([sys.executable, "-c", KILLED, folder, *cases], check=True, timeout=50)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.parametrize(("version", "when"), [(version, when) for version in OLDER for when in moments(version)])
def test_H5_killed_at_any_step_it_is_old_or_new_and_the_next_start_makes_it_whole(
    version: int, when: str, killed: Path, tmp_path: Path
) -> None:
    path = killed / f"{version}:{when}" / "runnel.db"
    restore(version, tmp_path / "as_it_was.db")
    before = at_rest(tmp_path / "as_it_was.db")

    left = at_rest(path)
    if when == COMMITTED:
        assert left[0] == TODAY
    else:
        assert left == before
    if when != UNNAMED:
        assert at_rest(backup_of(path)) == before

    schema.open_database(path).close()
    assert at_rest(path)[0] == TODAY
    assert at_rest(path)[1]["event"] == before[1]["event"]
    assert at_rest(backup_of(path)) == before
    assert sorted(file.name for file in path.parent.iterdir()) == [backup_of(path).name, "runnel.db"]


def test_H5_a_newer_database_is_refused_and_not_a_byte_of_it_changes_even_with_a_log_left_over(tmp_path: Path) -> None:
    path = tmp_path / "runnel.db"
    later = schema.open_database(path)
    later.execute(f"CREATE TABLE later(x); PRAGMA user_version={TODAY + 1}; PRAGMA wal_checkpoint(TRUNCATE)")
    later.execute("INSERT INTO later VALUES ('in the log only')")
    files = [path, path.with_name("runnel.db-wal")]
    left = {file: file.read_bytes() for file in files}  # as a kill leaves them
    later.close()
    for file, content in left.items():
        file.write_bytes(content)

    with pytest.raises(NewerDatabase, match=r"newer version of Runnel\. It was left untouched: update Runnel"):
        schema.open_database(path)

    assert {file: file.read_bytes() for file in files} == left
    db = apsw.Connection(str(path))
    assert db.execute("SELECT x FROM later").get == "in the log only"
    db.close()
