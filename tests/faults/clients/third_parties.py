"""How each foreign client follows the stream. All of them hand on what they were given, frame by frame, to `take`."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import httpx
import httpx_sse

from tests.faults.sse import Parser
from tests.faults.wire import Address

Take = Callable[[dict[str, Any]], None]  # a frame's JSON
HERE = Path(__file__).parent
PAUSE_S = 0.1


async def curl(address: Address, after: str, take: Take) -> None:
    """`curl -N`, started again with the last id when it ends; its bytes are read by the standard's letter."""
    last_id = ""
    while True:
        process = await asyncio.create_subprocess_exec(
            "curl",
            "-sN",
            *("-H", f"Authorization: Bearer {address.token}"),
            *(("-H", f"Last-Event-ID: {last_id}") if last_id else ()),
            f"http://127.0.0.1:{address.port}/api/events?after={after}",
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        parser = Parser(last_id)
        try:
            while data := await process.stdout.read(65536):
                for event in parser.feed(data):
                    if event.name == "message":
                        take(json.loads(event.data))
                last_id = parser.last_id
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        await asyncio.sleep(PAUSE_S)


async def httpx_sse_client(address: Address, after: str, take: Take) -> None:
    """httpx-sse, with the reconnection that its documentation asks its user to write."""
    headers = {"Authorization": f"Bearer {address.token}"}
    last_id = ""
    async with httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(10, read=None)) as client:
        while True:
            returning = {"Last-Event-ID": last_id} if last_id else {}
            url = f"http://127.0.0.1:{address.port}/api/events?after={after}"
            with contextlib.suppress(httpx.TransportError):
                async with httpx_sse.aconnect_sse(client, "GET", url, headers=returning) as source:
                    async for event in source.aiter_sse():
                        last_id = event.id or last_id
                        if event.event == "message":
                            take(event.json())
            await asyncio.sleep(PAUSE_S)


async def npm_eventsource(address: Address, after: str, take: Take) -> None:
    """npm `eventsource` with its own reconnection. Raises AssertionError when it closes for good."""
    process = await asyncio.create_subprocess_exec(
        "node",
        "eventsource.mjs",
        f"http://127.0.0.1:{address.port}/api/events?after={after}",
        address.token,
        cwd=HERE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    assert process.stdout is not None
    try:
        while line := await process.stdout.readline():
            take(json.loads(json.loads(line)["data"]))
        raise AssertionError("npm eventsource closed for good")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


CLIENTS: Mapping[str, Callable[[Address, str, Take], Coroutine[Any, Any, None]]] = {
    "curl -N": curl,
    "httpx-sse": httpx_sse_client,
    "npm eventsource": npm_eventsource,
}
