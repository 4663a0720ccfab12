"""Work that is waited for to its end, also by who is told to stop meanwhile: what it did is known then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


async def to_its_end(work: Coroutine[Any, Any, Answer], *, name: str) -> Answer:
    """What it answers or raises. A cancellation that comes meanwhile is raised once the work has ended."""
    task = asyncio.create_task(work, name=name)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as told:
            cancelled = told
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # seen: the cancellation is what is raised
        raise cancelled
    return task.result()


async def thread_to_its_end(action: Callable[Given, Answer], /, *given: Given.args, **more: Given.kwargs) -> Answer:
    """`asyncio.to_thread`, which a cancellation does not leave behind: a thread goes on whoever waits for it."""
    return await to_its_end(asyncio.to_thread(action, *given, **more), name=f"thread-{action.__qualname__}")
