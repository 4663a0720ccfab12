"""Between a tool that says what it is about to do and the person: allowed, asked, asked again, or refused.

A yes belongs to one call: to these arguments, this folder, these names of the environment and this sandbox. The
question carries their hash, and when the answer comes it is computed anew: any difference is another question.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ToolFailed

from backend.agent.hands import Hands
from backend.agent.line import deleted, reasons_to_ask
from backend.agent.permission import Allow, Ask, Call, Refuse, decide, fingerprint
from backend.agent.tools.common import Described, shortened

Json = Mapping[str, Any]  # a call's arguments, as the model gave them


async def permitted(context: RunContext[Hands], said: Described, arguments: Json) -> RunContext[Hands]:
    """The context in which the call may be carried out now. Raises ApprovalRequired, and ToolFailed for a refusal."""
    hands = context.deps
    call = await asyncio.to_thread(_call, context.tool_name or "", hands, said)
    sandboxed = said.sandbox is not None and said.sandbox.works
    decision = decide(call, mode=await hands.mode(), sandboxed=sandboxed, ours=hands.sandbox.ours)
    if isinstance(decision, Refuse):
        raise ToolFailed(decision.sentence)
    asked = _question(context, said, arguments, decision.reason if isinstance(decision, Ask) else "")
    before = context.tool_call_metadata
    if context.tool_call_approved and isinstance(before, dict) and before.get("hash") == asked["hash"]:
        return context
    if isinstance(decision, Allow):
        return replace(context, tool_call_approved=True, tool_call_metadata=said.seen)
    raise ApprovalRequired(metadata=asked)


def _question(context: RunContext[Hands], said: Described, arguments: Json, reason: str) -> dict[str, Any]:
    workspace = context.deps.workspace
    folder = str(workspace.root) if workspace is not None else None
    sandbox = said.sandbox
    bound = fingerprint(
        context.tool_name or "",
        arguments,
        folder=folder,
        environment=said.environment,
        sandbox=f"{sandbox.kind}, {'works' if sandbox.works else 'does not work'}" if sandbox is not None else "",
    )
    # the arguments are shown whole
    asked = {"tool": context.tool_name, "title": shortened(said.title), "risk": said.risk, **said.seen, "hash": bound}
    if folder is not None:
        asked["folder"] = folder
    if sandbox is not None:
        asked |= {"environment": list(said.environment), "sandbox": sandbox.says}
    if reason:
        asked["why"] = shortened(reason)
    return asked


def _call(tool: str, hands: Hands, said: Described) -> Call:
    """With paths as the disk has them: a name that is a link leads elsewhere."""
    root = hands.workspace.root if hands.workspace is not None else None
    folder = Path(os.path.realpath(root)) if root is not None else None
    paths = [Path(os.path.normpath((folder or Path("/")) / path)) for path in said.paths]
    if said.line is None or folder is None:
        return Call(tool, said.kind, folder, paths, said.line, host=said.host, server=said.server)
    targets = deleted(said.line, str(folder), str(Path.home()))
    return Call(
        tool,
        said.kind,
        folder,
        paths,
        said.line,
        [_real(target) if target is not None else None for target in targets],
        [*([said.always] if said.always else ()), *reasons_to_ask(said.line)],
    )


def _real(target: str) -> Path:
    """Where a deleted path really is: behind links on the way, and behind itself where it ends with a slash."""
    path = Path(target)
    at = next((i for i, name in enumerate(path.parts) if any(sign in name for sign in "*?[")), len(path.parts))
    before, rest = Path(*path.parts[:at]), path.parts[at:]
    if rest or target.endswith("/"):
        return Path(os.path.realpath(before), *rest)
    return Path(os.path.realpath(before.parent)) / before.name
