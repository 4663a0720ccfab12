"""A server elsewhere: streamable HTTP (or its older form), its headers, and signing in with a browser.

Signing in is the SDK's (`OAuthClientProvider`); it begins by a person's click alone and ends on our own port. What it
gets lives in the keychain. An answer is cut off where it grows beyond what one message may have.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from backend.domain import limits
from backend.mcp.connection import ServerFailed
from backend.mcp.definition import Definition
from backend.mcp.vault import Vault

if TYPE_CHECKING:
    import httpx2
    from mcp.client.auth import OAuthClientProvider
    from mcp.client.auth.oauth2 import OAuthContext
    from mcp.shared.auth import OAuthClientInformationFull, OAuthToken

SIGN_IN = "it asks you to sign in."
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SignIn:
    """One person's way to a browser and back."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._address: asyncio.Future[str] = loop.create_future()
        self._code: asyncio.Future[tuple[str, str, str | None]] = loop.create_future()
        self._state = ""

    @property
    def is_over(self) -> bool:
        """A browser came back, or nobody waits any more."""
        return self._code.done()

    async def address(self, state: Callable[[], tuple[str, str]]) -> str:
        """What the browser has to open, once the server said so; "" where it does not ask. Raises ServerFailed."""
        until = time.monotonic() + limits.MCP_LIST_S
        while not self._address.done():
            now, says = state()
            if now == "ready":
                return ""
            if now == "failed":
                raise ServerFailed(f"Signing in did not work: {says}")
            if time.monotonic() > until:
                raise ServerFailed("The server did not say where to sign in.")
            await asyncio.wait({self._address}, timeout=0.1)
        return self._address.result()

    async def go(self, address: str) -> None:
        """The SDK's redirect handler."""
        self._state = parse_qs(urlsplit(address).query).get("state", [""])[0]
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ServerFailed("its address for signing in is not a safe one (https).")
        if not self._address.done():
            self._address.set_result(address)

    async def back(self) -> tuple[str, str, str | None]:
        """The code, the state and the issuer that the browser came back with. Raises ServerFailed."""
        try:
            async with asyncio.timeout(limits.MCP_SIGN_IN_S):
                return await asyncio.shield(self._code)
        except TimeoutError:
            raise ServerFailed("nobody came back from signing in.") from None

    def came_back(self, state: str, code: str | None, issuer: str | None, error: str | None) -> bool:
        """Whether this is what it waits for."""
        if not self._state or state != self._state or self._code.done():
            return False
        if code:
            self._code.set_result((code, state, issuer))
        else:
            self._code.set_exception(ServerFailed(f"signing in was refused ({(error or 'no code')[:80]})."))
        return True


class Remote:
    """How one server elsewhere is reached. `entry` names what signing in got, in the keychain."""

    def __init__(
        self,
        definition: Definition,
        headers: Mapping[str, str],
        vault: Vault,
        entry: str,
        callback_url: str,
        sign_in: SignIn | None,
    ) -> None:
        self._definition = definition
        self._headers = headers
        self._storage = _Tokens(vault, entry, definition.bound_to)
        self._callback_url = callback_url
        self._sign_in = sign_in

    def open(self) -> AbstractAsyncContextManager[Any]:
        """The SDK's transport."""
        return self._opened()

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[Any]:
        import httpx2
        from mcp.client.sse import sse_client
        from mcp.client.streamable_http import streamable_http_client

        url = self._definition.url
        assert url is not None, "it is elsewhere"
        timeout = httpx2.Timeout(limits.CONNECT_TIMEOUT_S, read=limits.MCP_PERSON_S)
        headers = dict(self._headers)
        signs_in = not any(name.lower() == "authorization" for name in headers)
        auth = await self._auth(url) if signs_in else None
        if self._definition.sse:

            def client_of(
                headers: dict[str, str] | None = None, timeout: Any = None, auth: Any = None
            ) -> httpx2.AsyncClient:
                return httpx2.AsyncClient(headers=headers, timeout=timeout, auth=auth, trust_env=False)

            async with sse_client(
                url,
                headers=headers,
                timeout=limits.CONNECT_TIMEOUT_S,
                sse_read_timeout=limits.MCP_PERSON_S,  # it is silent while a person is asked
                auth=auth,
                httpx_client_factory=client_of,
            ) as streams:
                yield streams
            return
        transport = _bounded()
        async with (
            httpx2.AsyncClient(headers=headers, timeout=timeout, auth=auth, transport=transport) as client,
            streamable_http_client(url, http_client=client, max_sse_event_size=limits.MCP_MESSAGE_BYTES) as streams,
        ):
            yield streams

    async def _auth(self, url: str) -> httpx2.Auth:
        from mcp.client.auth import OAuthClientProvider
        from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata
        from pydantic import AnyUrl

        sign_in = self._sign_in

        async def back() -> AuthorizationCodeResult:
            assert sign_in is not None, "it is handed in with it"
            code, state, issuer = await sign_in.back()
            return AuthorizationCodeResult(code=code, state=state, iss=issuer)

        provider = OAuthClientProvider(
            server_url=url,
            client_metadata=OAuthClientMetadata(
                client_name="Runnel",
                redirect_uris=[AnyUrl(self._callback_url)],
                grant_types=["authorization_code", "refresh_token"],
                response_types=["code"],
                token_endpoint_auth_method="none",  # noqa: S106  a name of the protocol
            ),
            storage=self._storage,
            redirect_handler=sign_in.go if sign_in is not None else None,
            callback_handler=back if sign_in is not None else None,
        )
        await self._storage.go_on_with(provider.context)
        return _quiet(provider, sign_in)


