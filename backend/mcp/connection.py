"""One connection to one server: opened when it is needed, supervised by a task of its own, opened anew after its end.

The SDK's client is entered and left in that one task, because its scopes want that. Whatever goes wrong inside it is
caught there and becomes a sentence: a server can end its connection and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from backend.domain import limits
from backend.domain.errors import RunnelError
from backend.domain.trace import trace
from backend.mcp.journal import Journal
from backend.mcp.offers import Offer, offer_of

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from mcp import Client

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
FORGOTTEN = "it does not know this connection any more; the next call opens another."
State = Literal["idle", "starting", "ready", "failed"]


class ServerFailed(RunnelError):
    """A server of tools did not do what it should; `detail` says what, for a person and for a model."""

    code, title, status = "server_failed", "The server failed", 502


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a connection is made with. `transport` opens the way to the server; `ended` in it is told when it is over.

    `sampling` and `elicitation` are the SDK's callbacks; `offered` gets each new list.
    """

    transport: Callable[[Callable[[str], None]], AbstractAsyncContextManager[Any]]
    sampling: Callable[[Any], Awaitable[Any]]
    elicitation: Callable[[Any], Awaitable[Any]]
    offered: Callable[[Offer], Awaitable[None]]
    version: str


class Connection:
    """To one server. `state` and `says` are what the page shows."""

    def __init__(self, name: str, wiring: Wiring, journal: Journal) -> None:
        self.state: State = "idle"
        self.says = ""
        self._name = name
        self._wiring = wiring
        self._journal = journal
        self._task: asyncio.Task[None] | None = None
        self._known = asyncio.Event()  # ready, or failed
        self._over = asyncio.Event()
        self._client: Client | None = None
        self._relisting: asyncio.Task[None] | None = None

    async def client(self) -> Client:
        """The connected client; connects first where nobody has. Raises ServerFailed."""
        if self._task is not None and self._over.is_set():
            await asyncio.wait({self._task}, timeout=limits.CANCEL_TIMEOUT_S)  # it is ending
        if self._task is None or self._task.done():
            self.state, self.says = "starting", ""
            self._known, self._over = asyncio.Event(), asyncio.Event()
            self._task = asyncio.create_task(self._live(), name=f"mcp-{self._name}")
        await self._known.wait()
        if self._client is None:
            raise ServerFailed(f"The server “{self._name}” could not be used: {self.says or 'it did not start.'}")
        return self._client

    async def ask(self, action: Callable[[Client], Awaitable[Answer]], *, timeout_s: float | None) -> Answer:
        """Asks it something; an end of the connection ends the wait. Raises ServerFailed."""
        client = await self.client()
        over = asyncio.create_task(self._over.wait(), name=f"mcp-over-{self._name}")
        asking = asyncio.ensure_future(action(client))
        try:
            await asyncio.wait({over, asking}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                await self._doubt(client, asking)
                return self._answer(asking)
            if over.done():
                await asyncio.wait({asking}, timeout=0.2)  # its answer may have come with its end
                if asking.done() and not asking.cancelled() and asking.exception() is None:
                    return asking.result()
                raise ServerFailed(f"The server “{self._name}” went away: {self.says or 'the connection ended.'}")
            raise ServerFailed(f"The server “{self._name}” did not answer within {timeout_s:.0f} seconds.")
        finally:
            over.cancel()
            if not asking.done():
                asking.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await asyncio.wait({asking}, timeout=limits.CANCEL_TIMEOUT_S)

    async def stop(self, says: str = "", *, within_s: float = limits.CANCEL_TIMEOUT_S) -> None:
        """Ends the connection, and the program behind it; a server elsewhere that does not say goodbye is left."""
        if self._task is not None:
            self._over.set()
            if not self._known.is_set():
                self._task.cancel()  # it has not come so far as to look
            await asyncio.wait({self._task}, timeout=within_s)
            if not self._task.done():
                self._task.cancel()
                await asyncio.wait({self._task}, timeout=within_s)
        self.state, self.says = "idle", says

    async def _live(self) -> None:
        says = ""
        try:
            async with AsyncExitStack() as stack:
                try:
                    async with asyncio.timeout(limits.MCP_START_S):
                        client = await self._open(stack)
                        await self._wiring.offered(await offer_of(client))
                except TimeoutError:
                    says = f"it did not get ready within {limits.MCP_START_S:.0f} seconds."
                    raise
                self._client, self.state = client, "ready"
                self._journal.say("runnel", "Connected.")
                self._known.set()
                await self._over.wait()
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # also the groups that the SDK's tasks end with
            says = says or self.says or sentence_of(error)
            log.info("the server %s ended: %s", self._name, trace(error))
        finally:
            self._client = None
            failed = not self._known.is_set() or bool(says or self.says)
            self.state, self.says = ("failed", says or self.says or "it ended.") if failed else ("idle", "")
            if failed:
                self._journal.say("runnel", f"Not connected: {self.says}", level="error")
            self._over.set()
            self._known.set()

    async def _open(self, stack: AsyncExitStack) -> Client:
        from mcp import Client
        from mcp_types import Implementation

        for name in ("mcp", "client", "mcp_types"):  # they log what servers send
            logging.getLogger(name).setLevel(logging.CRITICAL)

        async def sampling(context: Any, params: Any) -> Any:  # Any: the SDK's
            return await self._wiring.sampling(params)

        async def elicitation(context: Any, params: Any) -> Any:  # Any: the SDK's
            return await self._wiring.elicitation(params)

        return await stack.enter_async_context(
            Client(
                self._wiring.transport(self._ended),
                sampling_callback=sampling,
                elicitation_callback=elicitation,
                logging_callback=self._report,
                message_handler=self._heard,
                client_info=Implementation(name="runnel", title="Runnel", version=self._wiring.version),
                log_level="info",
                cache=None,
            )
        )

    def _ended(self, why: str) -> None:
        self.says = why
        self._over.set()

    async def _report(self, params: Any) -> None:  # Any: mcp_types.LoggingMessageNotificationParams
        data = params.data if isinstance(params.data, str) else repr(params.data)
        self._journal.say("report", f"{params.logger}: {data}" if params.logger else data, level=params.level)

    async def _heard(self, message: Any) -> None:  # Any: the SDK's notifications and faults
        if isinstance(message, Exception):
            self._journal.say("runnel", f"It sent something that is no message ({type(message).__name__}).")
            return
        if str(getattr(message, "method", "")).endswith("/list_changed") and (
            self._relisting is None or self._relisting.done()
        ):
            self._relisting = asyncio.create_task(self._list_again(), name=f"mcp-list-{self._name}")

    async def _list_again(self) -> None:
        await asyncio.sleep(limits.MCP_LIST_AGAIN_S)  # one list for a flood of changes
        client = self._client
        if client is not None:
            with contextlib.suppress(Exception):  # the connection's own end says more
                async with asyncio.timeout(limits.MCP_LIST_S):
                    await self._wiring.offered(await offer_of(client))

    async def _doubt(self, client: Client, asking: asyncio.Future[Answer]) -> None:
        """After an error: a server that cannot even list its tools was started anew, and knows us no more."""
        from mcp import MCPError

        if asking.cancelled() or not isinstance(asking.exception(), MCPError) or self._over.is_set():
            return
        try:
            async with asyncio.timeout(limits.MCP_LIST_S):
                await client.list_tools()
        except Exception:  # whichever: it is of no use any more, and the next call opens it anew
            self._ended(FORGOTTEN)

    def _answer(self, asking: asyncio.Future[Answer]) -> Answer:
        from mcp import MCPError

        try:
            return asking.result()
        except MCPError as error:
            if error.message in ("Connection closed", "Session terminated") or self.says == FORGOTTEN:
                self._ended(self.says or "the connection ended.")
                raise ServerFailed(f"The server “{self._name}” went away: {self.says}") from None
            raise ServerFailed(f"The server “{self._name}” answered with an error: {error.message}") from None
        except RunnelError:
            raise
        except asyncio.CancelledError:
            raise ServerFailed(f"The server “{self._name}” went away: {self.says or 'the connection ended.'}") from None
        except Exception as error:
            raise ServerFailed(f"The server “{self._name}” failed: {sentence_of(error)}") from None


def sentence_of(error: BaseException) -> str:
    """What went wrong, in words; of a group the first that says something."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, FileNotFoundError):
        return f"the program {error.filename or ''} was not found."
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}."
    if isinstance(error, RunnelError):
        return error.detail
    if type(error).__module__.startswith("pydantic"):
        return "it answered something that cannot be read."
    text = str(error).strip().splitlines()
    return f"{text[0][:300] if text else type(error).__name__}"
