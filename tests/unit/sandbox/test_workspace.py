"""Group D, as far as files go: nothing outside the folder is read or written, nothing hangs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from backend.sandbox.workspace import NEW, Changed, NotAllowed, Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "work"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "work-sibling").mkdir()
    (tmp_path / "work-sibling" / "s.txt").write_text("secret")
    (root / "a.txt").write_text("hello")
    return Workspace(root)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "/etc/passwd",
        "~/x",
        "a/../../secret.txt",
        "a.txt\0.png",
        "../work-sibling/s.txt",
        "./../secret.txt",
    ],
)
def test_D1_paths_that_lead_out_are_refused(workspace: Workspace, path: str) -> None:
    for call in (lambda: workspace.read(path), lambda: workspace.write(path, b"x"), lambda: workspace.list(path)):
        with pytest.raises(NotAllowed):
            call()


def test_D1_an_absolute_path_inside_is_the_same_as_a_relative_one(workspace: Workspace) -> None:
    assert workspace.read(str(workspace.root / "a.txt")) == (b"hello", 5)
    with pytest.raises(NotAllowed):
        workspace.read(str(workspace.root) + "-sibling/s.txt")


def test_D1_encoded_dots_are_only_a_strange_name(workspace: Workspace) -> None:
    with pytest.raises(FileNotFoundError):
        workspace.read("%2e%2e/secret.txt")


def test_D2_links_are_not_followed(workspace: Workspace) -> None:
    (workspace.root / "file-link").symlink_to(workspace.root.parent / "secret.txt")
    (workspace.root / "folder-link").symlink_to(workspace.root.parent)
    for path in ("file-link", "folder-link/secret.txt"):
        with pytest.raises((NotAllowed, NotADirectoryError)):
            workspace.read(path)
        with pytest.raises((NotAllowed, NotADirectoryError)):
            workspace.write(path, b"x")
    assert (workspace.root.parent / "secret.txt").read_text() == "secret"


def test_D2_hard_links_are_refused(workspace: Workspace) -> None:
    os.link(workspace.root.parent / "secret.txt", workspace.root / "hard")
    for call in (lambda: workspace.read("hard"), lambda: workspace.write("hard", b"x")):
        with pytest.raises(NotAllowed, match="hard link"):
            call()


def test_D2_fifos_and_devices_are_refused_and_do_not_hang(workspace: Workspace) -> None:
    os.mkfifo(workspace.root / "fifo")
    began = time.monotonic()
    for call in (lambda: workspace.read("fifo"), lambda: workspace.write("fifo", b"x")):
        with pytest.raises(NotAllowed, match="not a plain file"):
            call()
    assert time.monotonic() - began < 1


def test_D2_a_folder_swapped_for_a_link_during_the_call_never_lets_it_out(workspace: Workspace) -> None:
    inside, outside = workspace.root / "sub", workspace.root.parent / "out"
    spare = workspace.root / "spare"
    inside.mkdir()
    outside.mkdir()
    (outside / "f.txt").write_text("secret")
    (inside / "f.txt").write_text("fine")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            inside.rename(spare)
            with contextlib.suppress(FileExistsError):  # a write may have made the missing folder anew
                inside.symlink_to(outside)
                inside.unlink()
            while spare.exists():
                try:
                    spare.rename(inside)
                except OSError:
                    shutil.rmtree(inside, ignore_errors=True)

    thread = threading.Thread(target=swap)
    thread.start()
    seen = set()
    for number in range(3000):
        try:
            seen.add(workspace.read("sub/f.txt")[0])
            workspace.write(f"sub/new-{number % 7}.txt", b"x")
        except (OSError, NotAllowed):
            continue
    over.set()
    thread.join()
    assert seen <= {b"fine"}
    assert [path.name for path in outside.iterdir()] == ["f.txt"]


@pytest.mark.parametrize("depth", [0, 1])
def test_D2_a_link_in_the_place_of_the_workspace_itself_is_not_followed(tmp_path: Path, depth: int) -> None:
    root, other = tmp_path / "up" / "work", tmp_path / "other" / "work"
    root.mkdir(parents=True)
    other.mkdir(parents=True)
    for folder in (root, other):
        (folder / "a.txt").write_text("x")
    workspace = Workspace(root)
    swapped = [root, root.parent][depth]
    swapped.rename(tmp_path / "away")
    swapped.symlink_to([other, other.parent][depth])
    for call in (
        lambda: workspace.read("a.txt"),
        lambda: workspace.write("b.txt", b"x"),
        lambda: workspace.list("."),
        lambda: workspace.fingerprint("a.txt"),
        workspace.require_root,
    ):
        with pytest.raises(NotAllowed, match="a link took its place"):
            call()
    assert [path.name for path in other.iterdir()] == ["a.txt"]


def test_D4_a_write_for_what_a_file_was_leaves_it_when_it_has_changed(workspace: Workspace) -> None:
    was = workspace.fingerprint("a.txt")
    assert (was, workspace.fingerprint("none"), workspace.fingerprint("no/ne")) == (
        hashlib.sha256(b"hello").hexdigest(),
        NEW,
        NEW,
    )
    (workspace.root / "a.txt").write_text("changed")
    for path, expected in (("a.txt", was), ("a.txt", NEW), ("none", was), ("no/ne", was)):
        with pytest.raises(Changed):
            workspace.write(path, b"x", was=expected)
    assert {path.name: path.read_text() for path in workspace.root.iterdir()} == {"a.txt": "changed"}
    assert workspace.write("a.txt", b"y", was=workspace.fingerprint("a.txt")) is False
    assert workspace.write("no/ne", b"y", was=NEW) is True


def test_a_write_replaces_whole_keeps_the_mode_and_leaves_nothing_behind(workspace: Workspace) -> None:
    path = workspace.root / "a.txt"
    path.chmod(0o640)
    assert workspace.write("a.txt", b"new") is False
    assert workspace.write("deep/er/b.txt", b"b") is True
    assert (path.read_bytes(), oct(path.stat().st_mode & 0o777)) == (b"new", "0o640")
    assert sorted(p.name for p in workspace.root.rglob("*")) == ["a.txt", "b.txt", "deep", "er"]


def test_D5_killed_between_write_and_rename_leaves_old_or_new(workspace: Workspace) -> None:
    old, new = b"a" * 200_000, b"b" * 200_000
    workspace.write("x", old)
    for number in range(30):
        child = os.fork()
        if child == 0:
            while True:
                workspace.write("x", new)
                workspace.write("x", old)
        time.sleep(0.001 * number)
        os.kill(child, 9)
        os.waitpid(child, 0)
        assert workspace.read("x")[0] in (old, new)


def test_walking_leaves_out_links_and_what_programs_made(workspace: Workspace) -> None:
    for name in ("src/main.py", "node_modules/x/index.js", ".git/config", "src/deep/z.py"):
        (workspace.root / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.root / name).write_text("x")
    (workspace.root / "loop").symlink_to(workspace.root)
    assert list(workspace.walk(".")) == ["src/deep/z.py", "src/main.py", "a.txt"]
    assert list(workspace.walk("a.txt")) == ["a.txt"]
