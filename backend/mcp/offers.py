"""What a server says that it has: tools, prompts, resources, within bounds. The SDK's values become ours here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from backend.domain import limits
from backend.mcp.definition import Json, Tool

if TYPE_CHECKING:
    from mcp import Client


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server said that it has."""

    tools: tuple[Tool, ...] = ()
    prompts: tuple[Json, ...] = ()
    resources: tuple[Json, ...] = ()
    about: str = ""  # its own name and version
    protocol: str = ""
    says: tuple[str, ...] = field(default=())  # what was left out


async def offer_of(client: Client) -> Offer:
    """Everything that it lists, within bounds. What it does not claim to have is not asked for."""
    has = client.server_capabilities
    says: list[str] = []
    tools = await _tools(client, says) if has.tools is not None else ()
    prompts = await _listed(client.list_prompts, "prompts", limits.MCP_PROMPTS, says) if has.prompts else []
    resources = await _listed(client.list_resources, "resources", limits.MCP_RESOURCES, says) if has.resources else []
    about = client.server_info
    return Offer(
        tools,
        tuple(_prompt(prompt) for prompt in prompts),
        tuple(_resource(resource) for resource in resources),
        f"{about.title or about.name} {about.version}".strip()[:200] if about is not None else "",
        client.protocol_version,
        tuple(says),
    )


async def _tools(client: Client, says: list[str]) -> tuple[Tool, ...]:
    found: dict[str, Tool] = {}
    for tool in await _listed(client.list_tools, "tools", limits.MCP_TOOLS, says):
        title = tool.title or (tool.annotations.title if tool.annotations is not None else "") or ""
        made = Tool(tool.name, tool.description or "", tool.input_schema, title)
        try:
            size = len(orjson.dumps([made.name, made.title, made.description, made.schema]))
        except TypeError:
            size = limits.MCP_SCHEMA_BYTES + 1
        if size > limits.MCP_SCHEMA_BYTES:
            says.append(f"The tool “{tool.name[:80]}” is left out: its description is too large.")
        elif tool.name in found:
            says.append(f"The tool “{tool.name[:80]}” is there twice; the second is left out.")
        else:
            found[tool.name] = made
    return tuple(found.values())


async def _listed(page_of: Callable[..., Awaitable[Any]], what: str, most: int, says: list[str]) -> list[Any]:
    """All pages of a list. A server that cannot list what it claims to have does not lose the rest for that."""
    from mcp import MCPError

    items: list[Any] = []
    cursor: str | None = None
    while True:
        try:
            page = await page_of(cursor=cursor)
        except MCPError as error:
            if what == "tools":
                raise
            says.append(f"Its {what} could not be listed: {error.message[:200]}")
            return items
        items += getattr(page, what)
        if len(items) > most:
            says.append(f"It lists more than {most} {what}; the rest is left out.")
            return items[:most]
        if page.next_cursor is None or page.next_cursor == cursor:
            return items
        cursor = page.next_cursor


def _prompt(prompt: Any) -> Json:  # Any: mcp_types.Prompt
    arguments = [
        {"name": argument.name, "description": (argument.description or "")[:1000], "required": bool(argument.required)}
        for argument in prompt.arguments or ()
    ]
    description = (prompt.description or "")[:2000]
    return {"name": prompt.name, "title": prompt.title or "", "description": description, "arguments": arguments}


def _resource(resource: Any) -> Json:  # Any: mcp_types.Resource
    description = (resource.description or "")[:500]
    return {
        "uri": str(resource.uri)[:2000],
        "name": resource.title or resource.name,
        "description": description,
        "type": resource.mime_type or "",
    }
