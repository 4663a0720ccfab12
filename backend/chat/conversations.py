"""Conversations: make, change, bin, list, read. Every change is a fact in the log before it is answered."""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import Any

import apsw

from backend.chat import words
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.queries import ConversationRow
from backend.log.transaction import Transaction
from backend.models.catalog import Catalog

Json = dict[str, Any]  # objects of the contract, on their way out


_PAGE_TOKEN = re.compile(r"[0-9]{1,18}", re.ASCII)


class Conversations:
    """The nouns of `/api/conversations` and `/api/snapshot`."""

    def __init__(self, ledger: Ledger, catalog: Catalog) -> None:
        self._ledger = ledger
        self._catalog = catalog

    async def create(
        self, conversation_id: str | None, *, title: str = "", workspace: str | None = None, model: str | None = None
    ) -> str:
        """Makes a conversation; the same id again is the same conversation. Raises BadInput, Conflict."""
        new_id = words.checked_id(conversation_id, "conversation") if conversation_id else uuid.uuid4().hex
        value = {
            "title": words.checked_title(title),
            "workspace": await asyncio.to_thread(words.checked_workspace, workspace),  # a network drive may be slow
            "model": model,
        }
        if model is not None:
            self._catalog.known(words.checked_model(model))

        def decide(transaction: Transaction) -> None:
            there = transaction.conversation(new_id)
            if there is None:
                transaction.append(Fact(new_id, None, facts.custom(facts.CREATED, value)))
            elif there.deleted_at is not None:
                raise Conflict("This conversation is in the bin.", code="in_bin")

        await self._ledger.transact(decide)
        return new_id

    async def change(self, conversation_id: str, changes: Json) -> Json:
        """Sets title, workspace or model; other keys are ignored. Raises BadInput, NotFound, Conflict."""
        value: Json = {}
        if changes.get("title") is not None:
            value["title"] = words.checked_title(changes["title"])
        if "workspace" in changes:
            value["workspace"] = await asyncio.to_thread(words.checked_workspace, changes["workspace"])
        if "model" in changes:
            if changes["model"] is not None:
                self._catalog.known(words.checked_model(changes["model"]))
            value["model"] = changes["model"]

        def decide(transaction: Transaction) -> Json:
            row = existing(transaction, conversation_id)
            moves = "workspace" in value and value["workspace"] != row.workspace
            if moves and transaction.open_run(conversation_id) is not None:
                raise Conflict(
                    "The folder cannot change while an answer or an approval is open: it was asked for the old one.",
                    code="run_active",
                )
            now = {"title": row.title, "workspace": row.workspace, "model": row.model}
            if {**now, **value} != now:
                transaction.append(Fact(conversation_id, None, facts.custom(facts.CHANGED, value)))
            return {"id": conversation_id, **now, **value}

        return await self._ledger.transact(decide)

    async def delete(self, conversation_id: str) -> None:
        """Puts it in the bin, where it stays for BIN_DAYS. Raises NotFound, Conflict."""

        def decide(transaction: Transaction) -> None:
            existing(transaction, conversation_id)
            run = transaction.open_run(conversation_id)
            if run is not None and run.status == "running":
                raise Conflict("Stop the answer first, then delete the conversation.", code="run_active")
            transaction.append(Fact(conversation_id, None, facts.custom(facts.DELETED, {})))

        await self._ledger.transact(decide)

    async def list(self, *, query: str, before: str | None, limit: int) -> Json:
        """A page, newest first; `next` is the `before` of the page after it, or None. Raises BadInput."""
        if before and not _PAGE_TOKEN.fullmatch(before):
            raise BadInput("`before` is the `next` of an earlier answer.")
        position = int(before) if before else None
        words.storable(query, "search")
        size = min(max(limit, 1), limits.PAGE_SIZE_MOST)
        return await self._ledger.ask(lambda db: _page(db, query=query, before=position, limit=size))

    async def get(self, conversation_id: str) -> Json:
        """The fold of the whole conversation and the cursor behind it. Raises NotFound."""

        def question(db: apsw.Connection) -> Json:
            row = queries.conversation(db, conversation_id)
            if row is None or row.deleted_at is not None:
                raise _not_found()
            records = queries.records_of_conversation(db, conversation_id)
            return Fold.of(conversation_id, records).state()

        state, head = await self._ledger.show(question)
        return {**state, "asOf": self._ledger.cursor(head)}

    async def keep_draft(self, key: str, text: str) -> None:
        """Keeps what is being typed in a conversation, or under `new`. Durable on return. Raises BadInput, TooLarge."""
        words.checked_id(key, "draft")
        words.checked_length(text)
        words.storable(text, "draft")
        await self._ledger.transact(lambda transaction: transaction.keep_draft(key, text))

    async def snapshot(self) -> Json:
        """What a page starts from, all of one moment; following the stream from `asOf` misses nothing."""

        def question(db: apsw.Connection) -> tuple[Json, int]:
            return {
                **_page(db, query="", before=None, limit=limits.PAGE_SIZE),
                "running": [
                    {"conversation": run.conversation, "run": run.id} for run in queries.runs_with_status(db, "running")
                ],
                "interrupts": queries.interrupts(db),
                "interrupted": [
                    {"conversation": run.conversation, "run": run.id} for run in queries.interrupted_runs(db)
                ],
                "drafts": queries.drafts(db),
            }, queries.head(db)

        state, head = await self._ledger.ask(question)
        return {"asOf": self._ledger.cursor(head), **state}


def existing(transaction: Transaction, conversation_id: str) -> ConversationRow:
    """The conversation. Raises NotFound when it was never there or is in the bin."""
    row = transaction.conversation(conversation_id)
    if row is None or row.deleted_at is not None:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    return NotFound("There is no such conversation. It may have been deleted.")


def _page(db: apsw.Connection, *, query: str, before: int | None, limit: int) -> Json:
    rows = queries.conversations(db, query=query, before=before, limit=limit + 1)
    page = rows[:limit]
    return {
        "conversations": [
            {"id": row.id, "title": row.title, "updatedAt": row.updated_at, "running": row.running} for row in page
        ],
        "next": str(page[-1].updated_s) if len(rows) > limit else None,
    }
