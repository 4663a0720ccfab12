"""find_files: paths by pattern."""

from __future__ import annotations

import asyncio
from fnmatch import fnmatchcase
from itertools import islice

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.tools.common import workspace_of
from backend.domain import limits


async def find_files(context: RunContext[Hands], pattern: str, path: str = ".") -> str:
    """Find files below a folder of the workspace whose name or path fits a glob pattern.

    Args:
        pattern: For example `*.py`, or with a folder `src/*.py`.
        path: The folder to look below, relative to the workspace.
    """
    workspace = workspace_of(context)

    def find() -> list[str]:
        walked = islice(workspace.walk(path), limits.SEARCH_FILES)
        return list(islice((found for found in walked if fits(found, pattern)), limits.LISTED_FILES + 1))

    found = await asyncio.to_thread(find)
    if not found:
        return f"No file fits {pattern}."
    more = ["… and more; narrow the pattern to see them"] if len(found) > limits.LISTED_FILES else []
    return "\n".join(found[: limits.LISTED_FILES] + more)


def fits(path: str, pattern: str) -> bool:
    """Whether the path, or only its last name when the pattern has no slash, fits."""
    pattern = pattern.removeprefix("./").replace("**/", "*")
    return fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern)
