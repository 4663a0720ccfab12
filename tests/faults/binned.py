"""The bin in a hurry: for some chats its days are over at once, as if the clock had gone forward between two starts.

Only chats that every client knows to be gone: that somebody follows an old cursor for thirty days does not happen.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults.chats import Chat
from tests.faults.follower import Follower

LONG_AGO_MS = 40 * 24 * 3600 * 1000
TIMEOUT_S = 15.0


def age(database: Path, chats: Iterable[Chat], followers: Iterable[Follower]) -> None:
    """Call it while no server runs."""
    folds = [follower.folds for follower in followers]
    chats = list(chats)
    for chat in chats:
        if chat.is_deleted and all(chat.id not in known or known[chat.id].state().get("deleted") for known in folds):
            chat.is_aged = True
    with sqlite3.connect(database) as db:
        for chat in chats:
            if chat.is_aged:
                db.execute("UPDATE conversation SET deleted_at = deleted_at - ? WHERE id = ?", (LONG_AGO_MS, chat.id))
    db.close()


def horizon(database: Path) -> int:
    """The number before which something is gone."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        row = db.execute("SELECT value FROM meta WHERE key = 'horizon'").fetchone()
    db.close()
    return int(row[0]) if row else 0


async def emptied(database: Path, aged: Sequence[str]) -> list[str]:
    """Sentences about what is still there of them; waits for the server to tidy."""
    left: list[str] = []
    for _ in range(int(TIMEOUT_S / 0.1)):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
            left = [
                f"{rows} rows of {table} are left of {chat}, which is long gone"
                for chat in aged
                for table, column in (("event", "c"), ("conversation", "id"), ("run", "c"), ("draft", "key"))
                if (rows := db.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (chat,)).fetchone()[0])
            ]
        db.close()
        if not left:
            break
        await asyncio.sleep(0.1)
    return left
