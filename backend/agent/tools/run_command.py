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


CHANGES_SETTINGS = "it may make and change what other programs obey: hooks, settings, start-up files"


async def run_command(context: RunContext[Hands], command: str, changes_settings: bool = False) -> str:
    """Run a shell command in the workspace folder. The person is asked first.

    Args:
        command: The command line for the system's shell.
        changes_settings: Say true only if it has to make or change git hooks or configuration, settings of editors or
            assistants, or shell start-up files: the person is then always asked. Otherwise such changes are taken back.
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
        always=CHANGES_SETTINGS if changes_settings else None,
        command=command[:_SHOWN_CHARS],
    )
    await asyncio.to_thread(workspace.require_root)
    # then a person said yes to this very line
    may = changes_settings or bool(reasons_to_ask(line)) or names_protected(line, sandbox.ours) is not None
    wrap = None
    if state.works:
        wrap = await asyncio.to_thread(sandbox.inside, workspace.root, may_change_protected=may)
    live = LiveOutput(call_of(context), context.deps.tell)
    async with context.deps.changing.around(workspace, call_of(context), may_change_protected=may) as made:
        try:
            outcome = await commands.run(command, workspace.root, heard=live.take, wrap=wrap)
        finally:
            live.close()
    if changes := await asyncio.to_thread(context.deps.changing.shown, made.changes):
        say_beside(context, changes=changes)
    if made.says:
        say_beside(context, undo=made.says)
    output = plain(outcome.output).rstrip() or "(no output)"
    if made.held_back:
        say_beside(context, heldBack=made.held_back)
        output += f"\n\n{made.held_back}"
    if outcome.cut_bytes:
        say_beside(context, truncated=True)
    if outcome.status is None:
        say_beside(context, timedOut=True)
        raise ToolFailed(f"Stopped after {limits.COMMAND_TIMEOUT_S:.0f} seconds.\n{output}")
    say_beside(context, exitCode=outcome.status)
    if outcome.status != 0:
        raise ToolFailed(f"Exit status {outcome.status}.\n{output}")
    return output
