"""A release is made only of a tag that is this version, and says what the changelog says of it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

CHANGES = """# Changes

## Unreleased

- Not yet.

## 1.2.0 – 3 December 2026

- A new thing.
- Another: see
  ### 3 of it.

## 1.1.10

- Older.

## 1.1.1
"""


@pytest.fixture(scope="module")
def release() -> ModuleType:
    """`packaging` is no package: it would hide PyPI's."""
    file = Path(__file__).resolve().parents[2] / "packaging" / "release.py"
    spec = importlib.util.spec_from_file_location("release", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_release_says_what_the_changelog_says_of_its_version(release: ModuleType) -> None:
    assert release.notes("v1.2.0", "1.2.0", CHANGES) == "- A new thing.\n- Another: see\n  ### 3 of it.\n"
    assert release.notes("v1.1.10", "1.1.10", CHANGES) == "- Older.\n"


@pytest.mark.parametrize(
    ("tag", "version", "why"),
    [
        ("v1.2.1", "1.2.0", "The tag is v1.2.1"),
        ("1.2.0", "1.2.0", "The tag is 1.2.0"),
        ("v1.1.1", "1.1.1", "says nothing"),
        ("v1.1", "1.1", "says nothing"),
        ("v2.0.0", "2.0.0", "says nothing"),
    ],
)
def test_nothing_is_released_that_is_not_ready(release: ModuleType, tag: str, version: str, why: str) -> None:
    with pytest.raises(release.NotReady, match=why):
        release.notes(tag, version, CHANGES)
