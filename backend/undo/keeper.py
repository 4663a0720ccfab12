"""All that the program keeps for undo: the copies, and for each folder what was read of it last."""

from __future__ import annotations

from pathlib import Path

from backend.undo.images import Images
from backend.undo.scan import Known


class Keeper:
    """One for the program."""

    def __init__(self, folder: Path) -> None:
        self.images = Images(folder)
        self._known: dict[Path, Known] = {}

    def known(self, root: Path) -> Known:
        """What was read in this folder before."""
        return self._known.setdefault(root, Known())
