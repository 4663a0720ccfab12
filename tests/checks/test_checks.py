"""The rules that machines keep, as tests, so that one command and one summary tell everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hatch_build import Node

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ["backend", "desktop", "packaging", "tests", "hatch_build.py"]


def test_the_linter_finds_nothing() -> None:
    succeeds(sys.executable, "-m", "ruff", "check")


def test_every_file_is_formatted() -> None:
    succeeds(sys.executable, "-m", "ruff", "format", "--check")


@pytest.mark.timeout(600)  # without its cache it reads every library
def test_the_types_fit() -> None:
    succeeds(sys.executable, "-m", "mypy", *PYTHON)


def test_no_floor_imports_from_above() -> None:
    succeeds(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


@pytest.mark.timeout(300)
def test_the_page_passes_its_own_checks() -> None:
    node = Node.find()
    assert node is not None, "there is no Node; `python -m tests` brings one"
    succeeds(str(node.node), str(node.npm_cli), "run", "check", folder=ROOT / "web", environment=node.environment())


def succeeds(*command: str, folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
