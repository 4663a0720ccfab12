"""The changes of a conversation in the order of the log, and each as a person sees it in the list. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from backend.undo import restore
from backend.undo.change import Change, State
from backend.undo.restore import Way

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A change with where and when it happened, in the order of the log."""

    change: Change
    folder: str
    run: str
    state: str
    foreign: bool


def listed(state: Json) -> list[Listed]:
    """Those of a folded conversation whose changes say whether they are `foreign`."""
    return [
        Listed(Change.of(change), change["folder"], run["id"], change["state"], change["foreign"])
        for run in state["runs"]
        for change in run["changes"]
    ]


def firsts(state: Json) -> dict[str, str]:
    """For each run the one that began its answer."""
    firsts: dict[str, str] = {}
    for run in state["runs"]:
        firsts[run["id"]] = firsts.get(run["parentRunId"] or "", run["id"])
    return firsts


def bare(change: Change) -> Json:
    """Where, what, and how many lines."""
    return {"path": change.path, "kind": change.kind, "added": change.added, "removed": change.removed}


def as_file(item: Listed, says: str | None) -> Json:
    """An item of the list; `says` is why it could not be undone now, or done again."""
    state = item.state
    if says in (restore.NO_COPY, restore.NOT_REDONE):
        state = "partial"
    elif says is not None:
        state = "conflict"
    entry = (item.change.before or item.change.after or State("file", None, 0)).entry
    return {
        "id": item.change.id,
        **bare(item.change),
        **({"to": item.change.to} if item.change.to is not None else {}),
        **({"entry": entry} if entry != "file" else {}),
        "state": state,
        **({"says": says} if says is not None else {}),
    }


def place(change: Change, way: Way) -> str:
    """Where the change would be undone, or done again."""
    return change.to if change.to is not None and way == "undo" else change.path


def is_at_or_below(place: tuple[str, str], seen: Collection[tuple[str, str]]) -> bool:
    """Both are a folder and a path in it."""
    folder, path = place
    return any(where == folder and (path == other or path.startswith(f"{other}/")) for where, other in seen)
