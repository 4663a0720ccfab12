"""I5: after very many tool runs the server holds no file, thread or process more than before, and hardly more memory.

`RUNNEL_LONG=1 uv run --group test pytest tests/faults/test_no_leaks.py -s` makes a thousand of them and prints what it
saw; without it, what fits into every run of the tests.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.script import Order
from tests.faults.world import World, running, until

LONG = bool(os.environ.get("RUNNEL_LONG"))
RUNS = 1_000 if LONG else 48
WARM_UP = 200 if LONG else 16  # what is loaded once and kept is no leak
IN_A_CHAT = 16
CALLS = (
    ("run_command", {"command": "sleep 300 & setsid sleep 300 & echo begun"}),
    ("write_file", {"path": "a.txt", "content": "new text\n"}),
    ("read_file", {"path": "a.txt"}),
    ("run_command", {"command": "mkdir -p lib && git init -q lib; echo x > made.txt; exit 3"}),
    ("search_text", {"text": "text"}),
    ("run_command", {"command": "head -c 3000000 /dev/zero | tr '\\0' x; ls -R / > /dev/null"}),
    ("list_folder", {"path": "."}),
    ("read_file", {"path": "../outside"}),
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at rest."""

    files: int
    threads: int
    processes: tuple[str, ...]
    memory_kib: int


def held_by(pid: int) -> Held:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Held(
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        int(status["Threads"]),
        tuple(descendants(pid)),
        int(status["VmRSS"].split()[0]),
    )


def descendants(pid: int) -> list[str]:
    """The lines of all processes that this one began, zombies too."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                fields = (path / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(path.name))
    found, waiting = [], [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            waiting.append(child)
            try:
                found.append(Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode() or "a zombie")
            except OSError:
                continue
    return found


async def work(world: World, folder: Path, first: int, count: int) -> None:
    chat = ""
    for number in range(first, first + count):
        if number % IN_A_CHAT == 0 or not chat:
            chat = await world.conversation(f"c{number}", workspace=str(folder), mode="auto")
        name, arguments = CALLS[number % len(CALLS)]
        call = {"name": name, "arguments": arguments}
        await world.say(chat, Order(mark=f"m{number}", seed=number, tokens=3, pace_ms=0, call=call))
        await world.server.quiet()
        state = await world.state(chat)
        for asked in state["interrupts"]:  # a line that asks in auto too
            entry = {"interruptId": asked["id"], "status": "resolved", "payload": {"approved": True}}
            await world.server.ask("POST", f"/api/runs/{asked['runId']}/resume", {"resume": [entry]})
            await world.server.quiet()
        results = [m for m in (await world.state(chat))["messages"] if m["role"] == "tool"]
        assert len(results) == number % IN_A_CHAT + 1 or number - first < IN_A_CHAT, "a tool did not run"


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's /proc")
@pytest.mark.timeout(3_600 if LONG else 180)
def test_I5_many_tool_runs_leave_no_file_thread_or_process_behind(tmp_path: Path) -> None:
    folder, temporary = tmp_path / "work", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()

    async def story() -> tuple[Held, Held]:
        async with running(tmp_path, environment={"TMPDIR": str(temporary)}) as world:
            assert (await world.server.ask("GET", "/api/sandbox"))["works"], "without one each command would ask"
            await work(world, folder, 0, WARM_UP)
            before = held_by(world.server.pid)
            await work(world, folder, WARM_UP, RUNS - WARM_UP)
            await until(lambda: held_by(world.server.pid).files <= before.files)
            await until(lambda: not descendants(world.server.pid))
            return before, held_by(world.server.pid)

    before, after = asyncio.run(story())
    print(f"\n{RUNS - WARM_UP} tool runs: {before} before, {after} after")
    assert after.processes == ()
    assert after.files <= before.files
    assert after.threads <= before.threads + 2, "threads of a pool come and go"
    assert list(temporary.iterdir()) == []
    if LONG:
        assert after.memory_kib < before.memory_kib * 1.1
