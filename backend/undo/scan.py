"""What a folder, or a few places in it, was before a call, and what the call made of it.

First everything is looked at (times, size, inode), then the content of what is small enough is copied; what the last
look knew and is as it was is not read again. After the call only what looks different is read. What is too large to be
copied is named, and so is a folder that is too large to be looked at.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from backend.domain import limits
from backend.files.contents import as_text
from backend.undo.change import Change, Entry, Json, Kind, Seen, State, Tree
from backend.undo.images import Images
from backend.undo.snapshot import Known, Snapshot, Stamp

TOO_MANY = f"What commands change here cannot be undone: there are over {limits.UNDO_ENTRIES:,} entries."
_CACHES = frozenset({"__pycache__", ".pytest_cache", ".ruff_cache"})


def take(tree: Tree, images: Images, known: Known, scope: Sequence[str] = (".",)) -> Snapshot:
    """Copies what is there; on the disk on return. Seconds for a large folder: call it on a thread. Raises OSError."""
    found: list[Seen] = []
    nameless = 0
    for path in scope:
        for seen in tree.scan(path):
            if not is_storable(seen.path):
                nameless += 1
                continue
            found.append(seen)
            if len(found) > limits.UNDO_ENTRIES:
                return Snapshot(tuple(scope), {}, {}, TOO_MANY, is_whole=False)
    states: dict[str, State] = {}
    stamps: dict[str, Stamp] = {}
    copied = size = left_out = 0
    for seen in sorted(found, key=lambda seen: (_is_in_cache(seen.path), seen.size_bytes)):
        if seen.kind == "file":
            fits = copied < limits.UNDO_COPIED_FILES and size + seen.size_bytes <= limits.UNDO_COPIED_BYTES
            sha = _copied(tree, images, known, seen) if fits and seen.size_bytes <= limits.UNDO_FILE_BYTES else None
            copied, size = copied + (sha is not None), size + (seen.size_bytes if sha is not None else 0)
            left_out += sha is None and not _is_in_cache(seen.path)
            states[seen.path] = State("file", sha, seen.mode)
            if sha is None or known.sha(seen) is not None:
                stamps[seen.path] = seen.stamp
        elif seen.kind == "tree":
            states[seen.path] = State("tree", None, seen.mode)
        elif (state := _plain_state(tree, images, seen)) is not None:
            states[seen.path] = state
    images.synced()
    if "." in scope:
        known.saw_all()
    says: str | None = None
    if left_out or nameless:
        says = f"Of {left_out + nameless:,} files no copy was kept, because they are too large or too many."
    return Snapshot(tuple(scope), states, stamps, says)


def changes(
    tree: Tree, images: Images, known: Known, before: Snapshot, *, until_ns: int | None = None
) -> tuple[list[Change], str | None]:
    """What is different now, in an order in which it can be done again; and a sentence about what is not followed.

    With `until_ns` without what was made or changed later; of what is gone nobody knows when it went. Copies what is
    new, so that it can be redone. Raises OSError.
    """
    if not before.is_whole:
        return [], before.says
    all_of_them, made = _every_change(tree, images, known, before)
    later = {change.path for change in all_of_them if until_ns is not None and _is_of_later(tree, change, until_ns)}
    all_of_them, made = ([c for c in some if c.after is None or c.path not in later] for some in (all_of_them, made))
    says = before.says
    if len(all_of_them) > limits.UNDO_CHANGES:
        all_of_them, says = _fewer(all_of_them, made, tree, images, later)
    return all_of_them, says


def is_later(seen: Seen, until_ns: int) -> bool:
    """Whether it was changed after that: by when the system says so, where it does, since programs set the other."""
    modified_ns, changed_ns = seen.stamp[:2]
    return (changed_ns or modified_ns) > until_ns


def _is_of_later(tree: Tree, change: Change, until_ns: int) -> bool:
    if change.after is None:
        return False
    seen = tree.look(change.path)
    if seen is None or is_later(seen, until_ns):
        return True
    return seen.kind == "tree" and any(is_later(one, until_ns) for one in tree.inside(change.path))


def every_change(tree: Tree, images: Images, known: Known, before: Snapshot) -> list[Change]:
    """The same, however many there are."""
    return _every_change(tree, images, known, before)[0]


def _every_change(tree: Tree, images: Images, known: Known, before: Snapshot) -> tuple[list[Change], list[Change]]:
    """All, and of those what is new."""
    found = {seen.path: seen for path in before.scope for seen in tree.scan(path) if is_storable(seen.path)}
    gone: list[Change] = []
    made: list[Change] = []
    other: list[Change] = []
    for path in sorted(before.states.keys() | found.keys()):
        was, seen = before.states.get(path), found.get(path)
        if was is not None and seen is not None and _entry_of(seen) == was.entry:
            changed = _changed(tree, images, known, was, seen, before.stamps.get(path))
            if changed is not None:
                other.append(changed)
            continue
        if was is not None:
            gone.append(_change(images, path, "delete", was, None))
        if seen is not None and (now := _state_now(tree, images, known, seen)) is not None:
            made.append(_change(images, path, "create", None, now))
    images.synced()
    return [*reversed(gone), *made, *other], made


def _fewer(
    every: list[Change], made: list[Change], tree: Tree, images: Images, later: Collection[str]
) -> tuple[list[Change], str | None]:
    """New folders as one each, where nothing `later` is in them; and if that is not enough, the first ones."""
    folders = {change.path for change in made if change.after is not None and change.after.entry == "folder"}
    folders -= {str(folder) for path in later for folder in PurePosixPath(path).parents}
    kept = [change for change in every if _top(change.path, folders) is None]
    trees: list[Change] = []
    for change in made:
        if change.after is not None and _top(change.path, folders) == change.path:
            listed = State("tree", images.keep(tree.listing(change.path)), change.after.mode)
            trees.append(_change(images, change.path, "create", None, listed))
    fewer = [*(c for c in kept if c.kind == "delete"), *trees, *(c for c in kept if c.kind != "delete")]
    images.synced()
    if len(fewer) <= limits.UNDO_CHANGES:
        return fewer, None
    left = len(fewer) - limits.UNDO_CHANGES
    return fewer[: limits.UNDO_CHANGES], f"{left:,} more files were changed; those cannot be undone."


def _top(path: str, folders: Collection[str]) -> str | None:
    """The topmost of these folders that a place is in, or is."""
    names = path.split("/")
    above = ("/".join(names[:count]) for count in range(1, len(names) + 1))
    return next((folder for folder in above if folder in folders), None)


def _changed(tree: Tree, images: Images, known: Known, was: State, seen: Seen, stamp: Stamp | None) -> Change | None:
    if was.entry in ("folder", "tree"):
        if was.mode == seen.mode or was.entry == "tree":
            return None
        return _change(images, seen.path, "edit", was, State(was.entry, was.sha, seen.mode))
    if was.entry == "file" and stamp == seen.stamp and was.mode == seen.mode:
        return None
    now = _state_now(tree, images, known, seen)
    if now is None or now == was or (was.sha is None and stamp is not None and stamp == seen.stamp):
        return None
    return _change(images, seen.path, "edit" if was.sha is not None else "replace", was, now)


def state_at(tree: Tree, path: str, *, as_tree: bool = False) -> State | None:
    """What is at a place now, without keeping anything; `as_tree`: a folder is looked at as one.

    Raises OSError, and what the tree raises for a place that it does not read.
    """
    seen = tree.look(path)
    if seen is None:
        return None
    if as_tree and seen.kind == "folder":
        return State("tree", _sha(tree.listing(path)), seen.mode)
    match seen.kind:
        case "file":
            return State("file", tree.fingerprint(path), seen.mode)
        case "link":
            return State("link", _sha(tree.read_link(path).encode("utf-8", "surrogateescape")), seen.mode)
        case "tree":
            return State("tree", _sha(tree.listing(path)), seen.mode)
        case "folder":
            return State("folder", None, seen.mode)
    return State("file", None, seen.mode)


def _is_in_cache(path: str) -> bool:
    """Of what is made anew when it is missing: copied last, and nothing to speak of where it is not."""
    return not _CACHES.isdisjoint(path.split("/"))


def _state_now(tree: Tree, images: Images, known: Known, seen: Seen) -> State | None:
    if seen.kind != "file":
        return _plain_state(tree, images, seen)
    sha = _copied(tree, images, known, seen) if seen.size_bytes <= limits.UNDO_FILE_BYTES else None
    if sha is None:
        try:
            sha = tree.fingerprint(seen.path)
        except Exception:  # it has gone again, or is none that the tree reads
            return State("file", None, seen.mode)
    return State("file", sha, seen.mode)


def _plain_state(tree: Tree, images: Images, seen: Seen) -> State | None:
    """Of what has no content of its own; None for a socket and the like."""
    match seen.kind:
        case "link":
            target = tree.read_link(seen.path).encode("utf-8", "surrogateescape")
            return State("link", images.keep(target), seen.mode)
        case "folder":
            return State("folder", None, seen.mode)
        case "tree":
            return State("tree", images.keep(tree.listing(seen.path)), seen.mode)
    return None


def _copied(tree: Tree, images: Images, known: Known, seen: Seen) -> str | None:
    """The content's name in the store; None where the tree does not read it (another name of it may lie outside)."""
    sha = known.sha(seen)
    if sha is not None and images.has(sha, touch=True):
        return sha
    try:
        data, size = tree.read(seen.path, most_bytes=limits.UNDO_FILE_BYTES)
    except Exception:  # gone meanwhile, no permission, a hard link: no copy, which is said
        return None
    if size != len(data):
        return None
    sha = images.keep(data)
    known.learn(seen, sha)
    return sha


def _change(images: Images, path: str, kind: Kind, before: State | None, after: State | None) -> Change:
    added, removed = _counts(images, before, after)
    return Change(uuid.uuid4().hex, path, kind, before, after, added, removed)


def _counts(images: Images, before: State | None, after: State | None) -> tuple[int, int]:
    """Lines that only one side has, however often. Moved lines do not count."""
    old, new = _line_counts(images, before), _line_counts(images, after)
    return (new - old).total(), (old - new).total()


def _line_counts(images: Images, state: State | None) -> Counter[str]:
    if state is None or state.entry != "file" or state.sha is None:
        return Counter()
    data = images.read(state.sha)
    text = as_text(data) if data is not None and len(data) <= limits.DIFF_BYTES else None
    return Counter(text.splitlines()) if text is not None else Counter()


def _entry_of(seen: Seen) -> Entry:
    match seen.kind:
        case "folder" | "link" | "tree" as kind:
            return kind
    return "file"


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_storable(path: str) -> bool:
    """Whether a name can be written into the log: one that is not UTF-8 cannot."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def files_of(changes: Iterable[Json]) -> set[str]:
    """The copies that these changes refer to."""
    return {sha for change in changes for sha in (change["before"], change["after"]) if sha is not None}
