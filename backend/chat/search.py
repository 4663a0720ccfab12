"""Search over everything that was said, and over titles: what was found, with the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import apsw

from backend.chat import words
from backend.domain import limits
from backend.domain.errors import BadInput, StorageFailed
from backend.log import index, lists, search
from backend.log.ledger import Ledger
from backend.log.letters import composed, folded, place_of

Json = dict[str, Any]  # objects of the wire, on their way out

_TOKEN = re.compile(r"([tm])([0-9]{1,18})", re.ASCII)
FROM_THE_NEWEST = 10**17
BEFORE, AROUND = 60, 240  # characters of a snippet: before the first hit, and in all


@dataclass(frozen=True, slots=True)
class Search:
    """`POST /api/search`."""

    ledger: Ledger

    async def find(self, query: str, *, limit: int, before: str | None, conversation: str | None) -> Json:
        """Titles first, then messages, each newest first; all words of the query occur, in any case, inside words too.

        `next` is the `before` of the answer after it, or None; an answer may be short and still have one.
        Raises BadInput, StorageFailed.
        """
        if len(query) > limits.SEARCH_CHARS:
            raise BadInput(f"A search may have {limits.SEARCH_CHARS:,} characters.")
        token = _TOKEN.fullmatch(before) if before else None
        if before and token is None:
            raise BadInput("`before` is the `next` of an earlier answer.")
        terms = search.terms_of(words.storable(query, "search"))
        if not terms:
            return {"hits": [], "next": None}
        size = min(max(limit, 1), limits.SEARCH_HITS_MOST)
        kind, at = (token[1], int(token[2])) if token else ("t", None)
        try:
            for _ in range(limits.SEARCH_ROUNDS):  # other questions come in between
                question = partial(_answer, terms=terms, place=(kind, at), limit=size, conversation=conversation)
                answer = await self.ledger.ask(question)
                if answer["hits"] or answer["next"] is None:
                    break
                kind, at = answer["next"][0], int(answer["next"][1:])
            return answer
        except (apsw.CorruptError, apsw.SQLError):
            await self.ledger.transact(lambda transaction: index.mark_damaged(transaction.db))
            raise StorageFailed(
                "The search index is damaged and is being built anew; nothing else is. Search again in a minute.",
                code="search_damaged",
            ) from None


def _answer(
    db: apsw.Connection, *, terms: Sequence[str], place: tuple[str, int | None], limit: int, conversation: str | None
) -> Json:
    kind, at = place
    hits: list[Json] = []
    if kind == "t" and conversation is None:
        rows, more = lists.titled(db, terms, before=at, limit=limit)
        hits = [
            {
                "conversation": row.id,
                "title": row.title,
                "message": None,
                "role": None,
                "at": row.updated_at,
                "snippet": snippet(row.title, terms),
            }
            for row in rows
        ]
        if more is not None:
            return {"hits": hits, "next": f"t{more}"}
        if len(hits) == limit:
            return {"hits": hits, "next": f"m{FROM_THE_NEWEST}"}
    found, last = search.said(
        db, terms, before=at if kind == "m" else None, limit=limit - len(hits), conversation=conversation
    )
    hits += [
        {
            "conversation": said.conversation,
            "title": said.title,
            "message": said.message,
            "role": said.role,
            "at": said.at,
            "snippet": snippet(said.text, terms),
        }
        for said in found
    ]
    return {"hits": hits, "next": None if last is None else f"m{last}"}


def snippet(text: str, terms: Sequence[str]) -> list[Json]:
    """The words around the first hit on one line, in pieces that say whether they are hits."""
    text = composed(text)
    letters = folded(text)
    first = min((at for at in (letters.find(term) for term in terms) if at >= 0), default=0)
    start = max(place_of(text, first) - BEFORE, 0)
    window = text[start : start + AROUND]
    hit = [False] * len(window)
    places = [place for place, character in enumerate(window) for _ in folded(character)]
    window_letters = folded(window)
    for term in terms:
        at = window_letters.find(term)
        while at >= 0:
            for place in places[at : at + len(term)]:
                hit[place] = True
            at = window_letters.find(term, at + len(term))
    pieces: list[Json] = [{"text": "…", "hit": False}] if start else []
    for character, is_hit in zip(window, hit, strict=True):
        if not pieces or pieces[-1]["hit"] != is_hit:
            pieces.append({"text": "", "hit": is_hit})
        pieces[-1]["text"] += character
    if start + AROUND < len(text):
        pieces.append({"text": "…", "hit": False})
    for piece in pieces:
        piece["text"] = re.sub(r"\s+", " ", piece["text"])
    return pieces
