"""When the page is built again, and with which Node."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from hatch_build import Node, is_fresh, sources_of


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A page that has been built after all its sources."""
    for name in ("src/main.tsx", "index.html", "package-lock.json", "dist/index.html"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    for path in (tmp_path / "src", *tmp_path.rglob("*")):
        os.utime(path, (1000, 1000))
    os.utime(tmp_path / "dist" / "index.html", (2000, 2000))
    return tmp_path


def test_a_page_newer_than_its_sources_is_fresh(web: Path) -> None:
    assert is_fresh(web)


def test_a_page_that_was_never_built_is_not(web: Path) -> None:
    (web / "dist" / "index.html").unlink()
    assert not is_fresh(web)


@pytest.mark.parametrize("name", ["src/main.tsx", "index.html", "package-lock.json"])
def test_an_edited_source_makes_it_stale(web: Path, name: str) -> None:
    os.utime(web / name, (3000, 3000))
    assert not is_fresh(web)


def test_the_list_of_changes_is_a_source_too() -> None:
    root = Path(__file__).resolve().parents[3]
    assert root / "CHANGELOG.md" in {path.resolve() for path in sources_of(root / "web")}


def test_uv_builds_again_for_every_source_and_for_nothing_that_the_build_makes() -> None:
    root = Path(__file__).resolve().parents[3]
    keys = [key["file"] for key in tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]["cache-keys"]]
    watched = {(root / key.removesuffix("/**/*")).resolve() for key in keys}
    assert watched == {
        root / "pyproject.toml",
        root / "hatch_build.py",
        *(p.resolve() for p in sources_of(root / "web")),
    }


def test_a_removed_source_makes_it_stale(web: Path) -> None:
    (web / "src" / "main.tsx").unlink()
    assert not is_fresh(web)


@pytest.mark.parametrize(
    ("version", "usable"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.12.0", True),
        ("?", False),
    ],
)
def test_only_a_node_that_vite_can_use_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (Node.on_path() is not None) is usable
