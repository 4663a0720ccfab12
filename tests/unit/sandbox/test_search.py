"""Search finds the same with ripgrep and without it, and nothing outside."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from backend.domain import limits
from backend.sandbox.search import BadPattern, Hit, find_names, find_text, ripgrep
from backend.sandbox.workspace import NotAllowed, Workspace


@pytest.fixture(params=["ripgrep", "our own"] if ripgrep() else ["our own"])
def rg(request: pytest.FixtureRequest) -> str | None:
    return ripgrep() if request.param == "ripgrep" else None


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "work"
    for name, text in {
        "a.py": "import os\nprint('Hello')\n",
        "src/deep/b.py": "x\n\nhello again\r\n",
        "src/.hidden": "HELLO hidden",
        "node_modules/c.js": "hello",
        ".git/config": "hello",
        "umlaut.txt": "GRÜSSE\n",
        "long.txt": "y" * 1_000 + "hello\n",
        "-e.txt": "hello dash",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    (root / "binary").write_bytes(b"\0hello")
    (root / "link").symlink_to(tmp_path / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.txt").write_text("hello secret")
    (root / ".ignore").write_text("src\n")
    return Workspace(root)


def test_lines_are_found_whatever_their_case_and_nothing_else(workspace: Workspace, rg: str | None) -> None:
    found = find_text(workspace, "hello", rg=rg)
    assert (found.more, found.late) == (False, False)
    assert found.hits == [
        Hit("-e.txt", 1, "hello dash"),
        Hit("a.py", 2, "print('Hello')"),
        Hit("long.txt", 1, "y" * limits.SEARCH_LINE_CHARS),
        Hit("src/.hidden", 1, "HELLO hidden"),
        Hit("src/deep/b.py", 3, "hello again"),
    ]
    assert find_text(workspace, "grüsse", rg=rg).hits == [Hit("umlaut.txt", 1, "GRÜSSE")]
    assert [h.path for h in find_text(workspace, "hello", "src", rg=rg).hits] == ["src/.hidden", "src/deep/b.py"]
    assert [h.path for h in find_text(workspace, "hello", "a.py", rg=rg).hits] == ["a.py"]
    assert [h.path for h in find_text(workspace, "hello", names="*.py", rg=rg).hits] == ["a.py", "src/deep/b.py"]
    assert find_text(workspace, ".*", rg=rg).hits == []
    assert find_text(workspace, "--files", rg=rg).hits == []


def test_names_are_found(workspace: Workspace, rg: str | None) -> None:
    assert find_names(workspace, "*.py", rg=rg) == (["a.py", "src/deep/b.py"], False)
    assert find_names(workspace, "src/**/*.py", rg=rg) == (["src/deep/b.py"], False)
    assert find_names(workspace, "*", "src", rg=rg) == (["src/.hidden", "src/deep/b.py"], False)


def test_nothing_outside_is_searched(workspace: Workspace, rg: str | None) -> None:
    with pytest.raises(NotAllowed):
        find_text(workspace, "hello", "..", rg=rg)
    with pytest.raises((NotAllowed, NotADirectoryError)):
        find_text(workspace, "hello", "link/secret.txt", rg=rg)
    with pytest.raises(FileNotFoundError):
        find_text(workspace, "hello", "none", rg=rg)
    assert find_text(workspace, "secret", rg=rg).hits == []


def test_a_regular_expression_needs_ripgrep_and_a_wrong_one_says_why(workspace: Workspace, rg: str | None) -> None:
    if rg is None:
        with pytest.raises(BadPattern, match="need ripgrep"):
            find_text(workspace, "x", pattern=True)
        return
    assert [h.path for h in find_text(workspace, "^hello a", pattern=True, rg=rg).hits] == ["src/deep/b.py"]
    with pytest.raises(BadPattern, match="unclosed group"):
        find_text(workspace, "(", pattern=True, rg=rg)


def test_too_many_are_cut_and_said(workspace: Workspace, rg: str | None) -> None:
    (workspace.root / "many.txt").write_text("needle\n" * 1_000)
    found = find_text(workspace, "needle", rg=rg)
    assert (len(found.hits), found.more) == (limits.SEARCH_HITS, True)


def test_of_files_that_do_not_pass_nothing_is_told(workspace: Workspace, rg: str | None) -> None:
    (workspace.root / "many.txt").write_text("hello\n" * 1_000)
    found = find_text(workspace, "hello", names="*.txt", rg=rg, passes=lambda path: path not in ("many.txt", "-e.txt"))
    assert ([hit.path for hit in found.hits], found.more) == (["long.txt"], False)


def test_a_large_tree_takes_a_moment(tmp_path: Path, rg: str | None) -> None:
    for folder in range(40):
        (tmp_path / str(folder)).mkdir()
        for number in range(50):
            (tmp_path / str(folder) / f"{number}.txt").write_text("some words in a line\n" * 50)
    (tmp_path / "7" / "x.txt").write_text("needle")
    began = time.process_time()
    assert [hit.path for hit in find_text(Workspace(tmp_path), "NEEDLE", rg=rg).hits] == ["7/x.txt"]
    assert time.process_time() - began < 3
