"""A program that lives on beside us: its pipes, its environment, and a certain end in each way it may come."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from backend.sandbox.child import Child

pytestmark = pytest.mark.skipif(os.name != "posix", reason="groups and guards are POSIX's")
ECHO = 'while read -r line; do echo "said $line"; done'


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_answers_over_its_pipes_and_ends_when_asked() -> None:
    heard: list[bytes] = []
    came = threading.Event()

    def out(piece: bytes) -> None:
        heard.append(piece)
        came.set()

    async def story() -> None:
        child = Child(["/bin/sh", "-c", ECHO], None, {}, out=out, errors=heard.append)
        child.write(b"one\n")
        assert await asyncio.to_thread(came.wait, 10)
        await child.end()
        assert child.exited.is_set()
        assert child.status == 0, "its input was closed, and it ended by itself"

    asyncio.run(story())
    assert b"".join(heard) == b"said one\n"


def test_B3_it_sees_a_constructed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "canary")
    heard: list[bytes] = []

    async def story() -> None:
        child = Child(["env"], None, {"THEIRS": "given"}, out=heard.append, errors=heard.append)
        async with asyncio.timeout(10):
            await child.exited.wait()
        await child.end()

    asyncio.run(story())
    seen = b"".join(heard).decode()
    assert "THEIRS=given" in seen
    assert "canary" not in seen


def test_D10_what_left_its_group_ends_with_it(tmp_path: Path) -> None:
    left = tmp_path / "left"

    async def story() -> None:
        script = f"setsid sleep 300 & echo $! > {left}; trap '' TERM; cat"
        child = Child(["/bin/sh", "-c", script], None, {}, out=lambda piece: None, errors=lambda piece: None)
        while not left.exists() or not left.read_text():  # noqa: ASYNC110  a file has no event
            await asyncio.sleep(0.01)
        assert alive(int(left.read_text()))
        await child.end()

    asyncio.run(story())
    assert not alive(int(left.read_text()))


def test_D10_it_dies_with_us_also_when_we_are_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    program = textwrap.dedent(
        f"""
        import asyncio
        from backend.sandbox.child import Child
        async def story():
            script = "echo $$ > {pids}; setsid sleep 300 & echo $! >> {pids}; exec sleep 300"
            Child(["/bin/sh", "-c", script], None, {{}}, out=print, errors=print)
            await asyncio.sleep(300)
        asyncio.run(story())
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and (not pids.exists() or len(pids.read_text().split()) < 2):
            time.sleep(0.02)
        started = [int(pid) for pid in pids.read_text().split()]
        assert len(started) == 2
        assert all(alive(pid) for pid in started)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and any(alive(pid) for pid in started):
            time.sleep(0.02)
        assert not any(alive(pid) for pid in started)
    finally:
        parent.kill()
        parent.wait()


def test_a_program_that_is_not_there_says_so() -> None:
    async def story() -> None:
        Child(["no-such-program"], None, {}, out=lambda piece: None, errors=lambda piece: None)

    with pytest.raises(FileNotFoundError):
        asyncio.run(story())
