"""All that the program keeps for undo: the copies, and for each folder what was read of it last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from backend.undo.images import Images
from backend.undo.scan import Known


class Watch(Protocol):
    """A long look at one folder. Whatever changes it with a person's yes says so before and after (`around_allowed`).

    Both calls take a moment and raise nothing."""

    root: Path

    def settle(self) -> None: ...

    def renew(self) -> None: ...


class Keeper:
    """One for the program. `apart` is our own data, which undo leaves alone wherever it lies."""

    def __init__(self, data_dir: Path) -> None:
        self.apart = data_dir.resolve()
        self.images = Images(data_dir / "undo")
        self.watches: list[Watch] = []
        self._known: dict[Path, Known] = {}

    def known(self, root: Path) -> Known:
        """What was read in this folder before."""
        return self._known.setdefault(root, Known())

    @contextmanager
    def around_allowed(self, root: Path) -> Iterator[None]:
        """Around a change in this folder that a person allowed. Takes a moment where somebody watches."""
        touched = [watch for watch in tuple(self.watches) if overlap(watch.root, root)]
        for watch in touched:
            watch.settle()
        try:
            yield
        finally:
            for watch in touched:
                watch.renew()


def overlap(one: Path, other: Path) -> bool:
    """Whether a change in the one folder may be one in the other."""
    return one == other or one in other.parents or other in one.parents
