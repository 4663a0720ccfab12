"""HTTP over asyncio streams, byte by byte, so that a cut anywhere is seen as what it is.

Every failure to get a whole answer is one exception, `Cut`: the caller asks again, with the same id.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

ANSWER_TIMEOUT_S = 5.0


class Cut(Exception):
    """The connection ended, or stood still, before the whole answer was there."""


@dataclass(frozen=True, slots=True)
class Address:
    """`port` is where to connect; `host` is the server's own name, which its door insists on."""

    port: int
    host: str
    token: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    json: Any  # whatever JSON the server said; None without a body


async def call(
    address: Address, method: str, path: str, body: object = None, *, timeout_s: float = ANSWER_TIMEOUT_S
) -> Answer:
    """One request on a connection of its own. Raises Cut."""
    with _cuts():
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
            try:
                payload = b"" if body is None else json.dumps(body).encode()
                extra = {} if body is None else {"Content-Type": "application/json"}
                extra |= {"Content-Length": str(len(payload)), "Connection": "close"}
                writer.write(_head(address, method, path, extra) + payload)
                status, headers = await _read_head(reader)
                content = await reader.readexactly(int(headers.get("content-length", "0")))
                return Answer(status, json.loads(content) if content else None)
            finally:
                writer.close()


class Stream:
    """An open event stream: status, then pieces of its body with the chunked coding taken off."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, status: int, chunked: bool) -> None:
        self.status = status
        self._reader = reader
        self._writer = writer
        self._chunked = chunked
        self._left = 0  # bytes of the current chunk that have not come

    async def read(self, timeout_s: float) -> bytes:
        """The next bytes; empty at the orderly end. Raises Cut, also after `timeout_s` without a byte."""
        with _cuts():
            async with asyncio.timeout(timeout_s):
                if not self._chunked:
                    return await self._reader.read(65536)
                if not self._left:
                    self._left = int(await _line(self._reader), 16)
                    if not self._left:
                        return b""
                piece = await self._reader.read(min(self._left, 65536))
                if not piece:
                    raise EOFError
                self._left -= len(piece)
                if not self._left:
                    await self._reader.readexactly(2)
                return piece

    def close(self) -> None:
        self._writer.close()


@contextlib.asynccontextmanager
async def stream(
    address: Address, *, after: str | None, last_id: str = "", limit: int = 65536
) -> AsyncIterator[Stream]:
    """GET /api/events. Raises Cut when it does not open."""
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    path = "/api/events" if after is None else f"/api/events?after={after}"
    with _cuts():
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", address.port, limit=limit)
            try:
                writer.write(_head(address, "GET", path, headers))
                status, answered = await _read_head(reader)
            except BaseException:
                writer.close()
                raise
    opened = Stream(reader, writer, status, answered.get("transfer-encoding") == "chunked")
    try:
        yield opened
    finally:
        opened.close()


def _head(address: Address, method: str, path: str, extra: Mapping[str, str]) -> bytes:
    fields = {"Host": address.host, "Authorization": f"Bearer {address.token}", **extra}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    fields = (line.partition(":") for line in lines[1:])
    return int(lines[0].split(" ")[1]), {name.lower(): value.strip() for name, _, value in fields}


async def _line(reader: asyncio.StreamReader) -> bytes:
    line = await reader.readuntil(b"\r\n")
    return line[:-2]


@contextlib.contextmanager
def _cuts() -> Any:  # Any: contextlib's own generator type says nothing more
    try:
        yield
    except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
        raise Cut(f"{type(error).__name__}: {error}") from error
