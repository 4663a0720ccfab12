"""The sandbox as it really is on this machine: proved by trying, ended as a whole, and never pretended."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from backend.sandbox import command, confine, protected, selftest
from backend.sandbox.bubblewrap import Walls, arguments
from backend.sandbox.selftest import Check
from backend.sandbox.state import ELSEWHERE, MISSING, OWN_FOLDER, UNKNOWN, Sandbox, State

ROOT = Path(__file__).parents[3]
needs_bubblewrap = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bwrap") is None, reason="bubblewrap is Linux's, and not installed here"
)
RUN_INSIDE = (
    "import asyncio, pathlib, sys; from backend.sandbox import command; from backend.sandbox.state import Sandbox;"
    "sandbox = Sandbox([]); assert sandbox.test().works; folder = pathlib.Path(sys.argv[2]);"
    "asyncio.run(command.run(sys.argv[1], folder, wrap=sandbox.inside(folder)))"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


def working(ours: Sequence[Path] = (), home: Path | None = None) -> Sandbox:
    sandbox = Sandbox(ours, home)
    state = sandbox.test()
    assert state.works, state
    return sandbox


def run(
    sandbox: Sandbox, line: str, folder: Path, timeout_s: float = 30, *, may_change_protected: bool = False
) -> command.Outcome:
    wrap = sandbox.inside(folder, may_change_protected=may_change_protected)
    return asyncio.run(command.run(line, folder, timeout_s=timeout_s, wrap=wrap))


@needs_bubblewrap
def test_D7_the_self_test_proves_every_denial_and_says_so() -> None:
    state = Sandbox([]).test()
    assert (state.kind, state.works) == ("bubblewrap", True)
    assert state.checks == tuple(Check(name, True) for name in selftest.ALL)


@needs_bubblewrap
@pytest.mark.parametrize(
    ("hole", "found"),
    [
        (["--share-net"], selftest.NETWORK),
        (["--bind", "/etc", "/etc"], selftest.WRITES),
        (["--bind", "/proc", "/proc"], selftest.WRITES),
    ],
)
def test_D7_a_sandbox_with_a_hole_does_not_count(tmp_path: Path, hole: list[str], found: str) -> None:
    program = shutil.which("bwrap") or ""

    def leaking(folder: Path, line: Sequence[str]) -> list[str]:
        made = arguments(program, Walls(folder), line)
        at = made.index("--chdir")
        return [*made[:at], *hole, *made[at:]]

    checks, _ = selftest.try_it(leaking, masked=[], ours=[], home=Path.home())
    assert Check(found, False) in checks


@needs_bubblewrap
def test_D7_a_secret_that_is_not_covered_is_found() -> None:
    program = shutil.which("bwrap") or ""
    checks, _ = selftest.try_it(
        lambda folder, line: arguments(program, Walls(folder), line), masked=[Path("/etc/passwd")], ours=[], home=ROOT
    )
    assert Check(selftest.SECRETS, False) in checks


def test_D7_what_does_not_start_is_no_sandbox(tmp_path: Path) -> None:
    checks, said = selftest.try_it(lambda *_: ["/nowhere/bwrap"], masked=[], ours=[], home=tmp_path)
    assert not any(check.ok for check in checks)
    assert "nowhere" in said


def test_D7_without_any_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(confine, "OLDEST_ABI", 1_000)
    says = MISSING if sys.platform == "linux" else ELSEWHERE
    assert Sandbox([]).test() == State("none", False, says)


@needs_bubblewrap
def test_what_a_killed_self_test_left_is_gone_after_the_next(tmp_path: Path) -> None:
    (tmp_path / "sandbox-test-old").touch()
    (tmp_path / "runnel.db").touch()
    Sandbox([tmp_path]).test()
    assert [path.name for path in tmp_path.iterdir()] == ["runnel.db"]


def test_D7_temporary_files_may_lie_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert Sandbox([]).test().works


def test_D7_a_test_that_fails_by_a_fault_is_over_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("backend.sandbox.selftest.try_it", broken)
    state = Sandbox([]).test()
    assert not state.works
    assert "its test failed (OSError)" in state.says


def test_D7_before_its_test_nothing_is_claimed() -> None:
    sandbox = Sandbox([])
    assert sandbox._state == State("none", False, UNKNOWN)


@needs_bubblewrap
def test_D7_a_command_inside_writes_in_its_folder_and_nowhere_else(workspace: Path) -> None:
    outside, mine = ROOT / "written-by-a-test", f"runnel-test-{os.getpid()}"
    outcome = run(working(), f"echo in > a.txt; echo out > {outside}; touch /tmp/{mine} && echo own", workspace)
    assert (workspace / "a.txt").read_text() == "in\n"
    assert not outside.exists()
    assert not Path("/tmp", mine).exists()
    assert outcome.output.endswith("own\n")


@needs_bubblewrap
def test_D7_secrets_and_our_own_data_are_covered_in_the_workspace_too(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/id").write_text("canary")
    (tmp_path / ".netrc").write_text("canary")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/runnel.db").write_text("canary")
    outcome = run(working([tmp_path / "data"], tmp_path), "cat .ssh/id .netrc data/runnel.db; ls -A", tmp_path)
    assert "canary" not in outcome.output
    assert ".netrc" in outcome.output


@needs_bubblewrap
def test_D7_sockets_of_other_programs_are_out_of_reach(workspace: Path) -> None:
    assert run(working(), "ls -A /run /tmp | grep -v workspace | grep -c sock", workspace).output == "0\n"


@needs_bubblewrap
def test_D3_what_others_obey_can_be_read_and_not_changed_or_moved(workspace: Path) -> None:
    subprocess.run(["git", "init", "-q", workspace], check=True)
    (workspace / ".bashrc").write_text("as it was\n")
    config = (workspace / ".git/config").read_bytes()
    line = (
        "echo x > .git/hooks/pre-commit; echo x >> .git/config; git config a.b c; echo x > .bashrc; rm -f .bashrc;"
        'python3 -c \'import os; os.rename(".git", "away")\'; cat .bashrc; touch f; git add f && echo added'
    )
    outcome = run(working(), line, workspace)
    assert (workspace / ".git/config").read_bytes() == config
    assert (workspace / ".bashrc").read_text() == "as it was\n"
    assert not (workspace / ".git/hooks/pre-commit").exists()
    assert not (workspace / "away").exists()
    assert outcome.output.endswith("as it was\nadded\n")


@needs_bubblewrap
def test_D3_what_is_said_to_be_kept_cannot_be_changed(workspace: Path) -> None:
    subprocess.run(["git", "init", "-q", workspace], check=True)
    (workspace / ".bashrc").write_text("as it was\n")
    sandbox = working()
    kept = sandbox.kept(workspace)
    assert {".bashrc", ".git/config", ".git/hooks"} <= set(kept)
    before = {name: (workspace / name).stat().st_mtime_ns for name in kept}
    run(
        sandbox, "; ".join(f"touch {name}; touch {name}/new; rm -rf {name}; mv {name} away" for name in kept), workspace
    )
    assert {name: (workspace / name).stat().st_mtime_ns for name in kept} == before


@needs_bubblewrap
def test_D3_what_a_person_allowed_to_change_can_be_changed(workspace: Path) -> None:
    subprocess.run(["git", "init", "-q", workspace], check=True)
    run(working(), "git config a.b c", workspace, may_change_protected=True)
    assert "b = c" in (workspace / ".git/config").read_text()


@needs_bubblewrap
def test_D10_inside_too_the_whole_tree_is_gone_after_its_time(workspace: Path) -> None:
    sandbox, mark = working(), f"60.{os.getpid()}"
    began = time.monotonic()
    line = f"setsid env -i sleep {mark} & sleep {mark} & echo up; sleep {mark}"  # no mark in its environment
    outcome = run(sandbox, line, workspace, timeout_s=2)
    assert (outcome.status, outcome.output) == (None, "up\n")
    assert time.monotonic() - began < 4
    assert _with(mark) == []


@needs_bubblewrap
def test_D10_inside_too_a_command_dies_with_the_killed_app(workspace: Path) -> None:
    mark = f"61.{os.getpid()}"
    app = subprocess.Popen(
        [sys.executable, "-c", RUN_INSIDE, f"setsid env -i sleep {mark} & touch up; sleep {mark}", workspace], cwd=ROOT
    )
    deadline = time.monotonic() + 30
    while not (workspace / "up").exists() or not _with(mark):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    app.kill()
    app.wait()
    deadline = time.monotonic() + 2
    while _with(mark):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@needs_bubblewrap
def test_D7_a_folder_that_has_to_be_hidden_gets_no_sandbox(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "below").mkdir(parents=True)
    sandbox = working([data], tmp_path)
    for folder in (data, data / "below", Path("/"), Path("/tmp")):
        state = asyncio.run(sandbox.state_for(folder))
        assert (state.works, state.says) == (False, OWN_FOLDER), folder
    assert asyncio.run(sandbox.state_for(tmp_path)).works


@pytest.mark.parametrize(
    "path",
    [
        ".git",
        ".git/hooks/x",
        ".git/config",
        ".GIT/Config",
        "git~1/hooks",
        ".gi\u200ct/config",
        "sub/.git/hooks/post-merge",
        ".bashrc",
        "a/.zshrc",
        ".vscode/settings.json",
        ".cursor/mcp.json",
        ".mcp.json",
        ".config/fish/config.fish",
        ".config/autostart/x",
        ".bashrc.",
        ".ssh/x",
        ".git/modules/a/hooks/b",
        ".envrc",
    ],
)
def test_D3_names_that_others_obey_are_known_in_every_spelling(path: str) -> None:
    assert protected.why_protected(Path("/w") / path)


@pytest.mark.parametrize(
    "path", ["a.txt", ".gitignore", ".github/x", ".git/objects/a", ".git/HEAD", "config", "hooks/a", "src/.env"]
)
def test_ordinary_names_are_not(path: str) -> None:
    assert protected.why_protected(Path("/w") / path) is None


def test_D3_our_own_data_is_protected() -> None:
    assert protected.why_protected(Path("/d/runnel/runnel.db"), [Path("/d/runnel")])


def _with(word: str) -> list[str]:
    return processes_named("sleep", word)


def processes_named(program: str, word: str) -> list[str]:
    """Living processes of a program whose first argument this is."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208  names only
        if name.isdecimal():
            try:
                line = Path(f"/proc/{name}/cmdline").read_bytes()
                state = Path(f"/proc/{name}/stat").read_text().rpartition(") ")[2][0]
            except OSError:
                continue
            name_at_start, _, rest = line.partition(b"\0")
            if name_at_start.endswith(program.encode()) and rest.startswith(word.encode()) and state != "Z":
                found.append(name)
    return found
