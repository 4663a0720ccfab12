"""The way back, and forth again: each change by itself, only where everything is as the change left it.

What somebody changed since is a conflict and stays as it is. Nothing is taken away of which no copy is kept here, so
that each step can be taken back as well, and so that a list of changes from elsewhere has no power.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backend.undo.change import Change, State, Tree
from backend.undo.images import Images
from backend.undo.scan import state_at

CHANGED_SINCE = "It was changed since, so it was left as it is."
NO_COPY = "Runnel keeps no copy of what it was."
NOT_REDONE = "It is a folder of which Runnel keeps no copy; run the command again."
IN_THE_WAY = "Something else is in its place now."
NOT_READ = "It could not be read or written just now."

Way = Literal["undo", "redo"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one change. `says` is why not, None when it is done."""

    change: Change
    says: str | None


def restore(tree: Tree, images: Images, changes: Sequence[Change], way: Way) -> list[Outcome]:
    """Undoes changes from the last to the first, or does them again from the first to the last.

    What is as it should be already counts as done. Takes as long as the files are large: call it on a thread.
    """
    ordered = list(changes) if way == "redo" else list(reversed(changes))
    return [Outcome(change, _restored(tree, images, change, way)) for change in ordered]


def take_back(tree: Tree, images: Images, changes: Sequence[Change]) -> list[Outcome]:
    """Undoes changes that were not allowed, whatever is there now: what was made goes, what was there comes back."""
    return [Outcome(change, _taken_back(tree, images, change)) for change in reversed(changes)]


def _taken_back(tree: Tree, images: Images, change: Change) -> str | None:
    before = change.before
    try:
        if _restored(tree, images, change, "undo") is None and _same(state_at(tree, change.path), before, True):
            return None
        now = tree.look(change.path)
        if before is not None and (before.entry == "tree" or (before.entry != "folder" and not images.has(before.sha))):
            return NO_COPY
        if now is not None and not (before is not None and before.entry == now.kind == "folder"):
            (tree.remove_tree if now.kind in ("folder", "tree") else tree.remove)(change.path)
            now = None
        if before is not None:
            _make(tree, images, change.path, before if now is not None else None, before)
    except Exception:  # whatever the tree refuses
        return NOT_READ
    return None


def possible(tree: Tree, images: Images, change: Change, way: Way) -> str | None:
    """Why one change could not be undone or redone now; None if it could. Nothing is changed."""
    try:
        return _plan(tree, images, change, way)[1]
    except Exception:  # whatever the tree raises for a place that it does not read
        return NOT_READ


def _restored(tree: Tree, images: Images, change: Change, way: Way) -> str | None:
    try:
        act, says = _plan(tree, images, change, way)
        if says is None and act:
            _act(tree, images, change, way)
    except Exception:  # the tree's own refusals; a place that changed in this moment
        return NOT_READ
    return says


def _sides(change: Change, way: Way) -> tuple[State | None, State | None]:
    """What should be there now, and what is wanted."""
    return (change.after, change.before) if way == "undo" else (change.before, change.after)


def _plan(tree: Tree, images: Images, change: Change, way: Way) -> tuple[bool, str | None]:
    """Whether something is to be done, or why it cannot be."""
    have, want = _sides(change, way)
    if change.kind == "move":
        return _plan_move(tree, change, way)
    as_tree = any(side is not None and side.entry == "tree" for side in (have, want))
    now = state_at(tree, change.path, as_tree=as_tree)
    mode_counts = have is not None and want is not None and have.mode != want.mode
    if _same(now, want, mode_counts):
        return False, None
    if have is not None and have.entry == "folder" and want is None:
        empty = now is not None and now.entry == "folder" and next(iter(_below(tree, change.path)), None) is None
        return empty, None  # a folder that is in use stays; it was only made on the way
    if not _same(now, have, mode_counts):
        return False, IN_THE_WAY if have is None else CHANGED_SINCE
    if want is not None and want.entry == "tree":
        return False, NOT_REDONE if way == "redo" else NO_COPY
    if want is not None and want.entry != "folder" and not images.has(want.sha):
        return False, NO_COPY
    if have is not None and have.entry != "folder" and not images.has(have.sha):
        return False, NO_COPY
    return True, None


def _plan_move(tree: Tree, change: Change, way: Way) -> tuple[bool, str | None]:
    assert change.to is not None, "a move has a place to go to"
    source, target = (change.to, change.path) if way == "undo" else (change.path, change.to)
    there, free = state_at(tree, source), state_at(tree, target)
    moved = change.before
    if there is None and free is not None and _same(free, moved, False):
        return False, None
    if there is None or not _same(there, moved, False):
        return False, CHANGED_SINCE
    return (True, None) if free is None else (False, IN_THE_WAY)


def _same(now: State | None, then: State | None, mode_counts: bool) -> bool:
    if now is None or then is None:
        return now is then
    if now.entry != then.entry or (mode_counts and now.mode != then.mode):
        return False
    return now.entry == "folder" or (now.sha == then.sha and now.sha is not None)


def _act(tree: Tree, images: Images, change: Change, way: Way) -> None:
    have, want = _sides(change, way)
    if change.kind == "move":
        assert change.to is not None, "a move has a place to go to"
        tree.move(*((change.to, change.path) if way == "undo" else (change.path, change.to)))
        return
    if want is None:
        assert have is not None, "one side is there"
        (tree.remove_tree if have.entry == "tree" else tree.remove)(change.path)
        return
    _make(tree, images, change.path, have, want)


def _make(tree: Tree, images: Images, path: str, have: State | None, want: State) -> None:
    match want.entry:
        case "folder":
            if have is None:
                tree.make_folder(path, want.mode)
            else:
                tree.set_mode(path, want.mode)
        case "link":
            target = _content(images, want)
            if have is not None:
                tree.remove(path)
            tree.make_link(path, target.decode("utf-8", "surrogateescape"))
        case _:
            if have is not None and have.sha == want.sha:
                tree.set_mode(path, want.mode)
                return
            mode = want.mode if have is None or have.mode != want.mode else None
            was = have.sha if have is not None and have.entry == "file" else "new"
            tree.write(path, _content(images, want), was=was, mode=mode)


def _content(images: Images, state: State) -> bytes:
    data = images.read(state.sha) if state.sha is not None else None
    if data is None:
        raise OSError("the copy is damaged")
    return data


def _below(tree: Tree, path: str) -> list[str]:
    return [seen.path for seen in tree.scan(path) if seen.path != path][:1]
