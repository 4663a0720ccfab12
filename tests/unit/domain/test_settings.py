"""The settings file: what is changed stays changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from backend.domain.model import ProviderKind
from backend.domain.settings import Preferences, PreferencesFile, Provider, SearchProvider, Settings


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


def test_the_environment_sets_what_nobody_says_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"PORT": "4711", "Token": "secret", "DATA_DIR": str(tmp_path), "THEME": "dark"}.items():
        monkeypatch.setenv(f"RUNNEL_{name}", value)
    by_it, told = Settings(), Settings(port=1)
    assert (by_it.port, by_it.data_dir, told.port) == (4711, tmp_path, 1)
    assert by_it.token == SecretStr("secret")
    assert "secret" not in repr(by_it)


def test_a_setting_of_the_environment_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNNEL_PORT", "70000")
    with pytest.raises(ValidationError, match="port"):
        Settings()
    monkeypatch.setenv("RUNNEL_PROVIDERS", "no JSON")
    with pytest.raises(ValidationError, match="providers"):
        PreferencesFile(tmp_path)


def test_preferences_of_the_environment_lie_over_the_file_and_never_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    PreferencesFile(tmp_path).update(theme="light", zoom=1.5)
    for name, value in {
        "THEME": "dark",
        "WRAP_CODE": "true",
        "SHORTCUTS": '{"chat.new": "mod+n"}',
        "PROVIDERS": '{"lab": {"kind": "ollama", "baseUrl": "http://127.0.0.1:1"}}',
        "SEARCH": '{"kind": "brave"}',
    }.items():
        monkeypatch.setenv(f"RUNNEL_{name}", value)
    file = PreferencesFile(tmp_path)
    now = file.update(zoom=2.0)
    assert (now.theme, now.zoom, now.wrap_code, now.shortcuts) == ("dark", 2.0, True, {"chat.new": "mod+n"})
    assert now.search == SearchProvider(kind="brave")
    assert str(now.providers["lab"].base_url) == "http://127.0.0.1:1/"
    assert sorted(file.overridden) == ["providers", "search", "shortcuts", "theme", "wrapCode"]
    monkeypatch.undo()
    stored = PreferencesFile(tmp_path).current
    assert (stored.theme, stored.zoom, stored.wrap_code, stored.shortcuts) == ("light", 2.0, False, {})
