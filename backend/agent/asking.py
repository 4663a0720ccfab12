"""Between a tool that says what it is about to do and the person: allowed, put off, asked, asked again, or refused.

A yes belongs to one call: to these arguments, this folder, this environment and this sandbox. The question carries
their hash, and when the answer comes it is computed anew: any difference is another question. What a person grants with
a yes is kept here, when the call is carried out, and only if it is an offer for this very call.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ToolFailed

from backend.agent import folders, hidden
from backend.agent.deleting import deleted
from backend.agent.grants import Offer, offers
from backend.agent.hands import Hands
from backend.agent.line import reasons_to_ask
from backend.agent.permission import Allow, Ask, Call, Plan, Refuse, decide, fingerprint, may_be_granted
from backend.agent.plans import FULL, STEP, Step
from backend.agent.tools.common import Described, say_beside, shortened
from backend.sandbox.protected import why_in_repository

Json = Mapping[str, Any]  # a call's arguments, as the model gave them


UNASKED = "unasked"  # in the metadata of a call that no person was asked about


class PutOff(Exception):
    """The call is a step of the plan now. Its text is the call's result."""


async def permitted(context: RunContext[Hands], said: Described, arguments: Json) -> RunContext[Hands]:
    """The context in which the call may be carried out now.

    Raises ApprovalRequired, PutOff in a chat that plans, and ToolFailed for a refusal.
    """
    hands = context.deps
    trust = hands.trust
    call = await asyncio.to_thread(_call, context.tool_name or "", hands, said)
    sandboxed = said.sandbox is not None and said.sandbox.works
    mode, grants = await hands.mode(), await trust.grants(call.folders)

    def decided(*, unasked: bool = True) -> Allow | Ask | Plan | Refuse:
        return decide(
            call,
            mode=mode,
            sandboxed=sandboxed,
            grants=grants if unasked else (),
            taint=trust.taint.sources,
            ours=hands.sandbox.ours,
            by_plan=trust.by_plan,
        )

    decision = await asyncio.to_thread(decided)  # a long command has many words
    if isinstance(decision, Refuse):
        raise ToolFailed(decision.sentence)
    asked = _question(context, said, arguments, "" if isinstance(decision, Allow) else decision.reason)
    if _was_allowed(context, asked["hash"]):
        before = context.tool_call_metadata
        await trust.keep(before.get("grant") if isinstance(before, dict) else None, _offered(call, hands, sandboxed))
        return context
    if isinstance(decision, Allow) and decision.grants and not await trust.use(decision.grants):
        decision = decided(unasked=False)  # it was taken back in this moment
    match decision:
        case Allow():
            # a question in the middle of the call is one about this very call, whatever was taken back meanwhile
            seen = {**said.seen, "hash": asked["hash"], UNASKED: True}
            return replace(context, tool_call_approved=True, tool_call_metadata=seen)
        case Plan():
            number = trust.steps.add(Step(context.tool_name or "", arguments, asked))
            if number is None:
                raise ToolFailed(FULL)
            say_beside(context, planned={"step": number, "title": asked["title"], "asked": asked})
            raise PutOff(STEP.format(step=number, title=asked["title"]))
        case Ask():
            may = offers(call, grants) if may_be_granted(decision) and (sandboxed or call.kind != "command") else []
            raise ApprovalRequired(metadata=asked | ({"grants": [offer.as_json() for offer in may]} if may else {}))
        case Refuse():
            raise ToolFailed(decision.sentence)
        case _:
            assert_never(decision)


async def looked_into(context: RunContext[Hands], arguments: Json) -> RunContext[Hands]:
    """The context in which a tool may read this `path`: what holds secrets is asked for once content from outside has
    been read. Raises ApprovalRequired. The context is an approved one only after a yes to this very call."""
    hands = context.deps
    path = arguments.get("path")
    if not hands.trust.taint or not isinstance(path, str) or hands.workspace is None:
        return context
    workspace, inside = folders.located(hands.workspace, hands.further, path)
    whole = folders.whole(hands.workspace, workspace, inside)
    said = Described(f"Read {shortened(inside)} in {workspace.root}", "read", paths=[whole], seen={})
    call = await asyncio.to_thread(_call, context.tool_name or "", hands, said)
    decision = decide(call, mode=await hands.mode(), sandboxed=False, taint=hands.trust.taint.sources)
    if isinstance(decision, Allow):
        return replace(context, tool_call_approved=False)
    asked = _question(context, said, arguments, decision.reason if isinstance(decision, Ask) else "")
    if _was_allowed(context, asked["hash"]):
        return context
    raise ApprovalRequired(metadata=asked)


