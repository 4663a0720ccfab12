"""What a command that nobody was asked about may not read once content from outside has been read: keys and passwords
in the chat's own folders.

A word that names such a file asks (`permission`). A pattern or a program's own doing names none, so the sandbox covers
them, where it can; where it cannot, such a command asks as long as there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from backend.agent.secret import why_secret
from backend.domain import limits
from backend.sandbox.workspace import SKIPPED_FOLDERS

HIDDEN = (
    "Hidden from this command, because content from outside was read before and they may hold keys or passwords: "
    "{names}. If it needs one, name it in the command: the person is asked."
)
READABLE = "it could read {name}, which may hold keys or passwords"
TOO_MANY = "there are too many files in the folder to look for keys and passwords among them"
_NAMED = 8


def secrets_in(folders: Iterable[Path]) -> tuple[list[Path], bool]:
    """Files and folders of these by their names, but in those of what programs made; and whether that is all of them.

    Takes a moment.
    """
    found: list[Path] = []
    looked = 0
    for folder in folders:
        for path in _below(folder):
            looked += 1
            if looked > limits.UNDO_ENTRIES or len(found) >= limits.HIDDEN_FILES:
                return found, False
            if why_secret(path.relative_to(folder)) is not None:
                found.append(path)
    return found, True


def why_not_hidden(folders: Iterable[Path], *, can_be: bool) -> list[str]:
    """Why a command is asked for that could read what cannot be hidden from it. Takes a moment."""
    found, is_all = secrets_in(folders)
    if not is_all:
        return [TOO_MANY]
    return [READABLE.format(name=path.name) for path in found[:1] if not can_be]


def said(paths: Iterable[Path], root: Path) -> str:
    """In a sentence for the model and the person."""
    names = [str(path.relative_to(root)) if path.is_relative_to(root) else str(path) for path in paths]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return HIDDEN.format(names=", ".join(names[:_NAMED]) + more)


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        at = Path(where)
        yield from (at / name for name in files if not (at / name).is_symlink())
        kept = [name for name in folders if name not in SKIPPED_FOLDERS and not (at / name).is_symlink()]
        secret = [name for name in kept if why_secret(name) is not None]
        yield from (at / name for name in secret)
        folders[:] = [name for name in kept if name not in secret]
