"""Calls of tools that may ask the person something before they answer.

The protocol lets a server ask back in the middle of a call: for a form to be filled in (elicitation), or for words of
the model (sampling). A run does not wait for a person, it ends and is continued; so the call is parked here meanwhile,
by the id of its tool call, and goes on with the answer. A call that nobody can be asked for is answered with a no.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.domain import limits
from backend.mcp.connection import ServerFailed

QuestionKind = Literal["elicitation", "sampling"]
_OURS: ContextVar[str | None] = ContextVar("mcp_call", default=None)


@dataclass(eq=False)
class Question:
    """What a server asks. `params` is the SDK's; `answer` gets what the callback returns, None for a no.

    `values` are the fields of a form that were answered so far.
    """

    kind: QuestionKind
    params: Any
    answer: asyncio.Future[Any]
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class _Parked:
    server: str
    work: asyncio.Task[Any] | None = None  # of the call
    asked: asyncio.Queue[Question] = field(default_factory=asyncio.Queue)
    open: Question | None = None
    count: int = 0


class Calls:
    """All calls that are under way, by the id of their tool call."""

    def __init__(self) -> None:
        self._parked: dict[str, _Parked] = {}

    def question(self, key: str) -> Question | None:
        """What this call waits for."""
        parked = self._parked.get(key)
        return parked.open if parked is not None else None

    async def begin(self, key: str, server: str, call: Callable[[], Awaitable[Any]]) -> Any | Question:
        """Starts the call; answers its result, or what its server asks first."""
        self.drop(key)
        parked = self._parked[key] = _Parked(server)

        async def work() -> Any:
            _OURS.set(key)
            return await call()

        parked.work = asyncio.create_task(work(), name=f"mcp-call-{key}")
        return await self._next(key, parked)

    async def go_on(self, key: str, answer: Any) -> Any | Question:
        """Answers what was asked; answers the result, or the next question. Raises KeyError: nothing is parked."""
        parked = self._parked[key]
        question, parked.open = parked.open, None
        if question is not None and not question.answer.done():
            question.answer.set_result(answer)
        return await self._next(key, parked)

    def drop(self, key: str) -> None:
        """The person said no, or went on without: the call ends."""
        parked = self._parked.pop(key, None)
        if parked is not None and parked.work is not None:
            parked.work.cancel()

    def drop_all_but(self, prefix: str, kept: Collection[str]) -> None:
        """Ends those whose id begins so and is not among `kept`: nobody will answer what they ask."""
        for key, parked in list(self._parked.items()):
            if key.startswith(prefix) and key not in kept and parked.open is not None:
                self.drop(key)

    async def aclose(self) -> None:
        """Ends all of them."""
        works = [parked.work for parked in self._parked.values() if parked.work is not None]
        self._parked.clear()
        for work in works:
            work.cancel()
        if works:
            await asyncio.wait(works, timeout=limits.CANCEL_TIMEOUT_S)

    async def ask(self, server: str, kind: QuestionKind, params: Any) -> Any:
        """A server's question: waits for the person's answer. None where nobody can be asked, or nobody answers."""
        parked = self._asking(server)
        if parked is None or parked.count >= limits.MCP_QUESTIONS:
            return None
        parked.count += 1
        question = Question(kind, params, asyncio.get_running_loop().create_future())
        parked.asked.put_nowait(question)
        try:
            async with asyncio.timeout(limits.MCP_PERSON_S):
                return await question.answer
        except TimeoutError:
            return None

    def _asking(self, server: str) -> _Parked | None:
        """The call that the question belongs to: the one it comes from, or the only one that runs at this server."""
        ours = _OURS.get()
        if ours is not None:
            return self._parked.get(ours)
        running = [parked for parked in self._parked.values() if parked.server == server]
        return running[0] if len(running) == 1 else None

    async def _next(self, key: str, parked: _Parked) -> Any | Question:
        work = parked.work
        assert work is not None, "it was begun"
        asking = asyncio.create_task(parked.asked.get(), name=f"mcp-asked-{key}")
        try:
            await asyncio.wait({work, asking}, timeout=limits.MCP_CALL_S, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                self._parked.pop(key, None)
                return work.result()
            if asking.done():
                parked.open = asking.result()
                return parked.open
            raise ServerFailed(
                f"The server “{parked.server}” did not answer within {limits.MCP_CALL_S:.0f} seconds, so it is not "
                "known whether the call took effect."
            )
        except BaseException:
            self._parked.pop(key, None)
            if not work.done():
                work.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait({work}, timeout=limits.CANCEL_TIMEOUT_S)
            raise
        finally:
            if not asking.done():
                asking.cancel()
