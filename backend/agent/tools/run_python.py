"""run_python: a fresh Python of the system's in the workspace, with the sandbox and the undo of a command."""

from __future__ import annotations

import asyncio
import os

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry, ToolFailed

from backend.agent.hands import Hands
from backend.agent.running import carry_out
from backend.agent.tools.common import describe, workspace_of
from backend.domain import limits
from backend.sandbox import command as commands
from backend.sandbox import python


async def run_python(context: RunContext[Hands], code: str) -> str:
    """Run Python code in the workspace folder, as a program of its own: nothing is kept between two calls, and what is
    to be seen has to be printed. The person may be asked first.

    Args:
        code: The whole program.
    """
    workspace = workspace_of(context)
    if not code.strip() or len(code) > limits.PYTHON_CHARS or "\0" in code:
        raise ModelRetry(f"Give 1 to {limits.PYTHON_CHARS} characters of code; write a longer program into a file.")
    found = await asyncio.to_thread(python.system_python)
    if found is None:
        raise ToolFailed("This system has no Python that can be run.")
    program, version = found
    state = await context.deps.sandbox.state_for(workspace.root, [other.root for other in context.deps.further])
    describe(
        context,
        "command",
        title=f"Run Python {version} in {workspace.root}",
        environment=sorted(commands.environment(os.environ)),
        sandbox=state,
        code=code,
        program=program,
    )
    if os.name == "posix":
        return await carry_out(context, workspace, python.line_for(program, code), sandbox=state, called="Python")
    line, file = await asyncio.to_thread(python.line_for_windows, program, code)
    try:
        return await carry_out(context, workspace, line, sandbox=state, called="Python")
    finally:
        await asyncio.to_thread(file.unlink, missing_ok=True)
