"""D3: while a command goes on in the background, what a person allows stays; what it plants meanwhile never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.agent.guard import Guard
from backend.undo.keeper import Allowed, Keeper

HOOK = "lib/.git/hooks/post-commit"
OWN = "lib/.git/hooks/pre-commit"


class Desk:
    """A folder with a repository of the person's, watched for a command."""

    def __init__(self, path: Path) -> None:
        self.root = path / "work"
        self.put(OWN, "#!/bin/sh\n")
        self.put("a.txt")
        self.keeper = Keeper(path / "data")
        self.guard = Guard(self.keeper, self.root, ())
        self.keeper.watches.append(self.guard)

    def put(self, path: str, text: str = "x\n") -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def is_there(self, *paths: str) -> list[bool]:
        return [(self.root / path).exists() for path in paths]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_D3_what_is_planted_while_something_else_is_allowed_is_taken_back(desk: Desk) -> None:
    written = "new/.vscode/tasks.json"
    with desk.keeper.around_allowed(desk.root, Allowed(written=[desk.root / written])):
        desk.put(written)
        desk.put(HOOK)  # by the command, which goes on
        desk.put(".envrc")
    assert desk.guard.end().left == []
    assert desk.is_there(written, OWN, HOOK, ".envrc") == [True, True, False, False]


def test_D3_a_move_blesses_nothing_of_what_it_moves_and_loses_nothing(desk: Desk) -> None:
    allowed = Allowed()
    with desk.keeper.around_allowed(desk.root, allowed):
        desk.put(HOOK)
        (desk.root / "lib").rename(desk.root / "to")
        allowed.moved(desk.root / "lib", desk.root / "to")
    held = desk.guard.end()
    assert ([change.path for change in held.back], held.left) == (["to/.git/hooks/post-commit"], [])
    assert desk.is_there("to/.git/hooks/pre-commit", "to/.git/hooks/post-commit", "lib") == [True, False, False]


def test_D3_a_move_that_was_asked_for_stays_as_it_is_and_so_does_what_was_written_before_it(desk: Desk) -> None:
    allowed = Allowed(written=[desk.root / "set/tasks.json"])
    with desk.keeper.around_allowed(desk.root, allowed):
        desk.put("set/tasks.json")
        (desk.root / "set").rename(desk.root / ".vscode")
        allowed.moved(desk.root / "set", desk.root / ".vscode")
        desk.put(HOOK)
    desk.guard.end()
    assert desk.is_there(".vscode/tasks.json", HOOK) == [True, False]


def test_D3_a_folder_that_comes_back_is_not_all_that_is_in_it(desk: Desk) -> None:
    with desk.keeper.around_allowed(desk.root, Allowed(alone=[desk.root / "lib/.git/hooks/sub", desk.root / "lib"])):
        desk.put("lib/.git/hooks/sub/run")
        desk.put(HOOK)
    desk.guard.end()
    assert desk.is_there("lib/.git/hooks/sub", "lib/.git/hooks/sub/run", HOOK, OWN) == [True, False, False, True]


def test_what_a_person_deletes_stays_deleted_and_whatever_an_asked_command_did_stays(desk: Desk) -> None:
    with desk.keeper.around_allowed(desk.root, Allowed(written=[desk.root / OWN])):
        (desk.root / OWN).unlink()
    with desk.keeper.around_allowed(desk.root, Allowed(everything=True)):
        desk.put(".idea/a")
    assert desk.guard.end().says is None
    assert desk.is_there(OWN, ".idea/a") == [False, True]


def test_what_is_allowed_in_a_folder_around_or_beside_is_known_by_its_whole_path(desk: Desk) -> None:
    outside = desk.root.parent / "outside"
    with desk.keeper.around_allowed(desk.root.parent, Allowed(written=[outside, desk.root / ".envrc"])):
        desk.put(".envrc")
        desk.put(HOOK)
    desk.guard.end()
    assert desk.is_there(".envrc", HOOK) == [True, False]
