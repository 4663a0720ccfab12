"""The tools of servers that a person set up, in a run: each behind the guard as ours are, each result marked.

A model sees the tools as they were allowed, without any server being started for that; the first call starts one. What
a server asks back in the middle of a call becomes a question to the person: the run ends with it, and the run that
continues it goes on with the call, as long as we live that long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ModelRetry, ToolFailed
from pydantic_ai.messages import BinaryContent, ToolReturn
from pydantic_ai.models import Model
from pydantic_ai.tools import ToolDefinition
from pydantic_ai.toolsets import AbstractToolset, ToolsetTool
from pydantic_core import SchemaValidator, core_schema

from backend.agent import server_asks
from backend.agent.hands import Hands
from backend.agent.job import Job
from backend.agent.tools.common import call_of, describe, say_beside, shortened
from backend.domain.errors import BadInput
from backend.files.pictures import for_model
from backend.mcp.calls import Question
from backend.mcp.results import Said
from backend.mcp.servers import Offered, Servers

LIST, READ = "list_resources", "read_resource"
CUT_OFF = (
    "Runnel was started again while the server waited for the person's answer, so the call was cut off. It is not "
    "known whether it took effect."
)
_ARGUMENTS = SchemaValidator(core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema()))
_SERVER = {"server": {"type": "string", "description": "The name of the server."}}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run has of servers: tools by the name that a model calls them by, and servers with resources."""

    tools: dict[str, Offered]
    resources: list[str]

    def __bool__(self) -> bool:
        return bool(self.tools or self.resources)


class ServerTools(AbstractToolset[Hands]):
    """For one run. `model` makes the model that a server may ask for words, None where there is none."""

    def __init__(
        self, servers: Servers, job: Job, wanted: Wanted, model: Callable[[], Awaitable[Model]] | None
    ) -> None:
        self._servers = servers
        self._job = job
        self._wanted = wanted
        self._model = model

    @classmethod
    async def of(cls, servers: Servers, job: Job, model: Callable[[], Awaitable[Model]] | None) -> Self | None:
        """What is allowed and on now; None for nothing. Calls of this chat that nobody waits for any more are ended."""
        goes_on = [call for call, approved in job.approvals.items() if approved]
        answered = {job.asked.get(call, {}).get("helper", {}).get("call", call) for call in goes_on}
        servers.calls.drop_all_but(f"{job.conversation}/", {f"{job.conversation}/{call}" for call in answered})
        offered = await servers.offered()
        wanted = Wanted({tool.name: tool for tool in offered}, await servers.with_resources())
        return cls(servers, job, wanted, model) if wanted else None

    @property
    def id(self) -> str:
        return "servers"

    async def get_tools(self, ctx: RunContext[Hands]) -> dict[str, ToolsetTool[Hands]]:
        """All of them; asks nobody."""
        defined = [_defined(tool) for tool in self._wanted.tools.values()]
        if self._wanted.resources:
            defined += _of_resources(self._wanted.resources)
        return {
            tool.name: ToolsetTool(toolset=self, tool_def=tool, max_retries=2, args_validator=_ARGUMENTS)
            for tool in defined
        }

    async def call_tool(
        self, name: str, tool_args: dict[str, Any], ctx: RunContext[Hands], tool: ToolsetTool[Hands]
    ) -> str | ToolReturn[str]:  # Any: JSON, as the model gave it
        """Says what it is about to do, then does it (see `Guarded`)."""
        if name in (LIST, READ) and name not in self._wanted.tools:
            return await self._resources(name, tool_args, ctx)
        offered = self._wanted.tools[name]
        describe(
            ctx,
            "mcp",
            title=f"Use “{offered.tool.title or offered.tool.name}” of the server “{offered.server}”",
            server=offered.server,
            pin=self._servers.pin(offered.server, offered.tool),
            serverName=offered.server,
            serverTool=offered.tool.name,
        )
        say_beside(ctx, untrusted=f"mcp: {offered.server}")
        key = f"{self._job.conversation}/{call_of(ctx)}"
        asked = ctx.tool_call_metadata if isinstance(ctx.tool_call_metadata, dict) else {}
        if "serverAsks" in asked:
            question = self._servers.calls.question(key)
            if question is None:
                raise ToolFailed(CUT_OFF)
            outcome: Said | Question = await self._answer(key, offered, question, str(asked.get("answer", "")), ctx)
        else:
            outcome = await self._servers.uses.call(key, offered.server, offered.tool, tool_args)
        while isinstance(outcome, Question):
            outcome = await self._ask(key, offered, outcome, ctx)
        return await shown(outcome, ctx)

    async def _ask(self, key: str, offered: Offered, question: Question, ctx: RunContext[Hands]) -> Said | Question:
        """Ends the run with what the server asks; goes on with a no for what cannot be asked."""
        asks = server_asks.asked(offered.server, question, may_ask_model=self._model is not None)
        if asks is None:
            return await self._servers.uses.go_on(key, offered.server, None)
        before = ctx.tool_call_metadata
        bound = before.get("hash") if isinstance(before, dict) else None
        raise ApprovalRequired(
            metadata={
                "tool": ctx.tool_name,
                "title": shortened(f"The server “{offered.server}” asks something"),
                "risk": "mcp",
                "serverName": offered.server,
                "serverTool": offered.tool.name,
                "serverAsks": question.kind,
                "question": {"text": asks.text, "choices": list(asks.choices)},
                "untrusted": [f"mcp: {offered.server}"],
                **({"hash": bound} if bound else {}),
            }
        )

    async def _answer(
        self, key: str, offered: Offered, question: Question, answer: str, ctx: RunContext[Hands]
    ) -> Said | Question:
        """The person's answer, given on: a field of a form, a yes to asking the model, an address that was opened."""
        taken = server_asks.take(question, answer)
        if taken is server_asks.AGAIN:
            return await self._ask(key, offered, question, ctx)
        if taken is server_asks.ASK_MODEL:
            assert self._model is not None, "it was not offered otherwise"
            taken = await server_asks.from_model(await self._model(), self._job.model, question.params)
        return await self._servers.uses.go_on(key, offered.server, taken)

    async def _resources(self, name: str, arguments: dict[str, Any], ctx: RunContext[Hands]) -> str | ToolReturn[str]:
        server, uri = arguments.get("server"), arguments.get("uri", "")
        if server not in self._wanted.resources or not isinstance(uri, str):
            raise ModelRetry(f"The servers with resources are: {', '.join(self._wanted.resources)}.")
        title = f"Read {uri}" if name == READ else "List what can be read"
        describe(
            ctx,
            "mcp",
            title=f"{title} at the server “{server}”",
            server=server,
            pin=self._servers.pin(server),
            serverName=server,
            serverTool=name,
        )
        say_beside(ctx, untrusted=f"mcp: {server}")
        if name == READ:
            return await shown(await self._servers.uses.read(server, uri), ctx)
        return await self._servers.uses.resources(server)


