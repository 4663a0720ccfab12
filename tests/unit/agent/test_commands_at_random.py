"""Lines put together at random out of what shells take for signs: what a grant lets through is run by real shells, and
starts nothing but what was granted. Where our reading of a line and a shell's differ, this finds it."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.agent.grants import Grant
from backend.agent.permission import Allow, decide
from tests.unit.agent.test_permission import command

LINES = 4_000  # of which some 3 % are let through
GRANTED = ("cat", "echo", "ls", "grep", "sort", "git status", "npm test", "pytest")
_SIGNS = r"""evil a b.txt -n -c -- x=1 = \ ' " $ $( ` ) ( { } {a,evil} ; & && | || |& # ! < > <( >( <<E E [ ] [[ ]]
    * ? ~ ^ % : @ + -e $' \n \x3b function if then fi for in do done case esac time coproc eval exec
    ${x} $x 1> 2>&1 &> <<< ;; \; !! (( )) cat=evil alias test é"""
_UNSEEN = ("\n", "\r", "\t", " ", "  ", "\\\n", "\u00a0", "\u200b", "\u2028", "\x0b", "\x0c", "[ -v")
SIGNS = (*GRANTED, *_SIGNS.split(), *_UNSEEN)
SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def lines(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(LINES):
        line = chance.choice(GRANTED)
        for _ in range(chance.randint(2, 9)):
            line += chance.choice((" ", " ", "")) + chance.choice(SIGNS)
        if chance.random() < 0.3:
            line = chance.choice(SIGNS) + chance.choice((" ", "")) + line
        yield line if "evil" in line else line + chance.choice((" evil", ";evil", "evil", " 'evil'", ' "evil"'))


@pytest.mark.parametrize("seed", [1, 2])
def test_D8_what_a_grant_lets_through_starts_nothing_else_in_a_real_shell(tmp_path: Path, seed: int) -> None:
    programs, work, canary = tmp_path / "bin", tmp_path / "work", tmp_path / "canary"
    programs.mkdir()
    work.mkdir()
    for name, does in {**{line.split()[0]: "exit 0" for line in GRANTED}, "evil": f": > {canary}"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    given = [Grant("command", tuple(line.split())) for line in GRANTED]
    allowed = 0
    for line in lines(seed):
        if not isinstance(decide(command(line), mode="ask", sandboxed=True, grants=given), Allow):
            continue
        allowed += 1
        for shell in SHELLS:
            subprocess.run(
                [shutil.which(shell) or shell, "-c", line],
                cwd=work,
                env={"PATH": str(programs), "HOME": str(tmp_path)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=10,
                check=False,
            )
            assert not canary.exists(), (shell, line)
            assert list(work.iterdir()) == [], (shell, line)
    assert allowed > 50, "the test would show nothing"
