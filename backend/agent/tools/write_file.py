"""write_file: a whole text file, after approval."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import require_approval, workspace_of
from backend.domain import limits


async def write_file(context: RunContext[Hands], path: str, content: str) -> str:
    """Write a text file in the workspace, replacing it if it exists. The person is asked first.

    Args:
        path: The file, relative to the workspace. Missing folders are made.
        content: The whole new content.
    """
    workspace = workspace_of(context)
    data = content.encode()
    if len(data) > limits.WRITE_FILE_BYTES:
        raise ToolFailed(f"{len(data):,} bytes are more than one write may have ({limits.WRITE_FILE_BYTES:,}).")
    parts = await asyncio.to_thread(workspace.parts, path)
    shown = "/".join(parts)
    title = f"Write {shown} ({len(data):,} bytes) in {workspace.root}"
    require_approval(context, title=title, risk="write")
    is_new = await asyncio.to_thread(workspace.write, path, data)
    return f"{'Created' if is_new else 'Replaced'} {shown} ({len(data):,} bytes)."
