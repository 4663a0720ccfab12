"""`GET /api/events`: the log as one Server-Sent Events stream a window (contract: "Facts").

A StreamingResponse over batches of frames that were encoded once for all readers, merged for one that is behind. The
door lets one stream open at a time, so that a crowd leaves room for other calls. The subclass adds what it lacks: a
reader that takes nothing for SEND_TIMEOUT_S is cut off. Named control frames carry no id, so a cursor stays where it
is; they are events and not comments, because a page's watchdog cannot see comments. Who opens it with `changes=1` also
gets `changed`: it names what is no fact and is different now (settings, providers, …). It is not repeated, so who was
away asks for everything that it shows. The others get no frame that the contract does not name.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Callable

import orjson
from fastapi import APIRouter, Request, Response, params
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.api.late import LateRoute
from backend.api.services import services
from backend.domain import limits
from backend.domain.errors import StorageFailed
from backend.log.ledger import Ledger

log = logging.getLogger(__name__)
router = APIRouter(route_class=LateRoute)


@router.get("/api/events")
async def events(request: Request, after: str | None = None, *, changes: str = "") -> Response:
    """Everything after the cursor, then everything as it happens. A browser's Last-Event-ID wins over `after`."""
    cursor = request.headers.get("last-event-id") or after
    return EventStream(frames(services(request).ledger, cursor, changes=changes != ""), media_type="text/event-stream")


async def frames(ledger: Ledger, cursor: str | None, *, changes: bool = False) -> AsyncIterator[bytes]:
    """`hello`, then joined frames and heartbeats, then `bye`."""
    feed = ledger.feed
    told = feed.told if changes else None
    position = await ledger.position(cursor)
    at = feed.head if position is None else position
    retry_ms = limits.RETRY_MS + random.randrange(500)  # noqa: S311  only so that windows do not return all at once
    yield b"retry: %d\n" % retry_ms + control("hello", _hello(ledger, reset=position is None))
    feed.readers += 1
    log.debug("a stream opened")  # by it a test, or a person with a stopwatch, knows that a page is interactive
    try:
        async for batch in _facts(ledger, at, told):
            yield batch
    finally:
        feed.readers -= 1


def _hello(ledger: Ledger, *, reset: bool) -> dict[str, object]:
    return {"epoch": ledger.feed.epoch, "head": ledger.feed.head, "reset": reset, "storage": ledger.storage}


async def _facts(ledger: Ledger, at: int, told: int | None) -> AsyncIterator[bytes]:
    """`told` is how much the reader knows of what changes beside the log; None for one that does not ask."""
    feed = ledger.feed
    heartbeat_at = time.monotonic() + limits.HEARTBEAT_S
    while not (feed.closing and at >= feed.head):
        if told not in (None, feed.told):
            changed, told = feed.changed_since(told), feed.told
            yield control("changed", {"what": changed})
        if at >= feed.head and time.monotonic() >= heartbeat_at:  # else a reader takes what is on its way for lost
            heartbeat_at = time.monotonic() + limits.HEARTBEAT_S
            failed = {} if ledger.storage == "ok" else {"storage": ledger.storage}
            yield control("hb", {"head": feed.head, **failed})
        if await feed.beyond(at, timeout_s=max(heartbeat_at - time.monotonic(), 0), told=told) and at < feed.head:
            try:
                batch, at = await feed.frames_after(at)
            except StorageFailed as failure:  # a reader that were sent away would come back to the same damaged row
                log.error("a reader goes on from a snapshot: %s", failure.detail)
                at = feed.head
                batch = control("hello", _hello(ledger, reset=True))
            yield batch
    yield control("bye", {})


def control(name: str, data: dict[str, object]) -> bytes:
    """A named frame without an id."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(data))


def tells(what: str) -> params.Depends:
    """For a route that changes what is no fact: when that is done, every window is told to ask for `what` again."""

    async def tell(request: Request) -> AsyncIterator[None]:
        yield
        services(request).ledger.feed.tell(what)

    return params.Depends(tell, scope="function")


class EventStream(StreamingResponse):
    """Ends the connection of a reader that does not read."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._abort: Callable[[], None] | None = scope.get("runnel.abort")
        await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Sends each batch, giving the reader SEND_TIMEOUT_S for it."""
        headers = [*self.raw_headers, (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        async for batch in self.body_iterator:
            try:
                async with asyncio.timeout(limits.SEND_TIMEOUT_S):
                    await send({"type": "http.response.body", "body": batch, "more_body": True})
            except TimeoutError:
                if self._abort is not None:
                    self._abort()  # an orderly close would wait for this reader to take what is on its way
                    await asyncio.sleep(0)  # the server notices
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
