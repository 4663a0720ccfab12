"""Compaction: smaller, and the same conversation from every cursor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.domain import facts
from backend.domain.facts import Fact
from backend.log import compact, queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from backend.log.record import Record
from backend.log.transaction import Transaction
from tests.unit.log.worlds import delta, end, in_ledger, start

LATER = 10**15


def answer(*texts: str, run: str = "r") -> list[Fact]:
    """A finished run whose message came in these pieces."""
    return [
        Fact("c", run, {"type": "RUN_STARTED", "threadId": "c", "runId": run, "timestamp": 1}),
        start(run=run, message=f"m-{run}"),
        *(delta(text, run=run, message=f"m-{run}") for text in texts),
        end(run=run, message=f"m-{run}"),
        Fact("c", run, {"type": "RUN_FINISHED", "threadId": "c", "runId": run, "timestamp": 2}),
    ]


def write(facts_: list[Fact]) -> Any:
    return lambda tx: [tx.append(fact) for fact in facts_]


async def rows(ledger: Ledger) -> list[Record]:
    return await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))


def folded(records: list[Record]) -> Any:
    return Fold.of("c", records).state()


async def compacted(ledger: Ledger) -> int:
    return await ledger.transact(lambda tx: compact.compact_runs(tx, ended_before_ms=LATER))


def test_a_finished_message_becomes_one_row_that_replaces(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(answer("one ", "two ", "three")))
        before = await rows(ledger)
        assert await compacted(ledger) == 1
        after = await rows(ledger)
        assert [(r.s, r.n0, r.n, r.is_set) for r in after] == [
            (1, None, 1, False),
            (2, None, 2, False),
            (5, 3, 5, True),
            (6, None, 6, False),
            (7, None, 7, False),
        ]
        assert after[2].decoded()["delta"] == "one two three"
        assert folded(after) == folded(before)
        assert await compacted(ledger) == 0

    in_ledger(tmp_path, story)


def test_whoever_had_seen_a_part_ends_with_the_same_text_from_every_cursor(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(answer("one ", "two ", "three")))
        before = await rows(ledger)
        await compacted(ledger)
        after = await rows(ledger)
        for seen in range(len(before) + 1):
            fold = Fold.of("c", before[:seen])
            have_s = before[seen - 1].s if seen else 0
            outcomes = [fold.apply(record) for record in after if record.s > have_s]
            assert "gap" not in outcomes
            assert fold.state() == folded(before)

    in_ledger(tmp_path, story)


@pytest.mark.parametrize("piece", ["x" * 8000, "\0" * 8000, "😀" * 8000])
def test_a_text_too_long_for_a_frame_becomes_several_rows(tmp_path: Path, piece: str) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(answer(*[piece] * 30)))
        before = await rows(ledger)
        await compacted(ledger)
        after = await rows(ledger)
        assert len(after) <= len(before)
        assert all(len(record.event) < 57_344 for record in after)
        assert [r.is_set for r in after].count(True) == 1
        assert folded(after) == folded(before)

    in_ledger(tmp_path, story)


def test_what_is_interleaved_or_still_running_is_left_alone(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        facts_ = answer("one ", "two ")
        between = Fact("c", "r", facts.custom(facts.NOTE, {"code": "x", "text": "y"}))
        running = answer("a", "b", run="live")[:-1]
        await ledger.transact(write([*facts_[:3], between, *facts_[3:], *running]))
        before = await rows(ledger)
        assert await compacted(ledger) == 1
        assert await rows(ledger) == before

    in_ledger(tmp_path, story)


def acted(*outputs: tuple[str, str], results: tuple[str, ...] = ("t1", "t2")) -> list[Fact]:
    """A finished run of two calls that wrote these pieces, call and text, and then ended."""

    def fact(**event: Any) -> Fact:
        return Fact("c", "r", event)

    return [
        fact(type="RUN_STARTED", threadId="c", runId="r", timestamp=1),
        *(
            fact(type="TOOL_CALL_START", toolCallId=call, toolCallName="run_command", parentMessageId="m")
            for call in ("t1", "t2")
        ),
        *(
            Fact("c", "r", facts.custom(facts.TOOL_OUTPUT, {"toolCallId": call, "delta": text}))
            for call, text in outputs
        ),
        *(
            fact(type="TOOL_CALL_RESULT", messageId=f"{call}-r", toolCallId=call, content="Done", role="tool")
            for call in results
        ),
        fact(type="RUN_FINISHED", threadId="c", runId="r", timestamp=2),
    ]


OUTPUTS = (("t1", "one "), ("t2", "other "), ("t1", "two "))


def test_what_ended_calls_wrote_becomes_one_row_without_text(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(acted(*OUTPUTS)))
        before = await rows(ledger)
        await compacted(ledger)
        after = await rows(ledger)
        assert [(r.n0, r.n, r.is_set) for r in after][3:5] == [(4, 6, True), (None, 7, False)]
        assert after[3].decoded()["value"] == {"toolCallId": "t1", "delta": ""}
        assert folded(after) == folded(before)

    in_ledger(tmp_path, story)


def test_whoever_had_seen_a_part_of_what_a_call_wrote_ends_with_the_same_from_every_cursor(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        note = Fact("c", "r", facts.custom(facts.NOTE, {"code": "x", "text": "y"}))
        whole = acted(*OUTPUTS, *OUTPUTS)
        await ledger.transact(write([*whole[:6], note, *whole[6:]]))
        before = await rows(ledger)
        await compacted(ledger)
        after = await rows(ledger)
        assert len(after) == len(before) - 4
        for seen in range(len(before) + 1):
            fold = Fold.of("c", before[:seen])
            have_s = before[seen - 1].s if seen else 0
            outcomes = [fold.apply(record) for record in after if record.s > have_s]
            assert "gap" not in outcomes
            assert fold.state() == folded(before)

    in_ledger(tmp_path, story)


def test_what_a_call_wrote_whose_end_nobody_knows_is_kept(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(acted(*OUTPUTS, results=("t2",))))
        before = await rows(ledger)
        await compacted(ledger)
        after = await rows(ledger)
        calls = folded(after)["messages"][0]["toolCalls"]
        assert [call["metadata"].get("output") for call in calls] == ["one two ", None]
        assert folded(after) == folded(before)

    in_ledger(tmp_path, story)


def test_a_compacted_log_is_much_smaller(tmp_path: Path) -> None:
    """At most 15 bytes a token; before it is over 100."""
    tokens = 20_000

    async def story(ledger: Ledger) -> None:
        await ledger.transact(write(answer(*["tok1 "] * tokens)))

        def size(tx: Transaction) -> float:
            pages = tx.db.pragma("page_count") - tx.db.pragma("freelist_count")
            return float(pages * tx.db.pragma("page_size") / tokens)

        before = await ledger.transact(size)
        await compacted(ledger)
        after = await ledger.transact(size)
        assert before > 100
        assert after < 15

    in_ledger(tmp_path, story)


def test_an_emptied_bin_raises_the_horizon_and_old_cursors_get_reset(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        def make(tx: Transaction) -> None:
            for c in ("kept", "binned"):
                value = {"title": c, "workspace": None, "model": None}
                tx.append(Fact(c, None, facts.custom(facts.CREATED, value)))
            tx.append(Fact("binned", None, facts.custom(facts.DELETED, {})))
            tx.append(Fact("kept", None, facts.custom(facts.CHANGED, {"title": "still"})))

        await ledger.transact(make)
        assert await ledger.position(ledger.cursor(1)) == 1
        assert await ledger.transact(lambda tx: compact.empty_bin(tx, deleted_before_ms=LATER)) == 1
        assert await ledger.position(ledger.cursor(1)) is None
        assert await ledger.position(ledger.cursor(3)) == 3
        left = await ledger.ask(lambda db: queries.records_after(db, 0, limit=9))
        assert [(r.s, r.conversation) for r in left] == [(1, "kept"), (4, "kept")]

    in_ledger(tmp_path, story)


def test_a_damaged_run_does_not_keep_the_others_from_their_turn(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        await ledger.transact(write([*answer("one ", "two ", run="bad"), *answer("a", "b", run="good")]))
        await ledger.transact(lambda tx: tx.db.execute("UPDATE event SET sum = 1 WHERE s = 3").fetchall())
        assert await compacted(ledger) == 2
        assert await compacted(ledger) == 0
        left = await ledger.ask(lambda db: db.execute("SELECT count(*) FROM event WHERE r = 'good'").get)
        assert left == 5

    in_ledger(tmp_path, story)


def test_H4_a_damaged_row_in_a_run_that_a_crash_left_open_does_not_stop_the_start(tmp_path: Path) -> None:
    async def crash(ledger: Ledger) -> None:
        await ledger.transact(write(answer("one ", "two ")[:-2]))
        await ledger.transact(lambda tx: tx.db.execute("UPDATE event SET sum = 1 WHERE s = 3").fetchall())

    async def restart(ledger: Ledger) -> None:
        run = await ledger.ask(lambda db: queries.run(db, "r"))
        assert run is not None
        assert run.status == "interrupted"

    in_ledger(tmp_path, crash)
    in_ledger(tmp_path, restart)
