"""move_file: another place or name for a file or a folder, after approval. Nothing is ever replaced."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import call_of, describe, place_of, say_beside, whole_path
from backend.domain.finishing import thread_to_its_end
from backend.sandbox.protected import why_protected
from backend.sandbox.whole import Whole


async def move_file(context: RunContext[Hands], path: str, to: str) -> str:
    """Move or rename a file or a folder in the workspace. The person is asked first.

    Args:
        path: What to move, relative to the workspace.
        to: Its new path with its name, relative to the workspace. Missing folders are made.
    """
    (workspace, path), (other, to) = place_of(context, path), place_of(context, to)
    if other is not workspace:
        raise ToolFailed("A file moves inside one of the chat's folders. Write it into the other one instead.")
    source, target = "/".join(workspace.parts(path)), "/".join(workspace.parts(to))
    entry = await asyncio.to_thread(workspace.entry, source)
    if entry is None or not source:
        raise ToolFailed(f"There is no {path}.")
    if entry.kind not in ("file", "folder"):
        raise ToolFailed(f"{source} is a {entry.kind}, and only files and folders are moved.")
    if await asyncio.to_thread(workspace.entry, target) is not None:
        raise ToolFailed(f"{target} is there already, and nothing is replaced by moving.")
    if target.startswith(f"{source}/"):
        raise ToolFailed(f"{source} cannot be moved into itself.")
    made = {"path": source, "kind": "move", "to": target, "added": 0, "removed": 0, "hunks": []}
    what = "folder " if entry.kind == "folder" else ""
    title = f"Move {what}{source} to {target} in {workspace.root}"
    obeyed = await asyncio.to_thread(_obeyed_there, context.deps.changing.tree(workspace), source, target)
    describe(
        context,
        "write",
        title=title,
        paths=[whole_path(context, workspace, at) for at in (source, target, *obeyed)],
        changes=[made],
    )
    async with context.deps.changing.around_move(workspace, call_of(context), source, target, obeyed=obeyed):
        await thread_to_its_end(workspace.move, source, target)
    root = str(workspace.root)
    for known in [at for at in context.deps.written if at[0] == root and "/".join(at[1:]).startswith(source)]:
        del context.deps.written[known]
    say_beside(context, changes=[made])
    return f"Moved {source} to {target}."


def _obeyed_there(tree: Whole, source: str, target: str) -> list[str]:
    """The first thing in it that other programs obey only at its new place: `autostart/x` of what becomes `.config`."""
    for seen in tree.scan(source):
        there = f"{target}{seen.path.removeprefix(source)}"
        if why_protected(PurePosixPath(there)) is not None and why_protected(PurePosixPath(seen.path)) is None:
            return [there]
    return []
