"""run_command: one shell command in the workspace, where it is allowed, in the sandbox where this machine has one."""

from __future__ import annotations

import os

from pydantic_ai import RunContext

from backend.agent.hands import Hands
from backend.agent.line import parse, reasons_to_ask
from backend.agent.permission import names_protected
from backend.agent.running import carry_out
from backend.agent.tools.common import describe, workspace_of
from backend.sandbox import command as commands

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
    # then a person said yes to this very line
    may = changes_settings or bool(reasons_to_ask(line)) or names_protected(line, sandbox.ours) is not None
    return await carry_out(context, workspace, command, sandbox=state, may_change_protected=may)
