"""HTTP by hand: what a browser or an attacker could send, byte for byte."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def send(url: str, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> Answer:
    """One request with exactly these headers, on a connection of its own."""
    split = urlsplit(url)
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "Connection: close"]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    assert split.hostname is not None
    with socket.create_connection((split.hostname, split.port or 80), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, rest = received.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    parsed = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
    return Answer(int(first.split(" ")[1]), parsed, rest)
