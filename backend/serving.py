"""uvicorn as Runnel needs it: an end for connections that never ask, and no clock that ticks while all sleeps.

It answers on a socket that is bound already. The rest of the program sees `HttpServer` alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.domain import limits

CONNECTIONS_AT_ONCE = 16  # taken in one round of the loop: so long an ordinary call stands behind a crowd
CONNECTIONS_WAITING = 2048  # kept by the system until their turn
GRACE_S = 2  # a backstop: streams end by themselves before
_ROUNDS = 10  # of the loop, in which a connection that was taken is made
_TICKS_A_SECOND = 10  # what uvicorn counts in


class HttpServer(uvicorn.Server):
    """One ASGI app on one socket. uvicorn looks ten times a second whether it shall end; this one is told."""

    def __init__(self, app: object) -> None:
        super().__init__(_config(app))
        self._told = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def begin(self, sock: socket.socket) -> asyncio.Task[None]:
        """Answers from its return on; the task ends with the server."""
        serving = asyncio.create_task(self.serve(sockets=[sock]), name="http")
        while not self.started and not serving.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        sock.listen(CONNECTIONS_WAITING)
        return serving

    def end(self) -> None:
        """Takes no more connections, and ends when what is being answered is over."""
        self.should_exit = True
        self._told.set()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):  # every second, for the header with the date
            try:
                async with asyncio.timeout(1):
                    await self._told.wait()
            except TimeoutError:
                counter += _TICKS_A_SECOND

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends what waits, and waits for what answers. uvicorn's own sleeps for 0.1 s in any case."""
        for listening in sockets or ():
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().remove_reader(listening)
        # asyncio loses a connection that it has taken and not made yet when its server is closed.
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
        for each in (*self.servers, *(sockets or ())):
            each.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(GRACE_S):
                while state.connections or state.tasks:  # noqa: ASYNC110  uvicorn has no event for it
                    await asyncio.sleep(0.002)
        except TimeoutError:
            for task in state.tasks:
                task.cancel()
            for connection in list(state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)  # they hear of it


class _Protocol(H11Protocol):
    """uvicorn's, with what it leaves to a proxy: an end for connections that never ask anything, and for readers.

    A request may end its connection at once (`runnel.abort`): uvicorn's own close waits until what was written has
    been read. A request's head has to arrive in HEAD_TIMEOUT_S: uvicorn waits for it for ever, the first as well as
    one that has begun on a kept connection.
    """

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        app = self.app

        async def with_abort(scope: Any, receive: Any, send: Any) -> None:  # Any: ASGI's own, see _config
            scope["runnel.abort"] = transport.abort
            await app(scope, receive, send)

        self.app = with_abort
        self._head_timer = self.loop.call_later(limits.HEAD_TIMEOUT_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_head_timer()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Called with new data and after each answer."""
        super().handle_events()
        if self.conn.their_state is not h11.IDLE:
            self._stop_head_timer()  # the head is whole; what comes now has clocks of its own
        elif self._head_timer is None and self.conn.trailing_data[0]:
            self._head_timer = self.loop.call_later(limits.HEAD_TIMEOUT_S, self.transport.abort)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn's own ASGI types differ from Starlette's in name only
        loop="asyncio",
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # addresses of people's conversations are nobody's business
        proxy_headers=False,  # there is no proxy, and nobody may claim to be one
        server_header=False,
        backlog=CONNECTIONS_AT_ONCE,
    )
