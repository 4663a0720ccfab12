"""D6: whatever a call did to a folder, undo leaves the tree as it was, and redo as it had become."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.domain import limits
from backend.sandbox.whole import Seen, Whole
from backend.sandbox.workspace import NotAllowed, Workspace
from backend.undo import restore as ways
from backend.undo import scan
from backend.undo.change import Change
from backend.undo.images import Images
from backend.undo.keeper import Keeper
from backend.undo.restore import possible, restore
from backend.undo.snapshot import Known, Snapshot


class Desk:
    """A folder, its tree and the copies."""

    def __init__(self, path: Path) -> None:
        self.root = path / "work"
        self.root.mkdir()
        self.tree = Whole(Workspace(self.root))
        self.images = Images(path / "undo")
        self.known = Known()

    def changed_by(self, work: str | Callable[[], object]) -> list[Change]:
        """What a shell command or a function does to the folder."""
        before = scan.take(self.tree, self.images, self.known)
        before = Snapshot.unpacked(before.packed())  # as after a crash
        if isinstance(work, str):
            git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c"}
            git |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
            subprocess.run(work, shell=True, cwd=self.root, check=True, env=os.environ | git, capture_output=True)
        else:
            work()
        return scan.changes(self.tree, self.images, self.known, before)[0]

    def undo(self, changes: list[Change]) -> dict[str, str | None]:
        return {o.change.path: o.says for o in restore(self.tree, self.images, changes, "undo")}

    def redo(self, changes: list[Change]) -> dict[str, str | None]:
        return {o.change.path: o.says for o in restore(self.tree, self.images, changes, "redo")}

    def all(self) -> dict[str, tuple[int, object]]:
        return all_of(self.root)


def all_of(root: Path) -> dict[str, tuple[int, object]]:
    """Every entry but git's objects, which are only ever added: mode, and content or target."""
    found: dict[str, tuple[int, object]] = {}
    for path in sorted(root.rglob("*")):
        name, mode = str(path.relative_to(root)), path.lstat().st_mode
        if name.startswith(".git/objects"):
            continue
        content: object = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[name] = stat.S_IMODE(mode), content
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for name, text in {"a.txt": "one\n", "src/b.py": "two\n", "src/deep/c.bin": "\0three", "empty.txt": ""}.items():
        (desk.root / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.root / name).write_text(text)
    (desk.root / "run.sh").write_text("echo hello\n")
    (desk.root / "run.sh").chmod(0o755)
    (desk.root / "link").symlink_to("a.txt")
    (desk.root / "hollow").mkdir(mode=0o700)
    return desk


COMMANDS = {
    "writes": "echo new > new.txt; echo more >> a.txt; echo x > run.sh",
    "deletes": "rm a.txt; rm -r src; rmdir hollow; rm link empty.txt",
    "moves": "mv a.txt z.txt; mv src lib; mkdir -p x/y; mv run.sh x/y/",
    "modes": "chmod 600 a.txt; chmod -x run.sh; chmod 755 hollow",
    "links": "ln -sf src/b.py link; ln -s /etc/passwd out",
    "kinds": "rm a.txt; mkdir a.txt; echo x > a.txt/b; rm -r src; echo file > src; rm link; echo plain > link",
    "times set back": "touch -r a.txt stamp; echo ONE > a.txt; touch -r stamp a.txt; rm stamp",
    "in place": "printf 'tw0' | dd of=src/b.py conv=notrunc",
    "caches": "mkdir -p src/__pycache__ node_modules/x; echo c > src/__pycache__/b.pyc; echo j > node_modules/x/i.js",
    "strange names": "echo x > $'new\\nline'; echo x > ' '; echo x > 'ü–\"q'; mkdir -- -rf; echo y > -rf/-",
    "nothing": "cat a.txt; ls -R",
}


