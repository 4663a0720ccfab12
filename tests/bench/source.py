"""The measured side of `stream.py`: a whole server in its own process, told on standard input what to write.

Every token carries the monotonic clock of its `append`, which all processes of a machine share. `plain` is the
baseline: FastAPI's StreamingResponse sending each token by itself, with no log and nothing durable.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from backend.domain.facts import Fact
from backend.domain.settings import Settings
from backend.log.ledger import Ledger
from backend.main import Server


def token() -> str:
    return f"{time.monotonic_ns()} "


def fact(conversation: int, text: str) -> Fact:
    event = {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"m{conversation}", "delta": text}
    return Fact(f"c{conversation}", f"r{conversation}", event)


async def paced(ledger: Ledger, conversations: int, per_s: float, seconds: float) -> None:
    """Each conversation gets `per_s` tokens a second."""
    gap = 1 / (per_s * conversations)
    began = time.monotonic()
    for number in range(int(seconds * per_s * conversations)):
        wait = began + number * gap - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        ledger.append(fact(number % conversations, token()))
    await ledger.transact(lambda _: None)


async def flat_out(ledger: Ledger, tokens: int) -> float:
    """Tokens a second, durable: from the first append to the commit of the last."""
    began = time.monotonic()
    for number in range(tokens):
        ledger.append(fact(0, "tok "))
        if number % 64 == 0:
            await asyncio.sleep(0)
    await ledger.transact(lambda _: None)
    return tokens / (time.monotonic() - began)


def serve() -> None:
    server = Server.start(Settings(data_dir=Path(tempfile.mkdtemp())))
    ledger, loop = server._ledger, server._loop
    assert loop is not None
    say({"url": server.url, "token": server.token})
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        cpu = time.process_time()
        if order["do"] == "paced":
            work: Any = paced(ledger, order["conversations"], order["per_s"], order["seconds"])
        else:
            work = flat_out(ledger, order["tokens"])
        began = time.monotonic()
        result = asyncio.run_coroutine_threadsafe(work, loop).result()
        say({"cpu": (time.process_time() - cpu) / (time.monotonic() - began), "result": result})
    server.stop()


def plain() -> None:
    app = FastAPI()
    tokens: asyncio.Queue[str] = asyncio.Queue()

    async def frames() -> AsyncIterator[bytes]:
        number = 0
        yield b"event: hello\ndata: {}\n\n"
        while True:
            text = await tokens.get()
            number += 1
            data = {"s": number, "c": "c0", "n": number, "e": {"type": "TEXT_MESSAGE_CONTENT", "delta": text}}
            yield b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"

    app.get("/api/events")(lambda: StreamingResponse(frames(), media_type="text/event-stream"))

    async def main() -> None:
        config = uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off", loop="asyncio")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        say({"url": f"http://127.0.0.1:{port}", "token": "none"})
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            cpu, began = time.process_time(), time.monotonic()
            result = None
            if order["do"] == "paced":
                per_s = order["per_s"] * order["conversations"]
                for number in range(int(order["seconds"] * per_s)):
                    await asyncio.sleep(max(began + number / per_s - time.monotonic(), 0))
                    tokens.put_nowait(token())
            else:
                for number in range(order["tokens"]):
                    tokens.put_nowait("tok ")
                    if number % 64 == 0:
                        await asyncio.sleep(0)
                while not tokens.empty():  # noqa: ASYNC110  the reader's pace is what is measured
                    await asyncio.sleep(0)
                result = order["tokens"] / (time.monotonic() - began)
            say({"cpu": (time.process_time() - cpu) / (time.monotonic() - began), "result": result})
        server.should_exit = True
        server.force_exit = True
        await serving

    asyncio.run(main())


def say(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    plain() if "--plain" in sys.argv else serve()
