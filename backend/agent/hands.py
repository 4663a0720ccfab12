"""What a tool may reach during one run: the workspace, the record of intents, and nothing global."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.agent.attached import Takes
from backend.agent.changing import Changing
from backend.agent.conventions import Conventions
from backend.agent.means import Means
from backend.agent.trust import Trust
from backend.agent.undoing import Undoing
from backend.domain import limits
from backend.domain.conversation import Mode
from backend.domain.errors import StorageFailed
from backend.domain.facts import Event
from backend.sandbox.state import Sandbox
from backend.sandbox.workspace import Workspace

if TYPE_CHECKING:
    from backend.agent.helper import Helping


class Intents:
    """Which tool calls are on the disk. A tool waits here before it does anything (contract: barriers)."""

    def __init__(self, committed: Iterable[str] = ()) -> None:
        self._committed = set(committed)
        self._changed = asyncio.Event()

    def commit(self, tool_call_id: str) -> None:
        """The call with its whole arguments is durable."""
        self._committed.add(tool_call_id)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait_for(self, tool_call_id: str) -> None:
        """Returns once the call is durable. Raises StorageFailed when it does not get there: then it must not run."""
        try:
            async with asyncio.timeout(limits.INTENT_TIMEOUT_S):
                while tool_call_id not in self._committed:
                    await self._changed.wait()
        except TimeoutError:
            raise StorageFailed("The action could not be recorded, so it was not carried out.") from None


@dataclass(frozen=True, slots=True)
class Hands:
    """The dependencies of one run's tools. `discover` says in Markdown which models this machine has, `takes` what the
    run's model can be sent. `changing` keeps copies around what a call does to files, `mode` is the chat's now, `trust`
    what may be done in it unasked. `means` are the server's, `conventions` what the chat's folder brings along.

    `tell` appends a fact to the run. `written` are the fingerprints of the files that this run wrote, by their parts:
    its own change is no stranger's. `results` is what a call's result says beside its text (Any: JSON), by the call,
    and `beside` are the facts that are committed with it.
    """

    workspace: Workspace | None
    discover: Callable[[], Awaitable[str]]
    changing: Changing
    undoing: tuple[Undoing, str, str]  # with this conversation and run
    sandbox: Sandbox
    means: Means
    conventions: Conventions
    trust: Trust
    mode: Callable[[], Awaitable[Mode]]
    takes: Callable[[], Awaitable[Takes]]
    tell: Callable[[Event], None]
    helping: Helping
    intents: Intents = field(default_factory=Intents)
    further: list[Workspace] = field(default_factory=list)  # beside `workspace`, the first
    written: dict[tuple[str, ...], str] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    beside: dict[str, list[Event]] = field(default_factory=dict)
