"""What undoing changes would do to files, as the question about it shows them. Reads the kept copies, and no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from backend.agent.listing import Listed
from backend.domain import limits
from backend.files.differences import change, smaller
from backend.undo.change import Change, Kind, State
from backend.undo.images import Images

Json = dict[str, Any]
_BACK: Final[Mapping[Kind, Kind]] = {
    "create": "delete",
    "delete": "create",
    "replace": "replace",
    "edit": "edit",
    "move": "move",
}
_MOST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What an undo would do: the files as a person is told of them, every place that it reaches, and its changes."""

    names: Sequence[str]
    paths: Sequence[PurePath]  # absolute: each change is undone in the folder where it was made, whatever is open now
    changes: Sequence[Json]


def asked(items: Sequence[Listed], says: Mapping[str, str | None], images: Images, *, near: str | None) -> Asked:
    """`says` as below. Names are relative where everything lies in the folder `near`, and whole otherwise."""
    left = [item for item in items if item.state != "undone"]
    is_near = all(item.folder == near for item in left)
    return Asked(
        [item.change.path if is_near else str(PurePath(item.folder, item.change.path)) for item in left],
        [PurePath(i.folder, path) for i in left for path in (i.change.path, i.change.to) if path is not None],
        would_undo(items, says, images, whole=not is_near),
    )


def would_undo(
    items: Sequence[Listed], says: Mapping[str, str | None], images: Images, *, whole: bool = False
) -> list[Json]:
    """The changes backwards, in the order in which they are undone, as a result's `changes` have them.

    `says` is why one cannot be undone: it is left out, and so is what came before it at the same place. Folders are
    told of by what is in them. `whole`: with absolute paths.
    """
    told: list[Json] = []
    stuck: set[tuple[str, str]] = set()
    for item in reversed(items):
        places = {(item.folder, path) for path in (item.change.path, item.change.to) if path is not None}
        if item.state != "done":
            continue
        if says.get(item.change.id) is not None or places & stuck:
            stuck |= places
        elif len(told) < _MOST and not _is_of_a_folder(item.change):
            shown = _backwards(item.change, images)
            at = {key: str(PurePath(item.folder, shown[key])) for key in ("path", "to") if key in shown}
            told.append(shown | at if whole else shown)
    return smaller(told, limits.CHANGES_BYTES)


def _backwards(made: Change, images: Images) -> Json:
    kind = _BACK[made.kind]
    counts = {"added": made.removed, "removed": made.added}
    if made.to is not None:
        return {"path": made.to, "to": made.path, "kind": kind, "added": 0, "removed": 0, "hunks": []}
    sides = made.after, made.before
    if any(side is not None and side.entry != "file" for side in sides):  # a link: its target is no line of a file
        return {"path": made.path, "kind": kind, **counts, "binary": True, "hunks": []}
    now, then = (_content(side, images) for side in sides)
    if any(side is not None and data is None for side, data in zip(sides, (now, then), strict=True)):
        return {"path": made.path, "kind": kind, **counts, "truncated": True, "hunks": []}
    return change(made.path, kind, now, then, most_bytes=limits.CHANGES_BYTES)


def _is_of_a_folder(made: Change) -> bool:
    return made.to is None and all(side is None or side.entry == "folder" for side in (made.before, made.after))


def _content(side: State | None, images: Images) -> bytes | None:
    return images.read(side.sha) if side is not None and side.sha is not None else None
