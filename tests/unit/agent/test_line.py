"""A command line is read in time that grows with its length, beside the server's other work, and up to a bound; behind
that nobody says what it does, so it does not run."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from backend.agent.deleting import deleted
from backend.agent.line import INSIDE_MOST, parse
from backend.agent.permission import TOO_LONG, Refuse, decide, names_protected
from backend.domain import limits
from tests.unit.agent.test_permission import command


def work_s(action: Callable[[], object]) -> float:
    """Of this thread alone, the shortest of three."""

    def once() -> float:
        before = time.thread_time()
        action()
        return time.thread_time() - before

    return min(once() for _ in range(3))


@pytest.mark.parametrize(
    "line",
    [
        lambda size: "&&".join(["a"] * size),
        lambda size: "|".join(["a"] * size),
        lambda size: "echo " + "{" * size + "," * size,
        lambda size: "echo x" + "{a" * size + ",b" * size,
    ],
    ids=["and", "pipe", "braces", "braces with letters"],
)
def test_a_line_four_times_as_long_takes_about_four_times_the_work(line: Callable[[int], str]) -> None:
    short, long = line(300), line(1_200)
    assert work_s(lambda: parse(long)) < 9 * work_s(lambda: parse(short))


def test_a_name_four_times_as_long_takes_about_four_times_the_work() -> None:
    short, long = (parse("cat " + "a/" * size) for size in (4_000, 16_000))
    ours = [PurePosixPath("/home/u/.local/share/runnel")]
    assert work_s(lambda: names_protected(long, ours)) < 9 * work_s(lambda: names_protected(short, ours))


def test_what_stands_behind_a_pipe_is_fed_however_deep_it_is() -> None:
    line = parse("a | { b && (c; d) | e; } && f")
    assert {simple.name: simple.fed for simple in line.commands} == {
        "a": False,
        "b": True,
        "c": True,
        "d": True,
        "e": True,
        "f": False,
    }


def test_the_server_goes_on_while_a_line_is_read_that_the_grammar_finds_hard() -> None:
    async def longest_pause_of_all() -> float:
        began = last = time.monotonic()
        longest = 0.0
        reading = asyncio.create_task(asyncio.to_thread(parse, "a=(" * 4_000))
        while not reading.done():
            await asyncio.sleep(0.001)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        assert not (await reading).understood
        return longest / (last - began)

    assert asyncio.run(longest_pause_of_all()) < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "# " + "x" * limits.LINE_BYTES + "\nrm -rf /",
        "a;" * limits.LINE_PARTS,
        "a;" * (limits.LINE_PARTS // 3) + "rm -rf /",
    ],
    ids=["bytes", "both", "parts"],
)
def test_a_line_that_is_too_long_to_be_read_is_refused_in_every_mode(line: str) -> None:
    assert not parse(line).is_whole
    assert not parse(line).understood
    for mode in ("ask", "auto", "plan"):
        for sandboxed in (True, False):
            assert decide(command(line), mode=mode, sandboxed=sandboxed) == Refuse(TOO_LONG)


@pytest.mark.skipif(sys.platform == "win32", reason="it says what memory was taken in another way")
def test_a_line_of_many_pipes_or_nuls_that_is_broken_takes_little_memory() -> None:
    """The grammar mends what is broken at its end in one step, which nothing can stop."""
    script = (
        "import resource; from backend.agent.line import parse\n"
        "took = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "parse('a | b'); before = took()\n"
        "for line in ('a|' * 8_000, 'a|' * 1_999, 'a|\\n' * 1_000 + ')', chr(0) * 24_000, chr(0) * 1_999):\n"
        "    assert not parse(line).understood\n"
        "print(took() - before)"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert int(told.stdout) < 150 * (2**20 if sys.platform == "darwin" else 2**10)


def test_a_long_line_of_many_words_is_read_whole() -> None:
    line = parse(
        "mkdir -p " + " ".join(f"folder-{number}" for number in range(5_000)) + "; cat > a <<'E'\n" + "x" * 9_000
    )
    assert line.is_whole
    assert [len(simple.words) for simple in line.commands] == [5_002, 1]


def test_one_line_that_many_shells_are_given_is_not_read_for_each_of_them() -> None:
    """`-/sh` is a shell by its name and no script by its look."""
    line = parse("env " + "-/sh " * 1_000 + "-c 'rm -rf /'")
    assert not line.understood
    assert len(line.commands) <= 1 + INSIDE_MOST


def test_more_than_anybody_could_look_at_is_not_known_to_be_deleted() -> None:
    for line in ("env " + "rm " * 1_000 + "-r", "rm -r " + "a " * 5_000, "rm -r " + "a/" * limits.PATH_CHARS):
        found = deleted(parse(line), "/work", "/home/u")
        assert len(found) <= limits.DELETED_PATHS + INSIDE_MOST + 1
        assert None in found
        assert isinstance(decide(command(line), mode="auto", sandboxed=True), Refuse)
