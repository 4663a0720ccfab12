"""A client that keeps to the contract: snapshot, stream, fold; comes back with its last id; never asks twice in vain.

It reloads, sleeps and is cut at the harness's will. What it sees that the contract forbids goes to `tally.wrong`.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backend.log.fold import Fold, Outcome
from tests.faults.client_fold import folded, record
from tests.faults.sse import Event, Parser
from tests.faults.wire import Address, Cut, call, stream

Json = dict[str, Any]
Rule = Callable[[Fold, Json], Outcome]


def contract_rule(fold: Fold, frame: Json) -> Outcome:
    """Seen, next, replaced or gap, as the contract says. A test may hand in a broken rule instead."""
    return fold.apply(record(frame))


@dataclass(slots=True)
class Tally:
    """Everything that was counted, and everything that was wrong."""

    applied: int = 0
    seen: int = 0
    replaced: int = 0
    merged: int = 0
    gaps: int = 0
    resets: int = 0
    fair_resets: int = 0
    reloads: int = 0
    sleeps: int = 0
    connects: int = 0
    watchdogs: int = 0
    heartbeats: int = 0
    early_heads: int = 0  # a heartbeat told of more than this stream had brought
    byes: int = 0
    wrong: list[str] = field(default_factory=list)


class Again(Exception):
    """The client gives up this connection and comes back from its cursor."""


@dataclass(slots=True)
class Follower:
    """One window. `reload_every_s` and `sleep_every_s` are means; None is never."""

    name: str
    address: Address  # of the stream
    calls: Address  # of everything else
    tally: Tally
    rng: random.Random
    rule: Rule = contract_rule
    reload_every_s: float | None = None
    sleep_every_s: float | None = None
    watchdog_s: float = 25.0
    may_reset: bool = False  # a reset is an answer here, and not a fault
    horizon: Callable[[], int] = lambda: 0  # what is before this number may be gone: a reset is fair
    saving_may_fail: Callable[[], bool] = lambda: False
    folds: dict[str, Fold] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)  # deleted between the list and the look at it
    cursor: str | None = None
    seen: int = 0
    epoch: str = ""
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _reload_at: float = float("inf")
    _sleep_at: float = float("inf")

    async def live(self) -> None:
        """Follows until it is cancelled."""
        self._plan()
        while True:
            try:
                if self.cursor is None:
                    await self._load()
                await self._follow()
            except Again:
                continue
            except Cut:
                await asyncio.sleep(self.rng.uniform(0.002, 0.04))

    async def next_move(self) -> None:
        """Returns when something came."""
        self._bell.clear()
        await self._bell.wait()

    # --- state ------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        """A page load: everything it knew is gone."""
        self.folds.clear()
        self.absent.clear()
        snapshot = await self._get("/api/snapshot")
        for conversation in snapshot["conversations"]:
            await self._fetch(conversation["id"])
        self.cursor = snapshot["asOf"]
        self.seen = int(self.cursor.partition(".")[2])

    async def _fetch(self, conversation: str) -> None:
        state = await self._get(f"/api/conversations/{conversation}")
        if state is None:
            self.absent.add(conversation)
        else:
            self.folds[conversation] = folded(state)

    async def _get(self, path: str) -> Any:  # Any: the JSON of the answer, None when it is not there
        while True:
            try:
                answer = await call(self.calls, "GET", path)
                break
            except Cut:
                await asyncio.sleep(self.rng.uniform(0.002, 0.04))
        if answer.status not in (200, 404):
            self._complain(f"GET {path} was answered {answer.status} {answer.json}")
            raise Cut("no use")
        return answer.json if answer.status == 200 else None

    # --- the stream -------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        assert self.cursor is not None
        is_return = bool(self.epoch)
        parser = Parser()
        self.tally.connects += 1
        # A browser keeps the URL it began with and adds the header when it comes back.
        after, last_id = ("ffffff.0", self.cursor) if is_return else (self.cursor, "")
        async with stream(self.address, after=after, last_id=last_id) as opened:
            if opened.status != 200:
                self._complain(f"the stream was answered {opened.status}: a browser would give up for good")
                raise Cut("no stream")
            while True:
                try:
                    data = await opened.read(self.watchdog_s)
                except Cut as cut:
                    if isinstance(cut.__cause__, TimeoutError):
                        self.tally.watchdogs += 1
                    raise
                if not data:
                    raise Cut("the stream ended")
                for event in parser.feed(data):
                    await self._take(event)
                if parser.carriage_returns:
                    self._complain("a carriage return in the stream: line ends are LF only")
                if parser.comments:
                    self._complain("a comment in the stream: a page's watchdog cannot see it")
                self._bell.set()
                await self._perhaps_away()

    async def _take(self, event: Event) -> None:
        if event.size > 64 * 1024:
            self._complain(f"a frame of {event.size} bytes: 65,536 are allowed")
        data = json.loads(event.data)
        if event.name != "message" and event.id is not None:
            self._complain(f"a control frame ({event.name}) with an id: it would move the cursor")
        match event.name:
            case "hello":
                await self._greeted(data)
            case "hb":
                self.tally.heartbeats += 1
                if data["head"] > self.seen:
                    self.tally.early_heads += 1
                    raise Again
            case "bye":
                self.tally.byes += 1
            case "message":
                await self._take_frame(data, event)
            case other:
                self._complain(f"a control frame named {other!r}")

    async def _greeted(self, hello: Json) -> None:
        self.epoch = hello["epoch"]
        if hello["storage"] != "ok" and not self.saving_may_fail():
            self._complain("hello says that saving failed")
        if hello["reset"]:
            self.tally.resets += 1
            is_fair = int(str(self.cursor).partition(".")[2]) < self.horizon()
            self.tally.fair_resets += is_fair
            if not self.may_reset and not is_fair:
                self._complain(f"a reset for cursor {self.cursor}, which this log gave")
            self._forget()
            raise Again
        if hello["head"] < self.seen:
            self._complain(f"the server's head is {hello['head']}, but {self.seen} was shown already")

    async def _take_frame(self, frame: Json, event: Event) -> None:
        if event.id != f"{self.epoch}.{frame['s']}":
            self._complain(f"frame {frame['s']} carries the id {event.id!r}")
        conversation = frame["c"]
        if conversation not in self.absent:
            await self._apply(conversation, frame)
        self.seen = max(self.seen, frame["s"])
        self.cursor = event.id

    async def _apply(self, conversation: str, frame: Json) -> None:
        fold = self.folds.setdefault(conversation, Fold(conversation))
        outcome = self.rule(fold, frame)
        match outcome:
            case "applied":
                self.tally.applied += 1
                self.tally.replaced += 1 if frame.get("set") else 0
                self.tally.merged += 1 if frame.get("n0", frame["n"]) != frame["n"] else 0
            case "seen":
                self.tally.seen += 1
            case "gap":
                self.tally.gaps += 1
                self._complain(f"a gap: {conversation} is at {fold.n}, and {frame.get('n0', frame['n'])} came")
                await self._fetch(conversation)

    # --- habits -----------------------------------------------------------------------------------------

    def _plan(self) -> None:
        now = time.monotonic()
        if self.reload_every_s is not None:
            self._reload_at = now + self.rng.expovariate(1 / self.reload_every_s)
        if self.sleep_every_s is not None:
            self._sleep_at = now + self.rng.expovariate(1 / self.sleep_every_s)

    async def _perhaps_away(self) -> None:
        now = time.monotonic()
        if now >= self._sleep_at:
            self.tally.sleeps += 1
            await asyncio.sleep(self.rng.uniform(0.3, 4.0))  # the connection stays open and unread, as in a suspend
            self._plan()
            raise Again  # it woke up: close and come back
        if now >= self._reload_at:
            self.tally.reloads += 1
            self._forget()
            self._plan()
            raise Again

    def stay(self) -> None:
        """No more reloads and sleeps."""
        self.reload_every_s = self.sleep_every_s = None
        self._reload_at = self._sleep_at = float("inf")

    def _forget(self) -> None:
        self.cursor = None
        self.epoch = ""
        self.folds.clear()
        self.absent.clear()

    def _complain(self, what: str) -> None:
        if len(self.tally.wrong) < 50:
            self.tally.wrong.append(f"{self.name}: {what}")


async def never_reads(address: Address, after: str, rng: random.Random) -> None:
    """Opens the stream and reads nothing of it, again and again."""
    while True:
        try:
            async with stream(address, after=after, limit=4096):
                await asyncio.sleep(rng.uniform(2, 8))
        except Cut:
            await asyncio.sleep(rng.uniform(0.05, 0.3))
