"""Carries out one allowed command for a tool: in the sandbox where one works, with copies around it, heard live."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent import hidden, taint
from backend.agent.asking import UNASKED
from backend.agent.changing import Made
from backend.agent.hands import Hands
from backend.agent.live import LiveOutput
from backend.agent.tools.common import call_of, say_beside
from backend.domain import limits
from backend.sandbox import command as commands
from backend.sandbox.plain import plain
from backend.sandbox.state import State
from backend.sandbox.workspace import Workspace

OTHERS = "Meanwhile {jobs} ran in the background in this folder: what is listed here as changed may be its doing."


async def carry_out(
    context: RunContext[Hands],
    workspace: Workspace,
    command: str,
    *,
    sandbox: State,
    may_change_protected: bool = False,
    timeout_s: float = limits.COMMAND_TIMEOUT_S,
    called: str | None = None,
) -> str:
    """What it wrote. Raises ToolFailed with that where it failed or took too long.

    Without a sandbox it may have brought text from anywhere, into its output or into files: it is a source then,
    `called` so.
    """
    for folder in (workspace, *context.deps.further):
        await asyncio.to_thread(folder.require_root)
    if not sandbox.works:
        say_beside(context, untrusted=taint.of_command(called or command))
    wrap = None
    kept: dict[Workspace, tuple[str, ...]] = {}
    if sandbox.works and not may_change_protected:
        for folder in (workspace, *context.deps.further):
            kept[folder] = await asyncio.to_thread(context.deps.sandbox.kept, folder.root)
    roots = [folder.root for folder in (workspace, *context.deps.further)]
    covered: list[Path] = []
    on_its_own = _on_its_own(context)
    if sandbox.works and on_its_own and context.deps.sandbox.hides_inside:
        covered, _ = await asyncio.to_thread(hidden.secrets_in, roots)
    if sandbox.works:
        wrap = await asyncio.to_thread(
            context.deps.sandbox.inside,
            workspace.root,
            [other.root for other in context.deps.further],
            may_change_protected=may_change_protected,
            hidden=covered,
        )
    live = LiveOutput(call_of(context), context.deps.tell)
    changing, jobs = context.deps.changing, context.deps.means.jobs
    others = jobs.beside(roots)
    mades: list[Made] = []
    async with AsyncExitStack() as copies:
        for folder in (workspace, *context.deps.further):
            around = changing.around(
                folder,
                call_of(context),
                may_change_protected=may_change_protected,
                kept=[place for place in kept.get(folder, ()) if place or not on_its_own],  # "" knows fewer names
                instructions=on_its_own,
            )
            mades.append(await copies.enter_async_context(around))
        try:
            outcome = await commands.run(command, workspace.root, timeout_s=timeout_s, heard=live.take, wrap=wrap)
        finally:
            live.close()
    changed = [change for made in mades for change in made.changes]
    if changes := await asyncio.to_thread(changing.shown, changed):
        say_beside(context, changes=changes)
    others |= jobs.beside(roots)
    not_sure = [OTHERS.format(jobs=", ".join(sorted(others)))] if changed and others else []
    if says := " ".join([*(made.says for made in mades if made.says), *not_sure]):
        say_beside(context, undo=says)
    output = plain(outcome.output).rstrip() or "(no output)"
    if held_back := " ".join(made.held_back for made in mades if made.held_back):
        say_beside(context, heldBack=held_back)
        output += f"\n\n{held_back}"
    if covered:
        output += f"\n\n{hidden.said(covered, workspace.root)}"
    if outcome.cut_bytes:
        say_beside(context, truncated=True)
    if outcome.status is None:
        say_beside(context, timedOut=True)
        raise ToolFailed(f"Stopped after {timeout_s:.0f} seconds.\n{output}")
    say_beside(context, exitCode=outcome.status)
    if outcome.status != 0:
        raise ToolFailed(f"Exit status {outcome.status}.\n{output}")
    return output


def _on_its_own(context: RunContext[Hands]) -> bool:
    """Whether nobody was asked about the command, and the model has read what somebody outside wrote."""
    metadata = context.tool_call_metadata
    return bool(context.deps.trust.taint) and isinstance(metadata, dict) and metadata.get(UNASKED) is True
