"""search_text: lines that contain a text, over the files of the workspace."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry, ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import workspace_of
from backend.sandbox import search


async def search_text(
    context: RunContext[Hands], text: str, path: str = ".", files: str = "", regex: bool = False
) -> str:
    """Search for a text in the files below a folder of the workspace. Case does not matter.

    Args:
        text: What to look for, taken literally.
        path: The folder or file to search, relative to the workspace.
        files: Only in files that fit this glob pattern, for example `*.py`.
        regex: Take the text as a regular expression.
    """
    workspace = workspace_of(context)
    if not text.strip() or "\n" in text:
        raise ModelRetry("Search for one line of text, or a part of it.")
    rg = search.ripgrep()
    try:
        found = await asyncio.to_thread(search.find_text, workspace, text, path, pattern=regex, names=files, rg=rg)
    except search.BadPattern as error:
        raise ToolFailed(str(error)) from None
    if not found.hits:
        return f"Nothing found for {text}." + (" The search was stopped after some seconds." if found.late else "")
    more = ["… and more; search in a smaller folder to see them"] if found.late or found.more else []
    return "\n".join([*(f"{hit.path}:{hit.line}: {hit.text}" for hit in found.hits), *more])
