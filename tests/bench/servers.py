"""The measured side of `stream.py`: one server in a process of its own, told on standard input what to write.

`runnel` is the whole application: each token is numbered, merged, committed and published. The others store nothing:
`fastapi` is FastAPI's own EventSourceResponse, `sse-starlette` that package's, `streaming` a bare StreamingResponse
with frames made by hand, each fed from a queue a reader. Every token carries the monotonic clock of its `append`,
which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

KINDS = ("runnel", "fastapi", "sse-starlette", "streaming")
BURST = 16  # tokens between two turns of the loop when it goes flat out, as from several models at once
Json = dict[str, Any]


async def write(append: Callable[[str, str], None], order: Json) -> None:
    """`tokens` of them, `per_s` a second or, with 0, as fast as they are taken, to `chats` in turn; then `end`."""
    chats = [f"c{number}" for number in range(order.get("chats", 1))]
    began = time.monotonic()
    for number in range(order["tokens"]):
        if order["per_s"]:
            await asyncio.sleep(max(began + number / order["per_s"] - time.monotonic(), 0))
        elif number % BURST == 0:
            await asyncio.sleep(0)
        append(chats[number % len(chats)], f"{time.monotonic_ns()} ")
    append(chats[0], order["end"])


def nowhere(chat: str, text: str) -> None:
    """For the pace alone: what the writing loop costs the server's process without a server's work."""


def runnel() -> None:
    from backend.domain.facts import Fact
    from backend.domain.settings import Settings
    from backend.main import Server

    server = Server.start(Settings(data_dir=Path(tempfile.mkdtemp())))
    ledger, loop = server._ledger, server._loop
    assert loop is not None

    def append(chat: str, text: str) -> None:
        ledger.append(Fact(chat, "r", {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": text}))

    async def carry_out(order: Json) -> None:
        await write(append, order)
        await ledger.transact(lambda _: None)

    _say({"url": server.url, "token": server.token})
    for order in map(json.loads, sys.stdin):
        if order["do"] == "write":
            asyncio.run_coroutine_threadsafe(carry_out(order), loop).result()
        elif order["do"] == "pace":
            asyncio.run_coroutine_threadsafe(write(nowhere, order), loop).result()
        _say({"cpu_s": time.process_time()})
    server.stop()


class Broadcast:
    """The least that a baseline needs: every token to every reader's queue."""

    def __init__(self) -> None:
        self._queues: list[asyncio.Queue[Json]] = []
        self._number = 0

    async def events(self) -> AsyncIterator[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._queues.append(queue)
        yield {"hello": True}
        while True:
            yield await queue.get()

    def append(self, chat: str, text: str) -> None:
        self._number += 1
        e = {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": text}
        event = {"s": self._number, "c": chat, "r": "r", "n": self._number, "e": e}
        for queue in self._queues:
            queue.put_nowait(event)


def baseline(kind: str) -> None:
    import uvicorn
    from fastapi import FastAPI

    app, broadcast = FastAPI(), Broadcast()
    if kind == "fastapi":
        from fastapi.sse import EventSourceResponse

        @app.get("/api/events", response_class=EventSourceResponse)
        async def native() -> AsyncIterator[Json]:
            async for event in broadcast.events():
                yield event
    elif kind == "streaming":
        from fastapi.responses import StreamingResponse

        async def framed() -> AsyncIterator[bytes]:
            async for event in broadcast.events():
                yield b"data: %s\n\n" % json.dumps(event, separators=(",", ":")).encode()

        app.get("/api/events")(lambda: StreamingResponse(framed(), media_type="text/event-stream"))
    else:
        from sse_starlette import EventSourceResponse as Starlette

        async def encoded() -> AsyncIterator[dict[str, str]]:
            async for event in broadcast.events():
                yield {"data": json.dumps(event, separators=(",", ":"))}

        app.get("/api/events")(lambda: Starlette(encoded()))

    async def main() -> None:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off", loop="asyncio"))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        _say({"url": f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", "token": "none"})
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            if order["do"] != "nothing":
                await write(broadcast.append if order["do"] == "write" else nowhere, order)
            _say({"cpu_s": time.process_time()})
        serving.cancel()

    asyncio.run(main())


def _say(value: Json) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "runnel":
        runnel()
    else:
        baseline(sys.argv[1])
