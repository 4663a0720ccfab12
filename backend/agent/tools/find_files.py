"""find_files: paths by pattern."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.tools.common import place_of, spoken
from backend.sandbox import search


async def find_files(context: RunContext[Hands], pattern: str, path: str = ".") -> str:
    """Find files below a folder of the workspace whose name or path fits a glob pattern.

    Args:
        pattern: For example `*.py`, or with a folder `src/**/*.py`.
        path: The folder to look below, relative to the workspace.
    """
    workspace, path = place_of(context, path)
    found, more = await asyncio.to_thread(search.find_names, workspace, pattern, path, rg=search.ripgrep())
    if not found:
        return f"No file fits {pattern}."
    named = [spoken(context, workspace, name) for name in found]
    return "\n".join([*named, *(["… and more; narrow the pattern to see them"] if more else [])])
