"""delegate: gives one task to a helper, which works on it with a context of its own and comes back with an answer."""

from __future__ import annotations

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry

from backend.agent.hands import Hands
from backend.domain import limits


async def delegate(context: RunContext[Hands], task: str) -> str:
    """Give a task to a helper that works on it with your tools and answers you; it knows nothing but the task. Good for
    looking through a lot of which only the answer matters.

    Args:
        task: What to find out or to do, with every path and fact that is needed, and what the answer should say.
    """
    if not task.strip() or len(task) > limits.HELPER_TASK_CHARS:
        raise ModelRetry(f"Give a task of 1 to {limits.HELPER_TASK_CHARS:,} characters.")
    return await context.deps.helping.work(context, task)
