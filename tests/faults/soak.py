"""I5: many messages and tool runs, a day long if wanted; what grows is written down.

    python -m tests.faults.soak                                   24 hours, 10,000 messages, 1,000 tool runs
    python -m tests.faults.soak --hours 0 --messages 500 --tools 50        as fast as it goes

One server, a window's worth of following that comes and goes, chats of fifty messages with the built-in assistant, and
actions that are asked and allowed: a file is written, a command is run. Exit status 1 if anything grew too much.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.faults.crowd import rested_mib
from tests.faults.process import ServerProcess, free_port
from tests.faults.wire import Cut, stream

CHAT_MESSAGES = 50
AT_ONCE = 4
WARM = 0.2  # of the work, before what is there counts as the beginning: every import and cache has been met
GROWTH_MOST = 0.10  # of the memory (I5)
FEW = 8  # files, threads: of those that come and go
QUICK_COMPACT_S = "5"  # so that a soak of a minute meets the compaction as a day does
MOST_S = 90.0  # for one answer, on a machine that is busy with other tests


@dataclass(frozen=True, slots=True)
class Standing:
    """A process as the system counts it."""

    memory_mib: float
    files: int
    threads: int
    children: int


@dataclass(slots=True)
class Soak:
    """`seconds` is how long it takes at least: the work is spread over it."""

    folder: Path
    messages: int
    tools: int
    seconds: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Raises AssertionError when a call fails or an answer is not the one."""
        server = ServerProcess(self.folder / "data", free_port(random.Random(5)), environment=self.environment)
        workspace = self.folder / "workspace"
        workspace.mkdir()
        await server.start()
        follower = asyncio.create_task(_follow(server))
        try:
            warm = round(self.messages * WARM)
            await self._work(server, workspace, 0, warm)
            self.standings.append(await _standing(server))
            quarters = [warm + (self.messages - warm) * quarter // 4 for quarter in range(5)]
            for first, last in pairwise(quarters):
                await self._work(server, workspace, first, last)
                self.standings.append(await _standing(server))
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower
            code = server.stop()
        if code:
            self.wrong.append(f"the server ended with {code}")
        self._judge()

    async def _work(self, server: ServerProcess, workspace: Path, first: int, last: int) -> None:
        """Messages `first` to `last`, every n-th an action, over their part of the time."""
        every = max(1, self.messages // self.tools)
        chats = sorted({number // CHAT_MESSAGES for number in range(first, last)})
        turns = asyncio.Semaphore(AT_ONCE)
        pause_s = self.seconds / self.messages

        async def chat(number: int) -> None:
            async with turns:
                name = f"soak-{number}"
                await server.ask("POST", "/api/conversations", {"id": name, "workspace": str(workspace)})
                for at in range(max(first, number * CHAT_MESSAGES), min(last, (number + 1) * CHAT_MESSAGES)):
                    began = time.monotonic()
                    await (_act(server, name, at, workspace) if at % every == 0 else _say(server, name, at))
                    await asyncio.sleep(max(0.0, pause_s * AT_ONCE - (time.monotonic() - began)))

        await asyncio.gather(*(chat(number) for number in chats))

    def _judge(self) -> None:
        began, ended = self.standings[0], self.standings[-1]
        if ended.memory_mib > began.memory_mib * (1 + GROWTH_MOST):
            self.wrong.append(f"memory grew from {began.memory_mib:.0f} to {ended.memory_mib:.0f} MiB")
        if ended.files > began.files + FEW:
            self.wrong.append(f"open files grew from {began.files} to {ended.files}")
        if ended.threads > began.threads + FEW:
            self.wrong.append(f"threads grew from {began.threads} to {ended.threads}")
        if ended.children > began.children:
            self.wrong.append(f"processes grew from {began.children} to {ended.children}")


async def _say(server: ServerProcess, chat: str, at: int) -> None:
    body = {"id": f"m{at}", "text": f"what is {at} * 7", "model": "builtin:assistant"}
    run = (await server.ask("POST", f"/api/conversations/{chat}/messages", body))["runId"]
    state = await _ended(server, chat, run)
    said = state["messages"][-1]["content"].replace(",", "").replace("\u202f", "").replace(" ", "")
    assert str(at * 7) in said, said


async def _act(server: ServerProcess, chat: str, at: int, workspace: Path) -> None:
    """A file and a command in turn, asked and allowed."""
    text = f"run echo {at}" if at % 3 == 0 else f"write note-{at // CHAT_MESSAGES}.txt: number {at}"
    body = {"id": f"m{at}", "text": text, "model": "builtin:assistant"}
    run = (await server.ask("POST", f"/api/conversations/{chat}/messages", body))["runId"]
    state = await _ended(server, chat, run, waiting=True)
    assert state["interrupts"], f"{text}: nothing was asked"
    answers = [
        {"interruptId": asked["id"], "status": "resolved", "payload": {"approved": True}}
        for asked in state["interrupts"]
    ]
    run = (await server.ask("POST", f"/api/runs/{run}/resume", {"resume": answers}))["runId"]
    state = await _ended(server, chat, run)
    result = next(message for message in reversed(state["messages"]) if message["role"] == "tool")
    assert "error" not in result, result
    if at % 3:
        assert (workspace / f"note-{at // CHAT_MESSAGES}.txt").exists()


async def _ended(server: ServerProcess, chat: str, run: str, *, waiting: bool = False) -> Any:  # Any: JSON
    """The conversation, once the run has ended, or waits for an answer."""
    ends = time.monotonic() + MOST_S
    wanted = ("finished", "waiting") if waiting else ("finished",)
    pause_s = 0.01
    while True:
        state = await server.ask("GET", f"/api/conversations/{chat}")
        status = next((entry["status"] for entry in state["runs"] if entry["id"] == run), "missing")
        if status in wanted:
            return state
        assert status in ("running", "missing"), f"the run ended as {status}: {state['runs'][-1]['error']}"
        assert time.monotonic() < ends, f"the run has not ended in {MOST_S} s"
        await asyncio.sleep(pause_s)
        pause_s = min(0.1, pause_s * 1.5)


async def _follow(server: ServerProcess) -> None:
    """A page that is opened, reads for a while, and is closed; again and again."""
    while True:
        cursor = (await server.ask("GET", "/api/snapshot"))["asOf"]
        with suppress(Cut, TimeoutError):
            async with stream(server.address, after=cursor) as facts, asyncio.timeout(3):
                while await facts.read(3):
                    pass
        await asyncio.sleep(0.2)


async def _standing(server: ServerProcess) -> Standing:
    """Once nothing is under way any more."""
    memory = await rested_mib(server.pid)
    process = Path(f"/proc/{server.pid}")
    status = (process / "status").read_text()
    threads = int(next(line for line in status.splitlines() if line.startswith("Threads:")).split()[1])
    children = (process / f"task/{server.pid}/children").read_text().split()
    return Standing(memory, len(list((process / "fd").iterdir())), threads, len(children))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--tools", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="runnel-soak-") as folder:
        soak = Soak(Path(folder), options.messages, options.tools, options.hours * 3600)
        asyncio.run(soak.run())
    for standing in soak.standings:
        print(standing)
    for sentence in soak.wrong:
        print("WRONG:", sentence)
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
