"""What a command made or changed of what other programs obey, and nobody was asked about: it is taken back (D3).

A sandbox can keep what is there from being written (`bubblewrap`), but not a new `.git/hooks` in a repository that the
command makes itself. So the folder is looked through before and after. What goes or moves as a whole with the folder
that it belongs to is no change of it: a checkout may be deleted, and a repository renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from backend.domain import limits
from backend.sandbox.obeyed import Obeyed, Place, TooLarge
from backend.undo import scan
from backend.undo.change import Change
from backend.undo.images import Images
from backend.undo.restore import take_back
from backend.undo.scan import is_storable
from backend.undo.snapshot import Known, Snapshot

TAKEN_BACK = (
    "Runnel took back what nobody had been asked about, because other programs obey it: {names}. Where it is needed, "
    "run the command with changes_settings, which asks the person; among the chat's changes they can bring it back too."
)
LEFT = "It could not take back, so tell the person to look at it before they use it: {names}."
FAILED = "It could not look whether hooks, settings or start-up files were changed, so tell the person to look."
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Before:
    """What there was before a command."""

    places: Mapping[str, Place]
    snapshot: Snapshot

    def packed(self) -> bytes:
        """For the store, until the command has ended."""
        storable = [place for place in self.places.values() if is_storable(place.path)]
        places = [[place.path, place.why, place.owner, list(place.identity)] for place in storable]
        return orjson.dumps([places, self.snapshot.packed().hex()])

    @classmethod
    def unpacked(cls, data: bytes) -> Before:
        """From what `packed` made. Raises ValueError, zlib.error."""
        places, snapshot = orjson.loads(data)
        made = [Place(path, why, owner, (identity[0], identity[1])) for path, why, owner, identity in places]
        return cls({place.path: place for place in made}, Snapshot.unpacked(bytes.fromhex(snapshot)))


@dataclass(frozen=True, slots=True)
class Held:
    """What was taken back, as the changes that they were; what could not be; what was removed without a copy.

    `failed`: nobody could look.
    """

    back: Sequence[Change] = ()
    left: Sequence[Change] = ()
    strange: Sequence[str] = ()
    failed: bool = False

    @property
    def says(self) -> str | None:
        """For the model and the person; None where there was nothing."""
        back, left = [*(change.path for change in self.back), *self.strange], [change.path for change in self.left]
        said = [words.format(names=_some(names)) for words, names in ((TAKEN_BACK, back), (LEFT, left)) if names]
        return " ".join([*said, *([FAILED] if self.failed else ())]) or None


def look(tree: Obeyed, images: Images, known: Known) -> Before:
    """Copies what is there. Raises TooLarge where that would take too long, OSError."""
    places = tree.places(most_folders=limits.UNDO_WALKED_FOLDERS)
    snapshot = scan.take(tree, images, known, tuple(path for path in places if is_storable(path)))
    if not snapshot.is_whole:
        raise TooLarge
    return Before(places, snapshot)


def hold(
    tree: Obeyed,
    images: Images,
    known: Known,
    before: Before,
    *,
    until_ns: int | None = None,
    kept: Sequence[str] = (),
    only_with_copies: bool = False,
) -> Held:
    """Takes back what is different now; with `until_ns` only what surely changed until then. Raises OSError.

    What is in one of `kept` was out of the command's reach: it is the person's change, and stays. `only_with_copies`
    leaves a place as it is where something new in it could not be brought back.
    """
    now = tree.places()
    free = _went_with_their_folder(tree, before, now)
    scope = tuple(path for path in dict.fromkeys((*before.places, *now)) if is_storable(path))
    changes = [
        change
        for change in scan.every_change(tree, images, known, replace(before.snapshot, scope=scope))
        if _place_of(change.path, scope) not in free
        and _place_of(change.path, kept) is None
        and not _is_later(tree, change.path, until_ns)
    ]
    for_good = {_place_of(c.path, scope) for c in changes if only_with_copies and not _is_copied(images, c)}
    taken = [change for change in changes if _place_of(change.path, scope) not in for_good]
    failed = {outcome.change.id for outcome in take_back(tree, images, taken) if outcome.says is not None}
    failed |= {change.id for change in changes if _place_of(change.path, scope) in for_good}
    strange = [path for path in now if not is_storable(path) and path not in before.places]
    for path in strange:  # no copy can be kept of what has no name in the log
        (tree.remove_tree if (seen := tree.look(path)) and seen.kind == "folder" else tree.remove)(path)
    return Held([c for c in changes if c.id not in failed], [c for c in changes if c.id in failed], strange)


def before_crash(images: Images, copy: str) -> tuple[Before, int] | None:
    """What there was before a command that a crash ended, and until when it may have worked; None where nobody knows.

    Its copy was touched while it lived. Raises ValueError, zlib.error.
    """
    packed, until_ns = images.read(copy), alive_until_ns(images, copy)
    return (Before.unpacked(packed), until_ns) if packed is not None and until_ns is not None else None


def alive_until_ns(images: Images, sign: str) -> int | None:
    """Until when a call may have worked that touched this copy while it lived; None where nobody knows."""
    alive_ns = images.touched_ns(sign)
    if alive_ns is None:
        return None
    return alive_ns + int((limits.UNDO_SIGN_OF_LIFE_S + limits.CANCEL_TIMEOUT_S) * 1e9)


def _is_copied(images: Images, change: Change) -> bool:
    """Whether what is there now could be made again."""
    now = change.after
    return now is None or now.entry == "folder" or (now.entry != "tree" and images.has(now.sha))


def _is_later(tree: Obeyed, path: str, until_ns: int | None) -> bool:
    """Of what is gone: whether it may have gone later, because something came to or went from its folder later."""
    return until_ns is not None and scan.is_later(tree.look(path) or tree.above(path), until_ns)


def _went_with_their_folder(tree: Obeyed, before: Before, now: Mapping[str, Place]) -> set[str]:
    """Places that are gone or new because a whole folder is gone or has another name, with what was in them."""
    free = {
        path
        for path, place in before.places.items()
        if path not in now and tree.identity(place.owner) != place.identity
    }
    was = {(place.identity, _inside(place)): path for path, place in before.places.items() if path in free}
    for path, place in now.items():
        old = was.get((place.identity, _inside(place)))
        if old is not None and path not in before.places and _same(tree, before.snapshot, old, path):
            free.add(path)
    return free


def _inside(place: Place) -> str:
    return place.path.removeprefix(place.owner).lstrip("/")


def _same(tree: Obeyed, before: Snapshot, old: str, path: str) -> bool:
    """Whether the very things that were at one place are at the other, none more and none less."""
    now = {seen.path.removeprefix(path): seen for seen in tree.scan(path)}
    then = {name.removeprefix(old): state for name, state in before.states.items() if is_in(name, old)}
    return now.keys() == then.keys() and all(
        (seen.kind == "file" and before.stamps.get(old + name) == seen.stamp and seen.mode == then[name].mode)
        or seen.kind == then[name].entry == "tree"
        or scan.state_at(tree, seen.path) == then[name]
        for name, seen in now.items()
    )


def _place_of(path: str, places: Sequence[str]) -> str | None:
    return next((place for place in places if is_in(path, place)), None)


def is_in(path: str, place: str) -> bool:
    """Whether a path is this place or lies below it; "" is the whole folder."""
    return place in ("", path) or path.startswith(f"{place}/")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
