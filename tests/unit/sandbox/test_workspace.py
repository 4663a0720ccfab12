"""Group D, as far as files go: nothing outside the folder is read or written, nothing hangs."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from backend.sandbox.paths import parts_of
from backend.sandbox.within import NEW
from backend.sandbox.workspace import Changed, Entry, NotAllowed, Workspace


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


@pytest.mark.parametrize(
    "path",
    [
        "//server/share/x",
        "/WORK/a.txt",
        "/wor\u212a/a.txt",
        "/work\u0301/a.txt",
        "/work/../work-sibling/s.txt",
        "//work/a.txt",
    ],
)
def test_D1_no_other_spelling_of_a_folder_is_the_workspace(path: str) -> None:
    with pytest.raises(NotAllowed):
        parts_of(PurePosixPath("/work"), path, windows=False)


@pytest.mark.parametrize("path", ["proc/1/environ", "/sys/x", "dev/sda", "proc"])
def test_D2_the_system_itself_is_no_workspace_file(path: str) -> None:
    with pytest.raises(NotAllowed, match="part of the system"):
        parts_of(PurePosixPath("/"), path, windows=False)


@pytest.mark.parametrize(
    "path",
    [
        "\\\\server\\share\\x", "//server/share/x", "\\\\?\\C:\\work\\a", "\\\\.\\PhysicalDrive0", "C:a.txt",
        "D:\\work\\a.txt", "\\a.txt", "a\\..\\..\\b", "con", "src/NUL.txt", "aux ", "com1.log", "LPT¹", "a.txt:stream",
        "a.", "b ", "x|y", "a\x01b",
    ],
)  # fmt: skip
def test_D1_what_windows_would_take_for_something_else_is_refused(path: str) -> None:
    with pytest.raises(NotAllowed):
        parts_of(PureWindowsPath("C:\\work"), path, windows=True)


def test_D1_plain_names_are_taken_on_windows() -> None:
    root = PureWindowsPath("C:\\work")
    assert parts_of(root, "c:\\WORK\\src/a b.txt", windows=True) == ("src", "a b.txt")
    assert parts_of(root, "./console.log", windows=True) == ("console.log",)


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


def test_a_file_and_a_folder_are_moved_and_nothing_is_ever_replaced(workspace: Workspace) -> None:
    workspace.write("src/b.txt", b"b")
    workspace.move("a.txt", "new/place/c.txt")
    workspace.move("src", "new/src")
    assert (workspace.read("new/place/c.txt")[0], workspace.read("new/src/b.txt")[0]) == (b"hello", b"b")
    with pytest.raises(FileExistsError):
        workspace.move("new/place/c.txt", "new/src/b.txt")
    with pytest.raises(FileNotFoundError):
        workspace.move("none", "x")
    with pytest.raises(NotAllowed):
        workspace.move("new", "../out")
    (workspace.root / "link").symlink_to(workspace.root.parent)
    with pytest.raises(NotAllowed):
        workspace.move("link", "other")
    with pytest.raises((NotAllowed, NotADirectoryError)):
        workspace.move("new", "link/new")
    assert [workspace.entry(path) for path in ("link", "src", "new/src", "new/src/b.txt")] == [
        Entry("link", "link", 0),
        None,
        Entry("src", "folder", 0),
        Entry("b.txt", "file", 1),
    ]


def test_what_is_deleted_is_in_the_trash_with_its_place(workspace: Workspace, trash: Path) -> None:
    workspace.write("sub dir/ä b.txt", b"1")
    for path in ("a.txt", "sub dir"):
        workspace.trash(path)
    assert list(workspace.root.iterdir()) == []
    assert (trash / "files" / "a.txt").read_text() == "hello"
    assert (trash / "files" / "sub dir" / "ä b.txt").read_text() == "1"
    notes = {note.name: note.read_text().splitlines()[1] for note in (trash / "info").iterdir()}
    assert notes == {
        "a.txt.trashinfo": f"Path={workspace.root}/a.txt",
        "sub dir.trashinfo": f"Path={workspace.root}/sub%20dir",
    }
    (workspace.root / "link").symlink_to(workspace.root.parent / "secret.txt")
    os.link(workspace.root.parent / "secret.txt", workspace.root / "hard")
    for path in ("link", "hard", "../secret.txt", "."):
        with pytest.raises(NotAllowed):
            workspace.trash(path)
    assert (workspace.root.parent / "secret.txt").read_text() == "secret"


def test_walking_leaves_out_links_and_what_programs_made(workspace: Workspace) -> None:
    for name in ("src/main.py", "node_modules/x/index.js", ".git/config", "src/deep/z.py"):
        (workspace.root / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.root / name).write_text("x")
    (workspace.root / "loop").symlink_to(workspace.root)
    assert list(workspace.walk(".")) == ["src/deep/z.py", "src/main.py", "a.txt"]
    assert list(workspace.walk("a.txt")) == ["a.txt"]
