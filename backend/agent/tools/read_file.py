"""read_file: a text file, whole or some of its lines."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import workspace_of


async def read_file(context: RunContext[Hands], path: str, first_line: int = 1, last_line: int | None = None) -> str:
    """Read a text file in the workspace.

    Args:
        path: The file, relative to the workspace.
        first_line: The first line to read, counted from 1.
        last_line: The last line to read; without it, to the end.
    """
    data, size = await asyncio.to_thread(workspace_of(context).read, path)
    text = as_text(data, path)
    if first_line > 1 or last_line is not None:
        lines = text.splitlines(keepends=True)
        text = "".join(lines[max(first_line, 1) - 1 : last_line])
        if not text:
            return f"{path} has {len(lines)} lines."
    if size > len(data):
        text += f"\n… {size - len(data):,} more bytes are not shown …"
    return text or "The file is empty."


def as_text(data: bytes, path: str) -> str:
    """UTF-8, or UTF-16 with its mark. Raises ToolFailed for anything else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:8192]:
        raise ToolFailed(f"{path} is not a text file ({len(data):,} bytes of binary data).")
    return data.decode("utf-8-sig", "replace")
