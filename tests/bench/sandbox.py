"""What a command, a tool call and a search cost: `python -m tests.bench.sandbox [rounds]`.

Each round does every way one after the other, so that all meet the same machine, and ratios are of one run. The command
does nothing. A tool call is measured by its facts in the log, from the whole call to its result, in a chat in auto: the
copies before, the walk for what other programs obey, the sandbox, the comparison after. The search is for a word in
Python's own library, beside ripgrep by itself, which says all its hits where ours stops at a limit.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from backend.sandbox import bubblewrap, command, confine, landlock, private, search
from backend.sandbox.state import Sandbox
from backend.sandbox.workspace import Workspace
from tests.api.world import World
from tests.bench.__main__ import machine
from tests.fakes.scripted_provider import ScriptedProvider

BARE = "bash by subprocess"


def starts(rounds: int, folder: Path) -> None:
    """A command's start: bare, ours, and in each sandbox that this machine has."""
    sandbox = Sandbox([])
    began = time.perf_counter()
    state = sandbox.test()
    print(f"self-test: {(time.perf_counter() - began) * 1000:.0f} ms, {state.kind}, works: {state.works}")
    walls = bubblewrap.Walls(folder, masked=private.secrets(Path.home(), []))
    line = ["bash", "-c", "true"]
    ways: dict[str, Callable[[], object]] = {
        BARE: lambda: subprocess.run(line, cwd=folder, check=True),
        "a command of ours": lambda: asyncio.run(command.run("true", folder)),
    }
    if program := shutil.which("bwrap"):
        alone = bubblewrap.arguments(program, walls, line)
        ways["bubblewrap by subprocess"] = lambda: subprocess.run(alone, check=True)
        wrapped = lambda c: bubblewrap.arguments(program, walls, c)  # noqa: E731
        ways["ours in bubblewrap"] = lambda: asyncio.run(command.run("true", folder, wrap=wrapped))
    if confine.abi() >= confine.OLDEST_ABI:
        by_landlock = landlock.arguments(walls, line)
        ways["landlock by subprocess"] = lambda: subprocess.run(by_landlock, check=True)
        ways["ours in landlock"] = lambda: asyncio.run(
            command.run("true", folder, wrap=lambda c: landlock.arguments(walls, c))
        )
    show(measured(rounds, ways), BARE)


def calls(rounds: int, folder: Path) -> None:
    """A whole tool call, in a folder of some files and in one of some thousands."""
    large = folder / "large"
    shutil.copytree(sysconfig.get_path("stdlib"), large, ignore=shutil.ignore_patterns("site-packages", "test"))
    small = folder / "small"
    small.mkdir()
    (small / "a.txt").write_text("hello\n")
    with ScriptedProvider().in_thread() as provider:
        world = World(folder / "data", provider.url)
        world.start()
        try:
            assert world.get("/api/sandbox")["works"], "without a sandbox each call would ask"
            ways: dict[str, Callable[[], object]] = {BARE: lambda: subprocess.run(["bash", "-c", "true"], check=True)}
            taken: dict[str, list[float]] = {}
            for place in (small, large):
                files = sum(1 for path in place.rglob("*") if path.is_file())
                for tool, arguments in (
                    ("run_command", {"command": "true"}),
                    ("read_file", {"path": next_file(place)}),
                ):
                    chat = world.conversation(workspace=str(place), mode="auto")
                    called(world, chat, tool, arguments)  # what is read and copied once is the folder's, not a call's
                    taken[f"{tool} among {files:,} files"] = [
                        called(world, chat, tool, arguments) for _ in range(rounds)
                    ]
            taken = measured(rounds, ways) | taken
        finally:
            world.stop()
    show(taken, BARE)


def next_file(place: Path) -> str:
    return next(path.name for path in sorted(place.iterdir()) if path.is_file())


def called(world: World, chat: str, tool: str, arguments: dict[str, str]) -> float:
    """Milliseconds from the recorded call to its recorded result."""
    run = world.say(chat, f"[[call={tool} {json.dumps(arguments)}]]")
    world.wait(chat, "finished")
    at = {frame["e"]["type"]: frame["e"].get("timestamp") for frame in world.get(f"/api/runs/{run}/frames")["frames"]}
    return float(at["TOOL_CALL_RESULT"] - at["TOOL_CALL_END"])


def searches(rounds: int, folder: Path) -> None:
    """A search of ours, with every hit read again through the workspace, and ripgrep's own."""
    tree = folder / "library"
    shutil.copytree(sysconfig.get_path("stdlib"), tree, ignore=shutil.ignore_patterns("site-packages"))
    rg = search.ripgrep()
    assert rg is not None, "ripgrep is not installed, so there is nothing to compare with"
    workspace = Workspace(tree)
    files = sum(1 for path in tree.rglob("*") if path.is_file())
    for text in ("zqxj", "RecursionError", "import"):
        plain = [rg, "-i", "-n", "-F", "--no-ignore", "--hidden", "-e", text, "."]
        ways: dict[str, Callable[[], object]] = {
            "ripgrep by itself": partial(subprocess.run, plain, cwd=tree, stdout=subprocess.PIPE, check=False),
            "our search": partial(search.find_text, workspace, text, rg=rg),
            "without ripgrep": partial(search.find_text, workspace, text),
        }
        print(f"\n{text!r} in {files:,} files")
        show(measured(rounds, ways), "ripgrep by itself")


def measured(rounds: int, ways: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def show(taken: dict[str, list[float]], against: str) -> None:
    base = statistics.median(taken[against])
    for name, times in taken.items():
        ninth = sorted(times)[len(times) * 9 // 10]
        middle = statistics.median(times)
        print(f"{name:<34}{middle:8.1f} ms median{ninth:8.1f} ms p90{min(times):8.1f} least{middle / base:8.1f} x")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(machine(), f"nice {os.nice(0)}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        (folder / "work").mkdir()
        print("\nA command's start")
        starts(rounds, folder / "work")
        print("\nA tool call")
        calls(max(5, rounds // 4), folder)
        searches(max(5, rounds // 6), folder)


if __name__ == "__main__":
    main()
