"""run_command: one shell command in the workspace, after approval."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.tools.common import require_approval, workspace_of
from backend.domain import limits
from backend.sandbox import command as commands


async def run_command(context: RunContext[Hands], command: str) -> str:
    """Run a shell command in the workspace folder. The person is asked first.

    Args:
        command: The command line for the system's shell.
    """
    workspace = workspace_of(context)
    require_approval(context, title=f"Run a command in {workspace.root}", risk="command")
    await asyncio.to_thread(workspace.require_root)
    outcome = await commands.run(command, workspace.root)
    output = outcome.output.rstrip() or "(no output)"
    if outcome.status is None:
        raise ToolFailed(f"Stopped after {limits.COMMAND_TIMEOUT_S:.0f} seconds.\n{output}")
    if outcome.status != 0:
        raise ToolFailed(f"Exit status {outcome.status}.\n{output}")
    return output
