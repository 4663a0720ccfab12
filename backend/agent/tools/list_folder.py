"""list_folder: the names in a folder of the workspace."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.tools.common import place_of
from backend.domain import limits
from backend.sandbox.workspace import Entry


async def list_folder(context: RunContext[Hands], path: str = ".") -> str:
    """List the entries of a folder in the workspace, one per line; folders end with a slash.

    Args:
        path: The folder, relative to the workspace.
    """
    workspace, path = place_of(context, path)
    entries = await asyncio.to_thread(workspace.list, path)
    if not entries:
        return "The folder is empty."
    lines = [_line(entry) for entry in entries[: limits.LISTED_FILES]]
    if len(entries) > limits.LISTED_FILES:
        lines.append(f"… and {len(entries) - limits.LISTED_FILES} more")
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    match entry.kind:
        case "folder":
            return f"{entry.name}/"
        case "file":
            return f"{entry.name}  {entry.size_bytes:,} bytes"
        case kind:
            return f"{entry.name}  ({kind})"
