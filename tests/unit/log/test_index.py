"""The index of what was said: found wherever it is, gone when it is gone, and never in the log's way."""

from __future__ import annotations

import contextlib
from pathlib import Path

import apsw
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import facts
from backend.domain.facts import Fact
from backend.log import index, search
from backend.log.compact import purge
from backend.log.ledger import Ledger
from backend.log.letters import composed, folded, place_of
from backend.log.transaction import Transaction
from tests.unit.log.worlds import delta, in_ledger


def say(transaction: Transaction, chat: str, message: str, text: str) -> None:
    if transaction.conversation(chat) is None:
        value = {"title": chat, "workspace": None, "model": None}
        transaction.append(Fact(chat, None, facts.custom(facts.CREATED, value)))
    for event in facts.user_message(message, text, {}):
        transaction.append(Fact(chat, None, event))


async def found(ledger: Ledger, query: str) -> list[str]:
    terms = search.terms_of(query)
    return [said.message for said in (await ledger.ask(lambda db: search.said(db, terms, before=None, limit=99)))[0]]


def test_what_is_deleted_for_good_leaves_no_piece_in_the_file_of_the_index(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def write(transaction: Transaction) -> None:
            for number in range(20):
                say(transaction, "kept", f"m{number}", f"plain words {number}")
            say(transaction, "gone", "secret", " ".join(chr(0x4E00 + at) * 2 for at in range(5_000)))

        def size(db: apsw.Connection) -> int:
            return int(db.execute("SELECT sum(length(block)) FROM gram_data").get or 0)

        await ledger.transact(write)
        assert await found(ledger, "\u5000") == ["secret"]
        await ledger.transact(lambda transaction: purge(transaction, "gone"))
        assert await found(ledger, "\u5000") == []
        assert await ledger.ask(size) > 20_000  # only marked so far
        rounds = 0
        while await ledger.transact(lambda transaction: index.index_more(transaction.db)):
            rounds += 1
            assert rounds < 100
        assert await ledger.ask(size) < 2_000
        assert not await ledger.ask(index.has_more)
        assert len(await found(ledger, "words")) == 20

    in_ledger(tmp_path, story)


def test_a_message_that_goes_on_after_its_end_is_found_once_with_its_new_words(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        start = {"type": "TEXT_MESSAGE_START", "messageId": "m", "role": "assistant"}
        end = {"type": "TEXT_MESSAGE_END", "messageId": "m"}

        def write(transaction: Transaction) -> None:
            say(transaction, "c", "u", "hello")
            for fact in (Fact("c", "r", start), delta("one "), Fact("c", "r", end)):
                transaction.append(fact)
            for fact in (Fact("c", "r", start), delta("two"), Fact("c", "r", end)):
                transaction.append(fact)

        await ledger.transact(write)
        assert await found(ledger, '"one two"') == ["m"]
        assert await found(ledger, "one") == ["m"]

    in_ledger(tmp_path, story)


def test_a_refused_decision_leaves_nothing_in_the_index(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def refuse(transaction: Transaction) -> None:
            say(transaction, "c", "no", "quokka")
            raise ValueError

        for decide in (refuse, lambda transaction: say(transaction, "c", "yes", "wombat")):
            with contextlib.suppress(ValueError):
                await ledger.transact(decide)
        assert await found(ledger, "quokka") == []
        assert await found(ledger, "wombat") == ["yes"]

    in_ledger(tmp_path, story)


@settings(deadline=None)
@given(st.text(max_size=200), st.data())
def test_every_part_of_every_text_is_found_by_its_pieces(text: str, data: st.DataObject) -> None:
    letters = folded(composed(text.encode("utf-8", "ignore").decode()))
    if not letters:
        return
    at = data.draw(st.integers(0, len(letters) - 1))
    part = letters[at : at + data.draw(st.integers(1, 12))]
    assert index.pieces_asked(part) <= index.pieces_of(letters)
    assert not any(piece.isspace() or '"' in piece for piece in index.pieces_of(letters))


@settings(deadline=None)
@given(st.text(max_size=60), st.data())
def test_a_place_in_the_folded_text_is_a_place_in_the_text(text: str, data: st.DataObject) -> None:
    text = composed(text)
    letters = folded(text)
    at = data.draw(st.integers(0, max(len(letters) - 1, 0)))
    place = place_of(text, at)
    assert len(folded(text[:place])) <= at or not letters
    if letters:
        assert len(folded(text[: place + 1])) > at
