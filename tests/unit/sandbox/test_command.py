"""Commands: their environment is ours to give, their output is bounded, their end is certain."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from backend.domain import limits
from backend.sandbox import command


def run(line: str, folder: Path, **more: float) -> command.Outcome:
    return asyncio.run(command.run(line, folder, **more))


def test_output_and_errors_come_together_with_the_status(tmp_path: Path) -> None:
    assert run("echo one; echo two >&2; exit 3", tmp_path) == command.Outcome(3, "one\ntwo\n", 0)


def test_B3_a_command_sees_a_constructed_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    monkeypatch.setenv("RUNNEL_TOKEN", "canary")
    output = run("env", tmp_path).output
    assert "canary" not in output
    assert "PATH=" in output


def test_D10_after_its_time_the_whole_process_tree_is_gone(tmp_path: Path) -> None:
    began = time.monotonic()
    outcome = run("sleep 60 & echo $!; sleep 60", tmp_path, timeout_s=0.3)
    pid = int(outcome.output.split()[0])
    assert outcome.status is None
    assert time.monotonic() - began < 2
    _gone(pid)


def test_a_background_process_does_not_outlive_its_command(tmp_path: Path) -> None:
    outcome = run("sleep 60 > /dev/null 2>&1 & echo $!", tmp_path)
    _gone(int(outcome.output.split()[0]))


def test_D11_a_flood_is_capped_with_a_notice(tmp_path: Path) -> None:
    outcome = run("head -c 50000000 /dev/zero | tr '\\0' x; echo END", tmp_path)
    assert outcome.status == 0
    assert outcome.cut_bytes == 50_000_004 - limits.COMMAND_OUTPUT_BYTES
    assert outcome.output.endswith("xEND\n")
    assert f"{outcome.cut_bytes} bytes left out" in outcome.output


def test_a_command_cannot_wait_for_input(tmp_path: Path) -> None:
    assert run("cat; echo done", tmp_path).output == "done\n"


def _gone(pid: int) -> None:
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.01)
    os.kill(pid, 9)
    raise AssertionError("the process is still there")
