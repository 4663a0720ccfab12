"""The lists of conversations: what is shown, what is in the bin, and which tags there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from backend.log.letters import composed, folded
from backend.log.queries import CONVERSATION, ConversationRow, conversation_row

_MATCHES = """
    AND (:query = '' OR instr(title_folded, :query) > 0)
    AND (:tag = '' OR EXISTS(SELECT 1 FROM tag WHERE tag.folded = :tag AND tag.c = conversation.id))"""
_LISTED = " WHERE deleted_at IS NULL AND archived = :archived AND pinned = :pinned AND updated_s < :before" + _MATCHES


def listed(
    db: apsw.Connection, *, query: str = "", before: int | None, limit: int, archived: bool = False, tag: str = ""
) -> tuple[list[ConversationRow], int | None]:
    """A page, newest first, and the `before` of the next one. All pinned ones come first, on the first page only.

    `query` is part of the title and `tag` a whole one, both whatever their case.
    """
    values: dict[str, Any] = {
        "query": folded(composed(query)),
        "tag": tag.strip().casefold(),
        "archived": int(archived),
        "before": 2**62,
        "pinned": 1,
    }
    sql = CONVERSATION + _LISTED + " ORDER BY updated_s DESC"
    pinned = [conversation_row(row) for row in db.execute(sql, values)] if before is None else []
    values |= {"pinned": 0, "limit": limit + 1, "before": before if before is not None else 2**62}
    rows = [conversation_row(row) for row in db.execute(sql + " LIMIT :limit", values)]
    page = rows[:limit]
    return pinned + page, page[-1].updated_s if len(rows) > limit else None


def titled(
    db: apsw.Connection, terms: Sequence[str], *, before: int | None, limit: int
) -> tuple[list[ConversationRow], int | None]:
    """Conversations whose title has all these folded terms, newest first, and the `before` of the next ones."""
    matches = " AND instr(title_folded, ?) > 0" * len(terms)
    rows = [
        conversation_row(row)
        for row in db.execute(
            f"{CONVERSATION} WHERE deleted_at IS NULL AND updated_s < ?{matches} ORDER BY updated_s DESC LIMIT ?",
            (before if before is not None else 2**62, *terms, limit + 1),
        )
    ]
    page = rows[:limit]
    return page, page[-1].updated_s if len(rows) > limit else None


def binned(
    db: apsw.Connection, *, query: str = "", before: tuple[int, int] | None, limit: int
) -> tuple[list[ConversationRow], tuple[int, int] | None]:
    """A page of the bin, last deleted first, and the `before` of the next one."""
    deleted_at, updated_s = before or (2**62, 0)
    rows = [
        conversation_row(row)
        for row in db.execute(
            CONVERSATION
            + """ WHERE deleted_at IS NOT NULL AND (deleted_at, updated_s) < (:deleted_at, :updated_s)
                  AND (:query = '' OR instr(title_folded, :query) > 0)
                  ORDER BY deleted_at DESC, updated_s DESC LIMIT :limit""",
            {
                "deleted_at": deleted_at,
                "updated_s": updated_s,
                "query": folded(composed(query)),
                "limit": limit + 1,
            },
        )
    ]
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return page, None if last is None or last.deleted_at is None else (last.deleted_at, last.updated_s)


def in_bin(db: apsw.Connection) -> list[str]:
    """The ids of everything in the bin."""
    return [str(id_) for (id_,) in db.execute("SELECT id FROM conversation WHERE deleted_at IS NOT NULL")]


def kept(db: apsw.Connection) -> list[str]:
    """The ids of everything outside the bin, in the order in which the list would be read from its end."""
    rows = db.execute("SELECT id FROM conversation WHERE deleted_at IS NULL ORDER BY updated_s")
    return [str(id_) for (id_,) in rows]


def tags(db: apsw.Connection) -> list[tuple[str, int]]:
    """Each tag in its spelling, and how many conversations have it, the bin aside."""
    rows = db.execute(
        """SELECT max(tag.name), count(*) FROM tag JOIN conversation ON conversation.id = tag.c
           WHERE deleted_at IS NULL GROUP BY folded ORDER BY folded"""
    )
    return [(str(name), int(count)) for name, count in rows]


def workspaces(db: apsw.Connection, limit: int) -> list[str]:
    """The folders that were worked in, the last one first."""
    rows = db.execute(
        """SELECT workspace FROM conversation WHERE workspace IS NOT NULL AND deleted_at IS NULL
           GROUP BY workspace ORDER BY max(updated_s) DESC LIMIT ?""",
        (limit,),
    )
    return [str(workspace) for (workspace,) in rows]
