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
    # how many lines of such files have the text, or that none has, is told as little as the lines
    leaves_out = bool(context.deps.trust.taint) and not context.tool_call_approved
    try:
        found = await asyncio.to_thread(
            search.find_text,
            workspace,
            text,
            path,
            pattern=regex,
            names=files,
            rg=rg,
            passes=_is_no_secret if leaves_out else None,
        )
    except search.BadPattern as error:
        raise ToolFailed(str(error)) from None
    more = ["… files that may hold keys or passwords were not searched; name such a file as the path"] * leaves_out
    if not found.hits:
        late = " The search was stopped after some seconds." if found.late else ""
        return "\n".join([f"Nothing found for {text}.{late}", *more])
    more += ["… and more; search in a smaller folder to see them"] * (found.late or found.more)
    return "\n".join([*(f"{spoken(context, workspace, hit.path)}:{hit.line}: {hit.text}" for hit in found.hits), *more])


def _is_no_secret(path: str) -> bool:
    return why_secret(path) is None
