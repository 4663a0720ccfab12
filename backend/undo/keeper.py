"""All that the program keeps for undo: the copies, and for each folder what was read of it last."""

from __future__ import annotations

from pathlib import Path

from backend.undo.images import Images
from backend.undo.scan import Known


class Keeper:
    """One for the program. `apart` is our own data, which undo leaves alone wherever it lies."""

    def __init__(self, data_dir: Path) -> None:
        self.apart = data_dir.resolve()
        self.images = Images(data_dir / "undo")
        self._known: dict[Path, Known] = {}

    def known(self, root: Path) -> Known:
        """What was read in this folder before."""
        return self._known.setdefault(root, Known())
