"""Append to raw client: latency, first token, CPU, and durable tokens flat out.

    uv run --group test python -m tests.bench.stream

Each row stands beside the same load on a StreamingResponse that stores nothing, in the same run.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

SECONDS = 5.0


class Source:
    """A measured server and one raw reader of its stream."""

    def __init__(self, *flags: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.source", *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        hello = self._read()
        url = urlsplit(hello["url"])
        self._socket = socket.create_connection((url.hostname, url.port))
        head = f"GET /api/events HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {hello['token']}\r\n\r\n"
        self._socket.sendall(head.encode())
        self.arrivals: list[tuple[int, bytes]] = []
        threading.Thread(target=self._listen, daemon=True).start()
        time.sleep(0.5)

    def order(self, **order: Any) -> tuple[float, Any, list[float]]:
        """Share of a core, result, and the milliseconds of each token, once all have come."""
        self.arrivals.clear()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        time.sleep(0.5)
        return answer["cpu"], answer["result"], self._latencies()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def kill(self) -> None:
        """The baseline has no way to end an open stream."""
        self._process.kill()
        self._process.wait(10)

    def _latencies(self) -> list[float]:
        found = []
        for at, chunk in list(self.arrivals):
            for block in chunk.split(b'"delta":"')[1:]:
                stamps = block.split(b'"')[0].split()
                found += [(at - int(stamp)) / 1e6 for stamp in stamps if stamp.isdigit()]
        return found

    def _listen(self) -> None:
        try:
            while chunk := self._socket.recv(1 << 20):
                self.arrivals.append((time.monotonic_ns(), chunk))
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    ours, plain = Source(), Source("--plain")
    print(f"{'load':<28}{'':>10}{'p50 ms':>9}{'p99 ms':>9}{'first ms':>9}{'% of core':>10}")
    for name, conversations, per_s in (("60 tokens/s", 1, 60), ("600 tokens/s", 1, 600), ("6 chats x 100/s", 6, 100)):
        for label, source in (("runnel", ours), ("plain", plain)):
            cpu, _, ms = source.order(do="paced", conversations=conversations, per_s=per_s, seconds=SECONDS)
            spread = statistics.quantiles(ms, n=100)
            print(f"{name:<28}{label:>10}{spread[49]:>9.1f}{spread[98]:>9.1f}{ms[0]:>9.1f}{cpu * 100:>10.1f}")
    rates = []
    for label, source in (("runnel", ours), ("plain", plain)):
        cpu, rate, _ = source.order(do="flat", tokens=400_000)
        rates.append(rate)
        print(f"{'flat out':<28}{label:>10}{rate:>12,.0f} tokens/s{'':>5}{cpu * 100:>8.1f}")
    print(f"durable against not stored at all: {rates[0] / rates[1]:.1f} x")
    ours.close()
    plain.kill()


if __name__ == "__main__":
    main()
