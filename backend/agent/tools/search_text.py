"""search_text: lines that contain a text, over the files of the workspace."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry, ToolFailed

from backend.agent.hands import Hands
from backend.agent.secret import why_secret
from backend.agent.tools.common import place_of, spoken
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
    workspace, path = place_of(context, path)
    if not text.strip() or "\n" in text:
        raise ModelRetry("Search for one line of text, or a part of it.")
    rg = search.ripgrep()
    try:
        found = await asyncio.to_thread(search.find_text, workspace, text, path, pattern=regex, names=files, rg=rg)
    except search.BadPattern as error:
        raise ToolFailed(str(error)) from None
    hits, hidden = found.hits, 0
    if context.deps.trust.taint and not context.tool_call_approved:
        hits = [hit for hit in hits if why_secret(hit.path) is None]
        hidden = len(found.hits) - len(hits)
    if not hits and not hidden:
        return f"Nothing found for {text}." + (" The search was stopped after some seconds." if found.late else "")
    more = [f"… {hidden} in files that may hold keys or passwords are left out; name such a file as the path"] * bool(
        hidden
    )
    more += ["… and more; search in a smaller folder to see them"] * (found.late or found.more)
    return "\n".join([*(f"{spoken(context, workspace, hit.path)}:{hit.line}: {hit.text}" for hit in hits), *more])