@pytest.mark.parametrize("with_git", [False, True])
@pytest.mark.parametrize("name", COMMANDS)
def test_D6_what_a_command_did_is_undone_and_redone(desk: Desk, name: str, with_git: bool) -> None:
    if with_git:
        desk.changed_by("git init -q . && git add -A && git commit -qm first")
    before = desk.all()
    changes = desk.changed_by(f"bash -c '{COMMANDS[name].replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}'")
    after = desk.all()
    assert bool(changes) == (name != "nothing")
    assert set(desk.undo(changes).values()) <= {None}
    assert desk.all() == before
    if name == "caches":
        assert {path: says for path, says in desk.redo(changes).items() if says} == {"node_modules": ways.NOT_REDONE}
        return
    assert set(desk.redo(changes).values()) <= {None}
    assert desk.all() == after
    assert set(desk.undo(changes).values()) <= {None}
    assert desk.all() == before


def test_D6_what_git_did_is_undone_and_a_commit_of_the_persons_own_stays(desk: Desk) -> None:
    desk.changed_by("git init -q . && git add -A && git commit -qm first")
    before = desk.all()
    changes = desk.changed_by("echo x >> a.txt; git commit -qam second; git branch other; git mv run.sh go.sh")
    assert set(desk.undo(changes).values()) == {None}
    assert desk.all() == before
    subprocess.run(["git", "fsck", "--strict"], cwd=desk.root, check=True, capture_output=True)
    changes = desk.changed_by("echo y >> a.txt; git commit -qam third")
    desk.changed_by("echo mine > mine.txt; git add mine.txt; git commit -qm mine")
    said = desk.undo(changes)
    assert said["a.txt"] is None
    branch = next(path for path in said if path.startswith(".git/refs/heads/"))
    assert said[branch] == ways.CHANGED_SINCE
    subprocess.run(["git", "fsck", "--strict"], cwd=desk.root, check=True, capture_output=True)


def test_D6_a_new_repository_is_undone_whole(desk: Desk) -> None:
    before = desk.all()
    changes = desk.changed_by("git init -q . && git add -A && git commit -qm first")
    assert set(desk.undo(changes).values()) == {None}
    assert desk.all() == before
    assert not (desk.root / ".git").exists()


def test_D6_what_the_person_changed_since_is_a_conflict_and_stays(desk: Desk) -> None:
    changes = desk.changed_by("echo more >> a.txt; rm src/b.py; echo n > new.txt; mkdir d; echo e > d/e; ln -sf x link")
    (desk.root / "a.txt").write_text("mine")
    (desk.root / "src" / "b.py").write_text("mine too")
    (desk.root / "new.txt").write_text("and mine")
    (desk.root / "d" / "own").write_text("o")
    said = desk.undo(changes)
    assert said == {
        "a.txt": ways.CHANGED_SINCE,
        "src/b.py": ways.IN_THE_WAY,
        "new.txt": ways.CHANGED_SINCE,
        "d/e": None,
        "d": None,  # it stays, because it is in use
        "link": None,
    }
    assert (desk.root / "a.txt").read_text() == "mine"
    assert (desk.root / "src" / "b.py").read_text() == "mine too"
    assert (desk.root / "new.txt").read_text() == "and mine"
    assert [path.name for path in (desk.root / "d").iterdir()] == ["own"]


def test_D6_caches_that_each_run_of_tests_changes_are_undone_too(desk: Desk) -> None:
    before = desk.all()
    first = desk.changed_by(
        "mkdir -p src/__pycache__ .pytest_cache; echo 1 > src/__pycache__/b.pyc; echo 1 > .pytest_cache/x"
    )
    second = desk.changed_by("echo 2 > src/__pycache__/b.pyc; echo 2 > src/__pycache__/c.pyc; rm .pytest_cache/x")
    assert set(desk.undo([*first, *second]).values()) == {None}
    assert desk.all() == before


