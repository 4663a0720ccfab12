"""What is done at a server that a person allowed: its tools are called, its resources and prompts are read.

Each begins with a look at whether it is allowed as it is now. What it answers is shown without the values it was given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from backend.domain import limits
from backend.domain.errors import Conflict
from backend.mcp import results
from backend.mcp.calls import Calls, Question
from backend.mcp.connection import ServerFailed
from backend.mcp.definition import Definition, Json, Tool
from backend.mcp.pool import Pool, Running
from backend.mcp.results import Said

CHANGED = (
    "The tool “{tool}” of the server “{name}” is not what it was when it was allowed: its description or its form has "
    "changed. It is switched off until a person allows it again in the settings."
)


class Uses:
    """`allowed` answers a definition that a person allowed as it is, or raises."""

    def __init__(self, pool: Pool, calls: Calls, allowed: Callable[[str], Awaitable[Definition]]) -> None:
        self._pool = pool
        self._calls = calls
        self._allowed = allowed

    async def call(self, key: str, server: str, tool: Tool, arguments: Json) -> Said | Question:
        """Calls a tool that is still what was allowed; `key` is the call's id. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        await running.connection.client()  # whose list comes first
        live = {item.name: item for item in (running.live.tools if running.live is not None else ())}
        if tool.name not in live:
            raise ServerFailed(f"The server “{server}” has no tool “{tool.name}” any more.")
        if live[tool.name].hash != tool.hash:
            raise ServerFailed(CHANGED.format(tool=tool.name, name=server))
        running.journal.say("runnel", f"Calls {tool.name}.")

        async def work() -> Any:  # Any: mcp_types.CallToolResult
            return await running.connection.ask(
                lambda client: client.call_tool(tool.name, dict(arguments)), timeout_s=None
            )

        return _said(running, await self._calls.begin(key, server, work))

    async def go_on(
        self, key: str, server: str, answer: Any
    ) -> Said | Question:  # Any: what the SDK's callback returns
        """Goes on with a call that asked something. Raises KeyError: it is not waiting any more."""
        running = self._pool.get(server)
        assert running is not None, "its call is parked"
        return _said(running, await self._calls.go_on(key, answer))

    async def resources(self, server: str) -> str:
        """What can be read there, a line each. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        await running.connection.client()
        listed = running.live.resources if running.live is not None else ()
        lines = [f"{item['uri']} – {item['name']} {item['description']}".rstrip() for item in listed]
        return running.hide("\n".join(lines)) or "(nothing)"

    async def read(self, server: str, uri: str) -> Said:
        """Reads a resource. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        result = await running.connection.ask(lambda client: client.read_resource(uri), timeout_s=limits.MCP_LIST_S)
        said = results.of_resource(result)
        return replace(said, text=running.hide(said.text))

    async def prompt(self, server: str, prompt: str, arguments: Mapping[str, str]) -> str:
        """The text of a prompt, for a person to look at and send. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        result = await running.connection.ask(
            lambda client: client.get_prompt(prompt, dict(arguments)), timeout_s=limits.MCP_LIST_S
        )
        return running.hide(results.of_blocks([message.content for message in result.messages]).text)

    async def _for_use(self, name: str) -> Running:
        definition = await self._allowed(name)
        if not definition.on:
            raise Conflict(f"The server “{name}” is switched off.")
        return self._pool.connected(definition)


def _said(running: Running, result: Any) -> Said | Question:  # Any: CallToolResult or Question
    if isinstance(result, Question):
        return result
    said = results.of_call(result)
    return replace(said, text=running.hide(said.text))
