"""Commands: their environment is ours to give, their output is bounded, their end is certain."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.domain import limits
from backend.sandbox import command

ROOT = Path(__file__).parents[3]
RUN_IT = (
    "import asyncio, pathlib, sys; from backend.sandbox import command;"
    "asyncio.run(command.run(sys.argv[1], pathlib.Path(sys.argv[2])))"
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="found by Linux's /proc alone")


def run(line: str, folder: Path, timeout_s: float = limits.COMMAND_TIMEOUT_S) -> command.Outcome:
    return asyncio.run(command.run(line, folder, timeout_s=timeout_s))


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


def test_a_background_process_does_not_hold_its_command_up(tmp_path: Path) -> None:
    began = time.monotonic()
    outcome = run("sleep 60 & echo $!; echo done; exit 4", tmp_path, timeout_s=20)
    assert time.monotonic() - began < 2
    pid, rest = outcome.output.split("\n", 1)
    assert (outcome.status, rest) == (4, "done\n")
    _gone(int(pid))


@on_linux
def test_D10_a_process_that_left_its_group_goes_with_its_command(tmp_path: Path) -> None:
    run("setsid sh -c 'echo $$ > away; exec sleep 60' & while [ ! -s away ]; do sleep 0.01; done", tmp_path)
    _gone(int((tmp_path / "away").read_text()))


@on_linux
def test_D10_when_the_app_is_killed_its_commands_die_too(tmp_path: Path) -> None:
    line = (
        "sh -c 'echo $$ > inside; exec sleep 60' & setsid sh -c 'echo $$ > away; exec sleep 60' & echo $$ > shell; wait"
    )
    app = subprocess.Popen([sys.executable, "-c", RUN_IT, line, tmp_path], cwd=ROOT)
    names = [tmp_path / name for name in ("inside", "away", "shell")]
    _until(lambda: all(path.exists() and path.read_text().strip() for path in names))
    app.kill()
    app.wait()
    for path in names:
        _gone(int(path.read_text()))


def test_a_command_that_waits_for_its_own_does_not_wait_for_the_guard(tmp_path: Path) -> None:
    began = time.monotonic()
    assert run("sleep 0.05 & wait; wait; jobs; echo done", tmp_path, timeout_s=20).output == "done\n"
    assert time.monotonic() - began < 5


def test_a_shell_that_is_killed_says_so_and_quotes_stay_as_they_are(tmp_path: Path) -> None:
    assert run("kill -9 $$", tmp_path).status == -9
    assert run("""printf '%s|' "a b" '$HOME' "it's" "\\"" """, tmp_path).output == "a b|$HOME|it's|\"|"


def test_windows_is_given_the_allowed_line_as_it_is() -> None:
    """Not run on Windows: this is only the line that cmd.exe would get."""
    said = 'type "a b.txt" & echo "x\\" ^| %PATH%'
    assert command.windows_line(said, r"C:\Windows\system32\cmd.exe") == (
        r'"C:\Windows\system32\cmd.exe" /d /s /c "' + said + '"'
    )
    for several in ("one\ntwo", "one\r\ntwo"):
        with pytest.raises(OSError, match="one line only"):
            command.windows_line(several, "cmd.exe")


def test_nothing_of_a_command_stays_open_here(tmp_path: Path) -> None:
    run("true", tmp_path)
    before = _open_files()
    for line in ("echo x", "sleep 60 & exit", "exit 3"):
        run(line, tmp_path)
    with pytest.raises(OSError, match="none"):
        run("echo x", tmp_path / "none")
    assert _open_files() == before


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0


def test_D11_a_flood_is_capped_with_a_notice(tmp_path: Path) -> None:
    outcome = run("head -c 50000000 /dev/zero | tr '\\0' x; echo END", tmp_path)
    assert outcome.status == 0
    assert outcome.cut_bytes == 50_000_004 - limits.COMMAND_OUTPUT_BYTES
    assert outcome.output.endswith("xEND\n")
    assert f"{outcome.cut_bytes} bytes left out" in outcome.output


def test_a_command_cannot_wait_for_input(tmp_path: Path) -> None:
    assert run("cat; echo done", tmp_path).output == "done\n"


def _until(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.01)


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
