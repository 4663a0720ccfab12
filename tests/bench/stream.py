"""Append to raw client at 1, 6 and 50 readers, beside FastAPI's own EventSourceResponse, sse-starlette and a bare
StreamingResponse.

    uv run --group test python -m tests.bench.stream

Milliseconds from a token's `append` to its bytes in the client, at 60 and 600 tokens a second; tokens delivered for
each CPU-second of the server's process, without what the loop that writes them takes of it (at 600 a second half of the
whole, the same for all); and flat out, tokens a second until the last reader has the last one. Each server runs alone,
one after the other; the client is one process and reads all sockets.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.bench.servers import KINDS

SECONDS = 5
CHATS, CHAT_PER_S = 6, 100
FLAT_OUT = {1: (200_000, 60_000), 6: (200_000, 12_000), 50: (200_000, 3_000)}  # tokens by readers: ours, the others'
_STAMP = re.compile(rb"\d{10,}")
_DELTA = re.compile(rb'"delta":\s?"([^"]*)')


@dataclass(slots=True)
class Reader:
    """One socket and what came when."""

    connection: socket.socket
    chunks: list[tuple[int, bytes]] = field(default_factory=list)
    tail: bytes = b""

    def has(self, mark: bytes, chunk: bytes) -> bool:
        """Whether the mark has come with this chunk."""
        found = mark in self.tail + chunk
        self.tail = chunk[-200:]
        return found


class Measured:
    """A server of one kind and its readers."""

    def __init__(self, kind: str, readers: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.servers", kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        hello = self._answer()
        self._orders = 0
        self._selector = selectors.DefaultSelector()
        url = urlsplit(hello["url"])
        head = f"GET /api/events HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {hello['token']}\r\n\r\n"
        for _ in range(readers):
            connection = socket.create_connection((url.hostname, url.port))
            connection.sendall(head.encode())
            self._selector.register(connection, selectors.EVENT_READ, Reader(connection))
        self.readers: list[Reader] = [key.data for key in self._selector.get_map().values()]
        self._until(b"hello", keeps=False)

    def write(self, tokens: int, *, per_s: int, chats: int = 1) -> tuple[float, float]:
        """Seconds until every reader had everything, and the server's CPU-seconds for it."""
        self._orders += 1
        end = f"end-{self._orders:06}"
        for reader in self.readers:
            reader.chunks.clear()
        before = self._order({"do": "nothing"})["cpu_s"]
        began = time.monotonic()
        self._tell({"do": "write", "tokens": tokens, "per_s": per_s, "chats": chats, "end": end})
        self._until(end.encode(), keeps=bool(per_s))
        seconds = time.monotonic() - began
        self._answer()
        return seconds, self._order({"do": "nothing"})["cpu_s"] - before

    def pace(self, tokens: int, *, per_s: int) -> float:
        """The CPU-seconds that waking so often costs the server's process by itself: no part of its work."""
        before = self._order({"do": "nothing"})["cpu_s"]
        return float(self._order({"do": "pace", "tokens": tokens, "per_s": per_s, "end": ""})["cpu_s"] - before)

    def latencies_ms(self) -> list[float]:
        """Of every token at every reader, in the last order."""
        found = []
        for reader in self.readers:
            rest = b""
            for at, chunk in reader.chunks:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    for delta in _DELTA.findall(line):
                        found += [(at - int(stamp)) / 1e6 for stamp in _STAMP.findall(delta)]
        return found

    def close(self) -> None:
        """The baselines have no way to end an open stream."""
        for reader in self.readers:
            reader.connection.close()
        self._process.kill()
        self._process.communicate()

    def _until(self, mark: bytes, *, keeps: bool) -> None:
        waiting = len(self.readers)
        while waiting:
            ready = self._selector.select(timeout=60)
            assert ready, f"{waiting} readers did not get everything"
            for key, _ in ready:
                chunk = key.data.connection.recv(1 << 18)
                assert chunk, "the stream ended"
                if keeps:
                    key.data.chunks.append((time.monotonic_ns(), chunk))
                waiting -= key.data.has(mark, chunk)

    def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        self._tell(order)
        return self._answer()

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def measure(kind: str, readers: int) -> list[float]:
    """First, p50, p99 at 60/s; p50, p99, tokens a CPU-second at 600/s; tokens a second and a CPU-second flat out."""
    measured = Measured(kind, readers)
    row: list[float] = []
    for per_s in (60, 600):
        _, cpu_s = measured.write(SECONDS * per_s, per_s=per_s)
        times = measured.latencies_ms()
        spread = statistics.quantiles(times, n=100)
        row += [spread[49], spread[98]] if row else [times[0], spread[49], spread[98]]
    row.append(SECONDS * 600 * readers / (cpu_s - measured.pace(SECONDS * 600, per_s=600)))
    ours, theirs = FLAT_OUT[readers]
    tokens = ours if kind == "runnel" else theirs
    seconds, cpu_s = measured.write(tokens, per_s=0)
    row += [tokens / seconds, tokens * readers / cpu_s]
    measured.close()
    return row


def main() -> None:
    print(f"{'':>23}{'60 tokens/s':>24}{'600 tokens/s':>28}{'flat out':>24}")
    print(f"{'readers':>8}{'':>15}{'first':>8}{'p50':>8}{'p99':>8}{'p50':>8}{'p99':>8}", end="")
    print(f"{'per CPU-s':>12}{'tokens/s':>12}{'per CPU-s':>12}")
    for readers in FLAT_OUT:
        rows = {kind: measure(kind, readers) for kind in KINDS}
        for kind, row in rows.items():
            milliseconds = "".join(f"{value:>8.1f}" for value in row[:5])
            print(f"{readers:>8}{kind:>15}{milliseconds}" + "".join(f"{value:>12,.0f}" for value in row[5:]))
        ahead = [rows["runnel"][column] / max(row[column] for row in list(rows.values())[1:]) for column in (5, 6, 7)]
        print(f"{'':>8}{'ahead of all':>15}{'':>40}" + "".join(f"{ratio:>10.1f} x" for ratio in ahead), flush=True)
    print("milliseconds from append to client; tokens delivered for each CPU-second of the server, without the pace")
    print("runnel's tokens are durable before they are sent; the others store nothing")
    shares()


def shares() -> None:
    """Six answers at once, as fast as a quick model writes: what of a core the server takes, beside the baselines."""
    per_s, tokens = CHATS * CHAT_PER_S, CHATS * CHAT_PER_S * SECONDS
    print(f"\n{CHATS} chats at {CHAT_PER_S} tokens/s each: % of a core\n{'readers':>8}", end="")
    print("".join(f"{kind:>15}" for kind in KINDS))
    for readers in (1, 6):
        row = []
        for kind in KINDS:
            measured = Measured(kind, readers)
            measured.write(per_s, per_s=per_s, chats=CHATS)  # what is loaded on first use
            seconds, cpu_s = measured.write(tokens, per_s=per_s, chats=CHATS)
            measured.close()
            row.append(100 * cpu_s / seconds)
        print(f"{readers:>8}" + "".join(f"{share:>15.1f}" for share in row), flush=True)


if __name__ == "__main__":
    main()
