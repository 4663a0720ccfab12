"""delete_file: a file or a folder into the system's trash, after approval."""

from __future__ import annotations

import asyncio
import hashlib

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import call_of, describe, place_of, say_beside, seen_when_asked, whole_path
from backend.domain import limits
from backend.domain.finishing import thread_to_its_end
from backend.files.differences import Json, change, smaller
from backend.sandbox.whole import Whole

_SHOWN_FILES = 50


async def delete_file(context: RunContext[Hands], path: str) -> str:
    """Delete a file, or a folder with all that is in it, into the trash. The person is asked first.

    Args:
        path: What to delete, relative to the workspace.
    """
    workspace, path = place_of(context, path)
    shown = "/".join(workspace.parts(path))
    if not shown:
        raise ToolFailed("That is the workspace itself.")
    entry = await asyncio.to_thread(workspace.entry, shown)
    if entry is None:
        raise ToolFailed(f"There is no {shown}.")
    if entry.kind not in ("file", "folder"):
        raise ToolFailed(f"{shown} is a {entry.kind}, and only files and folders are deleted.")
    files, changes = await asyncio.to_thread(_changes, context.deps.changing.tree(workspace), shown)
    was = await asyncio.to_thread(_mark, context.deps.changing.tree(workspace), shown)
    what = f"folder {shown} with {files:,} file{'' if files == 1 else 's'}" if entry.kind == "folder" else shown
    title = f"Delete {what} in {workspace.root} (to the trash)"
    describe(context, "delete", title=title, paths=[whole_path(context, workspace, shown)], was=was, changes=changes)
    if seen_when_asked(context, "was") not in (None, was):
        raise ToolFailed(f"{shown} has changed since this was asked. Nothing was deleted; look again.")
    async with context.deps.changing.around(workspace, call_of(context), (shown,)) as made:
        try:
            await thread_to_its_end(workspace.trash, shown)
        except OSError as error:
            raise ToolFailed(f"It could not be moved to the trash ({error.strerror or error}).") from None
    say_beside(context, changes=changes, **({"undo": made.says} if made.says else {}))
    return f"Moved {what} to the trash."


def _changes(tree: Whole, path: str) -> tuple[int, list[Json]]:
    """How many files there are, and the first of them as changes."""
    listed: list[Json] = []
    files = 0
    for seen in tree.scan(path):
        files += seen.kind == "file"
        if seen.kind == "file" and len(listed) < _SHOWN_FILES:
            content = tree.read(seen.path, most_bytes=limits.DIFF_BYTES + 1)[0]
            listed.append(change(seen.path, "delete", content, None, most_bytes=limits.CHANGES_BYTES))
    return files, smaller(listed, limits.CHANGES_BYTES)


def _mark(tree: Whole, path: str) -> str:
    """What was there, so that a later look tells whether it still is."""
    seen = tree.look(path)
    if seen is None:
        return "none"
    if seen.kind == "file":
        return tree.fingerprint(path)
    return hashlib.sha256(tree.listing(path)).hexdigest()
