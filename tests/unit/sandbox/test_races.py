"""D2's race: while another process swaps a folder for a link that leads out, nothing outside is read or changed.

`RUNNEL_LONG=1 uv run pytest tests/unit/sandbox/test_races.py` makes a million tries of each, and kills a writer 1,000
times; without it, what fits into every run of the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.sandbox import beneath
from backend.sandbox.workspace import NotAllowed, Workspace

LONG = bool(os.environ.get("RUNNEL_LONG"))
TRIES = 1_000_000 if LONG else 4_000
KILLS = 1_000 if LONG else 30
SWAP = """
import ctypes, sys
rename = ctypes.CDLL(None, use_errno=True).renameat2
a, b = (path.encode() for path in sys.argv[1:])
print("swapping", flush=True)
while True:
    for _ in range(100):
        rename(-100, a, -100, b, 2)  # RENAME_EXCHANGE: at every moment one of the two is there
"""
pytestmark = [
    pytest.mark.timeout(7_200 if LONG else 60),
    pytest.mark.skipif(sys.platform != "linux", reason="swaps with Linux's renameat2"),
]


@contextmanager
def swapping(folder: Path, link: Path) -> Iterator[None]:
    child = subprocess.Popen([sys.executable, "-c", SWAP, folder, link], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        yield
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


@pytest.fixture(params=["openat2", "one name at a time"])
def workspace(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """With a folder `sub`, and beside it a link to the folder `out` outside that has the same names in it."""
    if request.param == "openat2":
        assert beneath.has_openat2(), "this kernel has no openat2, so the race cannot be shown for it"
    else:
        monkeypatch.setattr(beneath, "has_openat2", lambda: False)
    root, out = tmp_path / "work", tmp_path / "out"
    for folder, text in ((root / "sub", "fine"), (out, "secret")):
        folder.mkdir(parents=True)
        (folder / "f.txt").write_text(text)
        (folder / "deep").mkdir()
        (folder / "deep" / "g.txt").write_text(text)
    (root / "link").symlink_to(out)
    return Workspace(root)


def test_D2_a_folder_swapped_for_a_link_during_the_call_never_lets_it_out(workspace: Workspace, trash: Path) -> None:
    out = workspace.root.parent / "out"
    seen: set[bytes] = set()

    def read(number: int) -> None:
        seen.add(workspace.read(("sub/f.txt", "sub/deep/g.txt")[number % 2])[0])

    def look(number: int) -> None:
        names = {entry.name for entry in workspace.list("sub")}
        assert "only-outside" not in names

    (out / "only-outside").touch()
    calls: tuple[Callable[[int], object], ...] = (
        read,
        read,
        look,
        lambda number: workspace.write(f"sub/new-{number % 7}.txt", b"x"),
        lambda number: workspace.write("sub/f.txt", b"fine"),
        lambda number: workspace.move(f"sub/new-{number % 7}.txt", f"sub/deep/moved-{number}.txt"),
        lambda number: workspace.trash(f"sub/deep/moved-{number - 1}.txt") if number % 50 == 6 else None,
        lambda number: workspace.fingerprint("sub/f.txt"),
    )
    before = sorted((path, path.stat().st_mtime_ns) for path in out.rglob("*"))
    done = 0
    with swapping(workspace.root / "sub", workspace.root / "link"):
        for number in range(TRIES):
            try:
                calls[number % len(calls)](number)
                done += 1
            except (OSError, NotAllowed):
                continue
    assert seen == {b"fine"}
    assert sorted((path, path.stat().st_mtime_ns) for path in out.rglob("*")) == before
    assert 0 < done < TRIES, "the folder was never there, or the swaps were never met"


def test_D5_a_writer_killed_at_any_moment_leaves_old_or_new(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    old, new = b"a" * 200_000, b"b" * 200_000
    workspace.write("x", old)
    for number in range(KILLS):
        child = os.fork()
        if child == 0:
            while True:
                workspace.write("x", new)
                workspace.write("x", old)
        time.sleep(0.0005 * (number % 60))
        os.kill(child, 9)
        os.waitpid(child, 0)
        assert workspace.read("x")[0] in (old, new)
