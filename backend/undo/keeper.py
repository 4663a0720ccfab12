"""All that the program keeps for undo: the copies, and for each folder what was read of it last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from backend.domain import limits
from backend.undo.images import Images
from backend.undo.snapshot import Known


@dataclass(slots=True)
class Allowed:
    """What really was changed with a person's yes, by whole paths: nothing else that is there now is theirs.

    `everything`: they allowed whatever it does. What moved is known from its old place; only what is written is new.
    """

    everything: bool = False
    written: list[Path] = field(default_factory=list)  # with all that is below
    alone: list[Path] = field(default_factory=list)  # folders, without what is in them
    moves: list[tuple[Path, Path]] = field(default_factory=list)

    def moved(self, source: Path, target: Path) -> None:
        """A file or a whole folder has another place; what was written in it before has, too."""
        self.moves.append((source, target))
        for paths in (self.written, self.alone):
            paths += [target / path.relative_to(source) for path in paths if path.is_relative_to(source)]


class Watch(Protocol):
    """A long look at one folder. Whatever changes it with a person's yes says so before and after (`around_allowed`).

    Both calls take a moment and raise nothing."""

    root: Path

    def settle(self) -> None: ...

    def renew(self, allowed: Allowed) -> None: ...


class Keeper:
    """One for the program. `apart` is our own data, which undo leaves alone wherever it lies."""

    def __init__(self, data_dir: Path) -> None:
        self.apart = data_dir.resolve()
        self.images = Images(data_dir / "undo")
        self.watches: list[Watch] = []
        self.under_way: set[tuple[str, str, str]] = set()  # the run, call and folder of intents that are followed
        self._known: dict[Path, Known] = {}  # the one that was asked for last comes last
        self._knowing = threading.Lock()

    def known(self, root: Path) -> Known:
        """What was read in this folder before."""
        with self._knowing:
            known = self._known[root] = self._known.pop(root, Known())
            for longest_ago in list(self._known)[: -limits.UNDO_KNOWN_FOLDERS]:
                del self._known[longest_ago]
        return known

    @contextmanager
    def following(self, run: str, call: str, folder: str) -> Iterator[None]:
        """Around a call that says itself what it did: meanwhile nobody else compares, also after its run has ended."""
        key = run, call, folder
        self.under_way.add(key)
        try:
            yield
        finally:
            self.under_way.discard(key)

    @contextmanager
    def around_allowed(self, root: Path, allowed: Allowed) -> Iterator[None]:
        """Around a change in this folder that a person allowed; `allowed` is read at the end. Takes a moment where
        somebody watches."""
        touched = [watch for watch in tuple(self.watches) if overlap(watch.root, root)]
        for watch in touched:
            watch.settle()
        try:
            yield
        finally:
            for watch in touched:
                watch.renew(allowed)


def overlap(one: Path, other: Path) -> bool:
    """Whether a change in the one folder may be one in the other."""
    return one == other or one in other.parents or other in one.parents
