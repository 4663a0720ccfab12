"""What stories about a folder need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of the test's own in place of this person's."""
    from send2trash import plat_other

    folder = tmp_path / "trash"
    monkeypatch.setattr(plat_other, "HOMETRASH", str(folder))
    monkeypatch.setattr(plat_other, "HOMETRASH_B", os.fsencode(folder))
    monkeypatch.setattr(plat_other, "XDG_DATA_HOME", os.fsencode(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))  # the same file system
    return folder
