"""Migrations: an older database becomes the one of today, with everything in it found as before."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import apsw
import orjson
import pytest

from backend.log import index, lists, queries, schema, search
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.project import project
from backend.log.record import Record
from tests.unit.log.worlds import in_ledger

EVENTS: list[dict[str, Any]] = [
    {
        "type": "CUSTOM",
        "name": "runnel:conversation.created",
        "timestamp": 1,
        "value": {"title": "Über Wale", "workspace": None, "model": None},
    },
    {"type": "TEXT_MESSAGE_START", "messageId": "u1", "role": "user", "timestamp": 2},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "u1", "delta": "Wie schlafen "},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "u1", "delta": "Wale?"},
    {"type": "TEXT_MESSAGE_END", "messageId": "u1"},
]


def first_version(path: Path) -> None:
    """A database as the first schema had it, with one chat in it."""
    path.touch()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")
    schema.first_tables(db)
    db.execute(f"PRAGMA application_id={schema.APPLICATION_ID}; PRAGMA user_version=1")
    for n, event in enumerate(EVENTS, 1):
        encoded = orjson.dumps(event)
        db.execute(
            "INSERT INTO event(s, c, n, r, e, sum) VALUES (?, 'c', ?, NULL, ?, ?)", (n, n, encoded, zlib.crc32(encoded))
        )
    db.execute("INSERT INTO conversation VALUES ('c', 'Über Wale', NULL, NULL, 1, 2, 2, NULL)")
    db.execute("INSERT INTO message VALUES ('c', 'u1')")
    db.close()


def test_H5_the_first_schema_becomes_todays_and_its_words_are_found(tmp_path: Path) -> None:
    first_version(tmp_path / "runnel.db")

    async def story(ledger: Ledger) -> None:
        rows, _ = await ledger.ask(lambda db: lists.listed(db, query="über", before=None, limit=9))
        assert [(row.id, row.mode, row.tags, row.pinned) for row in rows] == [("c", "ask", (), False)]
        found, _ = await ledger.ask(lambda db: search.said(db, ["schlafen wale"], before=None, limit=9))
        assert [said.message for said in found] == ["u1"]  # read, because it is not indexed yet
        assert await ledger.ask(index.has_more)
        assert await ledger.transact(lambda transaction: index.index_more(transaction.db)) == 1
        assert not await ledger.ask(index.has_more)
        found, _ = await ledger.ask(lambda db: search.said(db, ["schlafen wale"], before=None, limit=9))
        assert [(said.message, said.role, said.at) for said in found] == [("u1", "user", 2)]

    in_ledger(tmp_path, story)
    assert (tmp_path / f"runnel.before-{len(schema.MIGRATIONS)}.db").exists()


@pytest.mark.parametrize("last", range(1, len(schema.MIGRATIONS)))
def test_H5_a_migration_that_is_cut_off_leaves_the_old_schema(
    tmp_path: Path, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_version(tmp_path / "runnel.db")

    migration = schema.MIGRATIONS[last]

    def cut(db: apsw.Connection) -> None:
        migration(db)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:last], cut, *schema.MIGRATIONS[last + 1 :]))
        with pytest.raises(KeyboardInterrupt):
            schema.open_database(tmp_path / "runnel.db")
    db = apsw.Connection(str(tmp_path / "runnel.db"))
    assert db.pragma("user_version") == 1
    tables = {str(name) for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert not tables & {"tag", "queue", "gram", "spoken"}
    db.close()
    db = schema.open_database(tmp_path / "runnel.db")
    assert db.pragma("user_version") == len(schema.MIGRATIONS)
    db.close()


def test_the_tables_say_what_the_fold_says_of_a_head(tmp_path: Path) -> None:
    """Every vector, through both."""
    folder = Path(__file__).parents[2] / "vectors"
    for number, path in enumerate(sorted(folder.glob("*.json"))):
        vector = orjson.loads(path.read_bytes())
        db = schema.open_database(tmp_path / f"{number}.db")
        fold = Fold("c1")
        for frame in vector["frames"]:
            event = orjson.dumps(frame["e"])
            record = Record(
                frame["s"], "c1", frame.get("r"), frame["n"], event, frame.get("n0"), frame.get("set", False)
            )
            if fold.apply(record) == "applied" and not frame["e"]["type"].endswith(("_CONTENT", "_ARGS")):
                project(db, record, frame["e"])
        state, row = fold.state(), queries.conversation(db, "c1")
        assert row is not None, path.stem
        for key in ("title", "workspace", "model", "leaf", "system", "parameters", "pinned", "archived", "mode"):
            assert getattr(row, key) == state[key], (path.stem, key)
        assert [*row.tags] == state["tags"], path.stem
        assert (row.deleted_at is not None) == state.get("deleted", False), path.stem
        assert queries.queue(db, "c1") == state["queue"], path.stem
        db.close()
