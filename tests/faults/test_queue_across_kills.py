"""F3★, F2★ for messages that wait: killed at any moment, each is in the queue or in the chat, once, and none is sent
by itself after a crash."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.script import Order
from tests.faults.wire import Cut, call
from tests.faults.world import World, running

KILLS = 12
Json = dict[str, Any]


class Talker:
    """Says things while answers are written, each command again and again until it is answered."""

    def __init__(self, world: World, chat: str, rng: random.Random) -> None:
        self._world = world
        self._chat = chat
        self._rng = rng
        self.answers: dict[str, set[str]] = {}  # the runs in the 202s, by message
        self.wrong: list[str] = []

    async def talk(self) -> None:
        while True:
            tool = {"name": "list_folder", "arguments": {}} if self._rng.random() < 0.5 else None
            mark = f"m{len(self.answers)}"
            order = Order(mark=mark, seed=len(self.answers), tokens=8, pace_ms=4, call=tool)
            when = self._rng.choice(("after", "steer"))
            body = {"id": mark, "text": order.prompt(), "when": when}
            self.answers[mark] = set()
            for _ in range(self._rng.choice((1, 1, 2))):  # some are said twice
                await self._until_answered(f"/api/conversations/{self._chat}/messages", mark, body)
            await asyncio.sleep(self._rng.uniform(0.01, 0.15))

    async def _until_answered(self, path: str, mark: str, body: Json) -> None:
        while True:
            try:
                answer = await call(self._world.server.address, "POST", path, body)
            except Cut:
                await asyncio.sleep(0.02)
                continue
            if answer.status == 202:
                self.answers[mark].add(answer.json["runId"])
                return
            if answer.status != 409:
                self.wrong.append(f"{mark} was answered {answer.status} {answer.json}")
                return
            await asyncio.sleep(0.05)  # the queue is full


def what_is_wrong(talker: Talker, state: Json) -> list[str]:
    """Every accepted message stands in one place, and has one run at most."""
    wrong = [*talker.wrong]
    places = Counter(m["id"] for m in state["messages"] if m["role"] == "user")
    places.update(m["id"] for m in state["queue"])
    runs = Counter(run["messageId"] for run in state["runs"] if run["parentRunId"] is None)
    for mark, answered in talker.answers.items():
        if places[mark] != 1 and (answered or places[mark]):  # one that was never answered may be there or not
            wrong.append(f"{mark} stands in {places[mark]} places")
        if len(answered) > 1:
            wrong.append(f"{mark} was answered with the runs {answered}")
        if runs[mark] > 1:
            wrong.append(f"{mark} has {runs[mark]} runs")
    waiting = {message["id"] for message in state["queue"]}
    wrong += [f"{mark} waits and has a run" for mark in waiting if runs[mark]]
    steered = {m["id"]: m["metadata"].get("steers") for m in state["messages"] if m["role"] == "user"}
    wrong += [f"{mark} steers and has a run" for mark, run in steered.items() if run and runs[mark]]
    return wrong


async def nothing_begins_by_itself(world: World, chat: str) -> list[str]:
    """For a moment after a start nothing runs and the model is not asked."""
    asked = len(world.provider.requests)
    before = await world.state(chat)
    await asyncio.sleep(0.25)
    after = await world.state(chat)
    wrong = [f"run {run['id']} runs" for run in before["runs"] if run["status"] == "running"]
    if len(after["runs"]) != len(before["runs"]) or len(world.provider.requests) != asked:
        wrong.append("something was sent by itself after a crash")
    return wrong


@pytest.mark.timeout(180)
def test_F3_a_message_that_waits_is_kept_once_through_kills_and_sent_only_when_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    rng = random.Random(20)

    async def story() -> tuple[list[str], Json]:
        wrong: list[str] = []
        async with running(tmp_path) as world:
            chat = await world.conversation("c1", workspace=str(tmp_path / "work"))
            talker = Talker(world, chat, rng)
            for _ in range(KILLS):
                talking = asyncio.create_task(talker.talk())
                await asyncio.sleep(rng.uniform(0.1, 1.0))
                talking.cancel()
                await asyncio.wait({talking})
                world.server.kill()
                await world.server.start()
                wrong += await nothing_begins_by_itself(world, chat)
                wrong += what_is_wrong(talker, await world.state(chat))
                queue = (await world.state(chat))["queue"]
                if queue:
                    await world.server.ask("POST", f"/api/conversations/{chat}/queue/{queue[0]['id']}/send", {})
            await world.server.quiet()
            state = await world.state(chat)
            return [*wrong, *what_is_wrong(talker, state)], state

    wrong, state = asyncio.run(story())
    assert wrong == []
    assert state["queue"] == [], "what waited is sent, one after the other, once one was sent by hand"
    steered = [m for m in state["messages"] if m["role"] == "user" and "steers" in m["metadata"]]
    interrupted = [run for run in state["runs"] if run["status"] == "interrupted"]
    assert len(steered) > 1
    assert len(interrupted) > 3
