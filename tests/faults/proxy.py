"""A TCP proxy between clients and the server that ends connections after any number of bytes, or lets them hang.

It looks at no frame and no header: a cut falls wherever the byte count falls, inside a head, a chunk's length, a
character or an escape. `Host` alone is rewritten, to the server's own, so that any client can be pointed at it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one connection. None means never."""

    cut_down_after: int | None = None  # bytes from the server to the client
    cut_up_after: int | None = None  # bytes from the client to the server
    freeze_after: int | None = None  # bytes down; then nothing moves and nothing ends
    reset: bool = False  # RST instead of FIN


SPARED = Fate()


def cruel(rng: random.Random) -> Fate:
    """Mostly cuts within the first kilobytes, some inside the request, few that freeze; few are spared."""
    die = rng.random()
    reset = rng.random() < 0.5
    if die < 0.06:
        return SPARED
    if die < 0.16:
        return Fate(cut_up_after=rng.randrange(600), reset=reset)
    if die < 0.18:
        return Fate(freeze_after=rng.randrange(4_000))
    most = rng.choice((150, 500, 1_500, 5_000, 20_000))
    return Fate(cut_down_after=rng.randrange(most), reset=reset)


def unkind(rng: random.Random) -> Fate:
    """For commands and page loads: three in ten are cut, in the request or in the answer."""
    die = rng.random()
    if die < 0.15:
        return Fate(cut_up_after=rng.randrange(600), reset=rng.random() < 0.5)
    if die < 0.30:
        return Fate(cut_down_after=rng.randrange(rng.choice((300, 3_000, 50_000))), reset=rng.random() < 0.5)
    return SPARED


class Proxy:
    """Listens on a port of its own. `fate` is asked once a connection; change it to end the cruelty."""

    def __init__(self, target_port: int, fate: Callable[[], Fate]) -> None:
        self.fate = fate
        self.port = 0
        self.cuts = 0
        self.freezes = 0
        self.connections = 0
        self.bytes_down = 0
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut_all(self) -> None:
        """Ends every connection now."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self._open.add(writer)
        onward: asyncio.StreamWriter | None = None
        try:
            back, onward = await asyncio.open_connection("127.0.0.1", self._target_port)
            self._open.add(onward)
            await self._carry(self.fate(), reader, writer, back, onward)
        except (OSError, asyncio.CancelledError):
            pass  # the server is down, or the test is over
        finally:
            for end in (writer, onward):
                if end is not None:
                    self._open.discard(end)
                    end.close()
            self._tasks.discard(task)

    async def _carry(
        self,
        fate: Fate,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back: asyncio.StreamReader,
        onward: asyncio.StreamWriter,
    ) -> None:
        ways = {
            asyncio.create_task(self._pump(reader, onward, fate.cut_up_after, None, is_up=True), name="proxy-up"),
            asyncio.create_task(
                self._pump(back, writer, fate.cut_down_after, fate.freeze_after, is_up=False), name="proxy-down"
            ),
        }
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        if any(way.result() for way in done if not way.cancelled() and way.exception() is None):
            self.cuts += 1
            if fate.reset:
                _reset(writer)

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        cut_after: int | None,
        freeze_after: int | None,
        *,
        is_up: bool,
    ) -> bool:
        """Moves bytes until an end; True when it was this proxy that ended it."""
        moved = 0
        ours, theirs = f"127.0.0.1:{self.port}".encode(), f"127.0.0.1:{self._target_port}".encode()
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if is_up:
                    data = data.replace(ours, theirs)  # both have five digits: no length changes
                elif freeze_after is not None and moved + len(data) > freeze_after:
                    sink.write(data[: freeze_after - moved])
                    self.freezes += 1
                    await asyncio.Event().wait()  # ends with the client's patience
                if cut_after is not None and moved + len(data) >= cut_after:
                    sink.write(data[: cut_after - moved])
                    await sink.drain()
                    return True
                sink.write(data)
                await sink.drain()
                moved += len(data)
                self.bytes_down += 0 if is_up else len(data)
        return False


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: the client may lose bytes that had arrived and were not read."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
