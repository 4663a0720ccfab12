"""Which tools a run offers to its model: ours where they have something to work on, and those of servers that a person
allowed.

Without a folder ours would only tempt a small model. The built-in assistant has them all the same: it explains what is
missing, and it is asked for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pydantic_ai.models import Model
from pydantic_ai.toolsets import AbstractToolset

from backend.agent.hands import Hands
from backend.agent.job import Job
from backend.agent.server_tools import ServerTools
from backend.agent.toolbox import IN_A_FOLDER, only, toolbox
from backend.mcp.servers import Servers
from backend.sandbox.python import system_python


async def toolsets(
    job: Job, hands: Hands, servers: Servers, aside: Callable[[], Awaitable[Model]] | None
) -> list[AbstractToolset[Hands]]:
    """`aside` makes the model that a server may ask for words; None for the built-in assistant."""
    theirs = await ServerTools.of(servers, job, aside)
    extra = [theirs] if theirs is not None else []
    if hands.workspace is not None or aside is None:
        return [toolbox(extra, without=await _not_offered(hands, may_help=aside is not None))]
    if await hands.means.searching.ready():
        return [toolbox(extra, without=IN_A_FOLDER)]
    return [only(extra)] if extra else []


async def _not_offered(hands: Hands, *, may_help: bool) -> set[str]:
    """Tools that would only fail here."""
    there = {
        "run_python": hands.workspace is not None and await asyncio.to_thread(system_python) is not None,
        "web_search": await hands.means.searching.ready(),
        "delegate": may_help,
        "load_skill": bool(hands.conventions.skills),
    }
    return {name for name, is_there in there.items() if not is_there}
