"""`/api/mcp`: servers of tools. What a person adds here is shown, and started only after another call says yes to it.

Values of variables and headers go in and never come out.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, SecretStr

from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.problems import explanation
from backend.api.services import Services, services
from backend.chat import given, words
from backend.domain.errors import BadInput
from backend.mcp import known
from backend.mcp.definition import Definition
from backend.mcp.pins import Listed
from backend.mcp.remote import SIGN_IN

router = APIRouter(route_class=LateRoute)

Json = dict[str, Any]
NO_SANDBOX = (
    "It runs outside the sandbox, with your rights: it can read and change what you can, and use the network. "
    "Of the environment it sees only what every program needs and the variables named here."
)


class ServerBody(Body):
    """Body of PUT /api/mcp/servers/{name}: a command, or an address. A value of null stays as it was."""

    command: str | None = None
    args: list[str] = Field(default_factory=list)
    cwd: str | None = None
    env: dict[str, SecretStr | None] = Field(default_factory=dict)
    url: str | None = None
    headers: dict[str, SecretStr | None] = Field(default_factory=dict)
    type: Literal["stdio", "http", "sse"] | None = None


class ApproveBody(Body):
    """A yes to exactly what was seen: the server by its hash, tools by theirs."""

    hash: str | None = None
    tools: dict[str, str] = Field(default_factory=dict)


class SwitchBody(Body):
    """Body of PATCH /api/mcp/servers/{name}."""

    on: bool | None = None
    tools: dict[str, bool] = Field(default_factory=dict)


class ImportBody(Body):
    """Where servers are taken from; `text` for "text" only."""

    source: Literal["claude", "vscode", "cursor", "text"] = Field(alias="from")
    text: str | None = None


class PromptBody(Body):
    """What a prompt is filled in with."""

    arguments: dict[str, str] = Field(default_factory=dict)


@router.get("/api/mcp/servers")
async def servers(request: Request) -> Json:
    """All servers, with what is the matter with the file, and where values are kept. Starts nothing."""
    ours = services(request)
    listed = [await _shown(ours, definition) for definition in (await ours.servers.definitions()).values()]
    available, detail = await ours.vault.availability()
    return {
        "servers": listed,
        "file": str(ours.servers.path),
        "notices": ours.servers.notices(),
        "keychain": {"available": available, "detail": detail},
    }


@router.get("/api/mcp/servers/{name}")
async def server(request: Request, name: str) -> Json:
    """One server."""
    return await _one(services(request), name)


@router.put("/api/mcp/servers/{name}", dependencies=[tells("servers")])
async def put(request: Request, name: str, body: ServerBody) -> Json:
    """Adds or changes one. Nothing is started: it has to be allowed first."""
    ours = services(request)
    words.storable(name, "name")
    entry: Json = {"type": body.type} if body.type else {}
    if body.url is not None:
        entry |= {"url": body.url, "headers": _plain(body.headers)}
        if body.command is not None:
            raise BadInput("Give a command or an address, not both.")
    else:
        entry |= {"command": body.command, "args": body.args, "cwd": body.cwd, "env": _plain(body.env)}
    return await _shown(ours, await ours.servers.put(name, entry))


@router.delete("/api/mcp/servers/{name}", status_code=204, dependencies=[tells("servers")])
async def remove(request: Request, name: str) -> Response:
    """Ends it and forgets it, with its values."""
    await services(request).servers.remove(name)
    return Response(status_code=204)


@router.patch("/api/mcp/servers/{name}", dependencies=[tells("servers")])
async def switch(request: Request, name: str, body: SwitchBody) -> Json:
    """Switches a server or some of its tools on or off."""
    ours = services(request)
    await ours.servers.switch(name, on=body.on, tools=body.tools)
    return await _one(ours, name)


@router.post("/api/mcp/servers/{name}/approve", dependencies=[tells("servers")])
async def approve(request: Request, name: str, body: ApproveBody) -> Json:
    """Says yes to what was seen; 409 `changed` where it is not that any more. A server that is allowed is started."""
    ours = services(request)
    await ours.servers.approve(name, hash_=body.hash, tools=body.tools)
    return await _one(ours, name)


@router.post("/api/mcp/servers/{name}/restart", dependencies=[tells("servers")])
async def restart(request: Request, name: str) -> Json:
    """Ends it and starts it anew."""
    ours = services(request)
    await ours.servers.restart(name)
    return await _one(ours, name)


@router.post("/api/mcp/servers/{name}/stop", dependencies=[tells("servers")])
async def stop(request: Request, name: str) -> Json:
    """Ends it; the next call of one of its tools starts it again."""
    ours = services(request)
    await ours.servers.stop(name)
    return await _one(ours, name)


@router.get("/api/mcp/servers/{name}/log")
async def log(request: Request, name: str, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Json:
    """What it wrote, reported, and what we did, after that line."""
    ours = services(request)
    await _definition(ours, name)
    return {"lines": ours.servers.pool.journal(name).after(after)}


@router.post("/api/mcp/servers/{name}/sign-in")
async def sign_in(request: Request, name: str) -> dict[str, str]:
    """Begins to sign in; the address that a browser has to open, "" where the server does not ask."""
    return {"url": await services(request).servers.sign_in(name)}


@router.post("/api/mcp/servers/{name}/sign-out", dependencies=[tells("servers")])
async def sign_out(request: Request, name: str) -> Json:
    """Forgets what was got by signing in."""
    ours = services(request)
    await ours.servers.sign_out(name)
    return await _one(ours, name)


@router.post("/api/mcp/import", dependencies=[tells("servers")])
async def take(request: Request, body: ImportBody) -> Json:
    """Adds what another app has, or what was pasted. None of it is allowed by that."""
    if body.source == "text":
        found = known.read(body.text or "")
    else:
        found = await known.of_app(body.source)
    added, skipped = await services(request).servers.add(found)
    return {"added": added, "skipped": [{"name": name, "says": says} for name, says in skipped.items()]}


@router.get("/api/mcp/found")
async def found(request: Request) -> Json:
    """Files of other apps that are there to be imported. They are not read for this."""
    return {"found": [{"from": source, "title": title, "path": path} for source, title, path in await known.there()]}


@router.get("/api/mcp/prompts")
async def prompts(request: Request) -> Json:
    """Prompts of the allowed servers, as they said last. Starts nothing."""
    listed = await services(request).servers.prompts()
    return {"prompts": [{"server": name, **prompt} for name, prompt in listed]}


@router.post("/api/mcp/servers/{name}/prompts/{prompt}")
async def prompt_text(request: Request, name: str, prompt: str, body: PromptBody) -> dict[str, str]:
    """A prompt's text, for a person to look at and send."""
    ours = services(request)
    return {"text": await given.prompt(ours.ledger, ours.servers, name, prompt, body.arguments)}