def test_D6_undone_twice_is_undone_once(desk: Desk) -> None:
    before = desk.all()
    changes = desk.changed_by("echo more >> a.txt; rm empty.txt; mkdir new")
    for _ in range(2):
        assert set(desk.undo(changes).values()) == {None}
        assert desk.all() == before


def test_D6_two_changes_of_one_file_are_undone_one_by_one_from_the_last(desk: Desk) -> None:
    first, second = desk.changed_by("echo 2 >> a.txt"), desk.changed_by("echo 3 >> a.txt")
    assert desk.undo(first) == {"a.txt": ways.CHANGED_SINCE}
    assert [possible(desk.tree, desk.images, change, "undo") for change in (*first, *second)] == [
        ways.CHANGED_SINCE,
        None,
    ]
    assert desk.undo([*first, *second]) == {"a.txt": None}
    assert (desk.root / "a.txt").read_text() == "one\n"


def test_a_list_of_changes_from_elsewhere_takes_nothing_away(desk: Desk) -> None:
    """It may name a file and its hash; without a copy kept here nothing is deleted or replaced."""
    desk.images = Images(desk.root.parent / "empty")
    changes = desk.changed_by("echo secret > made.txt; mkdir node_modules; echo > node_modules/x")
    desk.images = Images(desk.root.parent / "other")
    assert set(desk.undo(changes).values()) == {ways.NO_COPY}
    assert (desk.root / "made.txt").exists()


def test_D2_undo_follows_no_link_that_took_the_place_of_a_folder(desk: Desk) -> None:
    changes = desk.changed_by("echo x > src/b.py; echo y > src/new; chmod 700 src/deep")
    out = desk.root.parent / "out"
    shutil.copytree(desk.root / "src", out)
    shutil.rmtree(desk.root / "src")
    (desk.root / "src").symlink_to(out)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert desk.undo(changes)["src/b.py"] == ways.CHANGED_SINCE
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_what_is_too_large_is_said_and_never_half_undone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNDO_FILE_BYTES", 100)
    (desk.root / "big.bin").write_bytes(b"x" * 1_000)
    assert scan.take(desk.tree, desk.images, desk.known).says == (
        "Of 1 files no copy was kept, because they are too large or too many."
    )
    changes = desk.changed_by("echo y >> big.bin; head -c 500 /dev/zero > new.bin; echo z >> a.txt")
    assert desk.undo(changes) == {"big.bin": ways.NO_COPY, "new.bin": ways.NO_COPY, "a.txt": None}
    monkeypatch.setattr(limits, "UNDO_ENTRIES", 3)
    snapshot = scan.take(desk.tree, desk.images, desk.known)
    assert (snapshot.says, scan.changes(desk.tree, desk.images, desk.known, snapshot)) == (
        scan.TOO_MANY,
        ([], scan.TOO_MANY),
    )


def test_very_many_new_files_are_one_change_a_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNDO_CHANGES", 20)
    before = desk.all()
    changes = desk.changed_by("mkdir -p many/deep; for i in $(seq 40); do echo $i > many/deep/$i; done; echo x > a.txt")
    assert sorted((change.path, change.kind) for change in changes) == [("a.txt", "edit"), ("many", "create")]
    (desk.root / "many" / "deep" / "mine").write_text("m")
    assert desk.undo(changes) == {"many": ways.CHANGED_SINCE, "a.txt": None}
    (desk.root / "many" / "deep" / "mine").unlink()
    assert desk.undo(changes) == {"many": None, "a.txt": None}
    assert desk.all() == before


def test_B4_copies_are_for_this_person_alone_and_damaged_ones_are_none(desk: Desk) -> None:
    sha = desk.images.keep(b"content")
    place = desk.root.parent / "undo" / sha[:2] / sha
    assert [oct(path.stat().st_mode & 0o777) for path in (place, place.parent)] == ["0o600", "0o700"]
    assert desk.images.read(sha) == b"content"
    place.write_bytes(b"rotten")
    assert desk.images.read(sha) is None
    assert desk.images.read("../../../etc/passwd") is None


