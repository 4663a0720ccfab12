"""What a command that nobody was asked about may not read once content from outside has been read: keys and passwords
in the chat's own folders.

A word that names such a file asks (`permission`). A pattern or a program's own doing names none, so the sandbox covers
them, where it can; where it cannot, such a command asks as long as there is one, and so it does
where a key stands in git's settings: git does nothing without them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from backend.agent.secret import why_secret
from backend.domain import limits
from backend.sandbox.protected import is_bare_repository
from backend.sandbox.workspace import SKIPPED_FOLDERS

HIDDEN = (
    "Hidden from this command, because content from outside was read before and they may hold keys or passwords: "
    "{names}. If it needs one, name it in the command: the person is asked."
)
READABLE = "it could read {name}, which may hold keys or passwords"
TOO_MANY = "there are too many files in the folder to look for keys and passwords among them"
_NAMED = 8
_GIT_SETTINGS = ("config", "config.worktree")
_OF_GIT = frozenset({"objects", "refs", "logs"})  # of a repository; a branch may have any name
_MOST_BYTES = 1_000_000  # of settings
# Each of them reads a letter once, or nearly: a line of 1 MB may be anybody's
_KEY = re.compile(rb"https?://[^/\s\"]+@|://[^/\s:\"]+:[^/\s\"]+@|(password|token)=", re.IGNORECASE)
_SETTING = re.compile(rb"^[ \t]*([\w-]+)[ \t]*=", re.MULTILINE)
_OF_KEYS = re.compile(rb"passw|token|secret|extraheader|apikey", re.IGNORECASE)


def secrets_in(folders: Iterable[Path]) -> tuple[list[Path], bool]:
    """Files and folders of these by their names, git's settings by what is in them; and whether that is all of them.
    Folders that programs fill (`node_modules` …) are left out.

    Takes a moment.
    """
    found: list[Path] = []
    looked = 0
    for folder in folders:
        for path in _below(folder):
            looked += 1
            if looked > limits.UNDO_ENTRIES or len(found) >= limits.HIDDEN_FILES:
                return found, False
            is_of_git = path.name in _GIT_SETTINGS and _is_repository(path.parent)
            if _has_key(path) if is_of_git else why_secret(path.relative_to(folder)) is not None:
                found.append(path)
    return found, True


def why_not_hidden(folders: Iterable[Path], *, can_be: bool) -> list[str]:
    """Why a command is asked for that could read what cannot be hidden from it. Takes a moment."""
    found, is_all = secrets_in(folders)
    if not is_all:
        return [TOO_MANY]
    shown = [path for path in found if not can_be or path.name in _GIT_SETTINGS]
    return [READABLE.format(name=path.name) for path in shown[:1]]


def said(paths: Iterable[Path], root: Path) -> str:
    """In a sentence for the model and the person."""
    names = [str(path.relative_to(root)) if path.is_relative_to(root) else str(path) for path in paths]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return HIDDEN.format(names=", ".join(names[:_NAMED]) + more)


def _is_repository(folder: Path) -> bool:
    try:
        return is_bare_repository(os.listdir(folder))  # noqa: PTH208  names only
    except OSError:
        return False


def _has_key(settings: Path) -> bool:
    """Whether a key stands in a repository's settings, as in a remote's address. What cannot be read: no."""
    try:
        with settings.open("rb") as file:
            text = file.read(_MOST_BYTES)
    except OSError:
        return False
    return _KEY.search(text) is not None or any(_OF_KEYS.search(setting[1]) for setting in _SETTING.finditer(text))


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        at = Path(where)
        yield from (at / name for name in files if not (at / name).is_symlink())
        is_repository = is_bare_repository([*files, *folders])
        skipped = SKIPPED_FOLDERS - {".git"} | (_OF_GIT if is_repository else frozenset())
        kept = [name for name in folders if name not in skipped and not (at / name).is_symlink()]
        secret = [name for name in kept if why_secret(name) is not None]
        yield from (at / name for name in secret)
        folders[:] = [name for name in kept if name not in secret]
