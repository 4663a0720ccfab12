"""Conversations: make, change, bin, list, read. Every change is a fact in the log before it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw

from backend.chat import lists, words
from backend.domain import conversation as heads
from backend.domain import facts, limits
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.domain.facts import Fact
from backend.log import lists as rows
from backend.log import queries
from backend.log.compact import purge
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.queries import ConversationRow
from backend.log.tail import tail
from backend.log.transaction import Transaction
from backend.models.catalog import Catalog

Json = dict[str, Any]  # objects of the contract, on their way out


_PAGE_TOKEN = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)


class Conversations:
    """The nouns of `/api/conversations` and `/api/snapshot`."""

    def __init__(self, ledger: Ledger, catalog: Catalog) -> None:
        self._ledger = ledger
        self._catalog = catalog
        self._whole: tuple[tuple[str, int, int], Json] | None = None

    async def create(self, conversation_id: str | None, values: Json) -> str:
        """Makes a conversation; the same id again is the same conversation. Raises BadInput, Conflict.

        `values` may have any key of a head but `leaf`; other keys are ignored.
        """
        new_id = words.checked_id(conversation_id, "conversation") if conversation_id else uuid.uuid4().hex
        head = await self._checked({**values, "title": values.get("title") or "", "leaf": None})
        head.pop("leaf")
        if "folders" in head:
            head["folders"] = _beside({"workspace": None, **head})
        created = {
            "title": head.pop("title"),
            "workspace": head.pop("workspace", None),
            "model": head.pop("model", None),
        }

        def decide(transaction: Transaction) -> None:
            there = transaction.conversation(new_id)
            if there is None:
                transaction.append(Fact(new_id, None, facts.custom(facts.CREATED, created)))
                if head:
                    _append_changes(transaction, new_id, head)
            elif there.deleted_at is not None:
                raise Conflict("This conversation is in the bin.", code="in_bin")

        await self._ledger.transact(decide)
        return new_id

    async def change(self, conversation_id: str, changes: Json) -> Json:
        """Sets any key of a head; other keys are ignored. Answers the head. Raises BadInput, NotFound, Conflict."""
        value = await self._checked(changes)

        def decide(transaction: Transaction) -> Json:
            row = existing(transaction, conversation_id)
            now = _head(row)
            if _FOLDERS & value.keys():
                now["folders"] = queries.folders(transaction.db, conversation_id)
                value["folders"] = _beside({**now, **value})
            moves = any(value[key] != now[key] for key in _FOLDERS & value.keys())
            if moves and transaction.open_run(conversation_id) is not None:
                raise Conflict(
                    "The folder cannot change while an answer or an approval is open: it was asked for the old one.",
                    code="run_active",
                )
            if value.get("leaf") is not None:
                _require_leaf(transaction, conversation_id, value["leaf"])
            changed = {key: new for key, new in value.items() if new != now[key]}
            if "title" in value and row.title_made:
                changed["title"] = value["title"]  # the person's own now, and nothing else's to change
            if changed:
                _append_changes(transaction, conversation_id, changed)
            shown = {**_head(row), **changed} | ({"folders": value["folders"]} if "folders" in value else {})
            return {"id": conversation_id, **shown}

        return await self._ledger.transact(decide)

    async def _checked(self, changes: Json) -> Json:
        """The keys of a head that are there, as they are stored. Raises BadInput."""
        value: Json = {}
        for key, sent in changes.items():
            match key:
                case "title" if sent is not None:
                    value[key] = words.checked_title(sent)
                case "workspace":  # a network drive may be slow
                    value[key] = await asyncio.to_thread(words.checked_workspace, sent)
                case "folders":
                    value[key] = await asyncio.to_thread(words.checked_folders, sent)
                case "model":
                    if sent is not None:
                        self._catalog.known(words.checked_model(sent))
                    value[key] = sent
                case "leaf":
                    value[key] = None if sent is None else words.checked_id(sent, "message to show")
                case "system":
                    value[key] = heads.checked_system(sent)
                case "parameters":
                    value[key] = heads.checked_parameters(sent)
                case "pinned" | "archived":
                    value[key] = heads.checked_flag(sent, key)
                case "tags":
                    value[key] = heads.checked_tags(sent)
                case "mode":
                    value[key] = heads.checked_mode(sent)
        return value

    async def delete(self, conversation_id: str) -> None:
        """Puts it in the bin, where it stays for BIN_DAYS. Raises NotFound, Conflict."""

        def decide(transaction: Transaction) -> None:
            existing(transaction, conversation_id)
            run = transaction.open_run(conversation_id)
            if run is not None and run.status == "running":
                raise Conflict("Stop the answer first, then delete the conversation.", code="run_active")
            transaction.append(Fact(conversation_id, None, facts.custom(facts.DELETED, {})))

        await self._ledger.transact(decide)

    async def restore(self, conversation_id: str) -> None:
        """Takes it out of the bin; one that is not in it stays as it is. Raises NotFound."""

        def decide(transaction: Transaction) -> None:
            row = transaction.conversation(conversation_id)
            if row is None:
                raise NotFound("There is no such conversation in the bin. It may have been deleted for good.")
            if row.deleted_at is not None:
                transaction.append(Fact(conversation_id, None, facts.custom(facts.RESTORED, {})))

        await self._ledger.transact(decide)

    async def purge(self, conversation_id: str) -> None:
        """Deletes a conversation of the bin for good. Raises NotFound, Conflict."""

        def decide(transaction: Transaction) -> None:
            row = transaction.conversation(conversation_id)
            if row is None:
                raise NotFound("There is no such conversation in the bin. It may have been deleted for good.")
            if row.deleted_at is None:
                raise Conflict("Only what is in the bin can be deleted for good.", code="not_in_bin")
            purge(transaction, conversation_id)

        await self._ledger.transact(decide)

    async def empty_bin(self) -> None:
        """Deletes everything in the bin for good, one by one, so that no other command waits long."""
        for conversation_id in await self._ledger.ask(rows.in_bin):
            with contextlib.suppress(NotFound, Conflict):  # somebody was faster, or took it out
                await self.purge(conversation_id)

    async def listed(
        self, *, query: str, before: str | None, limit: int, archived: bool = False, tag: str = "", binned: bool = False
    ) -> Json:
        """A page, newest first; `next` is the `before` of the page after it, or None. Raises BadInput."""
        if before and not _PAGE_TOKEN.fullmatch(before):
            raise BadInput("`before` is the `next` of an earlier answer.")
        words.storable(query, "search")
        words.storable(tag, "tag")
        size = min(max(limit, 1), limits.PAGE_SIZE_MOST)
        at = [int(part) for part in (before or "").split(".") if part]
        if binned:
            place = (at[0], at[1]) if len(at) == 2 else None
            return await self._ledger.ask(lambda db: lists.bin_page(db, query=query, before=place, limit=size))
        return await self._ledger.ask(
            lambda db: lists.page(db, query=query, before=at[0] if at else None, limit=size, archived=archived, tag=tag)
        )

    async def tags(self) -> Json:
        """All tags, in the order of their names, and how many conversations have each."""
        found = await self._ledger.ask(rows.tags)
        return {"tags": [{"name": name, "conversations": count} for name, count in found]}

    async def workspaces(self) -> list[str]:
        """The folders of chats, the last one first, as far as they are there."""
        known = await self._ledger.ask(lambda db: rows.workspaces(db, limits.RECENT_FOLDERS))
        return await asyncio.to_thread(lambda: [path for path in known if Path(path).is_dir()])

    async def get(self, conversation_id: str, *, last: int | None = None) -> Json:
        """The fold of the conversation and its cursor: whole, or a long one's end (`tail`). Raises NotFound."""

        def question(db: apsw.Connection) -> Json:
            row = queries.conversation(db, conversation_id)
            if row is None or row.deleted_at is not None:
                raise _not_found()
            return self._folded(db, conversation_id, last)

        state, head = await self._ledger.show(question)
        return {**state, "asOf": self._ledger.cursor(head)}

    def _folded(self, db: apsw.Connection, conversation_id: str, last: int | None) -> Json:
        """Who is shown the end asks for the whole right after: it is kept until then, of one conversation."""
        end = (conversation_id, *queries.end(db, conversation_id))
        kept, self._whole = self._whole, None
        if kept is not None and kept[0] == end:
            state = kept[1]
        else:
            state = Fold.of(conversation_id, queries.records_of_conversation(db, conversation_id)).state()
        if last is None or (shown := tail(state, last)) is None:
            return state
        self._whole = (end, state)
        return shown

    async def keep_draft(self, key: str, text: str, attachments: Sequence[Json] = ()) -> None:
        """Keeps what is being typed in a conversation, or under `new`, with its files as `attached` describes them.

        Durable on return. Raises BadInput, TooLarge.
        """
        words.checked_id(key, "draft")
        words.checked_length(text)
        words.storable(text, "draft")
        await self._ledger.transact(lambda transaction: transaction.keep_draft(key, text, attachments))

    async def kept_draft(self, key: str) -> tuple[str, list[Json]]:
        """The text that is kept under this key, "" when there is none, and its files."""
        return await self._ledger.ask(
            lambda db: (queries.drafts(db).get(key, ""), queries.draft_attachments(db).get(key, []))
        )

    async def snapshot(self) -> Json:
        """What a page starts from, all of one moment; following the stream from `asOf` misses nothing."""
        state, head = await self._ledger.ask(lists.snapshot)
        return {"asOf": self._ledger.cursor(head), **state}


