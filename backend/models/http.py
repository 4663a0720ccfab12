"""How we reach a provider: the one place that opens httpx2 clients and decides on proxies, redirects and time-outs.

Nothing here knows a provider's format. httpx2 costs 0.2 CPU-seconds to import and is loaded at the first call.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import orjson

from backend.domain import limits
from backend.models import failures

if TYPE_CHECKING:
    import httpx2


class HttpFactory(Protocol):
    """Opens a client. Tests hand in their own."""

    def __call__(self, *, loopback: bool, keep_alive: bool) -> httpx2.AsyncClient: ...


def open_client(*, loopback: bool, keep_alive: bool) -> httpx2.AsyncClient:
    """A client that follows no redirect (a key must not travel to another address) and never proxies loopback."""
    import httpx2

    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(limits.IDLE_TIMEOUT_S, connect=limits.CONNECT_TIMEOUT_S),
        # llama.cpp drops one in five requests that follow a streamed reply on the same connection
        limits=httpx2.Limits(max_connections=100, max_keepalive_connections=20 if keep_alive else 0),
        follow_redirects=False,
        trust_env=not loopback,
    )


class Clients:
    """The clients of one Catalog, opened when first needed, shared, and closed together."""

    def __init__(self, factory: HttpFactory = open_client) -> None:
        self._factory = factory
        self._open: dict[tuple[bool, bool], httpx2.AsyncClient] = {}

    async def reach(self, url: str, *, keep_alive: bool = True) -> httpx2.AsyncClient:
        """The client for this address."""
        shape = (is_loopback(url), keep_alive)
        if shape not in self._open:
            # importing httpx2 and reading the system's certificates take tens of milliseconds: not on the loop
            client = await asyncio.to_thread(self._factory, loopback=shape[0], keep_alive=shape[1])
            self._open.setdefault(shape, client)
        return self._open[shape]

    async def aclose(self) -> None:
        clients, self._open = list(self._open.values()), {}
        for client in clients:
            await client.aclose()


def origin_of(url: str) -> str:
    """`https://api.openai.com/v1` → `https://api.openai.com`; a port that is the scheme's own is left out."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != usual else "")


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_nearby(url: str) -> bool:
    """This machine or the local network: where plain http is usual."""
    host = urlsplit(url).hostname or ""
    if is_loopback(url) or host.endswith((".local", ".lan", ".internal", ".home.arpa")) or "." not in host:
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


async def read_body(response: httpx2.Response, most_bytes: int) -> bytes:
    """The body up to `most_bytes`; the rest stays unread."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) >= most_bytes:
            break
    return bytes(body[:most_bytes])


async def fetch_json(
    client: httpx2.AsyncClient,
    url: str,
    *,
    provider: str,
    headers: Mapping[str, str] | None = None,
    body: object = None,
    timeout_s: float = limits.LIST_MODELS_TIMEOUT_S,
    most_bytes: int = limits.LIST_MODELS_BYTES,
) -> Any:  # Any: whatever JSON the server sends; every reader checks the shapes it needs
    """GET, or POST where there is a body. Raises a ProviderError of our tree, whatever went wrong."""
    import httpx2

    try:
        async with (
            asyncio.timeout(timeout_s),
            client.stream(
                "GET" if body is None else "POST", url, headers=headers, json=body, timeout=timeout_s
            ) as response,
        ):
            content = await read_body(response, most_bytes)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, TimeoutError) as error:
        raise failures.from_transport(error, provider=provider, address=origin_of(url), waited_s=timeout_s) from error
    if response.status_code != 200:
        raise failures.from_status(
            response.status_code, content, provider=provider, headers=response.headers, address=origin_of(url)
        )
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        raise failures.not_the_protocol(
            provider=provider, address=origin_of(url), sent=response.headers.get("content-type", "")
        ) from None
