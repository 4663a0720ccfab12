"""Writes one run into the log, event by event, with the barriers of the contract.

Deltas go in as they come. A complete tool call, its result and the run's end are on the disk before the next step is
taken. If a commit failed since the run began, its text would have a hole: then it refuses to go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from backend.agent import asked, waiting
from backend.agent.hands import Intents
from backend.agent.job import Job
from backend.agent.seam import Seam
from backend.agent.tools.common import fitting
from backend.domain import facts, limits
from backend.domain.errors import StorageFailed
from backend.domain.facts import Event, Fact, OpenParts
from backend.log.ledger import Ledger
from backend.log.transaction import Transaction, require_fit

if TYPE_CHECKING:
    from ag_ui.core import BaseEvent

log = logging.getLogger(__name__)

STOPPED = "Stopped before it had finished."
_BARRIERS = frozenset({"TOOL_CALL_END", "TOOL_CALL_RESULT", "RUN_FINISHED"})
_MAY_BE_DROPPED = frozenset({"REASONING_ENCRYPTED_VALUE", "ACTIVITY_SNAPSHOT", "ACTIVITY_DELTA", "RAW", "CUSTOM"})


async def end_run(ledger: Ledger, conversation: str, run_id: str, events: list[Event]) -> None:
    """Appends the events that end a run, unless it has ended: its own end may have been on its way to the disk.

    Tries again while the disk refuses, until the server closes; then the next start ends it. Raises ValueError.
    """

    def append(transaction: Transaction) -> None:
        run = transaction.run(run_id)
        if run is not None and run.status == "running":
            for event in events:
                transaction.append(Fact(conversation, run_id, event))

    while True:
        try:
            return await ledger.transact(append)
        except StorageFailed as failure:
            if failure.code == "closing":
                return None
            await asyncio.sleep(limits.DISK_RETRY_S)


def _with(end: Event, totals: Event) -> Event:
    """The event that ends a run, with what the run took."""
    metadata = {**end.get("metadata", {}), **totals.get("metadata", {})}
    return {**end, **totals, **({"metadata": metadata} if metadata else {})}


class Recorder:
    """One run's pen. `resumed_calls` are an earlier run's calls that this one carries out.

    `results` is what a call's result says beside its text, as the tools put it there (Any: JSON);
    `beside` are facts that are committed with a call's result.
    `failed_calls` maps a tool call to `failed` or `denied`, as the runner learns it; `totals` is what its end says of
    tokens and money. `proposed` is the plan that a good end asks about: its calls as facts, and its interrupts.
    `follow` begins the run of the message that waited for this one.
    """

    def __init__(
        self,
        ledger: Ledger,
        conversation: str,
        run: str,
        intents: Intents,
        *,
        results: dict[str, dict[str, Any]] | None = None,
        beside: dict[str, list[Event]] | None = None,
        proposed: Callable[[], tuple[list[Event], list[Event]]] = lambda: ([], []),
        resumed_calls: Iterable[str] = (),
        follow: Callable[[Job], None] = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._conversation = conversation
        self._run = run
        self._intents = intents
        self._results = results if results is not None else {}
        self._beside = beside if beside is not None else {}
        self._failures = ledger.failures
        self._parts = OpenParts()
        self._started_calls = dict.fromkeys(resumed_calls)
        self._first_half: tuple[str, Seam] | None = None  # its message, while the second half has not begun
        self._sewing: tuple[str, Seam] | None = None  # the second half's message
        self._follow = follow
        self._proposed = proposed
        self._plan: list[Event] = []  # committed with the run's end
        self._result_came = asyncio.Event()
        self.failed_calls: dict[str, str] = {}
        self.result_messages: dict[str, str] = {}  # of each call; the latest
        self.totals: Event = {}
        self.has_ended = False

    async def take(self, event: BaseEvent) -> None:
        """Records what pydantic-ai's AG-UI encoder said. Raises StorageFailed; ValueError for what cannot be stored."""
        if self.has_ended:
            return
        self._require_whole()
        fact = self._as_fact(facts.dump(event))
        if fact is None:
            return
        self._parts.see(fact)
        if fact["type"] not in _BARRIERS:
            self._ledger.append(Fact(self._conversation, self._run, fact))
            return
        match fact["type"]:  # before the commit: a stop that comes while it is under way does not undo it
            case "TOOL_CALL_END":
                self._started_calls[fact["toolCallId"]] = None
            case "TOOL_CALL_RESULT":
                self._started_calls.pop(fact["toolCallId"], None)
        await self._commit(fact)
        match fact["type"]:
            case "TOOL_CALL_END":
                self._intents.commit(fact["toolCallId"])
            case "TOOL_CALL_RESULT":
                self.result_messages[fact["toolCallId"]] = fact["messageId"]
                self._result_came.set()
            case "RUN_FINISHED":
                self.has_ended = True

    def resume(self, calls: Iterable[str]) -> None:
        """These calls of an earlier run are carried out in this one."""
        for call in calls:
            self._started_calls[call] = None
            self._intents.commit(call)

    async def results_are_in(self) -> bool:
        """Returns once every call that was made has its result in the log; False when that takes too long."""
        try:
            async with asyncio.timeout(limits.INTENT_TIMEOUT_S):
                while self._started_calls:
                    self._result_came.clear()
                    await self._result_came.wait()
        except TimeoutError:
            return False
        return True

    def note(self, code: str, text: str) -> None:
        """Something the person should see beside the answer, such as a retry."""
        self.tell(facts.custom(facts.NOTE, {"code": code, "text": text}))

    def tell(self, event: Event) -> None:
        """One of our own facts, in this run. After the run's end there is nobody to tell."""
        if not self.has_ended:
            self._ledger.append(Fact(self._conversation, self._run, event))

    def go_on_from(self, message_id: str, seam: Seam) -> None:
        """The text that comes next is the second half of that message: `metadata.continues` will say so."""
        self._first_half = message_id, seam

    async def end_with_error(self, detail: str, code: str) -> None:
        """Ends the run; what was open is closed as partial. Tries again while the disk refuses."""
        await self._end([facts.run_error(detail, code)])

    async def end_cancelled(self) -> None:
        """Ends the run as the person asked; a tool that was running says that it was stopped."""
        from ag_ui.core import ToolCallResultEvent

        results: list[Event] = []
        for call in self._started_calls:
            result = ToolCallResultEvent(
                message_id=f"{self._run}-{call}",
                tool_call_id=call,
                content=STOPPED,
                role="tool",
                timestamp=facts.now_ms(),
            )
            beside = {**self._results.pop(call, {}), "error": "stopped"}
            results.append({**facts.dump(result), "metadata": beside})
        await self._end([*results, facts.run_cancelled(self._conversation, self._run)])

    async def _end(self, ending: list[Event]) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        told = [fact for facts_of_call in self._beside.values() for fact in facts_of_call]
        events = [*self._parts.close(), *told, *ending[:-1], _with(ending[-1], self.totals)]
        try:
            await end_run(self._ledger, self._conversation, self._run, events)
        except ValueError:  # something of the provider's in what was open fits no frame; the end itself always does
            await end_run(self._ledger, self._conversation, self._run, events[-1:])

    def _require_whole(self) -> None:
        """A commit that failed since the run began may have taken some of its text."""
        if self._ledger.failures != self._failures:
            raise StorageFailed("Saving failed, so the answer was stopped. Free some space on the disk and try again.")

    async def _commit(self, event: Event) -> None:
        beside = self._beside.pop(event.get("toolCallId", ""), []) if event["type"] == "TOOL_CALL_RESULT" else []

        def append(transaction: Transaction) -> Job | None:
            self._require_whole()  # again: the batch with the text before it may have failed while this one waited
            for told in beside:
                transaction.append(Fact(self._conversation, self._run, told))
            for planned in self._plan if event["type"] == "RUN_FINISHED" else ():
                transaction.append(Fact(self._conversation, self._run, planned))
            transaction.append(Fact(self._conversation, self._run, event))
            return waiting.take_next(transaction, self._run) if event["type"] == "RUN_FINISHED" else None

        def follow(job: Job | None) -> None:
            if job is not None:
                self._follow(job)

        await self._ledger.transact(append, then=follow)

    def _propose(self, end: Event) -> None:
        """A run that ends with a plan waits for what the person says to it, unless it asks something else first."""
        if (end.get("outcome") or {"type": "success"})["type"] == "success":
            self._plan, interrupts = self._proposed()
            if interrupts:
                end.pop("result", None)
                end["outcome"] = {"type": "interrupt", "interrupts": interrupts}

    def _as_fact(self, event: Event) -> Event | None:
        """The event as it is stored: None for what the log has already or cannot hold."""
        match event["type"]:
            case "RUN_STARTED":
                return None  # it was committed with the command that caused the run
            case "TEXT_MESSAGE_START" if self._first_half is not None:
                first_half, seam = self._first_half
                event["metadata"] = {**event.get("metadata", {}), "continues": first_half}
                self._first_half, self._sewing = None, (event["messageId"], seam)
            case "TOOL_CALL_START":
                self._first_half = None  # it acted instead of going on
            case kind if kind in facts.DELTA_KEYS:
                if self._sewing is not None and self._sewing[0] == event.get("messageId"):
                    event["delta"] = self._sewing[1].take(event["delta"])
                event.pop("timestamp", None)  # a delta's time is its commit's
                event["delta"] = event["delta"].encode("utf-8", "replace").decode()
                return event if event["delta"] else None
            case "TOOL_CALL_RESULT":
                event["content"] = fitting(event["content"])
                metadata = {**event.get("metadata", {}), **self._results.pop(event["toolCallId"], {})}
                if outcome := self.failed_calls.get(event["toolCallId"]):
                    metadata["error"] = outcome
                if metadata:
                    event["metadata"] = metadata
            case "RUN_FINISHED":
                self._propose(event)
                asked.prepare((event.get("outcome") or {}).get("interrupts", ()))
                return _with(event, self.totals)
        if event["type"] in _MAY_BE_DROPPED:
            try:
                require_fit(event)
            except ValueError as error:
                log.warning("left out of the log: %s", error)
                return None
        return event
