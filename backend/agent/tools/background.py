"""job_output and stop_job: what a command in the background has written meanwhile, and its end."""

from __future__ import annotations

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ModelRetry

from backend.agent.background import Job
from backend.agent.hands import Hands
from backend.agent.tools.common import say_beside
from backend.domain import limits


async def job_output(context: RunContext[Hands], job: str, wait_s: int = 0) -> str:
    """What a command in the background has written since you asked last, and whether it still runs.

    Args:
        job: Its name, as run_command gave it.
        wait_s: Wait so many seconds for its end, at most 600; 0 to look at once.
    """
    if not 0 <= wait_s <= limits.JOB_WAIT_MOST_S:
        raise ModelRetry(f"wait_s is 0 to {limits.JOB_WAIT_MOST_S:.0f}.")
    _, conversation, _ = context.deps.undoing
    found = context.deps.means.jobs.of(conversation, job)
    _say_source(context, found)
    output = await found.ended_or_quiet(float(wait_s))
    return f"{found.id}: {found.state()}.\n{output or '(nothing new)'}"


async def stop_job(context: RunContext[Hands], job: str) -> str:
    """Stop a command in the background, with everything that it started.

    Args:
        job: Its name, as run_command gave it.
    """
    _, conversation, _ = context.deps.undoing
    jobs = context.deps.means.jobs
    was_running = jobs.of(conversation, job).is_running
    found = await jobs.stop(conversation, job)
    _say_source(context, found)
    output = await found.ended_or_quiet(0)
    said = "Stopped." if was_running and found.how == "stopped" else f"It had ended: {found.state()}."
    return f"{said}\n{output or '(nothing new)'}"


def _say_source(context: RunContext[Hands], job: Job) -> None:
    if job.wanted.untrusted is not None:
        say_beside(context, untrusted=job.wanted.untrusted)
