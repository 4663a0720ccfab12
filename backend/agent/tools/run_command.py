"""run_command: one shell command in the workspace, where it is allowed, in the sandbox where this machine has one."""

from __future__ import annotations

import asyncio
import os

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.line import parse, reasons_to_ask
from backend.agent.live import LiveOutput
from backend.agent.permission import names_protected
from backend.agent.tools.common import call_of, describe, say_beside, workspace_of
from backend.domain import limits
from backend.sandbox import command as commands
from backend.sandbox.plain import plain

_SHOWN_CHARS = 4_000  # of the command beside the question; the call has it whole


async def run_command(context: RunContext[Hands], command: str) -> str:
    """Run a shell command in the workspace folder. The person is asked first.

    Args:
        command: The command line for the system's shell.
    """
    workspace = workspace_of(context)
    sandbox = context.deps.sandbox
    state = await sandbox.state_for(workspace.root)
    line = parse(command)
    describe(
        context,
        "command",
        title=f"Run a command in {workspace.root}",
        line=line,
        environment=sorted(commands.environment(os.environ)),
        sandbox=state,
        command=command[:_SHOWN_CHARS],
    )
    await asyncio.to_thread(workspace.require_root)
    wrap = None
    if state.works:
        may = reasons_to_ask(line) or names_protected(line, sandbox.ours)  # then a person said yes to this very line
        wrap = await asyncio.to_thread(sandbox.inside, workspace.root, may_change_protected=bool(may))
    live = LiveOutput(call_of(context), context.deps.tell)
    async with context.deps.changing.around(workspace, call_of(context)) as made:
        try:
            outcome = await commands.run(command, workspace.root, heard=live.take, wrap=wrap)
        finally:
            live.close()
    if changes := await asyncio.to_thread(context.deps.changing.shown, made.changes):
        say_beside(context, changes=changes)
    if made.says:
        say_beside(context, undo=made.says)
    output = plain(outcome.output).rstrip() or "(no output)"
    if outcome.cut_bytes:
        say_beside(context, truncated=True)
    if outcome.status is None:
        say_beside(context, timedOut=True)
        raise ToolFailed(f"Stopped after {limits.COMMAND_TIMEOUT_S:.0f} seconds.\n{output}")
    say_beside(context, exitCode=outcome.status)
    if outcome.status != 0:
        raise ToolFailed(f"Exit status {outcome.status}.\n{output}")
    return output
