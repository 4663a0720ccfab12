"""D3: what a command made or changed of what other programs obey is taken back; what is not a change of it stays."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from backend.agent import holding
from backend.domain import limits
from backend.sandbox.obeyed import Obeyed, TooLarge
from backend.sandbox.workspace import Workspace
from backend.undo.images import Images
from backend.undo.restore import restore
from backend.undo.snapshot import Known
from tests.unit.undo.test_undo import all_of


class Desk:
    def __init__(self, path: Path) -> None:
        self.root = path / "work"
        self.root.mkdir()
        self.tree = Obeyed(Workspace(self.root))
        self.images = Images(path / "undo")
        self.known = Known()

    def holds(self, line: str) -> holding.Held:
        """What is taken back after a shell command."""
        before = holding.look(self.tree, self.images, self.known)
        before = holding.Before.unpacked(before.packed())  # as after a crash
        git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c"}
        git |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.c"}
        subprocess.run(["bash", "-c", line], cwd=self.root, check=True, env=os.environ | git, capture_output=True)
        return holding.hold(self.tree, self.images, self.known, before)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    (desk.root / "a.txt").write_text("one\n")
    (desk.root / ".vscode").mkdir()
    (desk.root / ".vscode" / "settings.json").write_text("{}")
    desk.holds("mkdir -p checkout && cd checkout && touch f")
    subprocess.run(["git", "init", "-q", desk.root / "checkout"], check=True)
    hook = desk.root / "checkout/.git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    hook.chmod(0o755)
    return desk


TAKEN_BACK = {
    "a hook in a repository of its own": "git init -q new; echo x > new/.git/hooks/post-checkout",
    "a hook beside one that was there": "echo x > checkout/.git/hooks/post-merge",
    "another hook": "echo evil > checkout/.git/hooks/pre-commit",
    "a hook that may be run": "chmod -x checkout/.git/hooks/pre-commit",
    "a hook that is gone": "rm checkout/.git/hooks/pre-commit",
    "a configuration": "git -C checkout config core.fsmonitor evil",
    "a repository behind a link": "mkdir x; git init -q x/r; mkdir y; ln -s ../x/r/.git y/.git",
    "a repository without a work tree": "git init -q --bare b; echo x > b/hooks/post-update",
    "a repository in another's objects": "git init -q checkout/.git/objects/r",
    "a repository among packages": "mkdir -p node_modules/p; git init -q node_modules/p; echo > node_modules/p/i.js",
    "settings of an editor, deep": "mkdir -p a/b/c/.vscode; echo '{}' > a/b/c/.vscode/tasks.json",
    "settings that were there": "echo '{\"x\": 1}' > .vscode/settings.json; echo > .vscode/tasks.json",
    "settings replaced by a link": "rm -r .vscode; ln -s a .vscode",
    "settings replaced by a file": "rm -r .vscode; echo > .vscode",
    "what a shell runs": "echo evil > .bashrc; mkdir d; echo evil > d/.envrc",
    "what decides about assistants": "echo '{}' > .mcp.json; mkdir -p .cursor; echo '{}' > .cursor/mcp.json",
    "in another spelling": "mkdir -p x/.VSCode; echo > x/.VSCode/tasks.json; echo > .BashRC",
    "a file with another name too": "echo evil > e; ln e .bashrc",
    "one that was there with another name too": "ln .vscode/settings.json s; echo '{\"x\": 1}' > s",
    "more than is listed": "mkdir .idea; for i in $(seq 1100); do echo $i > .idea/$i; done",
    "a hook moved in": "mkdir h; echo evil > h/pre-push; mv h/pre-push checkout/.git/hooks/",
    "someone else's repository moved up": "mv checkout/.git .",
    "a folder with hooks copied": "mkdir copy; cp -r checkout/.git copy/",
}


def obeyed(desk: Desk) -> dict[str, tuple[int, object]]:
    places = desk.tree.places()
    return {
        name: what
        for name, what in all_of(desk.root).items()
        if any(name == place or name.startswith(f"{place}/") for place in places)
    }


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_D3_what_others_obey_is_as_it_was_after_a_command(desk: Desk, name: str) -> None:
    before = obeyed(desk)
    held = desk.holds(TAKEN_BACK[name])
    assert held.back
    assert held.says is not None
    if name != "someone else's repository moved up":
        assert held.left == []
        assert obeyed(desk) == before
    assert not [path for path in obeyed(desk) if path not in before]


STAYS = {
    "ordinary files": "echo x > a.txt; mkdir d; echo y > d/e; rm -f none",
    "a commit": "cd checkout && git add f && git commit -qm x -n && git branch other && git checkout -q other",
    "a checkout that is deleted": "rm -rf checkout",
    "a repository with another name": "mv checkout elsewhere",
    "a repository in another folder": "mkdir below; mv checkout below/",
    "the folders of a command": "mkdir -p hooks config modules; echo x > hooks/a; echo > config/b",
}


@pytest.mark.parametrize("name", STAYS)
def test_what_is_no_change_of_it_stays(desk: Desk, name: str) -> None:
    (desk.root / "checkout/.git/hooks/pre-commit").chmod(0o755)
    held = desk.holds(STAYS[name])
    assert (held.says, list(held.back)) == (None, [])


def test_D3_a_name_that_the_log_cannot_hold_is_no_way_around(desk: Desk) -> None:
    held = desk.holds("mkdir $'\\xff'; git init -q $'\\xff'; echo x > $'\\xff/.git/hooks/pre-commit'")
    assert [os.fsencode(path) for path in held.strange if "hooks" in path] == [b"\xff/.git/hooks"]
    assert not (desk.root / os.fsdecode(b"\xff") / ".git/hooks").exists()


def test_what_was_taken_back_can_be_brought_back_by_the_person(desk: Desk) -> None:
    held = desk.holds("mkdir -p d/.vscode; echo '{}' > d/.vscode/tasks.json; echo evil > .bashrc; chmod 700 .bashrc")
    assert [outcome.says for outcome in restore(desk.tree, desk.images, held.back, "redo")] == [None] * 3
    assert (desk.root / "d/.vscode/tasks.json").read_text() == "{}\n"
    assert (desk.root / ".bashrc").stat().st_mode & 0o777 == 0o700


def test_after_a_crash_the_persons_own_later_changes_stay(desk: Desk) -> None:
    before = holding.look(desk.tree, desk.images, desk.known)
    (desk.root / ".bashrc").write_text("evil")
    until_ns = (desk.root / ".bashrc").stat().st_ctime_ns
    (desk.root / ".vscode/settings.json").write_text("mine")
    (desk.root / ".vscode/settings.json").touch()
    late = (desk.root / ".vscode/settings.json").stat().st_ctime_ns
    assert late > until_ns, "the clock stands still"
    held = holding.hold(desk.tree, desk.images, desk.known, before, until_ns=until_ns)
    assert [change.path for change in held.back] == [".bashrc"]
    assert (desk.root / ".vscode/settings.json").read_text() == "mine"


@pytest.mark.parametrize("what", [".vscode/settings.json", ".vscode"])
def test_after_a_crash_what_the_person_removed_later_stays_away(desk: Desk, what: str) -> None:
    before = holding.look(desk.tree, desk.images, desk.known)
    (desk.root / ".bashrc").write_text("evil")
    until_ns = (desk.root / ".bashrc").stat().st_ctime_ns
    clock = desk.root.parent / "clock"
    clock.touch()
    while clock.stat().st_ctime_ns <= until_ns:
        clock.touch()
    subprocess.run(["rm", "-r", what], cwd=desk.root, check=True)
    held = holding.hold(desk.tree, desk.images, desk.known, before, until_ns=until_ns)
    assert [change.path for change in held.back] == [".bashrc"]
    assert not (desk.root / what).exists()


def test_after_a_crash_what_the_command_removed_comes_back(desk: Desk) -> None:
    before = holding.look(desk.tree, desk.images, desk.known)
    (desk.root / ".vscode/settings.json").unlink()
    until_ns = (desk.root / ".vscode").stat().st_ctime_ns
    (desk.root / "notes.txt").write_text("mine")
    held = holding.hold(desk.tree, desk.images, desk.known, before, until_ns=until_ns)
    assert [change.path for change in held.back] == [".vscode/settings.json"]
    assert (desk.root / ".vscode/settings.json").exists()


def test_what_the_sandbox_kept_from_the_command_was_changed_by_the_person_and_stays(desk: Desk) -> None:
    before = holding.look(desk.tree, desk.images, desk.known)
    (desk.root / ".vscode/settings.json").write_text("mine")
    (desk.root / ".envrc").write_text("evil")
    held = holding.hold(desk.tree, desk.images, desk.known, before, kept=[".vscode"])
    assert [change.path for change in held.back] == [".envrc"]
    assert (desk.root / ".vscode/settings.json").read_text() == "mine"
    (desk.root / ".envrc").write_text("also mine")
    assert holding.hold(desk.tree, desk.images, desk.known, before, kept=[""]).says is None


def test_where_the_person_may_have_made_it_only_what_can_be_brought_back_is_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNDO_FILE_BYTES", 100)
    before = holding.look(desk.tree, desk.images, desk.known)
    (desk.root / ".idea").mkdir()
    (desk.root / ".idea/small").write_text("x")
    (desk.root / ".idea/large").write_text("x" * 101)
    (desk.root / ".envrc").write_text("evil")
    held = holding.hold(desk.tree, desk.images, desk.known, before, only_with_copies=True)
    assert [change.path for change in held.back] == [".envrc"]
    assert {change.path for change in held.left} == {".idea", ".idea/small", ".idea/large"}
    assert sorted(path.name for path in (desk.root / ".idea").iterdir()) == ["large", "small"]
    assert "could not take back" in (held.says or "")


def test_what_assistants_take_for_instructions_counts_where_it_is_asked_for(desk: Desk) -> None:
    tree = Obeyed(Workspace(desk.root), instructions=True)
    (desk.root / "AGENTS.md").write_text("mine")
    before = holding.look(tree, desk.images, desk.known)
    (desk.root / "AGENTS.md").write_text("evil")
    (desk.root / "claude.md").write_text("evil")
    held = holding.hold(tree, desk.images, desk.known, before)
    assert {change.path for change in held.back} == {"AGENTS.md", "claude.md"}
    assert (desk.root / "AGENTS.md").read_text() == "mine"
    assert not (desk.root / "claude.md").exists()


def test_a_folder_too_large_to_look_through_is_not_looked_through(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNDO_WALKED_FOLDERS", 3)
    with pytest.raises(TooLarge):
        holding.look(desk.tree, desk.images, desk.known)


def test_folders_deep_in_one_another_are_reached(desk: Desk) -> None:
    deep = "/".join(["d"] * 450)
    held = desk.holds(f"mkdir -p {deep}/.vscode && echo > {deep}/.vscode/tasks.json")
    assert [change.path for change in held.back] == [f"{deep}/.vscode", f"{deep}/.vscode/tasks.json"]
