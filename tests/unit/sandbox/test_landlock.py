"""Landlock and seccomp where bubblewrap is not: the same proof, and a certain end without namespaces."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from backend.sandbox import command, confine, landlock, seccomp, selftest
from backend.sandbox.bubblewrap import Walls
from backend.sandbox.selftest import Check
from backend.sandbox.state import MISSING, OWN_FOLDER, Sandbox, State
from tests.unit.sandbox.test_state import RUN_INSIDE, processes_named

ROOT = Path(__file__).parents[3]
needs_landlock = pytest.mark.skipif(
    sys.platform != "linux" or confine.abi() < confine.OLDEST_ABI, reason="this kernel has no Landlock that holds"
)
DENIED = 0x00050000 | errno.EACCES
MISSING_CALL = 0x00050000 | errno.ENOSYS
ALLOWED = 0x7FFF0000


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH with every program of this machine but bubblewrap."""
    folder = tmp_path_factory.mktemp("tools")
    for place in ("/usr/local/bin", "/usr/bin", "/bin", Path(sys.executable).parent):
        for program in Path(place).iterdir():
            if program.name != "bwrap" and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    return folder


@pytest.fixture
def workspace(tmp_path: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = tmp_path / "workspace"
    folder.mkdir()
    yield folder
    deadline = time.monotonic() + 2
    while list((tmp_path / "temporary").iterdir()):
        assert time.monotonic() < deadline, "a command's own folder is left"
        time.sleep(0.01)


def working(ours: Sequence[Path] = (), home: Path | None = None) -> Sandbox:
    sandbox = Sandbox(ours, home)
    state = sandbox.test()
    assert (state.kind, state.works) == ("landlock", True), state
    return sandbox


def run(sandbox: Sandbox, line: str, folder: Path, timeout_s: float = 30) -> command.Outcome:
    return asyncio.run(command.run(line, folder, timeout_s=timeout_s, wrap=sandbox.inside(folder)))


@needs_landlock
def test_D7_without_bubblewrap_landlock_is_proved_and_its_gaps_are_said(workspace: Path) -> None:
    state = Sandbox([]).test()
    assert (state.kind, state.works) == ("landlock", True)
    signals = confine.abi() >= 6
    assert {check.name: check.ok for check in state.checks} == {
        **dict.fromkeys(selftest.ALL, True), selftest.PROCESSES: signals, selftest.METADATA: False,
    }  # fmt: skip
    assert "permissions and dates of files elsewhere" in state.says
    assert ("end programs of yours" in state.says) == (not signals)


HOLES = {
    "no filter": ("confine.filter_for = lambda _: [(6, 0, 0, 0x7FFF0000)]", selftest.NETWORK),
    "datagrams": ("seccomp.DENIED.pop('socket')", selftest.NETWORK),
    "rings": ("seccomp.NOT_THERE.clear()", selftest.NETWORK),
    "a readable secret": ("confine.readable = lambda _: ['/']", selftest.SECRETS),
    "a writable home": (
        "was = confine.restrict; confine.restrict = lambda w, *m: was([*w, HOME], *m)",
        selftest.WRITES,
    ),
}


@needs_landlock
@pytest.mark.parametrize("hole", HOLES)
def test_D7_landlock_with_a_hole_does_not_count(workspace: Path, tmp_path: Path, hole: str) -> None:
    home, secret = tmp_path / "home", tmp_path / "home" / "secret"
    secret.mkdir(parents=True)
    (secret / "key").write_text("canary")
    line, found = HOLES[hole]
    start = f"import sys; sys.path.append({str(ROOT)!r}); HOME = {str(home)!r}; "
    start += "from backend.sandbox import confine, seccomp; "

    def leaking(folder: Path, program: Sequence[str]) -> list[str]:
        whole = landlock.arguments(Walls(folder, masked=[secret]), program)
        rest = whole[whole.index("--workspace") :]
        return [sys.executable, "-I", "-S", "-c", f"{start}{line}; sys.exit(confine.main(sys.argv[1:]))", *rest]

    how = {"masked": [secret], "ours": [], "home": home}
    trying = landlock.own_program("attempts")
    sound, _ = selftest.try_it(lambda f, p: landlock.arguments(Walls(f, masked=[secret]), p), trying=trying, **how)  # type: ignore[arg-type]
    assert Check(found, True) in sound
    checks, _ = selftest.try_it(leaking, trying=trying, **how)  # type: ignore[arg-type]
    assert Check(found, False) in checks


def test_D7_a_kernel_without_it_has_no_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(confine, "OLDEST_ABI", 1_000)
    assert Sandbox([]).test() == State("none", False, MISSING)


@needs_landlock
def test_D7_a_command_writes_in_its_folder_and_nowhere_else(workspace: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("as it was")
    (workspace / "link").symlink_to(outside)
    line = (
        f"echo in > a.txt; echo x > {outside}; : > link; truncate -s 0 {outside}; mv {outside} stolen; rm -f {outside};"
        f"ln {outside} other; python3 -c 'import os; os.open({str(outside)!r}, os.O_TRUNC)';"
        "cp a.txt $TMPDIR/b && echo own"
    )
    outcome = run(working(), line, workspace)
    assert (workspace / "a.txt").read_text() == "in\n"
    assert outside.read_text() == "as it was"
    assert sorted(path.name for path in workspace.iterdir()) == ["a.txt", "link"]
    assert outcome.output.endswith("own\n")


@needs_landlock
def test_D7_secrets_are_not_read_through_links_or_by_their_folder(workspace: Path) -> None:
    with tempfile.TemporaryDirectory(dir=Path.home(), prefix=".runnel-test-") as folder:  # /tmp is hidden as a whole
        home = Path(folder).resolve()
        (home / ".ssh").mkdir()
        (home / ".ssh/id").write_text("canary")
        (home / "keys").symlink_to(".ssh")
        (home / "plain.txt").write_text("free to read")
        line = f"cat {home}/.ssh/id {home}/keys/id; ls {home}/.ssh; cat {home}/plain.txt"
        outcome = run(working([], home), line, workspace)
    assert "canary" not in outcome.output
    assert outcome.output.endswith("free to read")


@needs_landlock
def test_D7_where_a_secret_lies_in_the_folder_there_is_no_landlock(workspace: Path) -> None:
    (workspace / "data").mkdir()
    sandbox = working([workspace / "data"])
    assert asyncio.run(sandbox.state_for(workspace)).says == OWN_FOLDER
    assert not asyncio.run(sandbox.state_for(workspace / "data")).works


@needs_landlock
def test_everyday_tools_work_inside(workspace: Path) -> None:
    line = (
        "git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x;"
        "git log --oneline | wc -l;"
        "python3 -c 'import subprocess, socket; socket.socketpair(); print(subprocess.run([\"true\"]).returncode)';"
        "yes | head -1; (exit 3); echo $?; sleep 0.1 & wait; echo x > /dev/null; cat a | cat; echo ${PIPESTATUS[0]}"
    )
    (workspace / "a").touch()
    assert run(working(), line, workspace).output.split() == ["1", "0", "y", "3", "0"]


@needs_landlock
@pytest.mark.parametrize(("line", "status"), [("kill -9 $$", -9), ("kill -15 $$", -15), ("exit 255", 255), ("true", 0)])
def test_a_command_ends_inside_as_it_would_outside(workspace: Path, line: str, status: int) -> None:
    assert run(working(), line, workspace).status == status


@needs_landlock
def test_walls_that_cannot_be_built_run_nothing(workspace: Path) -> None:
    gone = workspace / "gone"
    whole = landlock.arguments(Walls(gone), ["touch", str(workspace / "made")])
    ended = subprocess.run(whole, capture_output=True, check=False)
    assert (ended.returncode, list(workspace.iterdir())) == (confine.FAILED, [])


@needs_landlock
def test_D10_what_leaves_group_session_and_environment_ends_with_its_command(workspace: Path) -> None:
    mark = f"62.{os.getpid()}"
    line = (
        f"setsid env -i {shutil.which('sleep')} {mark} & (setsid env -i sh -c 'sleep {mark} & sleep {mark}' &); echo up"
    )
    assert run(working(), line, workspace).output == "up\n"
    assert processes_named("sleep", mark) == []


@needs_landlock
def test_D10_after_its_time_the_whole_tree_is_gone(workspace: Path) -> None:
    mark = f"63.{os.getpid()}"
    began = time.monotonic()
    outcome = run(working(), f"setsid env -i sleep {mark} & echo up; sleep {mark}", workspace, timeout_s=1.5)
    assert (outcome.status, outcome.output) == (None, "up\n")
    assert time.monotonic() - began < 3.5
    _none_left(mark)


@needs_landlock
def test_D10_a_command_dies_with_the_killed_app(workspace: Path) -> None:
    mark = f"64.{os.getpid()}"
    line = f"setsid env -i sleep {mark} & touch up; sleep {mark}"
    app = subprocess.Popen([sys.executable, "-c", RUN_INSIDE, line, workspace], cwd=ROOT)
    deadline = time.monotonic() + 30
    while not (workspace / "up").exists() or not processes_named("sleep", mark):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    app.kill()
    app.wait()
    _none_left(mark)


def test_in_the_packaged_app_the_small_programs_are_the_app_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/runnel/runnel")
    assert landlock.arguments(Walls(Path("/w"), masked=[Path("/s")]), ["sh"]) == [
        "/opt/runnel/runnel", "--confine", "--workspace", "/w", "--readable", "/opt/runnel", "--masked", "/s",
        "--", "sh",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="the calls of Linux")
def test_the_app_answers_to_the_names_of_its_small_programs() -> None:
    app = [sys.executable, "-m", "desktop"]
    told = subprocess.run(
        [*app, "--attempts", "1", "1", "/x", "x", "1", "/x"], cwd=ROOT, capture_output=True, check=True
    )
    assert told.stdout in (b"metadata\n", b"processes\nmetadata\n"), told
    ended = subprocess.run([*app, "--confine", "--workspace", "/nowhere", "--", "true"], cwd=ROOT, check=False)
    assert ended.returncode == confine.FAILED


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_D7_the_filter_refuses_what_landlock_does_not_know(machine: str) -> None:
    column = ("x86_64", "aarch64").index(machine)
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    program = seccomp.filter_for(machine)

    def answer(number: int | None, *arguments: int, of: int = architecture) -> int:
        return _ran(program, {0: number or 0, 4: of, **{16 + 8 * at: value for at, value in enumerate(arguments)}})

    for numbers in seccomp.DENIED.values():
        if numbers[column] is not None:
            assert answer(numbers[column]) == DENIED
    for both in seccomp.NOT_THERE.values():
        assert answer(both[column]) == MISSING_CALL
    call = {name: numbers[column] for name, numbers in seccomp.BY_ARGUMENT.items()}
    stream, datagram, sequence, unix, inet = 1, 2, 5, 1, 2
    non_blocking = 0o4000 | 0o2000000
    assert (
        answer(call["socketpair"], unix, stream | non_blocking) == answer(call["socketpair"], unix, sequence) == ALLOWED
    )
    assert answer(call["socketpair"], unix, datagram) == answer(call["socketpair"], inet, stream) == DENIED
    assert answer(call["clone"], 0x00000011) == ALLOWED
    assert {answer(call["clone"], 1 << bit) for bit in (17, 25, 26, 27, 28, 29, 30)} == {DENIED}
    assert (answer(call["ioctl"], 0, 0x5413), answer(call["ioctl"], 0, 0x5412), answer(call["ioctl"], 0, 0x541C)) == (
        ALLOWED, DENIED, DENIED,
    )  # fmt: skip
    assert (answer(call["prlimit64"], 0), answer(call["prlimit64"], 1)) == (ALLOWED, DENIED)
    assert answer({"x86_64": 1, "aarch64": 64}[machine]) == ALLOWED  # write
    assert answer(1, of=0x40000003) == 0x80000000  # another architecture's calls
    if machine == "x86_64":
        assert answer(0x40000000 + 41) == 0x80000000


def _ran(program: Sequence[seccomp.Step], data: dict[int, int]) -> int:
    """What the kernel would answer."""
    at = value = 0
    while True:
        code, yes, no, operand = program[at]
        at += 1
        match code:
            case 0x20:
                value = data.get(operand, 0)
            case 0x54:
                value &= operand
            case 0x06:
                return operand
            case 0x15:
                at += yes if value == operand else no
            case 0x35:
                at += yes if value >= operand else no
            case 0x45:
                at += yes if value & operand else no
            case _:
                raise AssertionError(f"unknown step {code:#x}")


def _none_left(mark: str) -> None:
    deadline = time.monotonic() + 2
    while processes_named("sleep", mark):
        assert time.monotonic() < deadline
        time.sleep(0.01)
