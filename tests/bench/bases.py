"""Our durable stream beside FastAPI's own EventSourceResponse and sse-starlette, which store nothing.

    uv run --group test python -m tests.bench.bases

The same tokens, as fast as the server takes them, to 1, 6 and 50 readers. What is compared is tokens delivered for
each CPU-second of the server's process; ours numbers, commits and merges them on the way.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOKENS = 20_000
BURST = 16  # tokens between two turns of the loop, as from several models at once


class Broadcast:
    """The least a baseline needs: every token to every reader's queue."""

    def __init__(self) -> None:
        self.queues: list[asyncio.Queue[dict[str, Any] | None]] = []

    async def tokens(self) -> AsyncIterator[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.queues.append(queue)
        while (event := await queue.get()) is not None:
            yield event

    async def write(self, tokens: int) -> None:
        for number in range(tokens):
            event = {
                "s": number,
                "c": "c",
                "n": number,
                "e": {"type": "TEXT_MESSAGE_CONTENT", "delta": f"token {number:06} "},
            }
            for queue in self.queues:
                queue.put_nowait(event)
            if number % BURST == 0:
                await asyncio.sleep(0)
        for queue in self.queues:
            queue.put_nowait(None)


def baseline(kind: str) -> None:
    import uvicorn
    from fastapi import FastAPI

    app, broadcast = FastAPI(), Broadcast()
    if kind == "fastapi":
        from fastapi.sse import EventSourceResponse

        @app.get("/api/events", response_class=EventSourceResponse)
        async def native() -> AsyncIterator[dict[str, Any]]:
            async for event in broadcast.tokens():
                yield event
    else:
        from sse_starlette import EventSourceResponse as Starlette

        async def encoded() -> AsyncIterator[dict[str, str]]:
            async for event in broadcast.tokens():
                yield {"data": json.dumps(event)}

        app.get("/api/events")(lambda: Starlette(encoded()))

    async def main() -> None:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off", loop="asyncio"))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        _say({"url": f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", "token": "none"})
        while await asyncio.to_thread(sys.stdin.readline):
            cpu = time.process_time()
            await broadcast.write(TOKENS)
            while any(not queue.empty() for queue in broadcast.queues):  # noqa: ASYNC110  measured
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.2)
            _say({"cpu": time.process_time() - cpu})
            broadcast.queues.clear()
        serving.cancel()

    asyncio.run(main())


def ours() -> None:
    from backend.domain.facts import Fact
    from backend.domain.settings import Settings
    from backend.main import Server

    server = Server.start(Settings(data_dir=Path(tempfile.mkdtemp())))
    ledger, loop = server._ledger, server._loop
    assert loop is not None

    async def write() -> None:
        for number in range(TOKENS):
            event = {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": f"token {number:06} "}
            ledger.append(Fact("c", "r", event))
            if number % BURST == 0:
                await asyncio.sleep(0)
        await ledger.transact(lambda _: None)
        await asyncio.sleep(0.2)

    _say({"url": server.url, "token": server.token})
    while sys.stdin.readline():
        cpu = time.process_time()
        asyncio.run_coroutine_threadsafe(write(), loop).result()
        _say({"cpu": time.process_time() - cpu})
    server.stop()


def measure(kind: str, readers: int) -> float:
    """Tokens delivered for each CPU-second of the server."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bases", kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    hello = json.loads(process.stdout.readline())
    last = f"token {TOKENS - 1:06}".encode()
    done = [threading.Event() for _ in range(readers)]
    for event in done:
        threading.Thread(target=_read, args=(hello, last, event), daemon=True).start()
    time.sleep(0.5 + readers / 50)
    process.stdin.write("go\n")
    process.stdin.flush()
    cpu = json.loads(process.stdout.readline())["cpu"]
    assert all(event.wait(60) for event in done), "a reader did not get everything"
    process.kill()
    process.wait()
    return TOKENS * readers / float(cpu)


def _read(hello: dict[str, str], last: bytes, done: threading.Event) -> None:
    import socket

    url = urlsplit(hello["url"])
    with socket.create_connection((url.hostname, url.port)) as connection:
        head = f"GET /api/events HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {hello['token']}\r\n\r\n"
        connection.sendall(head.encode())
        tail = b""
        while chunk := connection.recv(1 << 18):
            if last in tail + chunk:
                done.set()
            tail = chunk[-40:]


def _say(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    kinds = ("runnel", "fastapi", "sse-starlette")
    print(f"{'readers':>8}" + "".join(f"{kind:>18}" for kind in kinds) + f"{'ahead of both by':>20}")
    for readers in (1, 6, 50):
        rates = [measure(kind, readers) for kind in kinds]
        cells = "".join(f"{rate:>18,.0f}" for rate in rates)
        print(f"{readers:>8}{cells}{rates[0] / max(rates[1:]):>18.1f} x")
    print("tokens delivered for each CPU-second of the server; ours are durable, the others store nothing")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["runnel"]:
            ours()
        case [kind]:
            baseline(kind)
        case _:
            main()
