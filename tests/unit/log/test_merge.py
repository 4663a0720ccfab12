"""What a reader that is behind is sent: fewer frames, the same facts, and every id a cursor that is right."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from backend.domain import limits
from backend.log import queries
from backend.log.feed import Feed
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.merge import Shown, merged
from backend.log.record import Record, frame
from tests.unit.log.worlds import delta, end, in_ledger, open_ledger, parse_frames, start


def row(s: int, n: int, text: str, *, c: str = "c", message: str = "m", kind: str = "TEXT_MESSAGE_CONTENT") -> Record:
    key = "toolCallId" if kind == "TOOL_CALL_ARGS" else "messageId"
    return Record(s, c, "r", n, orjson.dumps({"type": kind, key: message, "delta": text}))


def shape(records: Sequence[Record]) -> list[tuple[int, str, int | None, int, object]]:
    """What a story compares."""
    return [(r.s, r.conversation, r.n0, r.n, r.decoded().get("delta", r.decoded()["type"])) for r in records]


def test_neighbours_of_one_thing_become_one_frame_with_the_number_of_the_last() -> None:
    begins = Record(1, "c", "r", 1, b'{"type":"TEXT_MESSAGE_START","messageId":"m"}')
    rows = [begins, row(2, 2, "a"), row(3, 3, "b"), row(4, 4, "c"), row(5, 5, "x", message="other")]
    arguments = [row(6, 6, "{", message="t", kind="TOOL_CALL_ARGS"), row(7, 7, "}", message="t", kind="TOOL_CALL_ARGS")]
    assert shape(list(merged([*rows, *arguments], ()))) == [
        (1, "c", None, 1, "TEXT_MESSAGE_START"),
        (4, "c", 2, 4, "abc"),
        (5, "c", None, 5, "x"),
        (7, "c", 6, 7, "{}"),
    ]


def test_another_conversations_fact_between_them_keeps_them_apart() -> None:
    """Whoever comes back with that fact's id would miss what stood before it, or get what came after it twice."""
    rows = [row(1, 1, "a"), row(2, 1, "other", c="d"), row(3, 2, "b"), row(4, 3, "c")]
    assert shape(list(merged(rows, ()))) == [
        (1, "c", None, 1, "a"),
        (2, "d", None, 1, "other"),
        (4, "c", 2, 3, "bc"),
    ]


def test_a_replacing_row_stays_what_it_is_and_nothing_else_replaces() -> None:
    replacing = Record(5, "c", "r", 5, row(5, 5, "whole").event, 2, True)
    rows = [row(1, 1, "a"), replacing, row(6, 6, "b"), row(7, 7, "c")]
    got = list(merged(rows, ()))
    assert got[1] is replacing
    assert [r.is_set for r in got] == [False, True, False]
    assert (got[2].n0, got[2].n) == (6, 7)


def test_a_row_that_covers_several_numbers_joins_with_all_of_them() -> None:
    several = Record(5, "c", "r", 5, row(5, 5, "bcd").event, 2)
    assert shape(list(merged([row(1, 1, "a"), several, row(6, 6, "e")], ()))) == [(6, "c", 1, 6, "abcde")]


@pytest.mark.parametrize("text", ["word ", "\0\u2028", "😀", '"\\'])
def test_a_merged_frame_fits_the_contract_whatever_its_text(text: str) -> None:
    rows = [row(s, s, text * 400) for s in range(1, 200)]
    got = list(merged(rows, ()))
    assert len(got) < 60
    assert max(len(frame(record, "abcdef")) for record in got) <= limits.FRAME_BYTES
    assert "".join(record.decoded()["delta"] for record in got) == text * 400 * 199


def test_nothing_joins_behind_a_number_at_which_somebody_was_shown_the_conversation() -> None:
    shown = Shown(start=100)
    with shown.showing(103) as at:
        assert set(shown.between(101, 110)) == set(range(103, 111)), "what is being read may show any of them"
        at.append(104)
    assert set(shown.between(98, 110)) == {99, 100, 103, 104}
    rows = [row(s, s, f"{s} ") for s in range(99, 109)]
    assert [(r.n0, r.n) for r in merged(rows, shown.between(98, 108))] == [
        (None, 99),
        (None, 100),
        (101, 103),
        (None, 104),
        (105, 108),
    ]


def test_what_was_shown_is_forgotten_where_no_cursor_is_served_any_more() -> None:
    shown = Shown(start=0)
    for head in range(0, 5 * limits.REPLAY_RECORDS, 100):
        with shown.showing(head) as at:
            at.append(head)
    assert len(shown._numbers) <= limits.REPLAY_RECORDS / 100 + 1


# --- through the ledger -----------------------------------------------------------------------------------


async def write(ledger: Ledger, rng: Random, *, chats: int, stretches: int) -> None:
    """Answers that come in stretches, each chat's between the others', one row a piece."""
    names = [f"c{number}" for number in range(chats)]
    for c in names:
        ledger.append(start(c=c))
    for _ in range(stretches):
        c = rng.choice(names)
        for _ in range(rng.randrange(1, 40)):
            ledger.append(delta(f"{rng.randrange(1000)} ", c=c))
            await ledger.transact(lambda _: None)  # a row of its own
    for c in names:
        ledger.append(end(c=c))
    await ledger.transact(lambda _: None)


