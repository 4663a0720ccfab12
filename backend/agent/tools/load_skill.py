"""load_skill: what a skill says, when it is needed. What lies in the chat's folder came from outside."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent.hands import Hands
from backend.agent.secret import why_secret
from backend.agent.tools.common import say_beside


async def load_skill(context: RunContext[Hands], name: str, file: str | None = None) -> str:
    """Read the instructions of a skill, or a file that belongs to it.

    Args:
        name: The skill's name, as it is listed.
        file: A file of the skill, relative to its folder; without it, its instructions.
    """
    conventions = context.deps.conventions
    skill = conventions.skill(name)
    if skill is None:
        names = ", ".join(known.name for known in conventions.skills) or "none"
        raise ToolFailed(f"There is no skill “{name}”. There are: {names}.")
    if file is not None and not skill.own and why_secret(file) is not None:
        raise ToolFailed(f"{file} may hold keys or passwords. Read it with read_file: {skill.place}/{file}")
    if not skill.own:
        say_beside(context, untrusted=f"skill {skill.place}")
    say_beside(context, skill={"name": skill.name, "place": skill.place, "own": skill.own})
    return await asyncio.to_thread(skill.body if file is None else lambda: skill.file(file))
