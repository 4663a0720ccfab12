"""The index of everything that was said, kept inside the writer's transactions.

A message is in it as the set of its folded one-, two- and three-letter pieces, so that a text of any language and of
any length from one letter on is found inside words too (`search`). Only pieces, no text: `tests/bench/search.py`
measures 0.98 bytes a byte of text, where FTS5's own trigrams with positions take 2.5 and find nothing shorter.

`spoken` has a row a message; `indexed` is 0 where the pieces are still missing, and such rows are read one by one. The
index is a convenience: when it is damaged or gone it is built anew, and nothing of the log waits for it.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import apsw
import orjson

from backend.domain import limits
from backend.log.letters import composed, folded

log = logging.getLogger(__name__)

ROLES = frozenset({"user", "assistant"})
_LETTERS = {point: chr(0xE000 + point) for point in range(128) if not chr(point).isalnum()}  # FTS5 would split there
_TABLE = "CREATE VIRTUAL TABLE gram USING fts5(pieces, content='', contentless_delete=1, detail=none, tokenize='ascii')"


def make_tables(db: apsw.Connection) -> None:
    """For the migration."""
    db.execute(
        """CREATE TABLE spoken(
             s INTEGER PRIMARY KEY, c TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, at INTEGER NOT NULL,
             first_n INTEGER NOT NULL, last_n INTEGER NOT NULL, indexed INTEGER NOT NULL DEFAULT 0) STRICT;
           CREATE UNIQUE INDEX spoken_by_message ON spoken(c, id);
           CREATE INDEX spoken_to_index ON spoken(s) WHERE indexed = 0;"""
    )
    db.execute(_TABLE)


def take(db: apsw.Connection, *, s: int, conversation: str, message: str, last_n: int, later: bool = False) -> None:
    """A message has ended. `later` leaves it for `index_more`, and so does its length: this is every commit's time."""
    begun = db.execute("SELECT role, at, n FROM message WHERE c = ? AND id = ?", (conversation, message)).fetchone()
    if begun is None or begun[0] not in ROLES or begun[2] is None:
        return
    role, at, first_n = begun
    _forget(db, db.execute("SELECT s FROM spoken WHERE c = ? AND id = ?", (conversation, message)).fetchall())
    db.execute(
        "INSERT INTO spoken(s, c, id, role, at, first_n, last_n) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (s, conversation, message, role, at, first_n, last_n),
    )
    if later:
        return
    text = text_of(db, conversation, message, first_n, last_n)
    if len(text) <= limits.INDEX_AT_ONCE_CHARS:
        _index(db, [(s, text)])


def forget(db: apsw.Connection, conversation: str) -> None:
    """A conversation goes for good."""
    _forget(db, db.execute("SELECT s FROM spoken WHERE c = ?", (conversation,)).fetchall())


def index_more(db: apsw.Connection) -> int:
    """Indexes some of what is missing, and sweeps out what was forgotten; answers how much, 0 when all is done."""
    ensure(db)
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT s, c, id, first_n, last_n FROM spoken WHERE indexed = 0 ORDER BY s DESC LIMIT 200"
    ).fetchall()
    until = time.monotonic() + limits.INDEX_PAUSE_S
    texts: list[tuple[int, str]] = []
    for s, c, message, first_n, last_n in rows:
        texts.append((s, text_of(db, c, message, first_n, last_n)))
        if time.monotonic() > until or sum(len(text) for _, text in texts) > limits.INDEX_AT_ONCE_CHARS:
            break
    if not texts:
        return _sweep(db)
    return len(texts) if _index(db, texts) else 0


def has_more(db: apsw.Connection) -> bool:
    """Whether `index_more` has something to do."""
    missing = db.execute("SELECT 1 FROM spoken WHERE indexed = 0 LIMIT 1").get
    return bool(missing or _flag(db, "search_sweep") or not _is_sound(db))


