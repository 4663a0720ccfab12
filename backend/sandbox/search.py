"""Finding lines and names below a folder: ripgrep where this machine has it, our own search elsewhere.

ripgrep only says where to look. What is shown is read again through the workspace, so that a folder swapped for a link
meanwhile shows nothing from outside. Both look at the same files: all but binary and huge ones, hidden ones too, and
not in folders of what programs made.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice

from backend.domain import limits
from backend.sandbox.workspace import SKIPPED_FOLDERS, NotAllowed, Workspace

NO_REGEX = "Regular expressions need ripgrep, which this machine does not have. Search for a plain text instead."
_SAME_FILES = ("--no-config", "--no-ignore", "--hidden", "--no-messages", "--null", "--color=never")
_BINARY = 8_192  # bytes in which a NUL shows that a file is no text


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that has it. Lines are counted from 1."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """`more`: there are others. `late`: the time was over before everything was looked at."""

    hits: list[Hit]
    more: bool
    late: bool


class BadPattern(Exception):
    """No regular expression. Its text says why."""


def ripgrep() -> str | None:
    """Where it is."""
    return shutil.which("rg")


def find_text(
    workspace: Workspace,
    text: str,
    path: str = ".",
    *,
    pattern: bool = False,
    names: str = "",
    rg: str | None = None,
    passes: Callable[[str], bool] | None = None,
) -> Found:
    """At most SEARCH_HITS lines with the text, whatever its case; `pattern`: it is a regular expression (with `rg`).

    `names` is a glob that files have to fit; of those that do not pass nothing is told, not even that there is more.
    Takes at most SEARCH_TIMEOUT_S. Raises BadPattern, NotAllowed, OSError.
    """
    until = time.monotonic() + limits.SEARCH_TIMEOUT_S
    below = "/".join(workspace.parts(path)) or "."
    if workspace.entry(path) is None:
        raise FileNotFoundError(2, "There is no such file or folder", path)
    if rg is None and pattern:
        raise BadPattern(NO_REGEX)
    places = _by_ripgrep(rg, workspace, text, below, pattern, until) if rg else _by_us(workspace, text, below, until)
    fitting = (place for place in places if (not names or fits(place[0], names)) and (not passes or passes(place[0])))
    hits = list(islice(_read_again(workspace, fitting, None if pattern else text), limits.SEARCH_HITS + 1))
    shown = sorted(hits[: limits.SEARCH_HITS], key=lambda hit: (hit.path, hit.line))
    return Found(shown, len(hits) > limits.SEARCH_HITS, time.monotonic() > until)


def find_names(workspace: Workspace, pattern: str, path: str = ".", *, rg: str | None = None) -> tuple[list[str], bool]:
    """At most LISTED_FILES paths of files that fit a glob, and whether there are more. Raises NotAllowed, OSError."""
    below = "/".join(workspace.parts(path)) or "."
    until = time.monotonic() + limits.SEARCH_TIMEOUT_S
    if rg is not None and workspace.entry(path) is not None:
        names = (
            os.fsdecode(name).removeprefix("./")
            for name in _lines_of(rg, ["--files", "--", below], workspace, until, b"\0")
        )
        walked: Iterator[str] = (name for name in names if fits(name, pattern) and _is_file(workspace, name))
    else:
        walked = (name for name in _in_time(workspace.walk(path), until) if fits(name, pattern))
    found = list(islice(walked, limits.LISTED_FILES + 1))
    return sorted(found[: limits.LISTED_FILES]), len(found) > limits.LISTED_FILES


def fits(path: str, pattern: str) -> bool:
    """Whether the path, or only its last name when the pattern has no slash, fits."""
    pattern = pattern.removeprefix("./").replace("**/", "*")
    return fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern)


# --- where to look ------------------------------------------------------------------------------------------

Place = tuple[str, int]  # path and line


def _by_ripgrep(rg: str, workspace: Workspace, text: str, below: str, pattern: bool, until: float) -> Iterator[Place]:
    options = [
        "--line-number", "--no-heading", "--with-filename", "--max-columns=1", "--ignore-case", "-e", text,
        f"--max-filesize={limits.SEARCH_FILE_BYTES}", *([] if pattern else ["--fixed-strings"]), "--", below,
    ]  # fmt: skip
    for line in _lines_of(rg, options, workspace, until, b"\n"):
        name, separator, rest = line.partition(b"\0")
        number = rest.partition(b":")[0]
        if separator and number.isdigit():
            yield os.fsdecode(name).removeprefix("./"), int(number)


def _lines_of(rg: str, options: list[str], workspace: Workspace, until: float, end: bytes) -> Iterator[bytes]:
    """What it says, piece by piece; it is gone when the iterator is, and when its time is over."""
    workspace.require_root()
    skipped = [f"--glob=!**/{name}/**" for name in sorted(SKIPPED_FOLDERS)]
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    process = subprocess.Popen(
        [rg, *_SAME_FILES, *skipped, *options],
        cwd=workspace.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    assert isinstance(process.stdout, io.BufferedReader), "a pipe"
    assert process.stderr is not None, "a pipe"
    clock = threading.Timer(max(until - time.monotonic(), 0.0), process.kill)
    clock.daemon = True
    clock.start()
    try:
        held = b""
        while piece := process.stdout.read1(256 * limits.KIB):
            *lines, held = (held + piece).split(end)
            yield from lines
        if process.wait() == 2 and (said := process.stderr.read(2_000)):
            raise BadPattern(said.decode("utf-8", "replace").strip())
    finally:
        clock.cancel()
        process.kill()
        process.stdout.close()
        process.stderr.close()
        process.wait()


def _by_us(workspace: Workspace, text: str, below: str, until: float) -> Iterator[Place]:
    wanted = text.casefold()
    rough = wanted.encode() if text.isascii() else b""
    for name in _in_time(workspace.walk(below), until):
        try:
            data, size = workspace.read(name, most_bytes=limits.SEARCH_FILE_BYTES)
        except (OSError, NotAllowed):
            continue
        if size > limits.SEARCH_FILE_BYTES or b"\0" in data[:_BINARY] or (rough and rough not in data.lower()):
            continue
        for number, line in enumerate(_lines(data), start=1):
            if wanted in line.casefold():
                yield name, number


def _in_time(names: Iterator[str], until: float) -> Iterator[str]:
    for name in islice(names, limits.SEARCH_FILES):
        if time.monotonic() > until:
            return
        yield name


# --- what is there ------------------------------------------------------------------------------------------


def _read_again(workspace: Workspace, places: Iterator[Place], text: str | None) -> Iterator[Hit]:
    wanted = None if text is None else text.casefold()
    read: tuple[str, list[str]] = "", []
    for path, number in places:
        if path != read[0]:
            try:
                data = workspace.read(path, most_bytes=limits.SEARCH_FILE_BYTES)[0]
            except (OSError, NotAllowed):
                continue
            read = path, [] if b"\0" in data[:_BINARY] else _lines(data)
        line = read[1][number - 1] if number <= len(read[1]) else None
        if line is not None and (wanted is None or wanted in line.casefold()):
            yield Hit(path, number, line.strip()[: limits.SEARCH_LINE_CHARS])


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig", "replace").split("\n")


def _is_file(workspace: Workspace, name: str) -> bool:
    with contextlib.suppress(OSError, NotAllowed):
        entry = workspace.entry(name)
        return entry is not None and entry.kind == "file"
    return False