def existing(transaction: Transaction, conversation_id: str) -> ConversationRow:
    """The conversation. Raises NotFound when it was never there or is in the bin."""
    row = transaction.conversation(conversation_id)
    if row is None or row.deleted_at is not None:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    return NotFound("There is no such conversation. It may have been deleted.")


def _head(row: ConversationRow) -> Json:
    return {
        "title": row.title,
        "workspace": row.workspace,
        "model": row.model,
        "leaf": row.leaf,
        "system": row.system,
        "parameters": row.parameters,
        "pinned": row.pinned,
        "archived": row.archived,
        "tags": [*row.tags],
        "mode": row.mode,
    }


_FOLDERS = {"workspace", "folders"}


def _beside(head: Json) -> list[str]:
    """The further folders beside the first. Raises BadInput."""
    first, further = head["workspace"], head["folders"]
    if first is None:
        return []
    further = [folder for folder in further if folder != first]
    words.require_apart([first, *further])
    return further


def _append_changes(transaction: Transaction, conversation_id: str, changed: Json) -> None:
    for event in facts.head_changed(changed):
        transaction.append(Fact(conversation_id, None, event))


def _require_leaf(transaction: Transaction, conversation_id: str, leaf: str) -> None:
    run = transaction.run(leaf)
    if not transaction.has_message(conversation_id, leaf) and (run is None or run.conversation != conversation_id):
        raise BadInput("`leaf` names no message and no answer of this conversation.", code="no_leaf")
