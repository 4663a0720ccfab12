"""macOS and Windows, as far as Linux can show it: what they would be asked. Neither was run there."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import pytest

from backend.sandbox import job_object, seatbelt
from backend.sandbox.bubblewrap import Walls
from backend.sandbox.job_object import Job, Limits

WORKSPACE = Path("/Users/a b/my.work (1)")


def test_D7_the_profile_denies_by_default_what_writes_connects_and_steers_others() -> None:
    lines = seatbelt.profile(Walls(WORKSPACE, masked=[Path('/Users/a b/.ssh"x')])).splitlines()
    assert lines == [
        "(version 1)",
        "(allow default)",
        "(deny file-write*)",
        '(allow file-write* (subpath "/Users/a b/my.work (1)") (subpath (param "TEMPORARY")))',
        '(allow file-write-data (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") '
        '(literal "/dev/dtracehelper"))',
        "(deny network*)",
        "(deny system-socket)",
        "(deny signal)",
        "(allow signal (target same-sandbox))",
        "(deny process-info*)",
        "(allow process-info* (target same-sandbox))",
        "(deny appleevent-send)",
        "(deny lsopen)",
        "(deny job-creation)",
        "(deny mach-lookup)",
        "(allow mach-lookup " + " ".join(f'(global-name "{name}")' for name in seatbelt._SERVICES) + ")",
        '(deny file-read* file-write* (subpath "/Users/a b/.ssh\\"x"))',
    ]
    assert not [
        name for name in seatbelt._SERVICES if "security" in name.lower() or "pasteboard" in name or "launch" in name
    ]


@pytest.mark.parametrize(
    ("path", "is_denied"),
    [
        (".git/hooks/pre-commit", True),
        (".git/config", True),
        ("deep/er/.GIT/Hooks/x", True),
        (".git", True),
        (".vscode/tasks.json", True),
        ("a/.bashrc", True),
        (".config/fish/config.fish", True),
        ("Library/LaunchAgents/x.plist", True),
        (".git/HEAD", False),
        (".git/objects/ab/cd", False),
        ("src/config", False),
        ("hooks/x", False),
        (".gitignore", False),
        ("a.bashrc", False),
    ],
)
def test_D3_what_others_obey_is_denied_by_its_name_in_every_spelling(path: str, is_denied: bool) -> None:
    whole = f"{WORKSPACE}/{path}"
    assert any(re.search(pattern, whole) for pattern in seatbelt.patterns(WORKSPACE)) == is_denied
    assert not any(re.search(pattern, f"/Users/a b/myxwork (1)/{path}") for pattern in seatbelt.patterns(WORKSPACE))


def test_D3_the_names_are_denied_unless_a_person_allowed_it() -> None:
    guarded = seatbelt.profile(Walls(WORKSPACE, guarded=True)).splitlines()
    free = seatbelt.profile(Walls(WORKSPACE)).splitlines()
    added = [line for line in guarded if line not in free]
    assert len(added) == len(seatbelt.patterns(WORKSPACE))
    assert seatbelt.patterns(Path('/a"b'))[-1].startswith("^/a.b/"), "a quote would end the text"
    assert all(line.startswith('(deny file-write* (regex #"^/Users/a b/my\\.work \\(1\\)/') for line in added)


def test_the_command_gets_a_temporary_folder_that_goes_with_it() -> None:
    line = seatbelt.arguments(Walls(WORKSPACE), ["bash", "-c", "true"])
    assert (line[:2], line[3], line[5:]) == (["/bin/sh", "-c"], "sh", ["bash", "-c", "true"])
    assert line[4] == seatbelt.profile(Walls(WORKSPACE))
    assert '-D TEMPORARY="$d" -p "$profile" "$@"' in line[2]
    assert 'rm -rf "$d"' in line[2]


class Windows:
    """Notes what it is asked, and refuses one thing where told to."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[tuple[object, ...]] = []
        self._refuses = refuses

    def _note(self, name: str, *values: object) -> None:
        self.asked.append((name, *values))
        if name == self._refuses:
            raise PermissionError(name)

    def create(self, limits: Limits) -> int:
        self._note("create", limits.BasicLimitInformation.LimitFlags)
        return 7

    def assign(self, job: int, process: int) -> None:
        self._note("assign", job, process)

    def resume(self, process: int) -> None:
        self._note("resume", process)

    def terminate(self, job: int) -> None:
        self._note("terminate", job)

    def close(self, job: int) -> None:
        self._note("close", job)


def test_D10_on_windows_a_command_runs_only_in_its_job_and_ends_with_it() -> None:
    windows = Windows()
    job = Job(windows)
    job.take(42)
    job.end()
    job.end()
    kill_on_close = 0x2000
    assert windows.asked == [
        ("create", kill_on_close), ("assign", 7, 42), ("resume", 42), ("terminate", 7), ("close", 7),
    ]  # fmt: skip


def test_D10_on_windows_what_cannot_be_put_into_its_job_never_runs() -> None:
    windows = Windows(refuses="assign")
    job = Job(windows)
    with pytest.raises(PermissionError):
        job.take(42)
    assert ("resume", 42) not in windows.asked


def test_the_limits_of_a_job_lie_in_memory_as_windows_reads_them() -> None:
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert (ctypes.sizeof(job_object._BasicLimits), ctypes.sizeof(Limits)) == (64, 144)
    assert job_object._BasicLimits.LimitFlags.offset == 16