def _quiet(provider: OAuthClientProvider, sign_in: SignIn | None) -> httpx2.Auth:
    """Sends what signing in once got, and renews it; where that is not enough it asks nobody, and says so.

    The provider alone would look for a server to sign in at wherever this one points to, without any click: it may
    while a person signs in, and only then.
    """
    import httpx2

    class Quiet(httpx2.Auth):
        requires_response_body = True

        async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
            flow = provider.async_auth_flow(request)
            try:
                going = await anext(flow)
                while True:
                    response = yield going
                    if going is request and response.status_code == 401 and (sign_in is None or sign_in.is_over):
                        raise ServerFailed(SIGN_IN)
                    going = await flow.asend(response)
            except StopAsyncIteration:
                return
            finally:
                await flow.aclose()

    return Quiet()


class _Tokens:
    """The SDK's TokenStorage, in the keychain, bound to the server's origin."""

    def __init__(self, vault: Vault, entry: str, bound_to: str) -> None:
        self._vault = vault
        self._entry = entry
        self._bound_to = bound_to
        self._context: OAuthContext | None = None

    async def go_on_with(self, context: OAuthContext) -> None:
        """What the SDK forgets with its process: when the tokens end, and where they are renewed."""
        from mcp.shared.auth import OAuthMetadata

        self._context = context
        kept = await self._kept()
        if isinstance(kept.get("until"), (int, float)):
            context.token_expiry_time = kept["until"]
        if isinstance(kept.get("metadata"), dict):
            context.oauth_metadata = OAuthMetadata.model_validate(kept["metadata"])

    async def get_tokens(self) -> OAuthToken | None:
        from mcp.shared.auth import OAuthToken

        kept = (await self._kept()).get("tokens")
        return OAuthToken.model_validate(kept) if kept else None

    async def set_tokens(self, tokens: OAuthToken) -> None:
        for secret in (tokens.access_token, tokens.refresh_token):
            if secret:
                self._vault.remember(secret)
        context = self._context
        metadata = context.oauth_metadata if context is not None else None
        await self._put(
            tokens=tokens.model_dump(mode="json", exclude_none=True),
            until=context.token_expiry_time if context is not None else None,
            metadata=metadata.model_dump(mode="json", exclude_none=True) if metadata is not None else None,
        )

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        from mcp.shared.auth import OAuthClientInformationFull

        kept = (await self._kept()).get("client")
        return OAuthClientInformationFull.model_validate(kept) if kept else None

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        await self._put(client=client_info.model_dump(mode="json", exclude_none=True))

    async def _kept(self) -> dict[str, Any]:  # Any: JSON
        try:
            kept = json.loads(await self._vault.get(self._entry, self._bound_to) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    async def _put(self, **values: Any) -> None:  # Any: JSON
        await self._vault.put(self._entry, self._bound_to, json.dumps({**await self._kept(), **values}))


def _bounded() -> httpx2.AsyncBaseTransport:
    """httpx2's transport; a body that is no stream of events ends where it is longer than a message may be."""
    import httpx2

    class Bounded(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            response = await super().handle_async_request(request)
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                response.stream = _Cut(response.stream)  # type: ignore[arg-type]  # it came from an async transport
            return response

    class _Cut(httpx2.AsyncByteStream):
        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            seen = 0
            async for piece in self._stream:
                seen += len(piece)
                if seen > limits.MCP_MESSAGE_BYTES:
                    raise httpx2.ReadError("the answer is too long")
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    return Bounded()
