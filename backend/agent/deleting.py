"""What a command line deletes with everything in it, as far as its words tell: outside the folder that is refused.

Taken from the line's parsed words (`line`); what only the shell knows is None, and counts as everything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from backend.agent.line import INSIDE_MOST, RUNS_ANOTHER, SHELLS, UNKNOWN, Line, Simple
from backend.domain import limits

_FOLDERS_MOST = 16  # that `cd` may have led to


def deleted(line: Line, folder: str, home: str) -> list[str | None]:
    """Absolute paths that the line deletes with all that is in them; None for one that is not known, or for more than
    anybody could look at. Not resolved."""
    folders: list[str] | None = [folder]  # where `cd` may have led: it may fail, or be in a part that is skipped
    found: list[str | None] = []
    for command in line.commands:
        if command.name in ("cd", "pushd", "popd"):
            folders = _after_cd(folders, command, home)
        for target in _targets(command):
            if len(found) >= limits.DELETED_PATHS:
                return [*found, None]
            if target is None or UNKNOWN in target or (target.startswith("~") and target[1:2] not in ("", "/")):
                found.append(None)
            elif target.startswith(("/", "~")):
                found += _known(_absolute("/", target, home))
            elif target:
                found += [None] if folders is None else _known(*(_absolute(at, target, home) for at in folders))
    return found


def _known(*paths: str) -> list[str | None]:
    return [path if len(path) <= limits.PATH_CHARS else None for path in paths]


def _after_cd(folders: list[str] | None, command: Simple, home: str) -> list[str] | None:
    to = next((word for word in command.words[1:] if not word.startswith("-") or word == "-"), "~")
    if folders is None or command.name == "popd" or to == "-" or UNKNOWN in to or len(folders) > _FOLDERS_MOST:
        return None
    led = list(dict.fromkeys([*folders, *(_absolute(at, to, home) for at in folders)]))
    return led if all(_known(*led)) else None


def _absolute(folder: str, path: str, home: str) -> str:
    if path.startswith("~"):
        path = home + path[1:]
    slash = "/" if path.endswith(("/", "/.")) else ""
    return os.path.normpath(PurePosixPath(folder) / path) + slash


def _targets(command: Simple) -> Iterator[str | None]:
    """What a command deletes with all that is in it."""
    runs_another, deleting = command.name in RUNS_ANOTHER, 0
    for at, word in enumerate(command.words):
        if at and not runs_another:
            return
        name = word.rpartition("/")[2]
        if name not in ("rm", "rsync", "find"):
            continue
        deleting, rest = deleting + 1, command.words[at + 1 :]
        if deleting > INSIDE_MOST:
            yield None
            return
        if name == "rm":
            yield from _of_rm(rest, given=command.name in ("xargs", "parallel", "fd"), found=command.name == "find")
        elif name == "rsync" and any(part.startswith("--del") for part in rest):
            yield rest[-1]
        elif name == "find" and at == 0 and _find_deletes(rest):
            yield from list(_starts(rest)) or ["."]


def _find_deletes(rest: Sequence[str]) -> bool:
    runs = any(word.startswith(("-exec", "-ok")) for word in rest)
    return "-delete" in rest or (runs and any(word.rpartition("/")[2] in ("rm", *SHELLS) for word in rest))


def _starts(rest: Sequence[str]) -> Iterator[str]:
    """Where `find` begins to look."""
    for word in rest:
        if word in ("-H", "-L", "-P"):
            continue
        if word.startswith(("-", "(", "!")):
            return
        yield word


def _of_rm(rest: Sequence[str], *, given: bool, found: bool) -> Iterator[str | None]:
    ends = rest.index("--") if "--" in rest else len(rest)
    flags = [word for word in rest[:ends] if word.startswith("-")]
    named = [word for word in rest[:ends] if not word.startswith("-")] + list(rest[ends + 1 :])
    sure = any(re.fullmatch(r"-[a-zA-Z]*[rR].*|--r.*", flag, re.DOTALL) for flag in flags)
    maybe = any(word.startswith(UNKNOWN) for word in rest[:ends])  # it may turn out to be -rf
    if sure:
        yield from (word for word in named if not (found and word in ("{}", "+", ";")))
        if given:
            yield None  # the rest comes from its input
    elif maybe:
        yield from (word for word in named if UNKNOWN not in word)
