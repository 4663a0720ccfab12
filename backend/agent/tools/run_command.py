"""run_command: one shell command in the workspace, where it is allowed, in the sandbox where this machine has one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from pathlib import Path

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry, ToolFailed

from backend.agent import guard, taint
from backend.agent.background import Wanted
from backend.agent.hands import Hands
from backend.agent.line import Line, parse, reasons_to_ask
from backend.agent.permission import names_protected
from backend.agent.running import carry_out
from backend.agent.tools.common import call_of, describe, say_beside, workspace_of
from backend.domain import limits
from backend.sandbox import command as commands
from backend.sandbox.state import State
from backend.sandbox.workspace import Workspace

_LOOK_S = 1.0  # for a command in the background to fail at once
_SHOWN_CHARS = 4_000  # of the command beside the question; the call has it whole

CHANGES_SETTINGS = "it may make and change what other programs obey: hooks, settings, start-up files"
IN_BACKGROUND = "it goes on in the background: what it changes in files is not followed, and undo cannot take it back"
UNTIL_ITS_END = "new or other hooks and settings of other programs are taken back when it ends, whoever made them"
NOT_FOLLOWED = (
    "This command went on in the background, so nobody followed what it changed in files: undo does not know of it."
)


async def run_command(
    context: RunContext[Hands],
    command: str,
    changes_settings: bool = False,
    timeout_s: int = int(limits.COMMAND_TIMEOUT_S),
    background: bool = False,
) -> str:
    """Run a shell command in the workspace folder. The person is asked first.

    Args:
        command: The command line for the system's shell.
        changes_settings: Say true only if it has to make or change git hooks or configuration, settings of editors or
            assistants, or shell start-up files: the person is then always asked. Otherwise such changes are taken back.
        timeout_s: Seconds after which it is stopped, at most 1800.
        background: Say true for what goes on by itself, such as a server: the answer comes at once with the job's
            name for job_output and stop_job, and timeout_s does not hold. The person is always asked.
    """
    if not 1 <= timeout_s <= limits.COMMAND_TIMEOUT_MOST_S:
        raise ModelRetry(
            f"timeout_s is 1 to {limits.COMMAND_TIMEOUT_MOST_S:.0f}; use background for what takes longer."
        )
    workspace = workspace_of(context)
    sandbox = context.deps.sandbox
    state = await sandbox.state_for(workspace.root, [other.root for other in context.deps.further])
    line, obeyed = await asyncio.to_thread(_read, command, sandbox.ours)
    # where it may, a person said yes to this very line
    may = changes_settings or obeyed
    always = [
        (IN_BACKGROUND, background),
        (UNTIL_ITS_END, background and not may),
        (CHANGES_SETTINGS, changes_settings),
    ]
    describe(
        context,
        "command",
        title=f"Run a command in {'the background in ' if background else ''}{workspace.root}",
        line=line,
        environment=sorted(commands.environment(os.environ)),
        sandbox=state,
        always="; ".join(why for why, so in always if so) or None,
        command=command[:_SHOWN_CHARS],
    )
    if background:
        return await _begin(context, workspace, command, state=state, may_change_protected=may)
    return await carry_out(
        context, workspace, command, sandbox=state, may_change_protected=may, timeout_s=float(timeout_s)
    )


def _read(command: str, ours: Collection[Path]) -> tuple[Line, bool]:
    """What it says, and whether it is about what other programs obey."""
    line = parse(command)
    return line, bool(reasons_to_ask(line)) or names_protected(line, ours) is not None


async def _begin(
    context: RunContext[Hands], workspace: Workspace, command: str, *, state: State, may_change_protected: bool
) -> str:
    folders = [workspace, *context.deps.further]
    for folder in folders:
        await asyncio.to_thread(folder.require_root)
    roots = [folder.root for folder in folders]
    sandbox, wrap, source = context.deps.sandbox, None, None
    kept: dict[Path, tuple[str, ...]] = dict.fromkeys(roots, ())
    if state.works:
        kept = {root: await asyncio.to_thread(sandbox.kept, root) for root in roots}
        wrap = await asyncio.to_thread(sandbox.inside, roots[0], roots[1:], may_change_protected=may_change_protected)
    else:
        source = taint.of_command(command)
        say_beside(context, untrusted=source)
    undoing, conversation, run = context.deps.undoing
    guarded = [] if may_change_protected else await guard.guards(undoing.keeper, kept)
    wanted = Wanted(conversation, run, call_of(context), command, roots, wrap, guarded, source)
    job = await context.deps.means.jobs.begin(wanted)
    say_beside(context, job=job.id, undo=NOT_FOLLOWED)
    output = await job.ended_or_quiet(_LOOK_S)
    if not job.is_running:
        raise ToolFailed(f"It ended at once: {job.state()}.\n{output}")
    return f"It runs in the background as job {job.id}. Its output so far:\n{output or '(none)'}"
