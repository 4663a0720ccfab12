"""What the question about an undo shows: the changes backwards, as far as they would be undone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePath

from backend.agent.listing import Listed
from backend.agent.undo_shown import asked, would_undo
from backend.undo.change import Change, State
from backend.undo.keeper import Keeper


def listed(change: Change, state: str = "done") -> Listed:
    return Listed(change, "/work", "r", state, foreign=False)


def kept(keeper: Keeper, text: str) -> State:
    return State("file", keeper.images.keep(text.encode()), 0o644)


def test_an_undo_is_shown_backwards_the_last_change_first(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    one, two = kept(keeper, "hello\n"), kept(keeper, "bye\n")
    items = [
        listed(Change("1", "notes.txt", "create", None, one, 1, 0)),
        listed(Change("2", "notes.txt", "edit", one, two, 1, 1)),
        listed(Change("3", "old.txt", "delete", two, None, 0, 1)),
        listed(Change("4", "sub", "create", None, State("folder", None, 0o755))),
        listed(Change("5", "a.txt", "move", one, one, to="sub/b.txt")),
        listed(Change("6", "taken_back.txt", "create", None, one, 1, 0), "undone"),
    ]

    shown = would_undo(items, {}, keeper.images)

    assert [(c["kind"], c["path"], c.get("to"), [h["lines"] for h in c["hunks"]]) for c in shown] == [
        ("move", "sub/b.txt", "a.txt", []),
        ("create", "old.txt", None, [["+bye"]]),
        ("edit", "notes.txt", None, [["-bye", "+hello"]]),
        ("delete", "notes.txt", None, [["-hello"]]),
    ]


def test_what_cannot_be_undone_is_not_shown_nor_what_waits_for_it(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    one, two = kept(keeper, "1\n"), kept(keeper, "2\n")
    gone = State("file", hashlib.sha256(b"gone").hexdigest(), 0o644)
    items = [
        listed(Change("1", "a.txt", "create", None, one, 1, 0)),
        listed(Change("2", "a.txt", "edit", one, two, 1, 1)),
        listed(Change("3", "b.txt", "create", None, gone, 4, 0)),
    ]

    shown = would_undo(items, {"2": "It was changed since."}, keeper.images)

    assert shown == [{"path": "b.txt", "kind": "delete", "added": 0, "removed": 4, "truncated": True, "hunks": []}]


def test_names_are_whole_where_something_lies_in_another_folder_and_places_are_always(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    one = kept(keeper, "1\n")
    here = listed(Change("1", "a.txt", "create", None, one, 1, 0))
    there = replace(listed(Change("2", "a.txt", "move", one, one, to="b.txt")), folder="/other")
    done = listed(Change("3", "back.txt", "create", None, one, 1, 0), "undone")

    near = asked([here, done], {}, keeper.images, near="/work")
    both = asked([here, there], {}, keeper.images, near="/work")

    assert (near.names, near.paths, near.changes[0]["path"]) == (["a.txt"], [PurePath("/work/a.txt")], "a.txt")
    assert both.names == ["/work/a.txt", "/other/a.txt"]
    assert both.paths == [PurePath("/work/a.txt"), PurePath("/other/a.txt"), PurePath("/other/b.txt")]
    assert [(c["path"], c.get("to")) for c in both.changes] == [("/other/b.txt", "/other/a.txt"), ("/work/a.txt", None)]
    assert asked([here], {}, keeper.images, near=None).names == ["/work/a.txt"]
