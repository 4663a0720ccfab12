"""Texts that a server gave out to be sent as a person's words, and how they are known again in a message.

A server's prompt is put into the composer, where the person sees it, changes it, and sends it. It is their message
then, and still holds the server's words. Nobody says so but this table, which no page and no archive can write: the
texts are kept here by their letters and digits alone, and a message is compared with them by its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

import apsw
import orjson

from backend.domain import limits

_KIND = "given letters"  # of the remembered command
_PIECE = 32  # letters; of any 47 in a row that were left as they are, one piece is known
_STEP = 16
_SHORT_BYTES = 12  # what is shorter says too little to be anybody's; four Chinese characters say as much


def keep(db: apsw.Connection, source: str, text: str, *, now_ms: int) -> None:
    """Remembers it, and forgets the oldest where there are too many."""
    words = _letters(text[: limits.GIVEN_CHARS].encode("utf-8", "replace").decode())
    if len(words.encode()) < _SHORT_BYTES:
        return
    key = hashlib.sha256(f"{source}\0{words}".encode()).hexdigest()
    value = orjson.dumps([now_ms, source, words])
    db.execute("INSERT OR REPLACE INTO command VALUES (?, ?, ?)", (_KIND, key, value))
    room = limits.GIVEN_ALL_CHARS
    for count, (_, known, old) in enumerate(sorted(_all(db), reverse=True)):
        room -= len(old)
        if count >= limits.GIVEN_TEXTS or room < 0:
            db.execute("DELETE FROM command WHERE kind = ? AND id = ?", (_KIND, known))


def sources(db: apsw.Connection, text: str) -> list[str]:
    """Whose words a message holds, each once."""
    given = list(_rows(db))
    if not given:
        return []
    said = _letters(text)
    known: dict[str, set[str]] = {}
    found: set[str] = set()
    for source, words in given:
        if len(words) < _PIECE:
            found |= {source} if words in said else set()
            continue
        for at in (*range(0, len(words) - _PIECE, _STEP), len(words) - _PIECE):
            known.setdefault(words[at : at + _PIECE], set()).add(source)
    for at in range(len(said) - _PIECE + 1):
        found |= known.get(said[at : at + _PIECE], set())
    return sorted(found)


def noted(db: apsw.Connection, text: str) -> Mapping[str, list[str]]:
    """The same as a message's metadata says it: nothing for words of the person's alone."""
    found = sources(db, text)
    return {"untrusted": found} if found else {}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _rows(db: apsw.Connection) -> Iterator[tuple[str, str]]:
    for (value,) in db.execute("SELECT result FROM command WHERE kind = ?", (_KIND,)):
        _, source, words = orjson.loads(value)
        yield source, words


def _all(db: apsw.Connection) -> Iterator[tuple[int, str, str]]:
    for key, value in db.execute("SELECT id, result FROM command WHERE kind = ?", (_KIND,)):
        at, _, words = orjson.loads(value)
        yield at, key, words
