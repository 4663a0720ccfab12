"""The settings file: what is changed stays changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.domain.model import ProviderKind
from backend.domain.settings import Preferences, PreferencesFile, Provider


def test_two_changes_that_meet_are_both_kept(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path)
    other = threading.Thread(target=lambda: file.update(theme="dark"))

    def add_a_provider(now: Preferences) -> Mapping[str, Any]:
        other.start()
        other.join(timeout=0.2)  # it has to wait for us: without that, it would be over by then and lost
        return {"providers": {**now.providers, "mine": Provider(kind=ProviderKind.OLLAMA)}}

    file.update(add_a_provider)
    other.join()
    for kept in (file.current, PreferencesFile(tmp_path).current):
        assert (kept.theme, list(kept.providers)) == ("dark", ["mine"])
