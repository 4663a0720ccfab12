"""search_text: lines that contain a text, over the files of the workspace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import islice

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.tools.common import workspace_of
from backend.domain import limits
from backend.sandbox.workspace import NotAllowed, Workspace

LINE_CHARS = 300


async def search_text(context: RunContext[Hands], text: str, path: str = ".") -> str:
    """Search for a text in the files below a folder of the workspace. Case does not matter.

    Args:
        text: What to look for, taken literally.
        path: The folder or file to search, relative to the workspace.
    """
    workspace = workspace_of(context)
    await asyncio.to_thread(workspace.parts, path)
    deadline = time.monotonic() + limits.SEARCH_TIMEOUT_S
    hits = await asyncio.to_thread(lambda: list(islice(_hits(workspace, text, path, deadline), limits.SEARCH_HITS + 1)))
    late = time.monotonic() > deadline
    if not hits:
        return f"Nothing found for {text}." + (" The search was stopped after some seconds." if late else "")
    more = ["… and more; search in a smaller folder to see them"] if late or len(hits) > limits.SEARCH_HITS else []
    return "\n".join(hits[: limits.SEARCH_HITS] + more)


def _hits(workspace: Workspace, text: str, path: str, deadline: float) -> Iterator[str]:
    wanted = text.casefold()
    for file in islice(workspace.walk(path), limits.SEARCH_FILES):
        if time.monotonic() > deadline:
            return
        try:
            data, _size = workspace.read(file)
        except (OSError, NotAllowed):
            continue
        if b"\0" in data[:8192]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if wanted in line.casefold():
                yield f"{file}:{number}: {line.strip()[:LINE_CHARS]}"
