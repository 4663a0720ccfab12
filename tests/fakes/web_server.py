"""A web of a few hosts on one loopback port: what each address answers is the test's, and every byte is its own.

`reach()` is how a tool gets there: names lead to addresses as the test says, and this one port alone is allowed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backend.web.addresses import is_public
from backend.web.fetch import Reach


@dataclass(frozen=True)
class Said:
    """One answer; `raw` is the whole of it, head and all. `hang` leaves it without an end."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hang: bool = False


Answers = Mapping[str, Said] | Callable[[str, str], Said]


class WebServer:
    """`answers` by "host/path" or a function of both; `asked` is every "host/path" that came."""

    def __init__(self, answers: Answers, tls: ssl.SSLContext | None = None) -> None:
        self._answers = answers
        self._tls = tls
        self._server: asyncio.Server | None = None
        self.port = 0
        self.asked: list[str] = []
        self.heads: list[str] = []

    def url(self, place: str) -> str:
        """`example.org/x` as an address of this server."""
        host, slash, path = place.partition("/")
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{slash}{path}"

    def reach(self, names: Mapping[str, Sequence[str]] | None = None) -> Reach:
        """Every name leads here, but those that `names` leads elsewhere: one item is taken for each look."""
        looks = {name: iter(found) for name, found in (names or {}).items()}

        async def resolve(host: str, _: int) -> Sequence[str]:
            if host in looks:
                return next(looks[host]).split()
            return [host] if host.replace(".", "").isdigit() or ":" in host else ["127.0.0.1"]

        return Reach(
            resolve=resolve,
            allows=lambda address, port: (str(address), port) == ("127.0.0.1", self.port) or is_public(address),
        )

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[WebServer]:
        """On a loop of its own."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="web-server")
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.__aenter__(), loop).result(5)
            try:
                yield self
            finally:
                asyncio.run_coroutine_threadsafe(self.__aexit__(), loop).result(5)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def __aenter__(self) -> WebServer:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.05)  # connections that never became one (a refused handshake) are let go of by the loop

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heads.append(head)
            path = head.split(" ")[1]
            host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
            host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
            self.asked.append(host + path)
            said = self._answers(host, path) if callable(self._answers) else self._answers.get(host + path)
            await self._say(said or Said(b"nothing here", 404), writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
                async with asyncio.timeout(1):
                    await writer.wait_closed()

    @staticmethod
    async def _say(said: Said, writer: asyncio.StreamWriter) -> None:
        if said.raw is not None:
            writer.write(said.raw)
        else:
            headers = {"Content-Type": "text/html; charset=utf-8", **said.headers}
            lines = [f"HTTP/1.1 {said.status} Said", *(f"{name}: {value}" for name, value in headers.items())]
            if not said.hang:
                lines.append(f"Content-Length: {len(said.body)}")
            writer.write(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode() + said.body)
        await writer.drain()
        if said.hang:
            await asyncio.sleep(3600)
