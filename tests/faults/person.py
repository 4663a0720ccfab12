"""A person at work in one chat at a time: says things, allows and refuses, stops answers, never gives up on a cut.

Every command is sent with its id until it is answered, through crashes and cuts, and some are sent again long after.
What was meant is kept in `Intent`s, for the verdict to compare with what happened.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.chats import Chats
from tests.faults.follower import Tally
from tests.faults.script import Order, hostile
from tests.faults.wire import Address, Answer, Cut, call

Json = dict[str, Any]
ENDED = ("finished", "failed", "cancelled", "interrupted")


@dataclass(slots=True)
class Intent:
    """One message: what was sent, and what each answer said."""

    id: str
    conversation: str
    order: Order
    runs: set[str] = field(default_factory=set)  # from every 202; more than one is a fault
    cancels: bool = False
    approval: bool | None = None  # what was answered, once it was
    continuing: set[str] = field(default_factory=set)  # runs that answered the approval

    @property
    def run(self) -> str | None:
        return next(iter(self.runs), None)


@dataclass(slots=True)
class Person:
    """`state` looks at a client's fold of the conversation. `end` is set when nothing new is to be begun."""

    name: str
    workspace: Path
    address: Address
    rng: random.Random
    tally: Tally
    state: Callable[[str], Json | None]
    end: asyncio.Event
    disk_refused_since: Callable[[float], bool] = lambda _moment: False
    throws_away: float = 0.06  # after so many messages
    intents: list[Intent] = field(default_factory=list)
    accepted: int = 0
    refused: int = 0
    retries: int = 0
    repeats: int = 0
    chats: Chats = field(init=False)

    def __post_init__(self) -> None:
        self.chats = Chats(self.name, self.workspace, self.rng, self._ask, self._complain, self.throws_away)

    @property
    def conversation(self) -> str:
        """The one that is used now."""
        return self.chats.now.id

    @property
    def effects(self) -> Path:
        """Each carried-out command adds its mark here, so carrying one out twice shows."""
        return self.workspace / "effects.txt"

    def wrote(self) -> str:
        """All marks, of all chats: they share the folder."""
        return self.effects.read_text() if self.effects.exists() else ""

    async def begin(self) -> None:
        """Makes the folder and the conversation."""
        self.workspace.mkdir(parents=True)
        await self.chats.begin()

    async def live(self) -> None:
        """Works until `end`; what it began it sees through."""
        while not self.end.is_set():
            intent = self._new_intent()
            self.intents.append(intent)
            await self._say(intent)
            await self._see_through(intent)
            here = [intent for intent in self.intents if intent.conversation == self.conversation]
            if here and self.rng.random() < 0.3:
                await self._say(self.rng.choice(here), is_repeat=True)
            await self.chats.potter()
            await asyncio.sleep(self.rng.uniform(0, 0.1))

    # --- one message ------------------------------------------------------------------------------------

    def _new_intent(self) -> Intent:
        rng, mark = self.rng, uuid.UUID(int=self.rng.getrandbits(128)).hex
        die = rng.random()
        tool: Json | None = None
        if die < 0.2:
            tool = {"name": "run_command", "arguments": {"command": f"echo {mark} >> effects.txt; echo done"}}
        elif die < 0.3:
            arguments = {"path": f"{mark}.txt", "content": f"{mark}\r\n\u2028data: x\n"}
            tool = {"name": "write_file", "arguments": arguments}
        order = Order(
            mark=mark,
            seed=rng.randrange(10**9),
            tokens=rng.choice((5, 30, 120, 250)),
            pace_ms=rng.choice((0, 1, 3, 8)),
            think=rng.random() < 0.2,
            call=tool,
            extra=hostile(rng, rng.randrange(30)),
        )
        return Intent(mark, self.conversation, order, cancels=rng.random() < 0.15)

    async def _say(self, intent: Intent, *, is_repeat: bool = False) -> None:
        path = f"/api/conversations/{self.conversation}/messages"
        body = {"id": intent.id, "text": intent.order.prompt()}
        while True:
            answer = await self._command("POST", path, body)
            if answer.status == 202:
                self.repeats += 1 if is_repeat else 0
                intent.runs.add(answer.json["runId"])
                if not is_repeat:
                    self.chats.now.said(body["text"])
                return
            if answer.status == 409 and not is_repeat:
                await asyncio.sleep(0.05)  # the client's view is older than the server's
                continue
            self._complain(f"message {intent.id} was answered {answer.status} {answer.json}")
            return

    async def _see_through(self, intent: Intent) -> None:
        cancel_after = self.rng.expovariate(3) if intent.cancels else None
        run = intent.run
        if cancel_after is not None and run is not None:
            await asyncio.sleep(cancel_after)
            await self._cancel(run)
        while True:
            run = next(iter(intent.continuing), intent.run)
            status = self._status(run)
            if status == "waiting" and run is not None and not intent.continuing:
                await asyncio.sleep(self.rng.uniform(0, 0.3))
                if self.rng.random() < self.throws_away:
                    await self.chats.throw_away()  # with its question
                    return
                if not await self._resume(intent, run):
                    return
            elif status in ENDED:
                return
            await asyncio.sleep(0.03)

    def _status(self, run: str | None) -> str | None:
        state = self.state(self.conversation)
        return next((r["status"] for r in state["runs"] if r["id"] == run), None) if state else None

    async def _resume(self, intent: Intent, run: str) -> bool:
        """Whether a run goes on from here."""
        state = self.state(self.conversation)
        open_ones = [i["id"] for i in state["interrupts"] if i["runId"] == run] if state else []
        if not open_ones:
            return True  # the view is between two facts; look again
        approved = self.rng.random() < 0.75
        entries = [{"interruptId": i, "status": "resolved", "payload": {"approved": approved}} for i in open_ones]
        for is_repeat in (False, True) if self.rng.random() < 0.5 else (False,):
            answer = await self._command("POST", f"/api/runs/{run}/resume", {"resume": entries})
            if answer.status == 409 and answer.json["code"] == "not_waiting" and intent.cancels and not is_repeat:
                return False  # the stop came first
            if answer.status != 202:
                self._complain(f"the approval of {run} was answered {answer.status} {answer.json}")
                return False
            intent.approval = approved
            intent.continuing.add(answer.json["runId"])
        return True

    async def _cancel(self, run: str) -> None:
        answer = await self._command("POST", f"/api/runs/{run}/cancel", {})
        if answer.status != 202:
            self._complain(f"stopping {run} was answered {answer.status} {answer.json}")

    # --- commands ---------------------------------------------------------------------------------------

    async def _command(self, method: str, path: str, body: Json | None) -> Answer:
        return (await self._ask(method, path, body))[0]

    async def _ask(self, method: str, path: str, body: Json | None) -> tuple[Answer, bool]:
        """The answer, however often it takes, and whether an earlier one was lost. The id in the command makes
        several times the same as once."""
        may_be_done = False
        while True:
            begun = time.monotonic()
            try:
                answer = await call(self.address, method, path, body)
            except Cut:
                self.retries += 1
                may_be_done = True
                await asyncio.sleep(self.rng.uniform(0.01, 0.1))
                continue
            if answer.status < 500:
                self.accepted += answer.status < 300
                return answer, may_be_done
            if answer.json["code"] == "storage_failed" and self.disk_refused_since(begun):
                self.refused += 1
            else:
                self._complain(f"{method} {path} was answered {answer.status} {answer.json}")
            await asyncio.sleep(0.2)

    def _complain(self, what: str) -> None:
        self.tally.wrong.append(f"{self.name}: {what}")
