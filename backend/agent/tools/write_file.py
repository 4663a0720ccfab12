"""write_file: a whole text file, after approval. What was approved is this content in place of that: if the file has
changed since the question, nothing is written."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent import changing
from backend.agent.hands import Hands
from backend.agent.tools.common import call_of, describe, place_of, say_beside, seen_when_asked, whole_path
from backend.domain import limits
from backend.domain.finishing import thread_to_its_end
from backend.files.differences import Json, change
from backend.sandbox.within import NEW
from backend.sandbox.workspace import Changed, Workspace, fingerprint_of


async def write_file(context: RunContext[Hands], path: str, content: str) -> str:
    """Write a text file in the workspace, replacing it if it exists. The person is asked first.

    Args:
        path: The file, relative to the workspace. Missing folders are made.
        content: The whole new content.
    """
    workspace, path = place_of(context, path)
    data = content.encode()
    if len(data) > limits.WRITE_FILE_BYTES:
        raise ToolFailed(f"{len(data):,} bytes are more than one write may have ({limits.WRITE_FILE_BYTES:,}).")
    parts = await asyncio.to_thread(workspace.parts, path)
    shown = "/".join(parts)
    was_now, shown_now = await asyncio.to_thread(_change, workspace, path, data)
    if not context.tool_call_approved:
        title = f"{'Create' if was_now == NEW else 'Replace'} {shown} ({len(data):,} bytes) in {workspace.root}"
        describe(
            context,
            "write",
            title=title,
            paths=[whole_path(context, workspace, shown)],
            was=was_now,
            changes=[shown_now],
        )
    was_seen = context.deps.written.get((str(workspace.root), *parts)) or seen_when_asked(context, "was")
    try:
        place = await asyncio.to_thread(lambda: changing.place_of(context.deps.changing.tree(workspace), shown))
        async with context.deps.changing.around(workspace, call_of(context), (place,), path=shown):
            is_new = await thread_to_its_end(workspace.write, path, data, was=was_seen)
    except Changed:
        raise ToolFailed(f"{shown} has changed since this was asked. Nothing was written; read it again.") from None
    context.deps.written[str(workspace.root), *parts] = fingerprint_of(data)
    say_beside(context, changes=[shown_now])
    return f"{'Created' if is_new else 'Replaced'} {shown} ({len(data):,} bytes)."


def _change(workspace: Workspace, path: str, after: bytes) -> tuple[str, Json]:
    """What is there, by its fingerprint, and what the write makes of it."""
    shown = "/".join(workspace.parts(path))
    was = workspace.fingerprint(path)
    if was == NEW:
        return was, change(shown, "create", None, after, most_bytes=limits.CHANGES_BYTES)
    before = workspace.read(path, most_bytes=limits.DIFF_BYTES + 1)[0]
    return was, change(shown, "replace", before, after, most_bytes=limits.CHANGES_BYTES)
