"""Fetches one page: the only way by which a tool reaches an address that a model chose.

The name is resolved here, every answer is judged (`addresses`), and the connection goes to the very address that was
judged: a name that changes its mind between two looks (DNS rebinding) changes nothing. That is done anew for each
connection, and every redirect makes one. There is no proxy (it would resolve the name by itself), no cookie, no key
and no referrer; a redirect to another host is told and not followed, because a person allowed a host. Bytes on the
wire, unpacked bytes, redirects and time are all bounded.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.domain import limits
from backend.domain.errors import RunnelError
from backend.web.addresses import Address, is_public
from backend.web.place import Place, is_same_site, next_place

if TYPE_CHECKING:
    import httpcore2

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_REDIRECTS = (301, 302, 303, 307, 308)
NOT_PUBLIC = (
    "{host} is an address of this machine, of the local network or of no one ({address}), so it was not asked. Only "
    "public addresses of the web are fetched."
)


class FetchFailed(RunnelError):
    """The page could not be had; the sentence says why."""

    code, title, status = "fetch_failed", "The page could not be fetched", 502


@dataclass(frozen=True, slots=True)
class Fetched:
    """`place` is where it was in the end. `cut`: there was more than is read."""

    place: Place
    status: int
    content_type: str
    body: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect that leads to another host, which nobody allowed."""

    place: Place


@dataclass(frozen=True, slots=True)
class Reach:
    """How names are looked up and which addresses are allowed. Only tests hand in others."""

    resolve: Resolve | None = None
    allows: Callable[[Address, int], bool] = lambda address, _: is_public(address)
    trusts: Callable[[], Any] | None = None  # Any: an ssl.SSLContext, made on a thread


async def fetch(
    place: Place,
    reach: Reach,
    *,
    most_bytes: int = limits.FETCH_BYTES,
    timeout_s: float = limits.FETCH_TIMEOUT_S,
) -> Fetched | Moved:
    """The page, after at most FETCH_REDIRECTS redirects on its own site. Raises FetchFailed."""
    pool = await asyncio.to_thread(_pool, reach)  # the import and the certificates take a moment
    import httpcore2

    try:
        async with asyncio.timeout(timeout_s), pool:
            for _ in range(limits.FETCH_REDIRECTS + 1):
                answer = await _ask(pool, place, most_bytes)
                if isinstance(answer, Fetched):
                    return answer
                there = _checked(next_place(place, answer), reach)
                if not is_same_site(place, there):
                    return Moved(there)
                place = there
            raise FetchFailed(f"{place.host} redirects more than {limits.FETCH_REDIRECTS} times, so it was given up.")
    except TimeoutError:
        raise FetchFailed(f"{place.host} did not send the page within {timeout_s:.0f} seconds.") from None
    except httpcore2.TimeoutException:
        raise FetchFailed(f"{place.host} did not answer in time.") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
        raise FetchFailed(f"{place.host} could not be reached ({_why(error)}).") from None


def _pool(reach: Reach) -> httpcore2.AsyncConnectionPool:
    import httpcore2
    import httpx2

    from backend.web.pinned import Pinned

    context = reach.trusts() if reach.trusts is not None else httpx2.create_ssl_context()
    return httpcore2.AsyncConnectionPool(
        ssl_context=context, max_keepalive_connections=0, network_backend=Pinned(reach.resolve or _lookup, reach.allows)
    )


def _checked(place: Place, reach: Reach) -> Place:
    """A redirect to a number that is not allowed is refused as such, also where it is another host's."""
    address = place.address
    if address is not None and not reach.allows(address, place.port):
        raise FetchFailed(NOT_PUBLIC.format(host=place.host, address=address))
    return place


async def _ask(pool: httpcore2.AsyncConnectionPool, place: Place, most_bytes: int) -> Fetched | str:
    """The page, or where it is said to be."""
    import httpcore2

    idle_s = limits.FETCH_IDLE_S
    url = httpcore2.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.target)
    headers = {
        "Host": place.origin.partition("://")[2],
        "User-Agent": "Mozilla/5.0 (compatible; Runnel; a person's assistant)",
        "Accept": "text/html,application/xhtml+xml,text/plain,text/markdown,application/json;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    timeouts = {"connect": idle_s, "read": idle_s, "write": idle_s, "pool": idle_s}
    async with pool.stream("GET", url, headers=list(headers.items()), extensions={"timeout": timeouts}) as answer:
        said = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
        location = said.get(b"location")
        if answer.status in _REDIRECTS and location:
            return location.encode("latin-1").decode("utf-8", "replace")
        body, cut = await _read(answer, said.get(b"content-encoding", ""), most_bytes)
    return Fetched(place, answer.status, said.get(b"content-type", ""), body, cut)


async def _read(answer: httpcore2.Response, encoding: str, most_bytes: int) -> tuple[bytes, bool]:
    """The unpacked body, and whether there was more. What a small packet unfolds to is never held whole."""
    unpack = _unpacker(encoding)
    body = bytearray()
    async for piece in answer.aiter_stream():
        try:
            body += unpack(piece, most_bytes + 1 - len(body))
        except zlib.error:
            raise FetchFailed("The page is packed in a way that cannot be unpacked.") from None
        if len(body) > most_bytes:
            return bytes(body[:most_bytes]), True
    return bytes(body), False


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return lambda piece, _: piece
        case "gzip" | "x-gzip":
            return _Inflate(16 + zlib.MAX_WBITS).take
        case "deflate":
            return _Inflate(zlib.MAX_WBITS).take
        case other:
            raise FetchFailed(f"The page is packed in a way that was not asked for ({other[:40]}).")


class _Inflate:
    """Unpacks no more at once than there is room for."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._object = zlib.decompressobj(bits)
        self._first = True

    def take(self, piece: bytes, room: int) -> bytes:
        try:
            unpacked = self._object.decompress(piece, room)
        except zlib.error:
            if not self._first or self._bits != zlib.MAX_WBITS:
                raise
            self._object = zlib.decompressobj(-zlib.MAX_WBITS)  # "deflate" without its head, as some servers have it
            unpacked = self._object.decompress(piece, room)
        self._first = False
        return unpacked


async def _lookup(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _why(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such name"
    said = str(error).strip() or type(error).__name__
    return " ".join(said.split())[:200]


def parsed(text: str) -> Address:
    """An address as a resolver gives it, without the zone of a link."""
    return ipaddress.ip_address(text.partition("%")[0])
