"""Connections to addresses that were judged: resolves a name itself, and connects to nothing it did not judge.

Imported when the first page is fetched: httpcore2 is behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from backend.domain import limits
from backend.web.addresses import Address
from backend.web.fetch import NOT_PUBLIC, FetchFailed, Resolve, parsed


class Pinned(AsyncNetworkBackend):
    """One bad address among those of a name is enough to refuse it: that is how rebinding begins."""

    def __init__(self, resolve: Resolve, allows: Callable[[Address, int], bool]) -> None:
        self._resolve = resolve
        self._allows = allows
        self._wire = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore2's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: httpcore2's own
    ) -> AsyncNetworkStream:
        async with asyncio.timeout(timeout or limits.FETCH_IDLE_S):
            found = list(dict.fromkeys(parsed(text) for text in await self._resolve(host, port)))
        for address in found:
            if not await asyncio.to_thread(self._allows, address, port):
                raise FetchFailed(NOT_PUBLIC.format(host=host, address=address))
        if not found:
            raise FetchFailed(f"There is no address for {host}.")
        for address in found[:-1]:
            try:
                return await self._wire.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._wire.connect_tcp(str(found[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> AsyncNetworkStream:
        raise FetchFailed("Pages are not fetched from sockets of this machine.")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