def mark_damaged(db: apsw.Connection) -> None:
    """Somebody met a damage: the next `index_more` begins anew."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('search_damaged', 1)")


def _is_sound(db: apsw.Connection) -> bool:
    is_there = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'gram'").get
    return bool(is_there) and not _flag(db, "search_damaged")


def ensure(db: apsw.Connection) -> None:
    """Makes the index anew where it is missing or was found damaged."""
    if _is_sound(db):
        return
    log.warning("the search index is built anew")
    db.execute("DROP TABLE IF EXISTS gram")
    db.execute(_TABLE)
    db.execute("UPDATE spoken SET indexed = 0 WHERE indexed = 1")
    db.execute("DELETE FROM meta WHERE key IN ('search_damaged', 'search_sweep')")


def _index(db: apsw.Connection, texts: Sequence[tuple[int, str]]) -> bool:
    pieces = [(s, " ".join(pieces_of(folded(text)))) for s, text in texts]

    def insert() -> None:
        db.executemany("INSERT INTO gram(rowid, pieces) VALUES (?, ?)", pieces)
        db.executemany("UPDATE spoken SET indexed = 1 WHERE s = ?", [(s,) for s, _ in texts])

    return _spared(db, insert)


def _forget(db: apsw.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    def delete() -> None:
        for row in rows:
            if db.execute("SELECT indexed FROM spoken WHERE s = ?", row).get:
                db.execute("DELETE FROM gram WHERE rowid = ?", row)
        db.execute("INSERT OR IGNORE INTO meta VALUES ('search_sweep', 1)")

    if rows:
        _spared(db, delete)
        db.executemany("DELETE FROM spoken WHERE s = ?", rows)


def _sweep(db: apsw.Connection) -> int:
    """FTS5 only marks what is deleted; its pieces leave the file when the segments they are in are merged."""
    stage = _flag(db, "search_sweep")
    if not stage:
        return 0
    before = db.total_changes()
    pages = -limits.SWEEP_PAGES if stage == 1 else limits.SWEEP_PAGES  # the first one gathers all segments
    merged = _spared(db, lambda: db.execute("INSERT INTO gram(gram, rank) VALUES ('merge', ?)", (pages,)))
    if merged and db.total_changes() - before >= 2:  # SQLite's own test for whether there was something to do
        db.execute("INSERT OR REPLACE INTO meta VALUES ('search_sweep', 2)")
        return 1
    db.execute("DELETE FROM meta WHERE key = 'search_sweep'")
    return 0


def _spared(db: apsw.Connection, act: Callable[[], object]) -> bool:
    """Whether `act` went well: a damaged index costs the index, never the commit."""
    db.execute("SAVEPOINT search")
    try:
        act()
        db.execute("SAVEPOINT flush; RELEASE flush")  # FTS5 would write what it holds at the commit, and fail that
    except apsw.Error as error:
        if isinstance(error, apsw.FullError | apsw.IOError | apsw.ReadOnlyError | apsw.NoMemError):
            raise  # the disk failed, not the index
        log.error("the search index is damaged: %s", type(error).__name__)
        db.execute("ROLLBACK TO search; RELEASE search")
        mark_damaged(db)
        return False
    db.execute("RELEASE search")
    return True


def _flag(db: apsw.Connection, key: str) -> int:
    return int(db.execute("SELECT value FROM meta WHERE key = ?", (key,)).get or 0)


def text_of(db: apsw.Connection, conversation: str, message: str, first_n: int, last_n: int) -> str:
    """What a message says, composed: the rows of its deltas, joined as the fold does."""
    texts: list[str] = []
    rows = db.execute(
        "SELECT e, is_set FROM event WHERE c = ? AND n BETWEEN ? AND ? ORDER BY n", (conversation, first_n, last_n)
    )
    for encoded, is_set in rows:
        event = orjson.loads(encoded)
        if event["type"] == "TEXT_MESSAGE_CONTENT" and event["messageId"] == message:
            if is_set:
                texts.clear()
            texts.append(event["delta"])
    return composed("".join(texts))


def pieces_of(letters: str) -> set[str]:
    """All pieces of a folded text."""
    letters = letters.translate(_LETTERS)
    pieces = set(letters)
    pieces.update(map("".join, itertools.pairwise(letters)))
    pieces.update(map("".join, zip(letters, letters[1:], letters[2:], strict=False)))
    return pieces


def pieces_asked(term: str) -> set[str]:
    """The longest pieces of a term; they say more than the shorter ones in them."""
    letters = term.translate(_LETTERS)
    return {letters[at : at + 3] for at in range(len(letters) - 2)} or {letters}
