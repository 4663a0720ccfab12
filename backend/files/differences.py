"""What a change does to a file, as hunks of lines for a person to read: made here, bounded, never in the page.

Small differences are found by difflib, larger ones by git where this machine has it (10,000 rewritten lines: git 27 ms,
JavaScript 12 s). Where neither can do it in time the whole middle is shown as replaced, which is true, only not short.
What is cut is said (`truncated`); `added` and `removed` count all lines, also those that are not shown. Takes up to
seconds, so call it on a thread.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson

from backend.domain import limits
from backend.files.contents import as_text

Json = dict[str, Any]  # a change: path, kind, to?, added, removed, binary?, truncated?, hunks
Kind = Literal["create", "replace", "edit", "delete", "move"]

_CONTEXT = 3
_HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NO_NEWLINE = "\\ No newline at end of file"
_GIT = ("-c", "core.safecrlf=false", "diff", "--no-index", "--no-color", "--no-ext-diff", "--no-textconv", "--text")


def change(
    path: str, kind: Kind, before: bytes | None, after: bytes | None, *, to: str | None = None, most_bytes: int
) -> Json:
    """The change that makes `after` of `before` (None: no file). Its JSON has about `most_bytes` at most.

    A line begins with "+", "-", " ", or "\\" for the note that a file ends without a line end.
    """
    shown: Json = {"path": path, "kind": kind} | ({"to": to} if to is not None else {})
    old, new = _text(before), _text(after)
    if old is None or new is None:
        binary = any(data is not None and b"\0" in data[:8192] and _text(data) is None for data in (before, after))
        return {
            **shown, "added": _lines(after), "removed": _lines(before),
            **({"binary": True} if binary else {"truncated": True}), "hunks": [],
        }  # fmt: skip
    hunks, added, removed, cut = _bounded(_unified(old, new), most_bytes)
    return {**shown, "added": added, "removed": removed, **({"truncated": True} if cut else {}), "hunks": hunks}


def smaller(changes: Sequence[Json], most_bytes: int) -> list[Json]:
    """The same changes with hunks left out from the end until their JSON fits; what was left out says so."""
    kept = list(changes)
    for index in range(len(kept) - 1, -1, -1):
        while len(orjson.dumps(kept)) > most_bytes and kept[index]["hunks"]:
            kept[index] = {**kept[index], "truncated": True, "hunks": kept[index]["hunks"][:-1]}
    while len(orjson.dumps(kept)) > most_bytes and len(kept) > 1:  # paths alone are too many
        kept.pop()
    return kept


def _text(data: bytes | None) -> str | None:
    """None for what is no text, or too long to be compared."""
    if data is None:
        return ""
    return as_text(data) if len(data) <= limits.DIFF_BYTES else None


def _lines(data: bytes | None) -> int:
    if data is None or b"\0" in data[:8192]:
        return 0
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def _bounded(lines: Iterable[str], most_bytes: int) -> tuple[list[Json], int, int, bool]:
    """Hunks, the counts of all lines added and removed, and whether something is not shown."""
    hunks: list[Json] = []
    added = removed = 0
    room, cut = most_bytes - 512, False  # for the names of keys and the path
    for line in lines:
        if head := _HEAD.match(line):
            numbers = [int(number) if number is not None else 1 for number in head.groups()]
            if room > 0:
                names = ("oldStart", "oldLines", "newStart", "newLines")
                hunks.append({**dict(zip(names, numbers, strict=True)), "lines": []})
            room -= 80
            continue
        added += line[:1] == "+"
        removed += line[:1] == "-"
        if len(line) > limits.DIFF_LINE_CHARS:
            line, cut = line[: limits.DIFF_LINE_CHARS] + "…", True
        room -= len(orjson.dumps(line)) + 1
        if room > 0 and hunks:
            hunks[-1]["lines"].append(line)
        else:
            cut = True
    return [hunk for hunk in hunks if hunk["lines"]], added, removed, cut


def _unified(old: str, new: str) -> Iterator[str]:
    """Hunk heads and lines, without line ends."""
    before, after = _split(old), _split(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    if start == len(before) == len(after):
        return iter(())
    first = max(0, start - _CONTEXT)
    middle = before[first : len(before) - max(0, end - _CONTEXT)], after[first : len(after) - max(0, end - _CONTEXT)]
    longest = max(len(lines) for lines in middle)
    if longest <= limits.DIFFLIB_LINES:
        found: Iterable[str] = difflib.unified_diff(*middle, n=_CONTEXT)
    elif (by_git := _by_git(*middle)) is not None:
        found = by_git
    elif longest <= 4 * limits.DIFFLIB_LINES:
        found = difflib.unified_diff(*middle, n=_CONTEXT)
    else:
        found = _replaced(*middle)
    return _as_shown(found, first)


def _as_shown(found: Iterable[str], shift: int) -> Iterator[str]:
    begun = False
    for line in found:
        if head := _HEAD.match(line):
            begun = True
            old, old_lines, new, new_lines = (int(number) if number is not None else 1 for number in head.groups())
            yield f"@@ -{old + shift},{old_lines} +{new + shift},{new_lines} @@"
        elif begun:  # difflib names both files first
            yield line[:-1] if line.endswith("\n") else line
            if not line.endswith("\n"):
                yield _NO_NEWLINE


def _split(text: str) -> list[str]:
    """Lines with their ends; only "\\n" ends one, as for git."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    yield f"@@ -{1 if before else 0},{len(before)} +{1 if after else 0},{len(after)} @@"
    yield from (f"-{line}" for line in before)
    yield from (f"+{line}" for line in after)


def _by_git(before: Sequence[str], after: Sequence[str]) -> list[str] | None:
    """What git says, None where it is not there or takes too long."""
    if (git := git_program()) is None:
        return None
    with tempfile.TemporaryDirectory(prefix="runnel-") as folder:
        for name, lines in (("a", before), ("b", after)):
            Path(folder, name).write_bytes("".join(lines).encode("utf-8", "replace"))
        arguments = [git, *_GIT, f"--unified={_CONTEXT}", "--", "a", "b"]
        try:
            done = subprocess.run(
                arguments, cwd=folder, env=_environment(folder), capture_output=True, timeout=limits.DIFF_TIMEOUT_S
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    if done.returncode not in (0, 1):
        return None
    lines = _split(done.stdout.decode("utf-8", "replace"))
    start = next((at for at, line in enumerate(lines) if line.startswith("@@")), len(lines))
    told: list[str] = []
    for line in lines[start:]:
        if line.startswith("\\"):  # the line before ends without a line end
            told[-1] = told[-1].removesuffix("\n")
        else:
            told.append(line)
    return told


def git_program() -> str | None:
    """Where git is. On macOS without developer tools /usr/bin/git only asks to install them, so it is none."""
    found = shutil.which("git")
    if sys.platform == "darwin" and found == "/usr/bin/git":
        tools = ("/Library/Developer/CommandLineTools", "/Applications/Xcode.app")
        return found if any(Path(path).exists() for path in tools) else None
    return found


def _environment(folder: str) -> dict[str, str]:
    """Nobody's configuration: no pager, no filter, no program of a repository around it."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CEILING_DIRECTORIES": folder,
        "LC_ALL": "C",
    }  # fmt: skip