@router.get("/mcp/callback")
async def callback(
    request: Request,
    state: Annotated[str, Query(max_length=1000)] = "",
    code: Annotated[str | None, Query(max_length=4000)] = None,
    iss: Annotated[str | None, Query(max_length=1000)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Where a browser comes back to from signing in. Without a sign-in that waits for this `state` it does nothing."""
    if services(request).servers.pool.came_back(state, code, iss, error):
        return explanation(200, "Signed in", "You can close this and go back to Runnel.")
    return explanation(404, "Nobody waits for this", "Begin to sign in from Runnel's settings.")


async def _definition(ours: Services, name: str) -> Definition:
    return await ours.servers.definition(name)


async def _one(ours: Services, name: str) -> Json:
    return await _shown(ours, await _definition(ours, name))


async def _shown(ours: Services, definition: Definition) -> Json:
    """Everything that a person has to see of a server, and no value of a variable or a header."""
    name, servers = definition.name, ours.servers
    state, says = servers.pool.state(name)
    allowed = servers.is_allowed(definition)
    running, kept = servers.pool.get(name), servers.kept(name)
    live = running.live if running is not None else None
    missing = await servers.values.missing(definition)
    return {
        "name": name,
        "transport": definition.transport,
        "line": definition.line,
        "command": definition.command,
        "args": list(definition.args),
        "cwd": definition.cwd,
        "url": definition.url,
        "environment": [{"name": key, "set": key not in missing} for key in definition.env],
        "headers": [{"name": key, "set": key not in missing} for key in definition.headers],
        "hash": definition.hash,
        "approved": allowed,
        "changed": not allowed and bool(kept),
        "on": definition.on,
        "state": state,
        "says": says or None,
        "about": live.about if live is not None else None,
        "runs": NO_SANDBOX if definition.url is None else None,
        "asksToSignIn": says == SIGN_IN,
        "signedIn": await servers.is_signed_in(definition) if definition.url is not None else None,
        "tools": [_tool(listed) for listed in servers.tools(name)] if allowed else [],
        "prompts": list(kept.get("prompts", ())) if allowed else [],
        "resources": len(live.resources) if live is not None else None,
    }


def _tool(listed: Listed) -> Json:
    tool, before = listed.tool, listed.before
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "schema": tool.schema,
        "hash": tool.hash,
        "state": listed.state,
        "on": listed.on,
        "before": {"description": before.description, "schema": before.schema} if before is not None else None,
    }


def _plain(values: dict[str, SecretStr | None]) -> dict[str, str | None]:
    return {key: value.get_secret_value() if value is not None else None for key, value in values.items()}
