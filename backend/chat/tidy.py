"""Keeps the log small while nobody looks: compacts what ended some time ago, empties the bin after its days,
makes a checked copy each day, removes attached files and copies for undo that nothing refers to."""

from __future__ import annotations

import asyncio
import logging

from backend.agent.left_open import needed
from backend.chat import attached
from backend.domain import facts, limits
from backend.domain.trace import trace
from backend.files.store import Attachments
from backend.log import backups, index, queries
from backend.log.compact import compact_runs, empty_bin
from backend.log.ledger import Ledger
from backend.undo.images import Images

log = logging.getLogger(__name__)


async def tidy_for_ever(ledger: Ledger, attachments: Attachments, images: Images, *, compact_after_s: float) -> None:
    """Looks now and then until it is cancelled. Search is made whole first: a start may have found it missing."""
    pause_s = 0.0
    while True:
        await asyncio.sleep(pause_s)
        try:
            await (tidy(ledger, attachments, images, compact_after_s=compact_after_s) if pause_s else index_all(ledger))
        except Exception as error:  # a full disk, or a fault of ours, is no reason to stop looking
            log.warning("tidying waits: %s", trace(error))
        pause_s = min(limits.TIDY_EVERY_S, max(compact_after_s, 0.2))


async def tidy(ledger: Ledger, attachments: Attachments, images: Images, *, compact_after_s: float) -> None:
    """One look. Commits are small, with pauses, so that no command waits long."""
    now = facts.now_ms()
    compact_before, delete_before = now - int(compact_after_s * 1000), now - limits.BIN_DAYS * limits.DAY_MS
    with ledger.feed.forgetting():
        while await ledger.transact(lambda tx: compact_runs(tx, ended_before_ms=compact_before)):  # noqa: ASYNC110  a pause, not a wait
            await asyncio.sleep(0.05)
    await ledger.transact(lambda tx: empty_bin(tx, deleted_before_ms=delete_before))
    await index_all(ledger)
    if await asyncio.to_thread(backups.is_due, ledger.database):
        await asyncio.to_thread(backups.make, ledger.database)
    await attached.sweep(ledger, attachments)
    used, left_open = await ledger.ask(lambda db: (queries.undo_images(db), queries.open_undo_images(db)))
    await asyncio.to_thread(lambda: images.sweep(used, always=needed(images, left_open)))


async def index_all(ledger: Ledger) -> None:
    """Indexes what search has not got yet, in small commits."""
    while await ledger.ask(index.has_more):
        if not await ledger.transact(lambda tx: index.index_more(tx.db)):
            return
        await asyncio.sleep(0.02)
