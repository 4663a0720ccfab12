"""Checks what a person or script sent before anything is decided about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from backend.domain import limits
from backend.domain.conversation import checked_id as checked_id  # asked for here as well
from backend.domain.conversation import storable as storable
from backend.domain.errors import BadInput, TooLarge


def checked_text(value: str, *, may_be_empty: bool = False) -> str:
    """A message: not empty, not too long, and Unicode that can be stored as it is. Raises BadInput, TooLarge."""
    if not value.strip() and not may_be_empty:
        raise BadInput("The message is empty.", code="empty_message")
    checked_length(value)
    return storable(value, "message")


def checked_length(value: str) -> None:
    """Raises TooLarge with what to do instead."""
    if len(value) > limits.MESSAGE_CHARS:
        raise TooLarge(
            f"The message has {len(value):,} characters; {limits.MESSAGE_CHARS:,} are possible. "
            "Shorten it, or save it as a file in the chat's folder and ask about the file."
        )


def checked_model(value: str) -> str:
    """A model's id that can be stored. Raises BadInput."""
    if len(value) > limits.MODEL_CHARS:
        raise BadInput(f"A model's name may have {limits.MODEL_CHARS} characters.")
    return storable(value, "model")


def checked_title(value: str) -> str:
    """A title on one line. Raises BadInput."""
    title = " ".join(storable(value, "title").split())
    if len(title) > limits.TITLE_CHARS:
        raise BadInput(f"A title may have {limits.TITLE_CHARS} characters.")
    return title


def checked_workspace(value: str | None) -> str | None:
    """A folder that exists, as an absolute path. Asks the file system, so call it on a thread. Raises BadInput."""
    if value is None or not value.strip():
        return None
    path = whole_path(value)
    try:
        resolved = path.resolve()
        is_folder = resolved.is_dir()
    except OSError as error:
        raise BadInput(f"{value} cannot be opened ({error.strerror}).") from None
    except RuntimeError:  # until Python 3.13
        raise BadInput(f"{value} is a link that leads to itself.") from None
    if not is_folder:
        raise BadInput(f"{value} is not a folder on this machine.")
    return storable(str(resolved), "path")  # where a link leads may be no UTF-8


def checked_folders(value: object) -> list[str]:
    """Further folders, each once. Asks the file system, as `checked_workspace`. Raises BadInput."""
    if not isinstance(value, list) or not all(isinstance(folder, str) for folder in value):
        raise BadInput("`folders` is a list of folders.")
    if len(value) > limits.FOLDERS:
        raise BadInput(f"A chat may have {limits.FOLDERS} further folders.")
    found = [checked_workspace(folder) for folder in value]
    return list(dict.fromkeys(folder for folder in found if folder is not None))


def require_apart(folders: Sequence[str]) -> None:
    """No folder is in another one: each file belongs to one. Raises BadInput."""
    for folder in folders:
        for other in folders:
            if other != folder and Path(other) in Path(folder).parents:
                raise BadInput(f"{folder} is inside {other}, which is open in this chat already.", code="nested_folder")
    if len(set(folders)) != len(folders):
        raise BadInput("A folder is named twice.", code="nested_folder")


def file_name(value: str) -> str:
    """A file's name without the folders before it, as it is shown and stored; may be empty. Raises BadInput."""
    name = re.split(r"[/\\]", storable(value, "file's name"))[-1]
    name = re.sub(r"[\x00-\x1f\x7f]", "", name).strip()
    return name.encode()[: limits.FILE_NAME_BYTES].decode(errors="ignore")


def whole_path(value: str) -> Path:
    """A whole path as a person types it, `~` included. Raises BadInput."""
    if "\0" in value:
        raise BadInput("A path cannot contain a NUL character.")
    try:
        path = Path(storable(value, "path")).expanduser()
    except RuntimeError:
        raise BadInput(f"{value} cannot be found: this machine has no such user.") from None
    if not path.is_absolute():
        raise BadInput(f"{value} is not an absolute path. Choose a folder, or type its whole path.")
    return path


def title_from(text: str) -> str:
    """A first title from the first line of what was asked."""
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
