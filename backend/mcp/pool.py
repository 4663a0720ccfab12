"""The connections that are open, one a server, and what is remembered of each while we live: its log, what it offers.

A connection is opened by who uses it; the last look at whether it is allowed is taken here, when it is (`open`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from backend.domain import limits
from backend.mcp.calls import Calls, QuestionKind
from backend.mcp.connection import Connection, ServerFailed, State, Wiring
from backend.mcp.definition import Definition
from backend.mcp.journal import Journal
from backend.mcp.offers import Offer
from backend.mcp.program import Launch
from backend.mcp.remote import Remote, SignIn
from backend.mcp.stdio import Start, stdio
from backend.mcp.values import Values, secrets_of, signed_in
from backend.mcp.vault import Vault

HIDDEN = "[hidden]"


@dataclass(slots=True)
class Running:
    """One server while we live. `live` is what it said last that it has."""

    connection: Connection
    journal: Journal
    hash: str
    live: Offer | None = None
    secrets: tuple[str, ...] = ()
    sign_in: SignIn | None = None

    def hide(self, text: str) -> str:
        """The text without the values that this server was given."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return text


@dataclass(frozen=True, slots=True)
class Outside:
    """What the pool needs of the rest: who starts programs, where values are, and who may be started.

    `allowed` answers a definition that a person allowed as it is, or raises. `offered` is told of each new list.
    """

    launch: Launch
    vault: Vault
    values: Values
    version: str
    callback_url: str
    allowed: Callable[[str], Awaitable[Definition]]
    offered: Callable[[str, Running, Offer], Awaitable[None]]


class Pool:
    """Use it from one event loop; `aclose` at the end."""

    def __init__(self, outside: Outside, calls: Calls) -> None:
        self._outside = outside
        self._calls = calls
        self._running: dict[str, Running] = {}
        self._journals: dict[str, Journal] = {}
        self._aside_tasks: set[asyncio.Task[None]] = set()

    def get(self, name: str) -> Running | None:
        """What is known of it since our start."""
        return self._running.get(name)

    def state(self, name: str) -> tuple[State, str]:
        """Of its connection, with a sentence."""
        running = self._running.get(name)
        return (running.connection.state, running.connection.says) if running is not None else ("idle", "")

    def journal(self, name: str) -> Journal:
        """The live log of a server."""
        return self._journals.setdefault(name, Journal(lambda text: self._hide(name, text)))

    def connected(self, definition: Definition) -> Running:
        """Its connection, not opened by this. A changed definition gets a new one."""
        running = self._running.get(definition.name)
        if running is not None and running.hash != definition.hash:
            self._aside(running.connection.stop(), f"mcp-end-{definition.name}")
        if running is None or running.hash != definition.hash:
            journal = self.journal(definition.name)
            connection = Connection(definition.name, self._wiring(definition.name, journal), journal)
            running = self._running[definition.name] = Running(connection, journal, definition.hash)
        return running

    def begin(self, definition: Definition) -> Running:
        """Connects in the background. What goes wrong is in its state."""
        running = self.connected(definition)

        async def connect() -> None:
            with contextlib.suppress(ServerFailed):
                await running.connection.client()

        self._aside(connect(), f"mcp-begin-{definition.name}")
        return running

    async def stop(self, name: str, says: str = "") -> None:
        """Ends it, and everything it began."""
        running = self._running.get(name)
        if running is not None:
            running.sign_in = None
            await running.connection.stop(says)

    async def forget(self, name: str) -> None:
        """Ends it, and forgets its log."""
        await self.stop(name)
        self._running.pop(name, None)
        self._journals.pop(name, None)

    def came_back(self, state: str, code: str | None, issuer: str | None, error: str | None) -> bool:
        """A browser came back from signing in. False for one that nobody waits for."""
        return any(
            running.sign_in is not None and running.sign_in.came_back(state, code, issuer, error)
            for running in self._running.values()
        )

    async def aclose(self) -> None:
        """Ends all of them in a moment."""
        await asyncio.gather(
            *self._aside_tasks,
            *(running.connection.stop(within_s=limits.MCP_CLOSE_S) for running in self._running.values()),
        )

    def _aside(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._aside_tasks.add(task)
        task.add_done_callback(self._aside_tasks.discard)

    def _wiring(self, name: str, journal: Journal) -> Wiring:
        async def offered(offer: Offer) -> None:
            running = self._running.get(name)
            if running is not None:
                running.live = offer
                for text in offer.says:
                    journal.say("runnel", text, level="warning")
                await self._outside.offered(name, running, offer)

        return Wiring(
            transport=lambda ended: _Transport(lambda: self._open(name, journal, ended)),
            sampling=lambda params: self._ask(name, "sampling", params),
            elicitation=lambda params: self._ask(name, "elicitation", params),
            offered=offered,
            version=self._outside.version,
        )

    async def _open(self, name: str, journal: Journal, ended: Callable[[str], None]) -> _Way:
        definition = await self._outside.allowed(name)
        values = await self._outside.values.of(definition)
        running = self._running[name]
        running.secrets = secrets_of(values)
        if definition.url is None:
            journal.say("runnel", f"Starts {definition.line}")
            return stdio(
                Start(definition, values),
                self._outside.launch,
                journal,
                ended=ended,
                began=lambda program: journal.say("runnel", f"It runs as process {program.pid}."),
            )
        journal.say("runnel", f"Connects to {definition.url}")
        vault, callback_url = self._outside.vault, self._outside.callback_url
        return Remote(definition, values, vault, signed_in(name), callback_url, running.sign_in).open()

    async def _ask(self, name: str, kind: QuestionKind, params: Any) -> Any:  # Any: the SDK's
        """What a server asks in a call; a no where nobody can be asked."""
        from mcp_types import INVALID_REQUEST, ElicitResult, ErrorData

        answer = await self._calls.ask(name, kind, params)
        if answer is not None:
            return answer
        what = "words of the model" if kind == "sampling" else "an answer"
        self.journal(name).say("runnel", f"It asked for {what}; nobody could be asked, or said no.", level="warning")
        if kind == "elicitation":
            return ElicitResult(action="decline")
        return ErrorData(code=INVALID_REQUEST, message="The user declined this request.")

    def _hide(self, name: str, text: str) -> str:
        running = self._running.get(name)
        return self._outside.vault.hide_in(running.hide(text) if running is not None else text)


_Way = AbstractAsyncContextManager[Any]  # Any: the SDK's streams


class _Transport:
    """The SDK's transport, made when it is entered: until then nobody looked at the file or the keychain."""

    def __init__(self, make: Callable[[], Awaitable[_Way]]) -> None:
        self._make = make
        self._way: _Way | None = None

    async def __aenter__(self) -> Any:  # Any: the SDK's streams
        self._way = await self._make()
        return await self._way.__aenter__()

    async def __aexit__(self, *error: Any) -> bool | None:  # Any: what went wrong, as contexts have it
        assert self._way is not None, "it was entered"
        return await self._way.__aexit__(*error)
