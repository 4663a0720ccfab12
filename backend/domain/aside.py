"""Work on a thread of its own that nothing waits for at the end.

Not the loop's executor: its threads are joined when the program ends, and work that hangs would hang that.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

Answer = TypeVar("Answer")


def aside(action: Callable[[], Answer], *, name: str) -> asyncio.Future[Answer]:
    """What `action` answers or raises. Who gives up waiting leaves the thread behind."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        if not answer.done():
            settle()

    def work() -> None:
        try:
            settle = partial(answer.set_result, action())
        except Exception as problem:  # carried to the one who awaits
            settle = partial(answer.set_exception, problem)
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, settle)

    threading.Thread(target=work, name=name, daemon=True).start()
    return answer
