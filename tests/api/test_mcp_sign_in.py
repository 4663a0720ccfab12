"""Signing in at a server elsewhere, against the protocol's own server with OAuth: by a click, back on our port."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import uvicorn
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions
from mcp.server.mcpserver import MCPServer
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken
from pydantic import AnyHttpUrl

from tests.api.test_mcp import Json, allow, call, result, settled, shown
from tests.api.world import World

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning"),
]


@dataclass
class Issuer:
    """Lets everybody in who comes; keeps in memory what it issued."""

    clients: dict[str, OAuthClientInformationFull] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    refreshed: dict[str, RefreshToken] = field(default_factory=dict)
    expires_in: int = 3600
    renewed: int = 0

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        return self.clients.get(client_id)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        assert client_info.client_id is not None
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client: OAuthClientInformationFull, params: AuthorizationParams) -> str:
        code = secrets.token_urlsafe(24)
        self.codes[code] = AuthorizationCode(
            code=code,
            scopes=params.scopes or [],
            expires_at=time.time() + 60,
            client_id=str(client.client_id),
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
            resource=params.resource,
        )
        return construct_redirect_uri(str(params.redirect_uri), code=code, state=params.state)

    async def load_authorization_code(self, client: Any, authorization_code: str) -> AuthorizationCode | None:
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(self, client: Any, authorization_code: AuthorizationCode) -> OAuthToken:
        del self.codes[authorization_code.code]
        return self._issue(authorization_code.client_id, authorization_code.scopes)

    async def load_refresh_token(self, client: Any, refresh_token: str) -> RefreshToken | None:
        return self.refreshed.get(refresh_token)

    async def exchange_refresh_token(self, client: Any, refresh_token: RefreshToken, scopes: list[str]) -> OAuthToken:
        self.renewed += 1
        return self._issue(refresh_token.client_id, scopes)

    async def load_access_token(self, token: str) -> AccessToken | None:
        return self.tokens.get(token)

    async def exchange_identity_assertion(self, client: Any, params: Any) -> OAuthToken:
        raise NotImplementedError

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        self.tokens.pop(token.token, None)

    def _issue(self, client: str, scopes: list[str]) -> OAuthToken:
        access, refresh = f"access-{secrets.token_urlsafe(20)}", f"refresh-{secrets.token_urlsafe(20)}"
        self.tokens[access] = AccessToken(token=access, client_id=client, scopes=scopes)
        self.refreshed[refresh] = RefreshToken(token=refresh, client_id=client, scopes=scopes)
        return OAuthToken(access_token=access, refresh_token=refresh, expires_in=self.expires_in)


@dataclass
class Elsewhere:
    url: str
    issuer: Issuer


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    sock = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{sock.getsockname()[1]}"
    issuer = Issuer()
    server = MCPServer(
        "guarded",
        auth_server_provider=issuer,
        auth=AuthSettings(
            issuer_url=AnyHttpUrl(origin),
            resource_server_url=AnyHttpUrl(f"{origin}/mcp"),
            client_registration_options=ClientRegistrationOptions(enabled=True),
            validate_token_resource=False,
        ),
    )

    @server.tool()
    def whoami() -> str:
        """Says who came in."""
        return "you are in"

    http = uvicorn.Server(uvicorn.Config(server.streamable_http_app(), log_level="critical", ws="none"))
    thread = threading.Thread(target=lambda: asyncio.run(http.serve(sockets=[sock])), daemon=True)
    thread.start()
    while not http.started:
        time.sleep(0.01)
    yield Elsewhere(f"{origin}/mcp", issuer)
    http.should_exit = True
    http.force_exit = True
    thread.join(10)


def sign_in(world: World, name: str) -> str:
    """A person's click, and the browser that is led there and back; answers where it ended."""
    address = world.post(f"/api/mcp/servers/{name}/sign-in")["url"]
    assert parse_qs(urlsplit(address).query)["redirect_uri"] == [f"{world.server.url}/mcp/callback"]
    led = httpx2.get(address)
    back = led.headers["location"]
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert httpx2.get(back, headers=headers).status_code == 200
    return str(back)


def test_signing_in_is_by_a_click_and_lasts(world: World, elsewhere: Elsewhere) -> None:
    world.put("/api/mcp/servers/far", {"url": elsewhere.url})
    server = allow(world, "far")
    assert (server["state"], server["asksToSignIn"], server["signedIn"]) == ("failed", True, False)
    assert elsewhere.issuer.clients == {}, "nobody was asked, and nothing registered, without a click"

    back = sign_in(world, "far")
    server = settled(world, "far")
    assert (server["state"], server["signedIn"]) == ("ready", True), server["says"]
    chat = world.conversation()
    world.say(chat, call("far__whoami"))
    world.resume(chat, approved=True)
    assert result(world.wait(chat, "finished"))["content"] == "you are in"

    assert httpx2.get(back).status_code == 404, "a second time nobody waits for it"
    said = json.dumps([world.get("/api/mcp/servers"), world.get("/api/mcp/servers/far/log")])
    assert "access-" not in said
    world.post("/api/mcp/servers/far/restart")
    assert settled(world, "far")["state"] == "ready", "it is not asked again"
    world.post("/api/mcp/servers/far/sign-out")
    world.post("/api/mcp/servers/far/restart")
    assert settled(world, "far")["asksToSignIn"]


def test_what_ran_out_is_renewed_without_a_person(world: World, elsewhere: Elsewhere) -> None:
    elsewhere.issuer.expires_in = 1
    world.put("/api/mcp/servers/far", {"url": elsewhere.url})
    allow(world, "far")
    sign_in(world, "far")
    assert settled(world, "far")["state"] == "ready"
    world.post("/api/mcp/servers/far/stop")
    elsewhere.issuer.tokens.clear()
    time.sleep(1.1)  # what the server said that it lasts
    world.post("/api/mcp/servers/far/restart")
    server = settled(world, "far")
    assert (server["state"], elsewhere.issuer.renewed) == ("ready", 1), server["says"]


def test_A4_a_page_cannot_bring_an_answer_that_nobody_asked_for(world: World) -> None:
    url = f"{world.server.url}/mcp/callback?state=guess&code=x"
    assert httpx2.get(url).status_code == 404
    for headers in (
        {"sec-fetch-dest": "image"},
        {"sec-fetch-mode": "cors"},
        {"origin": "http://evil.example"},
        {"sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate"},
    ):
        assert httpx2.get(url, headers=headers).status_code == 403, headers
    assert httpx2.post(url, json={}).status_code == 401


def test_a_server_elsewhere_that_is_not_there_says_so(world: World) -> None:
    world.put("/api/mcp/servers/far", {"url": "http://127.0.0.1:9/mcp"})
    server: Json = allow(world, "far")
    assert (server["state"], server["asksToSignIn"]) == ("failed", False)
    assert shown(world, "far")["says"]
