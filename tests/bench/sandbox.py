"""What a command's start costs: bare, as Runnel runs it, and inside the sandbox: `python -m tests.bench.sandbox`.

Each round runs all three one after the other, so that they meet the same machine. The command does nothing.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backend.sandbox import command
from backend.sandbox.state import Sandbox
from tests.bench.__main__ import machine


async def measure(rounds: int, folder: Path) -> None:
    sandbox = Sandbox([])
    began = time.perf_counter()
    state = sandbox.test()
    print(f"self-test: {(time.perf_counter() - began) * 1000:.0f} ms, {state.kind}, works: {state.works}")
    taken: dict[str, list[float]] = {"bash by subprocess": [], "a command of ours": [], "the same in the sandbox": []}
    for _ in range(rounds):
        for name, times in taken.items():
            if name == "the same in the sandbox" and not state.works:
                continue
            began = time.perf_counter()
            if name == "bash by subprocess":
                subprocess.run(["bash", "-c", "true"], cwd=folder, check=True)  # noqa: ASYNC221  the baseline
            elif name == "a command of ours":
                await command.run("true", folder)
            else:
                await command.run("true", folder, wrap=sandbox.inside(folder))
            times.append((time.perf_counter() - began) * 1000)
    for name, times in taken.items():
        if times:
            ninth = sorted(times)[len(times) * 9 // 10]
            print(f"{name:<26}{statistics.median(times):8.1f} ms median{ninth:8.1f} ms p90")


def main() -> None:
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 60, Path(folder).resolve()))


if __name__ == "__main__":
    main()
