"""What undo speaks of: what is at a place, and what a call made of it. Values, their JSON, and what a tree offers.

The folder itself is reached through `Tree` only, which never lets anybody out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Json = dict[str, Any]
Kind = Literal["create", "replace", "edit", "delete", "move"]
Entry = Literal["file", "folder", "link", "tree"]  # tree: a folder that is looked at as one, from outside


@dataclass(frozen=True, slots=True)
class State:
    """What is at a place. `sha` is of the content (a link's target, a tree's listing); None where nobody read it."""

    entry: Entry
    sha: str | None
    mode: int


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` are None where there is nothing. A move has `to`, and is one of a file or a whole folder."""

    id: str
    path: str
    kind: Kind
    before: State | None
    after: State | None
    added: int = 0
    removed: int = 0
    to: str | None = None

    def json(self) -> Json:
        """As FILES_CHANGED has it."""
        entry = (self.before or self.after or State("file", None, 0)).entry
        return {
            "id": self.id,
            "path": self.path,
            "kind": self.kind,
            **({"to": self.to} if self.to is not None else {}),
            **({"entry": entry} if entry != "file" else {}),
            "before": self.before.sha if self.before else None,
            "after": self.after.sha if self.after else None,
            "modes": [self.before.mode if self.before else None, self.after.mode if self.after else None],
            "added": self.added,
            "removed": self.removed,
        }

    @classmethod
    def of(cls, json: Json) -> Change:
        """From what `json` made."""
        entry = json.get("entry", "file")
        states = [
            State(entry, sha, mode) if mode is not None else None
            for sha, mode in zip((json["before"], json["after"]), json["modes"], strict=True)
        ]
        return cls(
            json["id"], json["path"], json["kind"], states[0], states[1], json["added"], json["removed"], json.get("to")
        )


class Seen(Protocol):
    """One entry as a scan finds it. `kind`: "file", "folder", "tree", "link", "other". `stamp` tells every change."""

    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def mode(self) -> int: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def stamp(self) -> tuple[int, ...]: ...


class Tree(Protocol):
    """A folder in which things are put back. Nothing outside it is reached; each call may raise OSError."""

    root: Path

    def scan(self, path: str = ".") -> Iterator[Seen]:
        """Everything below a folder, folders before what is in them; or the one thing that is there."""

    def inside(self, path: str) -> Iterator[Seen]:
        """Everything below a folder, also of one that is seen as one thing."""

    def look(self, path: str) -> Seen | None: ...
    def read(self, path: str, *, most_bytes: int) -> tuple[bytes, int]: ...
    def fingerprint(self, path: str) -> str: ...
    def read_link(self, path: str) -> str: ...
    def listing(self, path: str) -> bytes: ...
    def write(self, path: str, content: bytes, *, was: str | None, mode: int | None) -> bool: ...
    def make_folder(self, path: str, mode: int) -> None: ...
    def make_link(self, path: str, target: str) -> None: ...
    def set_mode(self, path: str, mode: int) -> None: ...
    def remove(self, path: str) -> None: ...
    def remove_tree(self, path: str) -> None: ...
    def move(self, path: str, to: str) -> None: ...
