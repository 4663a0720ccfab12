"""What is found on this machine, and what is not touched while looking."""

from __future__ import annotations

import asyncio
import time

import pytest

from backend.domain import limits
from backend.domain.model import ProviderKind
from backend.models.discovery import Found, Looked, discover
from backend.models.http import Clients
from backend.models.places import LOCALS, Local
from tests.fakes.scripted_provider import Reply, ScriptedProvider

pytestmark = pytest.mark.anyio


def at(provider: ScriptedProvider, kind: ProviderKind = ProviderKind.OPENAI_COMPATIBLE) -> Local:
    return Local("lm-studio", "LM Studio", kind, int(provider.origin.rpartition(":")[2]))


async def test_local_servers_and_environment_keys_are_found_and_no_key_is_sent() -> None:
    tags = Reply(body={"models": [{"name": "qwen3:8b"}]})
    async with (
        ScriptedProvider(models=["a", "b"]) as compatible,
        ScriptedProvider(routes={"/api/tags": tags}) as ollama,
    ):
        places = [at(ollama, ProviderKind.OLLAMA), at(compatible)]
        clients = Clients()
        discovery = await discover(
            clients, {"OPENAI_API_KEY": "sk-x", "GOOGLE_API_KEY": "g", "MISTRAL_API_KEY": " "}, locals_=places
        )
        await clients.aclose()
    assert discovery.found == (
        Found(ProviderKind.OLLAMA, "lm-studio", "LM Studio", ollama.origin, ("qwen3:8b",), "port"),
        Found(ProviderKind.OPENAI_COMPATIBLE, "lm-studio", "LM Studio", compatible.url, ("a", "b"), "port"),
        Found(ProviderKind.OPENAI, "openai", "OpenAI", None, (), "environment", "OPENAI_API_KEY"),
        Found(ProviderKind.GOOGLE, "google", "Google", None, (), "environment", "GOOGLE_API_KEY"),
    )
    assert Looked("OpenAI", "OPENAI_API_KEY") in discovery.looked
    assert Looked("LM Studio", compatible.origin.removeprefix("http://")) in discovery.looked
    asked = compatible.requests + ollama.requests
    assert [(r.method, r.path) for r in asked] == [("GET", "/v1/models"), ("GET", "/api/tags")]
    assert not any("authorization" in request.headers for request in asked)


async def test_any_program_may_listen_at_such_a_port() -> None:
    answers = [
        Reply(body="<html>", content_type="text/html"),
        Reply(body={"data": "x"}),
        Reply(body={"data": [{"name": "no id"}]}),
        Reply(body="[]"),
        Reply(status=302, headers={"Location": "http://example.com/"}, body=""),
        Reply(status=401, body={"error": "who"}),
        Reply(body="x" * 3_000_000),
    ]
    clients = Clients()
    for answer in answers:
        async with ScriptedProvider(routes={"/v1/models": answer}) as provider:
            discovery = await discover(clients, {}, locals_=[at(provider)])
            assert discovery.found == ()
    await clients.aclose()


async def test_ports_that_hang_are_given_up_together_after_a_moment() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    places = [Local(f"n{i}", "N", ProviderKind.OPENAI_COMPATIBLE, port) for i in range(6)]
    clients = Clients()
    begun = time.monotonic()
    assert (await discover(clients, {}, locals_=places)).found == ()
    assert time.monotonic() - begun < limits.PROBE_TIMEOUT_S + 0.7
    await clients.aclose()
    server.close()


def test_only_this_machine_is_looked_at() -> None:
    assert {local.origin.rpartition(":")[0] for local in LOCALS} == {"http://127.0.0.1"}
    assert [local.port for local in LOCALS] == [11434, 1234, 8080, 8000, 1337, 4891]
