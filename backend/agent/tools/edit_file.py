"""edit_file: exact pieces of a text file replaced by others, after approval. All of them or none.

The file stays what it is: encoding, byte order mark, line ends and permissions. If it has changed since the question,
nothing is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry, ToolFailed
from typing_extensions import TypedDict

from backend.agent.hands import Hands
from backend.agent.tools.common import (
    call_of,
    describe,
    may_not_tell,
    place_of,
    say_beside,
    seen_when_asked,
    whole_path,
)
from backend.domain import limits
from backend.domain.finishing import thread_to_its_end
from backend.files.differences import change
from backend.sandbox.workspace import Changed, Workspace, fingerprint_of


class Edit(TypedDict):
    """`old` is replaced by `new`. It has to be there exactly once, or `all` of them are replaced."""

    old: str
    new: str
    all: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and how its bytes were made of it."""

    text: str
    encoding: str

    @classmethod
    def of(cls, data: bytes) -> Text | None:
        """None for what is no text. Whatever it is, encoding it again gives the same bytes."""
        marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
        marked = next((encoding for mark, encoding in marks.items() if data.startswith(mark)), None)
        for encoding in (marked,) if marked else ("utf-8", "cp1252"):
            if not marked and b"\0" in data:
                return None
            try:
                made = cls(data.decode(encoding), encoding)
                if made.encoded(made.text) == data:
                    return made
            except UnicodeError:
                continue
        return None

    def encoded(self, text: str) -> bytes:
        """Raises UnicodeError for a character that this encoding has not."""
        return text.encode(self.encoding)


class Unfit(Exception):
    """An edit that cannot be made. Its text says why."""


async def edit_file(context: RunContext[Hands], path: str, edits: list[Edit]) -> str:
    """Edit a text file in the workspace by replacing exact pieces of its text. The person is asked first.

    Args:
        path: The file, relative to the workspace.
        edits: Replacements, made one after the other. Each `old` must be in the file exactly once, with enough of the
            lines around it to be unique, or set `all` to replace it everywhere.
    """
    workspace, path = place_of(context, path)
    parts = workspace.parts(path)
    shown = "/".join(parts)
    if not 1 <= len(edits) <= limits.EDITS:
        raise ModelRetry(f"Give 1 to {limits.EDITS} edits.")
    before = await asyncio.to_thread(_whole, workspace, path)
    was_now = fingerprint_of(before)
    was_seen = context.deps.written.get((str(workspace.root), *parts)) or seen_when_asked(context, "was")
    if was_seen is not None and was_seen != was_now:
        raise ToolFailed(f"{shown} has changed since this was asked. Nothing was written; read it again.")
    whole = whole_path(context, workspace, shown)
    title = f"Edit {shown} in {workspace.root}"
    try:
        after = await asyncio.to_thread(edited, before, edits)
    except Unfit as reason:
        if may_not_tell(context, whole):  # which edit fits, and which does not, says what stands there
            describe(context, "write", title=title, paths=[whole], was=was_now, changes=[])
        raise ToolFailed(f"{shown}: {reason} Nothing was written.") from None
    made = await asyncio.to_thread(change, shown, "edit", before, after, most_bytes=limits.CHANGES_BYTES)
    lines = f"+{made['added']} −{made['removed']}"
    if not may_not_tell(context, whole):  # a plan tells the title to the model
        title = f"Edit {shown} ({lines}) in {workspace.root}"
    describe(context, "write", title=title, paths=[whole], was=was_now, changes=[made])
    try:
        async with context.deps.changing.around(workspace, call_of(context), (shown,)):
            await thread_to_its_end(workspace.write, path, after, was=was_now)
    except Changed:
        raise ToolFailed(f"{shown} has changed since this was asked. Nothing was written; read it again.") from None
    context.deps.written[str(workspace.root), *parts] = fingerprint_of(after)
    say_beside(context, changes=[made])
    return f"Edited {shown} ({lines})."


def edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes after all edits. Raises Unfit."""
    read = Text.of(data)
    if read is None:
        raise Unfit("It is not a text file.")
    text = read.text
    for number, edit in enumerate(edits, start=1):
        which = f"Edit {number}: " if len(edits) > 1 else ""
        old, new = _with_its_line_ends(text, edit["old"], edit["new"])
        if not old:
            raise Unfit(f"{which}There is nothing to replace; use write_file for a new file.")
        count = text.count(old)
        if count == 0:
            raise Unfit(f"{which}The old text is not in the file exactly like this; read it again.")
        if count > 1 and not edit.get("all", False):
            raise Unfit(f"{which}The old text is there {count} times; give more lines around it, or replace all.")
        if old == new:
            raise Unfit(f"{which}The new text is the same as the old one.")
        text = text.replace(old, new)
    try:
        after = read.encoded(text)
    except UnicodeError as error:
        letter = str(error.object[error.start]) if isinstance(error, UnicodeEncodeError) else "A character"
        raise Unfit(f"{letter!r} cannot be written in the file's encoding ({read.encoding}).") from None
    if len(after) > limits.WRITE_FILE_BYTES:
        raise Unfit(f"{len(after):,} bytes are more than one write may have ({limits.WRITE_FILE_BYTES:,}).")
    return after


def _with_its_line_ends(text: str, old: str, new: str) -> tuple[str, str]:
    """Both pieces with the line ends that the file has there: models write "\\n" whatever they were shown."""
    if old in text and "\r\n" not in text:
        return old, new
    windows = [piece.replace("\r\n", "\n").replace("\n", "\r\n") for piece in (old, new)]
    if windows[0] in text and ("\n" in old or text.count("\r\n") * 2 > text.count("\n")):
        return windows[0], windows[1]
    return old, new


def _whole(workspace: Workspace, path: str) -> bytes:
    data, size = workspace.read(path, most_bytes=limits.WRITE_FILE_BYTES)
    if size > len(data):
        raise ToolFailed(f"{path} has {size:,} bytes, more than can be edited here.")
    return data