def _was_allowed(context: RunContext[Hands], bound: str) -> bool:
    """Whether a person said yes to this very call."""
    before = context.tool_call_metadata
    return context.tool_call_approved and isinstance(before, dict) and before.get("hash") == bound


def _offered(call: Call, hands: Hands, sandboxed: bool) -> Sequence[Offer]:
    """What may be granted for this call in itself, whatever the chat's mode is and whatever it has read since."""
    if call.kind == "command" and not sandboxed:
        return []
    in_itself = decide(call, mode="ask", sandboxed=sandboxed, ours=hands.sandbox.ours)
    return offers(call) if may_be_granted(in_itself) else []


def _question(context: RunContext[Hands], said: Described, arguments: Json, reason: str) -> dict[str, Any]:
    workspace = context.deps.workspace
    folder = str(workspace.root) if workspace is not None else None
    further = [str(other.root) for other in context.deps.further]
    sandbox = said.sandbox
    bound = fingerprint(
        context.tool_name or "",
        arguments,
        folder="\0".join([folder, *further]) if folder is not None and further else folder,
        environment=[f"{name}={os.environ.get(name)}" for name in said.environment],
        sandbox=f"{sandbox.kind}, {'works' if sandbox.works else 'does not work'}" if sandbox is not None else said.pin,
    )
    # the arguments are shown whole
    asked = {"tool": context.tool_name, "title": shortened(said.title), "risk": said.risk, **said.seen, "hash": bound}
    if folder is not None:
        asked["folder"] = next((one for one in further if any(_is_in(path, one) for path in said.paths)), folder)
    if further and said.kind == "command":
        asked["further"] = further
    if sandbox is not None:
        asked |= {"environment": list(said.environment), "sandbox": sandbox.says, "sandboxed": sandbox.works}
    if reason:
        asked["why"] = shortened(reason, _WHY_CHARS)
    if context.deps.trust.taint:
        asked["untrusted"] = list(context.deps.trust.taint.sources)
    return asked


_WHY_CHARS = 600  # of a reason, which may name several sources


def _call(tool: str, hands: Hands, said: Described) -> Call:
    """With paths as the disk has them: a name that is a link leads elsewhere."""
    root = hands.workspace.root if hands.workspace is not None else None
    folder = Path(os.path.realpath(root)) if root is not None else None
    paths = [Path(os.path.normpath((folder or Path("/")) / path)) for path in said.paths]
    others = folders.real(hands.further)
    always = [said.always] if said.always is not None else []
    if said.kind == "write":
        always += _repositories(paths, [folder, *others] if folder is not None else others)
    if said.kind == "command" and hands.trust.taint and folder is not None:
        always += hidden.why_not_hidden([folder, *others], can_be=hands.sandbox.hides_inside)
    if said.line is None or folder is None:
        return Call(
            tool,
            said.kind,
            folder,
            paths,
            said.line,
            floor=always,
            host=said.host,
            server=said.server,
            pin=said.pin,
            others=others,
        )
    targets = deleted(said.line, str(folder), str(Path.home()))
    return Call(
        tool,
        said.kind,
        folder,
        paths,
        said.line,
        [_real(target) if target is not None else None for target in targets],
        [*always, *reasons_to_ask(said.line)],
        others=others,
    )


def _repositories(paths: Sequence[Path], opened: Sequence[Path]) -> list[str]:
    """Of paths that git obeys though no name says so."""
    pairs = ((path, folder) for path in paths for folder in opened if folder in path.parents)
    found = ((path, why_in_repository(path, folder)) for path, folder in pairs)
    return [f"{path.name} is special: {why}" for path, why in found if why is not None]


def _is_in(path: str, folder: str) -> bool:
    return path == folder or Path(folder) in Path(path).parents


def _real(target: str) -> Path:
    """Where a deleted path really is: behind links on the way, and behind itself where it ends with a slash."""
    path = Path(target)
    at = next((i for i, name in enumerate(path.parts) if any(sign in name for sign in "*?[")), len(path.parts))
    before, rest = Path(*path.parts[:at]), path.parts[at:]
    if rest or target.endswith("/"):
        return Path(os.path.realpath(before), *rest)
    return Path(os.path.realpath(before.parent)) / before.name
