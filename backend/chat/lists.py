"""Conversations as a page lists them: the list, the bin, and what it starts from. Functions of a connection."""

from __future__ import annotations

from typing import Any

import apsw

from backend.domain import limits
from backend.log import lists, queries
from backend.log.queries import ConversationRow

Json = dict[str, Any]  # objects of the contract, on their way out


def page(
    db: apsw.Connection, *, query: str, before: int | None, limit: int, archived: bool = False, tag: str = ""
) -> Json:
    """Conversations, newest first; `next` is what `before` has to be for the page after it."""
    rows, more = lists.listed(db, query=query, before=before, limit=limit, archived=archived, tag=tag)
    return {"conversations": [_summary(row) for row in rows], "next": None if more is None else str(more)}


def bin_page(db: apsw.Connection, *, query: str, before: tuple[int, int] | None, limit: int) -> Json:
    """The same of the bin."""
    rows, more = lists.binned(db, query=query, before=before, limit=limit)
    return {
        "conversations": [
            {
                **_summary(row),
                "deletedAt": row.deleted_at,
                "purgeAt": (row.deleted_at or 0) + limits.BIN_DAYS * limits.DAY_MS,
            }
            for row in rows
        ],
        "next": None if more is None else f"{more[0]}.{more[1]}",
    }


def _summary(row: ConversationRow) -> Json:
    return {
        "id": row.id,
        "title": row.title,
        "updatedAt": row.updated_at,
        "running": row.running,
        "pinned": row.pinned,
        "archived": row.archived,
        "tags": [*row.tags],
    }


def snapshot(db: apsw.Connection) -> tuple[Json, int]:
    """What a page starts from, all of one moment, and the log's head then."""
    return {
        **page(db, query="", before=None, limit=limits.PAGE_SIZE),
        "running": [
            {"conversation": run.conversation, "run": run.id} for run in queries.runs_with_status(db, "running")
        ],
        "interrupts": queries.interrupts(db),
        "interrupted": [{"conversation": run.conversation, "run": run.id} for run in queries.interrupted_runs(db)],
        "drafts": queries.drafts(db),
        "draftAttachments": queries.draft_attachments(db),
    }, queries.head(db)
