"""Writes a database of today's schema as SQL text: `python -m tests.unit.log.schemas.make`, when a schema is new.

Each release must open what every release before it has written (H5), so a file that is here stays as it is for ever:
only a missing one is written. The facts are told to today's log; then the tables and columns that the schema had are
copied into tables that its own migrations made. Search's index is left out, as it is made anew where it is missing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw

from backend.domain.facts import Fact
from backend.log import compact, schema
from backend.log.transaction import Transaction
from tests.unit.log.schemas.story import CHATS, ROWS

HERE = Path(__file__).parent
_INDEX = "gram"  # with its own tables, whose names begin so


def file_of(version: int) -> Path:
    """The kept database of this schema."""
    return HERE / f"v{version}.sql"


def restore(version: int, path: Path) -> None:
    """Makes a database file of the kept text, as that Runnel left it."""
    path.touch(mode=0o600)
    db = apsw.Connection(str(path))
    for _ in db.execute(file_of(version).read_text(encoding="utf-8")):
        pass  # a pragma's answer would else be the end of it
    db.close()


def tables_of(db: apsw.Connection) -> dict[str, str]:
    """Every table and index by its name, as it was made; the index of search has others inside it."""
    found = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    return {str(name): str(sql) for name, sql in found if not str(name).startswith(f"{_INDEX}_")}


def rows_of(db: apsw.Connection) -> dict[str, list[tuple[object, ...]]]:
    """What is in every table but the index of search."""
    names = [name for name, sql in tables_of(db).items() if sql.startswith("CREATE TABLE")]
    return {name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=_order) for name in names}


def _order(row: tuple[object, ...]) -> list[tuple[str, object]]:
    return [(type(value).__name__, value) for value in row]


def _text(version: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        today = schema.open_database(Path(folder) / "today.db")
        with today:
            transaction = Transaction(today, 0)
            for chat in CHATS:
                for run, event in chat.facts if chat.since <= version else ():
                    transaction.append(Fact(chat.id, run, event))
            compact.compact_runs(transaction, ended_before_ms=2_000)  # one answer as it is after some time
            for row in ROWS:
                if row.since <= version:
                    today.execute(row.sql)
        then = apsw.Connection(":memory:")
        for migration in schema.MIGRATIONS[:version]:
            migration(then)
        for table in rows_of(then):
            columns = [str(column[1]) for column in then.execute(f'PRAGMA table_info("{table}")')]
            rows = today.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY 1, 2').fetchall()
            marks = ", ".join("?" * len(columns))
            then.executemany(f'INSERT INTO "{table}"({", ".join(columns)}) VALUES ({marks})', rows)
        if version >= 4:
            then.execute("UPDATE spoken SET indexed = 0")
        today.close()
        return "\n".join([*_lines(then, version), ""])


def _lines(db: apsw.Connection, version: int) -> Iterator[str]:
    yield "PRAGMA auto_vacuum=INCREMENTAL;"
    yield "PRAGMA journal_mode=WAL;"
    yield "BEGIN;"
    tables = tables_of(db)
    for sql in sorted(tables.values(), key=lambda sql: " INDEX " in sql[:20]):
        yield f"{sql};"
    for table, rows in rows_of(db).items():
        for row in rows:
            yield f'INSERT INTO "{table}" VALUES({", ".join(map(_literal, row))});'
    yield f"PRAGMA application_id={schema.APPLICATION_ID};"
    yield f"PRAGMA user_version={version};"
    yield "COMMIT;"


def _literal(value: object) -> str:
    """Text in bytes stays readable."""
    if isinstance(value, bytes):
        try:
            return f"CAST({apsw.format_sql_value(value.decode())} AS BLOB)"
        except UnicodeDecodeError:
            pass
    return apsw.format_sql_value(value)


def main() -> None:
    for version in range(1, len(schema.MIGRATIONS) + 1):
        if not file_of(version).exists():
            file_of(version).write_text(_text(version), encoding="utf-8")
            print(f"{file_of(version).name} is new")


if __name__ == "__main__":
    main()