async def shown(said: Said, ctx: RunContext[Hands]) -> str | ToolReturn[str]:
    """What a server said as a tool's result. Raises ToolFailed for a failure that it reports."""
    if said.failed:
        raise ToolFailed(said.text or "The tool failed.")
    if not said.pictures or not (await ctx.deps.takes()).images:
        return said.text
    pictures: list[BinaryContent] = []
    for picture in said.pictures[:4]:
        try:
            data, media_type = await asyncio.to_thread(for_model, picture.data, picture.media_type)
        except BadInput:
            continue  # its text says that there was one
        pictures.append(BinaryContent(data, media_type=media_type))
    return ToolReturn(said.text, content=pictures)


def _defined(offered: Offered) -> ToolDefinition:
    schema = {"type": "object", "properties": {}, **offered.tool.schema}
    about = f"Of the server “{offered.server}”. {offered.tool.description}".strip()
    return ToolDefinition(name=offered.name, description=about, parameters_json_schema=schema, strict=False)


def _of_resources(servers: list[str]) -> list[ToolDefinition]:
    names = ", ".join(f"“{name}”" for name in servers)
    uri = {"uri": {"type": "string", "description": "The resource's address, as listed."}}
    return [
        ToolDefinition(
            name=LIST,
            description=f"List what can be read at a server ({names}).",
            parameters_json_schema={"type": "object", "properties": _SERVER, "required": ["server"]},
        ),
        ToolDefinition(
            name=READ,
            description=f"Read a resource of a server ({names}).",
            parameters_json_schema={"type": "object", "properties": _SERVER | uri, "required": ["server", "uri"]},
        ),
    ]
