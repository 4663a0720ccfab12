"""A client for the vendors' SDKs whose replies are tidy: their own readers trust a stream more than we do.

They keep a line of any length in memory, lose the first event behind a byte order mark, and Google's divides lines at
U+2028. So each event stream is read by our reader (`sse`) and written anew: one event, one line of data, LF. What is no
event stream is bounded too. It holds no connection of its own: all goes through the Catalog's client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import httpx2

from backend.domain import limits
from backend.models.sse import EventReader, LineTooLong, ServerEvent

# inside JSON text these say the same as escapes, and readers that divide lines at them are content
_ESCAPES: Final = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029", "\n": " "})
_REWRITTEN: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


def tidy(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client that sends through `client` and reads tidily. It needs no closing."""
    return httpx2.AsyncClient(transport=_Through(client), timeout=client.timeout, follow_redirects=False)


class _Through(httpx2.AsyncBaseTransport):
    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"  # a small packed reply must not become a huge one
        response = await self._client.send(request, stream=True)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in _REWRITTEN]
        stream = _Tidy(response, is_events=kind == "text/event-stream" and response.status_code == 200)
        return httpx2.Response(response.status_code, headers=headers, stream=stream, extensions=response.extensions)


class _Tidy(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response, *, is_events: bool) -> None:
        self._response = response
        self._is_events = is_events

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if not self._is_events:
            async for piece in self._bounded():
                yield piece
            return
        reader = EventReader()
        async for piece in self._response.aiter_bytes():
            if events := reader.feed(piece):
                yield b"".join(map(_frame, events))

    async def _bounded(self) -> AsyncIterator[bytes]:
        """Of an error, what may be quoted; of anything else, all that an honest reply needs."""
        is_error = self._response.status_code != 200
        left = limits.ERROR_BODY_BYTES if is_error else limits.REPLY_LINE_BYTES
        async for piece in self._response.aiter_bytes():
            if len(piece) > left:
                if not is_error:
                    raise LineTooLong
                yield piece[:left]
                return
            left -= len(piece)
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


def _frame(event: ServerEvent) -> bytes:
    name = "" if event.name == "message" else f"event: {event.name.translate(_ESCAPES)}\n"
    return f"{name}data: {event.data.translate(_ESCAPES)}\n\n".encode()
