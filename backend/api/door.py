"""The door: a pure ASGI layer around everything, which refuses by default (contract: "Who may call").

It decides on `scope["path"]` and raw headers, never on a parsed URL (CVE-2026-48710), and in one order: shape of the
request (400), Host (421), credential (401), where a browser says it comes from (403), kind and size of the body
(415, 413). What passes has its body read already, so no handler can be kept waiting by a slow sender; only the routes
in RAW take bytes of any kind, as they come, within a limit and a time of their own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from backend.api.headers import headers_of
from backend.api.problems import explanation, problem
from backend.api.sessions import Sessions
from backend.domain import limits
from backend.domain.errors import TooLarge, TooSlow
from backend.domain.trace import trace

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

_STREAM = "/api/events"
_ARRIVALS = ("POST", "/api/arrivals")  # where a second start's secret is taken as well
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_BY_HAND = frozenset({"/", "/boot"})  # a person may open these from outside any page
_CALLBACK = "/mcp/callback"  # a browser is sent here from signing in elsewhere, without our cookie
RAW = {  # a file's own bytes: how many of them at most, and how many seconds they may take
    ("POST", "/api/attachments"): (limits.ATTACHMENT_BYTES, limits.BODY_TIMEOUT_S),
    ("POST", "/api/import"): (limits.IMPORT_BYTES, limits.IMPORT_TIMEOUT_S),
}

_Refusal = tuple[int, str, str, str]
_BAD_TARGET: _Refusal = (400, "bad_request", "Bad request", "The request target has to be a plain path.")
_MISDIRECTED: _Refusal = (421, "misdirected", "Misdirected request", "This server answers to its own address only.")
_UNAUTHORIZED: _Refusal = (
    401,
    "unauthorized",
    "Not signed in",
    "Open Runnel from its own window. For a browser, press Enter in the terminal where it runs: that prints a link.",
)
_FOREIGN: _Refusal = (403, "foreign_origin", "Refused", "Requests from other pages are not taken.")
_NOT_JSON: _Refusal = (415, "not_json", "Unsupported media type", "Send application/json.")
_NOT_RAW: _Refusal = (415, "not_raw", "Unsupported media type", "Send the file's own bytes as the body, and no form.")
_TOO_SLOW: _Refusal = (408, "too_slow", "Request timeout", "The request did not arrive in time.")
_FORMS = frozenset({b"multipart/form-data", b"application/x-www-form-urlencoded"})


def _too_large(most_bytes: int) -> _Refusal:
    most = most_bytes // limits.MIB
    detail = f"A request may have {most} MiB here. Shorten it, or save it as a file in the chat's folder."
    return 413, "too_large", "That is too large", detail


class Door:
    """Wraps the app. `bundle` are the paths of the page's own files, which need no credential."""

    def __init__(self, app: ASGIApp, *, host: str, sessions: Sessions, bundle: Collection[str]) -> None:
        self._app = app
        self._host = host.encode()
        self._origin = f"http://{host}".encode()
        self._sessions = sessions
        self._bundle = frozenset(bundle)
        self._entering = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        path = scope["path"]
        is_bundle = path in self._bundle
        agent = b" ".join(_Headers(scope).all(b"user-agent"))
        headers = headers_of(path, is_bundle=is_bundle, host=self._host.decode(), agent=agent)
        send = _with_headers(send, headers, is_named_by_content=is_bundle and path.startswith("/assets/"))
        refusal = self._refusal(scope)
        if refusal is None and scope["method"] in _WRITES:
            raw = RAW.get((scope["method"], scope["path"]))
            if raw is not None:
                refusal, receive = _pass_body(scope, receive, *raw)
            else:
                refusal, receive = await _read_body(scope, receive)
        if refusal is not None:
            await _answer(scope, refusal)(scope, receive, send)
            return
        if scope["path"] == _STREAM:
            async with self._entering:  # one a round of the loop: no call stands behind a crowd
                await asyncio.sleep(0)
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            # it was answered with a problem document; the server around us would log what the error says
            log.error("%s failed: %s", scope["method"], trace(error))

    def _refusal(self, scope: Scope) -> _Refusal | None:
        path, method = scope["path"], scope["method"]
        headers = _Headers(scope)
        if not path.startswith("/") or "\\" in path or "\0" in path:
            return _BAD_TARGET
        if headers.all(b"host") != [self._host]:
            return _MISDIRECTED
        reads = method in ("GET", "HEAD")
        if reads and (path in self._bundle or path == "/api/health"):
            return None
        if reads and path == "/boot":
            return None if self._came_by_hand(headers) else _FOREIGN
        if method == "GET" and path == _CALLBACK:  # what it is known by is its `state`: see api.mcp
            return None if self._is_led_here(headers) else _FOREIGN
        authorization = headers.all(b"authorization")
        if authorization:
            arrives = (method, path) == _ARRIVALS
            if len(authorization) != 1 or not self._is_bearer(authorization[0], arrives=arrives):
                return _UNAUTHORIZED
            return None if self._origin_is_ours(headers) else _FOREIGN
        if not self._has_cookie(headers):
            return _UNAUTHORIZED
        return None if self._comes_from_our_page(path, method, headers) else _FOREIGN

    def _comes_from_our_page(self, path: str, method: str, headers: _Headers) -> bool:
        if method in _WRITES and not headers.all(b"origin"):
            return False
        if path in _BY_HAND and method not in _WRITES:
            return self._origin_is_ours(headers) and self._came_by_hand(headers)
        return self._origin_is_ours(headers) and headers.all(b"sec-fetch-site") == [b"same-origin"]

    @staticmethod
    def _came_by_hand(headers: _Headers) -> bool:
        """Typed, opened by a program, or from our own page. Old WebKit does not send the header."""
        return headers.all(b"sec-fetch-site") in ([], [b"none"], [b"same-origin"])

    @staticmethod
    def _is_led_here(headers: _Headers) -> bool:
        """A whole window that was sent here, and no part of a page. Old browsers do not say."""
        whole = headers.all(b"sec-fetch-dest") in ([], [b"document"])
        return whole and headers.all(b"sec-fetch-mode") in ([], [b"navigate"]) and not headers.all(b"origin")

    def _origin_is_ours(self, headers: _Headers) -> bool:
        return headers.all(b"origin") in ([], [self._origin])

    def _is_bearer(self, value: bytes, *, arrives: bool) -> bool:
        scheme, _, sent = value.partition(b" ")
        token = sent.strip().decode("latin-1")
        if scheme.lower() != b"bearer":
            return False
        return self._sessions.is_token(token) or (arrives and self._sessions.hands_over(token))

    def _has_cookie(self, headers: _Headers) -> bool:
        """Looks for our cookie alone: cookies ignore ports, so others may stand beside it in any form (http.cookies
        takes none of them when one is odd)."""
        name = self._sessions.cookie_name.encode()
        for header in headers.all(b"cookie"):
            for pair in header.split(b";"):
                key, _, value = pair.strip().partition(b"=")
                if key == name and self._sessions.is_cookie(value.decode("latin-1")):
                    return True
        return False


