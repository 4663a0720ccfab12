"""A run's pen: no hole is ever finished over, and every run ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from ag_ui.core import (
    BaseEvent,
    RunFinishedEvent,
    TextMessageContentEvent,
    TextMessageStartEvent,
    ToolCallStartEvent,
)

from backend.agent.hands import Intents
from backend.agent.recorder import Recorder
from backend.domain import facts
from backend.domain.errors import StorageFailed
from backend.domain.facts import Fact
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger
from tests.unit.log.worlds import in_ledger

FINISHED = RunFinishedEvent(thread_id="c", run_id="r")


async def begin(ledger: Ledger) -> Recorder:
    started = facts.run_started("c", "r", message_id="u", model="p:m")
    await ledger.transact(lambda tx: tx.append(Fact("c", "r", started)))
    return Recorder(ledger, "c", "r", Intents())


async def take(recorder: Recorder, *events: BaseEvent) -> None:
    for event in events:
        await recorder.take(event)


def text(delta: str) -> TextMessageContentEvent:
    return TextMessageContentEvent(message_id="m", delta=delta)


async def run_state(ledger: Ledger) -> tuple[str, list[str]]:
    rows = await ledger.ask(lambda db: list(queries.records_of_conversation(db, "c")))
    state = Fold.of("c", rows).state()
    return state["runs"][0]["status"], [m["content"] for m in state["messages"]]


def test_H3_an_answer_whose_text_was_lost_in_a_failed_commit_is_not_finished_over(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        recorder = await begin(ledger)
        await take(recorder, TextMessageStartEvent(message_id="m", role="assistant"), text("AAAA "))
        await ledger.transact(lambda _: None)
        pages = await ledger.transact(lambda tx: tx.db.pragma("page_count"))
        await ledger.transact(lambda tx: tx.db.pragma("max_page_count", pages))
        await take(recorder, *(text("B" * 8000) for _ in range(4)))
        await asyncio.sleep(0)  # the batch with the text leaves, and cannot be stored

        def free_space() -> None:
            ledger._writer._db.pragma("max_page_count", pages + 1000)

        finishing = asyncio.create_task(recorder.take(FINISHED))
        while not ledger.failures:  # noqa: ASYNC110  the failure itself is what is waited for
            await asyncio.sleep(0.001)
        free_space()
        with pytest.raises(StorageFailed):
            await finishing
        await recorder.end_with_error("no space", "storage_failed")
        assert await run_state(ledger) == ("failed", ["AAAA "])

    in_ledger(tmp_path, story)


def test_what_fits_no_frame_ends_its_own_run_and_no_other(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        recorder = await begin(ledger)
        await take(recorder, TextMessageStartEvent(message_id="m", role="assistant"), text("kept"))
        huge = ToolCallStartEvent(tool_call_id="t" * 57_300, tool_call_name="read_file")
        with pytest.raises(ValueError, match="does not fit"):
            await recorder.take(huge)
        await recorder.end_with_error("sentence", "reply_unusable")
        assert ledger.failures == 0
        assert await run_state(ledger) == ("failed", ["kept"])

    in_ledger(tmp_path, story)


def test_a_run_ends_once_whoever_ends_it_first(tmp_path: Path) -> None:
    async def story(ledger: Ledger) -> None:
        recorder = await begin(ledger)
        await take(recorder, FINISHED)
        await recorder.end_cancelled()
        await take(recorder, text("late"))
        assert await run_state(ledger) == ("finished", [])

    in_ledger(tmp_path, story)