def test_copies_that_nothing_refers_to_are_removed_after_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    used, old, young = (desk.images.keep(text) for text in (b"used", b"old", b"young"))
    for sha in (used, old):
        os.utime(desk.root.parent / "undo" / sha[:2] / sha, (1, 1))
    assert desk.images.sweep({used}) == 1
    assert [desk.images.has(sha) for sha in (used, old, young)] == [True, False, True]
    monkeypatch.setattr(limits, "UNDO_STORE_BYTES", 5)
    assert desk.images.sweep({used}) == 1
    assert [desk.images.has(sha) for sha in (used, young)] == [False, True]


def test_nothing_is_read_twice_that_stayed_as_it_was(desk: Desk) -> None:
    for path in desk.root.rglob("*"):
        if not path.is_symlink():
            os.utime(path, ns=(1, 1))
    reads: list[str] = []

    class Counting(Whole):
        def read(self, path: str, *, most_bytes: int) -> tuple[bytes, int]:
            reads.append(path)
            return super().read(path, most_bytes=most_bytes)

    time.sleep(0.15)  # a file that has just changed is read again in any case
    tree = Counting(Workspace(desk.root))
    scan.take(tree, desk.images, desk.known)
    assert len(reads) == 5
    scan.take(tree, desk.images, desk.known)
    assert len(reads) == 5


def test_what_is_remembered_of_a_folder_does_not_grow_with_what_was_in_it_once(desk: Desk) -> None:
    def after(rounds: range) -> int:
        for number in rounds:
            for path in desk.root.glob("made-*"):
                path.unlink()
            made = [desk.root / f"made-{number}-{at}" for at in range(20)]
            for path in made:
                path.write_text(f"{number}\n")
                os.utime(path, ns=(1, 1))
            desk.tree = Old(Workspace(desk.root))
            desk.changed_by(lambda: None)
        return len(desk.known)

    few = after(range(3))
    assert few >= 20
    assert after(range(3, 15)) == few


def test_what_only_some_looks_see_is_remembered_as_well(desk: Desk) -> None:
    tree = Old(Workspace(desk.root))
    for _ in range(3):
        reads = tree.reads
        scan.take(tree, desk.images, desk.known, ("src",))
        few = tree.reads - reads
        scan.take(tree, desk.images, desk.known, (".",))
    assert few == 0


class Old(Whole):
    """Whatever is in it was changed long ago."""

    reads = 0

    def scan(self, path: str = ".") -> Iterator[Seen]:
        return (replace(seen, stamp=(1, 1, *seen.stamp[2:])) for seen in super().scan(path))

    def read(self, path: str, *, most_bytes: int) -> tuple[bytes, int]:
        self.reads += 1
        return super().read(path, most_bytes=most_bytes)


def test_no_more_folders_are_remembered_than_are_worked_in(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    first, other = keeper.known(tmp_path / "first"), keeper.known(tmp_path / "other")
    for number in range(limits.UNDO_KNOWN_FOLDERS - 1):
        keeper.known(tmp_path / str(number))
        assert keeper.known(tmp_path / "first") is first, "it is worked in"
    assert keeper.known(tmp_path / "other") is not other


def test_D3_our_own_data_inside_the_folder_is_left_alone(desk: Desk) -> None:
    apart = desk.root / "data" / "runnel"
    apart.mkdir(parents=True)
    desk.tree = Whole(Workspace(desk.root), apart=apart)
    changes = desk.changed_by("echo x > data/runnel/log.db; echo y > data/other")
    assert [change.path for change in changes] == ["data/other"]
    for path in ("data/runnel", "data/runnel/log.db"):
        for call in (desk.tree.remove_tree, desk.tree.look, desk.tree.fingerprint):
            with pytest.raises(NotAllowed, match="own data"):
                call(path)
