"""update_plan: the run's list of what is to do, for the person to follow."""

from __future__ import annotations

from typing import Literal

from pydantic_ai import RunContext
from typing_extensions import TypedDict

from backend.agent.hands import Hands
from backend.agent.tools.common import shortened
from backend.domain import facts, limits


class PlanItem(TypedDict):
    """One thing to do."""

    text: str
    status: Literal["todo", "doing", "done"]


async def update_plan(context: RunContext[Hands], items: list[PlanItem]) -> str:
    """Show the person the list of what you are going to do. Use it for work of three steps or more, and call it again
    with the whole list whenever a step begins or is done.

    Args:
        items: The whole list in order, each with its status.
    """
    listed = [{"text": shortened(item["text"]), "status": item["status"]} for item in items[: limits.PLAN_ITEMS]]
    context.deps.tell(facts.custom(facts.PLAN, {"items": listed}))
    done = sum(item["status"] == "done" for item in listed)
    more = f" The person sees the first {limits.PLAN_ITEMS}." if len(items) > limits.PLAN_ITEMS else ""
    return f"{done} of {len(listed)} steps are done.{more}"
