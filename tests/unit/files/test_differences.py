"""What a person is shown of a change: exact where it is small, bounded where it is large, silent about nothing."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from backend.domain import limits
from backend.files import differences
from backend.files.differences import change, smaller

MOST = 12_000


def made(before: str | bytes | None, after: str | bytes | None, most_bytes: int = MOST) -> dict[str, Any]:
    sides = [text.encode() if isinstance(text, str) else text for text in (before, after)]
    return change("f", "edit", *sides, most_bytes=most_bytes)


def patched(before: str, hunks: list[dict[str, Any]]) -> str:
    """The text after the hunks, taken as a patch: lines before a hunk stay, its lines are checked and applied."""
    old, out, at = before.split("\n"), [], 0
    for hunk in hunks:
        start = hunk["oldStart"] - (1 if hunk["oldLines"] else 0)
        out += old[at:start]
        at = start
        for line in hunk["lines"]:
            if line[0] in " -":
                assert old[at] == line[1:]
                at += 1
            if line[0] in " +":
                out.append(line[1:])
    return "\n".join(out + old[at:])


def test_a_small_change_is_shown_with_three_lines_around_it() -> None:
    before = "".join(f"{n}\n" for n in range(1, 21))
    assert made(before, before.replace("10\n", "ten\n")) == {
        "path": "f",
        "kind": "edit",
        "added": 1,
        "removed": 1,
        "hunks": [
            {
                "oldStart": 7,
                "oldLines": 7,
                "newStart": 7,
                "newLines": 7,
                "lines": [" 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13"],
            }
        ],
    }


def test_a_new_and_a_deleted_file_are_all_their_lines() -> None:
    hunk = {"oldStart": 0, "oldLines": 0, "newStart": 1, "newLines": 2, "lines": ["+a", "+b"]}
    assert change("f", "create", None, b"a\nb\n", most_bytes=MOST) == {
        "path": "f", "kind": "create", "added": 2, "removed": 0, "hunks": [hunk],
    }  # fmt: skip
    gone = change("f", "delete", b"a\nb\n", None, most_bytes=MOST)
    assert (gone["added"], gone["removed"], gone["hunks"][0]["lines"]) == (0, 2, ["-a", "-b"])
    assert made("same\n", "same\n")["hunks"] == []


def test_a_line_end_that_comes_or_goes_is_seen() -> None:
    assert made("a\nb", "a\nb\n")["hunks"][0]["lines"] == [" a", "-b", "\\ No newline at end of file", "+b"]
    assert made("a\r\n", "a\n")["hunks"][0]["lines"] == ["-a\r", "+a"]


def test_binary_and_huge_files_are_said_and_not_shown() -> None:
    assert made(b"\0\1", b"\0\2") == {
        "path": "f", "kind": "edit", "added": 0, "removed": 0, "binary": True, "hunks": [],
    }  # fmt: skip
    huge = made(None, b"x\n" * limits.DIFF_BYTES)
    assert (huge["added"], huge["truncated"], huge["hunks"]) == (limits.DIFF_BYTES, True, [])


def test_letters_of_other_encodings_are_read() -> None:
    assert made("caf\xe9\n".encode("cp1252"), "tea\n")["hunks"][0]["lines"] == ["-café", "+tea"]
    assert made("\ufeffa\n".encode("utf-16-le"), "b\n")["hunks"][0]["lines"] == ["-a", "+b"]


@pytest.mark.parametrize("with_git", [True, False])
def test_any_change_is_a_patch_that_makes_the_new_text(with_git: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_git:
        monkeypatch.setenv("PATH", "/nowhere")
    assert (differences.git_program() is not None) == with_git
    source = random.Random(7)
    for size in (0, 3, 40, 900, 3_000):
        old = [source.choice(("-- ", "++ ", "@@ -1 +1 @@", "\\ ", "")) + str(source.randrange(50)) for _ in range(size)]
        new = [line if source.random() < 0.9 else str(source.random()) for line in old if source.random() < 0.95]
        before, after = ("".join(f"{line}\n" for line in lines) for lines in (old, new))
        made_of_it = made(before, after, most_bytes=10_000_000)
        assert "truncated" not in made_of_it
        assert patched(before, made_of_it["hunks"]) == after


def test_ten_thousand_rewritten_lines_take_a_moment_and_fit() -> None:
    before, after = ("".join(f"{side} {n}\n" for n in range(10_000)) for side in "ab")
    began = time.process_time()
    big = made(before, after)
    assert time.process_time() - began < 2
    assert (big["added"], big["removed"], big["truncated"]) == (10_000, 10_000, True)
    assert len(orjson.dumps(big)) <= MOST
    assert big["hunks"][0]["lines"][0] == "-a 0"


def test_a_line_of_a_megabyte_is_cut() -> None:
    shown = made("x" * 1_000_000, "y" * 1_000_000)
    assert shown["truncated"]
    assert len(orjson.dumps(shown)) < MOST


def test_many_changes_together_are_made_to_fit() -> None:
    changes = [made(None, "line\n" * 500) for _ in range(5)]
    assert len(orjson.dumps(changes)) > 20_000
    fitting = smaller(changes, 10_000)
    assert len(orjson.dumps(fitting)) <= 10_000
    assert [(c["added"], c.get("truncated")) for c in fitting][-1] == (500, True)
    assert fitting[0] == changes[0]


def test_nothing_around_the_files_is_asked_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository's configuration could name a program to run."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("[diff]\n external = touch evil\n")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch evil")
    made("".join(f"{n}\n" for n in range(2_000)), "".join(f"{n * 2}\n" for n in range(2_000)))
    assert [path.name for path in tmp_path.iterdir()] == [".git"]
