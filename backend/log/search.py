"""Where does this text occur? The index proposes messages, and each one's own text decides."""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import apsw

from backend.domain import limits
from backend.log.index import pieces_asked, text_of
from backend.log.letters import composed, folded

_WORD = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Said:
    """One message that was found. `s` orders them; `text` is composed."""

    s: int
    conversation: str
    title: str
    message: str
    role: str
    at: int
    text: str


def terms_of(query: str) -> list[str]:
    """The words of a query, folded; quotes keep several together."""
    found = (folded(composed(quoted or word)) for quoted, word in _WORD.findall(query))
    return [*dict.fromkeys(term for term in found if term.strip())][: limits.SEARCH_WORDS]


def said(
    db: apsw.Connection, terms: Sequence[str], *, before: int | None, limit: int, conversation: str | None = None
) -> tuple[list[Said], int | None]:
    """Messages with all these terms, newest first, the bin aside; and the `before` of what comes after, or None.

    Looks for SEARCH_BUDGET_S at most: an answer may have fewer than `limit`, and still a `before`.
    Raises apsw.CorruptError or apsw.SQLError where the index cannot be used.
    """
    until = time.monotonic() + limits.SEARCH_BUDGET_S
    found: list[Said] = []
    for s in _candidates(db, terms, before if before is not None else 2**62, conversation):
        if (message := _read(db, s, conversation)) is not None:
            letters = folded(message.text)
            if all(term in letters for term in terms):
                found.append(message)
        if len(found) == limit or time.monotonic() > until:
            return found, s
    return found, None


def _candidates(db: apsw.Connection, terms: Sequence[str], before: int, conversation: str | None) -> Iterator[int]:
    wanted = " AND ".join(f'"{piece}"' for term in terms for piece in sorted(pieces_asked(term)))
    first, last = 0, before - 1
    if conversation is not None:
        first = db.execute("SELECT min(s) FROM spoken WHERE c = ?", (conversation,)).get or 0
        last = min(last, db.execute("SELECT max(s) FROM spoken WHERE c = ?", (conversation,)).get or 0)
    indexed = db.cursor().execute(
        "SELECT rowid FROM gram WHERE gram MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC",
        (wanted, first, last),
    )
    missing = db.cursor().execute(
        "SELECT s FROM spoken WHERE indexed = 0 AND s BETWEEN ? AND ? ORDER BY s DESC", (first, last)
    )
    return heapq.merge((s for (s,) in indexed), (s for (s,) in missing), reverse=True)


def _read(db: apsw.Connection, s: int, conversation: str | None) -> Said | None:
    row = db.execute(
        """SELECT c, title, spoken.id, role, at, first_n, last_n FROM spoken JOIN conversation ON conversation.id = c
           WHERE s = ? AND deleted_at IS NULL AND (?2 IS NULL OR c = ?2)""",
        (s, conversation),
    ).fetchone()
    if row is None:
        return None
    c, title, message, role, at, first_n, last_n = row
    return Said(s, c, title, message, role, at, text_of(db, c, message, first_n, last_n))