def as_record(data: dict[str, Any]) -> Record:
    """A frame as the fold takes it."""
    return Record(
        data["s"],
        data["c"],
        data.get("r"),
        data["n"],
        orjson.dumps(data["e"]),
        data.get("n0"),
        bool(data.get("set")),
    )


async def frames_behind(ledger: Ledger, after: int) -> list[Record]:
    """Everything after it, as a reader gets it that reads one batch after the other."""
    got: list[Record] = []
    while after < ledger.feed.head:
        frames, after = await ledger.feed.frames_after(after)
        got += [as_record(data) for data in parse_frames(frames)] if frames else []
    return got


def folded(records: Sequence[Record]) -> dict[str, object]:
    """Every conversation's state; each frame has to be the next one of its conversation."""
    folds: dict[str, Fold] = {}
    for record in records:
        fold = folds.setdefault(record.conversation, Fold(record.conversation))
        assert fold.apply(record) == "applied", record
    return {c: fold.state() for c, fold in folds.items()}


def test_F1_a_reader_cut_off_behind_any_merged_frame_resumes_without_a_gap(tmp_path: Path) -> None:
    """Six chats at once. From each id the stream goes on with `n0 == have + 1` in every conversation."""

    async def story(ledger: Ledger) -> None:
        await write(ledger, Random(8), chats=6, stretches=60)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=9999))
        ledger.feed._forget_all()
        whole = await frames_behind(ledger, 0)
        assert len(whole) < len(rows) / 5, "most of it is merged"
        assert [r.s for r in whole] == sorted({r.s for r in whole}), "the cursor only ever goes forward"
        assert folded(whole) == folded(rows)
        for cut in range(len(whole)):
            ledger.feed._forget_all()
            assert folded([*whole[: cut + 1], *await frames_behind(ledger, whole[cut].s)]) == folded(rows), cut

    in_ledger(tmp_path, story)


def test_F1_a_page_shown_a_conversation_ahead_of_its_stream_finds_no_gap(tmp_path: Path) -> None:
    """It has the conversation as of later than its cursor: what it has is dropped, what follows is applied."""

    async def story(ledger: Ledger) -> None:
        ledger.append(start())
        states: list[Fold] = []
        for number in range(400):
            ledger.append(delta(f"{number} "))
            await ledger.transact(lambda _: None)
            if number % 57 == 0:
                fold, _ = await ledger.show(lambda db: Fold.of("c", queries.records_of_conversation(db, "c")))
                states.append(fold)
        ledger.feed._forget_all()
        frames = await frames_behind(ledger, 0)
        assert len(frames) < 20
        whole = folded(frames)["c"]
        assert len(states) == 8
        for fold in states:
            outcomes = [fold.apply(record) for record in frames]
            assert "gap" not in outcomes
            assert fold.state() == whole

    in_ledger(tmp_path, story)


def test_what_was_shown_before_a_restart_is_not_known_so_nothing_from_then_is_merged(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_ledger(tmp_path) as ledger:
            for number in range(300):
                ledger.append(delta(f"{number} "))
                await ledger.transact(lambda _: None)
        async with open_ledger(tmp_path) as ledger:
            frames = await frames_behind(ledger, 0)
            assert [(record.n0, record.n) for record in frames] == [(None, n) for n in range(1, 301)]

    asyncio.run(story())


def test_a_fast_reader_gets_the_frames_that_were_encoded_once(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        for number in range(limits.LIVE_RECORDS):
            ledger.append(delta(str(number)))
            await ledger.transact(lambda _: None)
        rows = await ledger.ask(lambda db: queries.records_after(db, 0, limit=9999))
        frames, last = await ledger.feed.frames_after(0)
        assert frames == b"".join(frame(record, ledger.feed.epoch) for record in rows)
        assert last == ledger.feed.head
        assert ledger.feed._batches == {}, "the database was not asked"

    in_ledger(tmp_path, story)


def test_F8_many_readers_that_are_behind_cost_one_reading_and_a_bounded_memory() -> None:
    """A batch is read once for all of them, and only some are kept."""
    asked: list[tuple[int, int]] = []

    async def replay(after: int, last: int, _: Collection[int]) -> tuple[bytes, int]:
        asked.append((after, last))
        await asyncio.sleep(0)
        return b"x" * limits.BATCH_BYTES, last

    async def read(feed: Feed) -> None:
        at = 0
        while at < feed.head:
            _, at = await feed.frames_after(at)

    async def story() -> Feed:
        feed = Feed("abcdef", 20_000, replay)
        await asyncio.gather(*(read(feed) for _ in range(24)))
        return feed

    feed = asyncio.run(story())
    assert len(asked) == len(set(asked)) == 20
    assert sum(len(frames) for frames, _ in feed._batches.values()) <= 16 * limits.BATCH_BYTES