def _answer(scope: Scope, refusal: _Refusal) -> Response:
    """A problem document, but a page for a person who opened `/` in a browser."""
    status, code, title, detail = refusal
    asks_for_page = scope["path"] == "/" and any(b"text/html" in value for value in _Headers(scope).all(b"accept"))
    return explanation(status, title, detail) if asks_for_page else problem(status, code, title, detail)


class _Headers:
    """Raw headers by lower-case name, every occurrence."""

    def __init__(self, scope: Scope) -> None:
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self._headers if key == name]


async def _read_body(scope: Scope, receive: Receive) -> tuple[_Refusal | None, Receive]:
    """The whole body, within its limits, and a `receive` that hands it out again."""
    headers = _Headers(scope)
    kind = _media_type(headers)
    if kind != b"application/json" and scope["method"] != "DELETE":
        return _NOT_JSON, receive
    if _declared_bytes(headers) > limits.BODY_BYTES:
        return _too_large(limits.BODY_BYTES), receive
    body = bytearray()
    try:
        async with asyncio.timeout(limits.BODY_TIMEOUT_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    break
                body += message.get("body", b"")
                if len(body) > limits.BODY_BYTES:
                    return _too_large(limits.BODY_BYTES), receive
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        return _TOO_SLOW, receive
    if body and kind != b"application/json":
        return _NOT_JSON, receive
    waiting: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return None, receive_again


def _media_type(headers: _Headers) -> bytes:
    return b"".join(headers.all(b"content-type")).partition(b";")[0].strip().lower()


def _declared_bytes(headers: _Headers) -> int:
    declared = b"".join(headers.all(b"content-length"))
    return int(declared) if declared.isdigit() else 0


def _pass_body(scope: Scope, receive: Receive, most_bytes: int, timeout_s: float) -> tuple[_Refusal | None, Receive]:
    """A `receive` that hands on what comes, and raises TooLarge or TooSlow in the handler that asked for it."""
    headers = _Headers(scope)
    if _media_type(headers) in _FORMS:
        return _NOT_RAW, receive
    if _declared_bytes(headers) > most_bytes:
        return _too_large(most_bytes), receive
    until = asyncio.get_running_loop().time() + timeout_s
    seen = 0

    async def receive_some() -> Message:
        nonlocal seen
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise TooSlow(_TOO_SLOW[3]) from None
        seen += len(message.get("body", b""))
        if seen > most_bytes:
            raise TooLarge(_too_large(most_bytes)[3])
        return message

    return None, receive_some


def _with_headers(send: Send, headers: tuple[tuple[bytes, bytes], ...], *, is_named_by_content: bool) -> Send:
    caching = b"private, max-age=31536000, immutable" if is_named_by_content else b"no-store"

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(key, value) for key, value in message.get("headers", ()) if key.lower() != b"cache-control"]
            message = {**message, "headers": [*kept, *headers, (b"cache-control", caching)]}
        await send(message)

    return send_with_headers
