"""The servers of tools that a person set up. The one door to this package for everything above it.

Nothing is started or reached that a person did not say yes to, exactly as it is: not at our start, not by listing, not
because a file changed. A yes is bound to the hash of what is run (`Definition.hash`), a tool to the hash of what it
says of itself (`Tool.hash`); whatever differs waits for another yes. The SDK is imported with the first connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backend.domain import limits
from backend.domain.errors import BadInput, Conflict, NotFound
from backend.mcp import definition as definitions
from backend.mcp import results
from backend.mcp.calls import Calls, Question
from backend.mcp.connection import Connection, Offer, ServerFailed, State, Wiring
from backend.mcp.definition import KEPT, Definition, Json, Tool, named, parsed
from backend.mcp.file import Approved, ServersFile, pin
from backend.mcp.journal import Journal
from backend.mcp.program import Launch
from backend.mcp.remote import Remote, SignIn
from backend.mcp.results import Said
from backend.mcp.stdio import Start, stdio
from backend.mcp.vault import Vault

HIDDEN = "[hidden]"
NOT_APPROVED = (
    "The server “{name}” was not allowed yet, or has changed since. A person has to allow it in the settings."
)
CHANGED = (
    "The tool “{tool}” of the server “{name}” is not what it was when it was allowed: its description or its form has "
    "changed. It is switched off until a person allows it again in the settings."
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as a model may call it, under a name that no other has."""

    name: str
    server: str
    tool: Tool


@dataclass(slots=True)
class _Running:
    """What is kept of one server while we live."""

    connection: Connection
    journal: Journal
    hash: str
    live: Offer | None = None  # as it last said
    secrets: tuple[str, ...] = ()
    sign_in: SignIn | None = None


class Servers:
    """Use it from one event loop; `aclose` at the end."""

    def __init__(
        self,
        folder: Path,
        *,
        vault: Vault,
        launch: Launch,
        version: str,
        environment: Mapping[str, str],
        callback_url: str = "",
    ) -> None:
        self._file = ServersFile(folder)
        self._approved = Approved(folder)
        self._vault = vault
        self._launch = launch
        self._version = version
        self._environment = environment
        self._callback_url = callback_url
        self._running: dict[str, _Running] = {}
        self._journals: dict[str, Journal] = {}
        self._changing = asyncio.Lock()
        self.calls = Calls()

    # --- what is set up -----------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The file they are in."""
        return self._file.path

    async def definitions(self) -> dict[str, Definition]:
        """All of them, in the file's order."""
        return await asyncio.to_thread(self._file.servers)

    async def definition(self, name: str) -> Definition:
        """One of them. Raises NotFound."""
        return await self._definition(name)

    def notices(self) -> list[str]:
        """What has to be said of the files."""
        broken = [f"{name}: {why}" for name, why in self._file.problems.items()]
        return [text for text in (self._file.notice, self._approved.notice, *broken) if text]

    async def put(self, name: str, entry: Json) -> Definition:
        """Adds a server or changes it; values go to the keychain and never into the file. It has to be allowed again.

        A value of None stays as it was. Raises BadInput, DataFolderUnusable.
        """
        given = "headers" if entry.get("url") is not None else "env"
        values = {key: value for key, value in (entry.get(given) or {}).items() if value is not None}
        before = (await self.definitions()).get(name)
        known = {**dict.fromkeys(entry.get(given) or {}, KEPT), **values}
        made = parsed(name, {**entry, given: known})
        stored = dict(made.given)
        literal: dict[str, str] = {}
        for key, value in made.given.items():
            if key in values and not definitions.is_reference(value):
                literal[key] = value
                stored[key] = KEPT
            elif key not in values and before is not None and key in before.given:
                stored[key] = before.given[key]
        made = replace(made, env=stored) if made.url is None else replace(made, headers=stored)
        async with self._changing:
            kept = await self._kept(before) if before is not None and before.bound_to == made.bound_to else {}
            await self._keep(made, {**{key: kept[key] for key in made.given if key in kept}, **literal})
            await asyncio.to_thread(self._file.change, lambda entries: entries.update({name: made.entry()}))
            if literal:  # other values may mean another program (NODE_OPTIONS, PYTHONPATH …)
                await asyncio.to_thread(self._forget_consent, name)
        await self._stop(name, "It was changed.")
        return made

    async def add(self, found: Mapping[str, Json]) -> tuple[list[str], dict[str, str]]:
        """Adds what an import found, without allowing any of it: the names, and why others were left out."""
        there = await self.definitions()
        added: list[str] = []
        skipped: dict[str, str] = {}
        for name, entry in found.items():
            try:
                made = parsed(name, entry)
                if name in there or name in self._file.problems:
                    raise BadInput("There is one of this name already; it was left as it is.")
                asks = {key: None if "${input:" in value else value for key, value in made.given.items()}
                body = {**made.entry(), ("env" if made.url is None else "headers"): asks}
                await self.put(name, body)
            except BadInput as error:
                skipped[str(name)[:100]] = error.detail
            else:
                added.append(name)
        return added, skipped

    async def remove(self, name: str) -> None:
        """Ends it and forgets it, with its values and every yes that it had. Raises NotFound."""
        there = await self.definitions()
        if name not in there and name not in self._file.problems:
            raise _no_server(name)
        await self._stop(name, "")

        def take_out(entries: dict[str, Json]) -> None:
            entries.pop(name, None)

        await asyncio.to_thread(self._file.change, take_out)
        await asyncio.to_thread(self._approved.put, name, None)
        await self._vault.remove(_entry(name))
        await self._vault.remove(_entry(name, "oauth"))
        self._running.pop(name, None)
        self._journals.pop(name, None)

    async def approve(self, name: str, *, hash_: str | None, tools: Mapping[str, str]) -> None:
        """A person's yes to exactly this: what is run (`hash_`), and tools by their hashes. Starts the server.

        Raises NotFound, Conflict where it is not what the person saw.
        """
        definition = await self._definition(name)
        if hash_ is not None:
            if hash_ != definition.hash:
                raise Conflict("The server has changed in the meantime. Look at it again.", code="changed")
            kept = self._approved.of(name)
            if kept.get("hash") != hash_:
                await asyncio.to_thread(self._approved.put, name, {"hash": hash_, "pinned": False, "tools": {}})
        self._require_allowed(definition)
        if tools:
            running = self._running.get(name)
            live = {tool.name: tool for tool in (running.live.tools if running and running.live else ())}
            for tool, seen in tools.items():
                if tool not in live or live[tool].hash != seen:
                    raise Conflict("A tool has changed in the meantime. Look at it again.", code="changed")
            kept = self._approved.of(name)
            pinned = {**kept.get("tools", {}), **{tool: pin(live[tool]) for tool in tools}}
            await asyncio.to_thread(self._approved.put, name, {**kept, "tools": pinned})
        if hash_ is not None and definition.on:
            self.begin(name, definition)

    async def switch(self, name: str, *, on: bool | None, tools: Mapping[str, bool]) -> None:
        """Sets a server or some of its allowed tools aside, or takes them up again. Raises NotFound."""
        definition = await self._definition(name)
        if on is not None and on != definition.on:
            entry = replace(definition, on=on).entry()
            await asyncio.to_thread(self._file.change, lambda entries: entries.update({name: entry}))
            if not on:
                await self._stop(name, "")
        if tools:
            kept = self._approved.of(name)
            known = kept.get("tools", {})
            if missing := [tool for tool in tools if tool not in known]:
                raise NotFound(f"The server has no allowed tool “{missing[0]}”.")
            changed = {tool: {**item, "on": tools.get(tool, item.get("on", True))} for tool, item in known.items()}
            await asyncio.to_thread(self._approved.put, name, {**kept, "tools": changed})

    # --- what runs ----------------------------------------------------------------------------------------

    def begin(self, name: str, definition: Definition) -> None:
        """Connects in the background, so that the page has something to show. What goes wrong is in its state."""
        connection = self._connected(name, definition)

        async def connect() -> None:
            with contextlib.suppress(ServerFailed):  # it is in the state
                await connection.connection.client()

        task = asyncio.create_task(connect(), name=f"mcp-begin-{name}")
        _BACKGROUND.add(task)
        task.add_done_callback(_BACKGROUND.discard)

    async def restart(self, name: str) -> None:
        """Ends it and starts it anew. Raises NotFound, Conflict where nobody allowed it."""
        definition = await self._definition(name)
        self._require_allowed(definition)
        await self._stop(name, "")
        self.begin(name, definition)

    async def stop(self, name: str) -> None:
        """Ends it; a call starts it again. Raises NotFound."""
        await self._definition(name)
        await self._stop(name, "")

    async def aclose(self) -> None:
        """Ends all of them, and everything they began."""
        await self.calls.aclose()
        await asyncio.gather(*(running.connection.stop() for running in self._running.values()))

    def journal(self, name: str) -> Journal:
        """The live log of a server."""
        return self._journals.setdefault(name, Journal(lambda text: self._hide(name, text)))

    def state(self, name: str) -> tuple[State, str]:
        """Of its connection, with a sentence."""
        running = self._running.get(name)
        return (running.connection.state, running.connection.says) if running is not None else ("idle", "")

    def live(self, name: str) -> Offer | None:
        """What it said last that it has."""
        running = self._running.get(name)
        return running.live if running is not None else None

    def is_allowed(self, definition: Definition) -> bool:
        """A person said yes to exactly this."""
        return self._approved.of(definition.name).get("hash") == definition.hash

    def kept(self, name: str) -> Json:
        """What is remembered of an allowed server: its tools, prompts and resources."""
        return self._approved.of(name)

    def tools(self, definition: Definition) -> list[tuple[Tool, str, bool, Tool | None]]:
        """Its tools as a person sees them: now, "approved", "new", "changed" or "gone", on or not, and before."""
        allowed = self._approved.tools(definition.name)
        offer = self.live(definition.name)
        if offer is None:
            return [(tool, "approved", is_on, None) for tool, is_on in allowed.values()]
        listed: list[tuple[Tool, str, bool, Tool | None]] = []
        for tool in offer.tools:
            before, is_on = allowed.get(tool.name, (None, False))
            if before is None:
                listed.append((tool, "new", False, None))
            elif before.hash != tool.hash:
                listed.append((tool, "changed", False, before))
            else:
                listed.append((tool, "approved", is_on, None))
        there = {tool.name for tool in offer.tools}
        return listed + [(tool, "gone", False, None) for tool, _ in allowed.values() if tool.name not in there]

    async def missing(self, definition: Definition) -> list[str]:
        """Names of variables or headers that have no value yet."""
        kept = await self._kept(definition)
        return [
            key
            for key, value in definition.given.items()
            if key not in kept and definitions.put_in(value, self._environment) is None
        ]

    # --- what a model may do ------------------------------------------------------------------------------

    async def offered(self) -> list[Offered]:
        """The tools that are allowed and on, as they were allowed. Starts nothing."""
        found: dict[tuple[str, str], Tool] = {}
        for name, definition in (await self.definitions()).items():
            if definition.on and self.is_allowed(definition):
                for tool, is_on in self._approved.tools(name).values():
                    if is_on:
                        found[name, tool.name] = tool
        names = named(found)
        return [Offered(names[pair], pair[0], tool) for pair, tool in found.items()]

    async def with_resources(self) -> list[str]:
        """The allowed servers that have something to read."""
        return [
            name
            for name, definition in (await self.definitions()).items()
            if definition.on and self.is_allowed(definition) and self._approved.of(name).get("resources")
        ]

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

        return self._said(running, await self.calls.begin(key, server, work))

    async def go_on(
        self, key: str, server: str, answer: Any
    ) -> Said | Question:  # Any: what the SDK's callback returns
        """Goes on with a call that asked something. Raises KeyError: it is not waiting any more."""
        return self._said(self._running[server], await self.calls.go_on(key, answer))

    async def resources(self, server: str) -> str:
        """What can be read there, a line each. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        await running.connection.client()
        listed = running.live.resources if running.live is not None else ()
        lines = [f"{item['uri']} – {item['name']} {item['description']}".rstrip() for item in listed]
        return self._hidden(running, Said("\n".join(lines) or "(nothing)")).text

    async def read(self, server: str, uri: str) -> Said:
        """Reads a resource. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        result = await running.connection.ask(lambda client: client.read_resource(uri), timeout_s=limits.MCP_LIST_S)
        return self._hidden(running, results.of_resource(result))

    async def prompt(self, server: str, prompt: str, arguments: Mapping[str, str]) -> str:
        """The text of a prompt, for a person to look at and send. Raises ServerFailed, Conflict."""
        running = await self._for_use(server)
        result = await running.connection.ask(
            lambda client: client.get_prompt(prompt, dict(arguments)), timeout_s=limits.MCP_LIST_S
        )
        said = results.of_blocks([message.content for message in result.messages])
        return self._hidden(running, said).text

    # --- signing in ---------------------------------------------------------------------------------------

    async def sign_in(self, name: str) -> str:
        """Begins to sign in at a server elsewhere, by a person's click; the address that a browser has to open.

        Raises NotFound, Conflict, ServerFailed.
        """
        definition = await self._definition(name)
        self._require_allowed(definition)
        if definition.url is None:
            raise Conflict("Only a server with an address asks one to sign in.")
        await self._stop(name, "")
        await self._vault.remove(_entry(name, "oauth"))  # what was registered came back to another port of ours
        running = self._connected(name, definition)
        running.sign_in = sign_in = SignIn()
        self.begin(name, definition)
        return await sign_in.address(lambda: self.state(name))

    def came_back(self, state: str, code: str | None, issuer: str | None, error: str | None) -> bool:
        """A browser came back from signing in. False for one that nobody waits for."""
        return any(
            running.sign_in is not None and running.sign_in.came_back(state, code, issuer, error)
            for running in self._running.values()
        )

    async def sign_out(self, name: str) -> None:
        """Forgets what was got by signing in. Raises NotFound."""
        await self._definition(name)
        await self._stop(name, "")
        await self._vault.remove(_entry(name, "oauth"))

    async def is_signed_in(self, definition: Definition) -> bool:
        """Whether there is something from signing in."""
        return definition.url is not None and (
            await self._vault.get(_entry(definition.name, "oauth"), definition.bound_to) is not None
        )

    # --- inside -------------------------------------------------------------------------------------------

    async def _for_use(self, name: str) -> _Running:
        definition = await self._definition(name)
        self._require_allowed(definition)
        if not definition.on:
            raise Conflict(f"The server “{name}” is switched off.")
        return self._connected(name, definition)

    def _connected(self, name: str, definition: Definition) -> _Running:
        """Its connection, not opened yet. A changed definition gets a new one."""
        running = self._running.get(name)
        if running is None or running.hash != definition.hash:
            journal = self.journal(name)
            running = _Running(Connection(name, self._wiring(name, journal), journal), journal, definition.hash)
            self._running[name] = running
        return running

    def _wiring(self, name: str, journal: Journal) -> Wiring:
        return Wiring(
            transport=lambda ended: self._transport(name, journal, ended),
            sampling=lambda params: self._sampling(name, journal, params),
            elicitation=lambda params: self._elicitation(name, journal, params),
            offered=lambda offer: self._offered(name, offer),
            version=self._version,
        )

    def _transport(self, name: str, journal: Journal, ended: Callable[[str], None]) -> AbstractAsyncContextManager[Any]:
        return _Transport(self, name, journal, ended)

    async def open(self, name: str, journal: Journal, ended: Callable[[str], None]) -> AbstractAsyncContextManager[Any]:
        """The way to a server, with its values. The last look at whether it is allowed."""
        definition = await self._definition(name)
        self._require_allowed(definition)
        values = await self._values(definition)
        running = self._running[name]
        running.secrets = tuple(value for key, value in values.items() if definitions.looks_secret(key, value))
        for secret in running.secrets:
            self._vault.remember(secret)
        if definition.url is None:
            journal.say("runnel", f"Starts {definition.line}")
            return stdio(
                Start(definition, values),
                self._launch,
                journal,
                ended=ended,
                began=lambda program: journal.say("runnel", f"It runs as process {program.pid}."),
            )
        journal.say("runnel", f"Connects to {definition.url}")
        remote = Remote(definition, values, self._vault, _entry(name, "oauth"), self._callback_url, running.sign_in)
        return remote.open()

    async def _values(self, definition: Definition) -> dict[str, str]:
        kept = await self._kept(definition)
        values: dict[str, str] = {}
        for key, text in definition.given.items():
            value = kept.get(key) if text == KEPT else definitions.put_in(text, self._environment)
            if value is None:
                raise ServerFailed(f"the value of {key} is missing. Enter it in the settings.")
            values[key] = value
        return values

    async def _kept(self, definition: Definition) -> dict[str, str]:
        """The values that the keychain has for this server."""
        if KEPT not in definition.given.values():
            return {}
        text = await self._vault.get(_entry(definition.name), definition.bound_to)
        try:
            values = json.loads(text or "{}")
            return {str(key): str(value) for key, value in values.items()}
        except (ValueError, AttributeError):
            return {}

    async def _keep(self, definition: Definition, values: Mapping[str, str]) -> None:
        for key, value in values.items():
            if definitions.looks_secret(key, value):
                self._vault.remember(value)
        if values:
            await self._vault.put(_entry(definition.name), definition.bound_to, json.dumps(dict(values)))
        else:
            await self._vault.remove(_entry(definition.name))

    async def _offered(self, name: str, offer: Offer) -> None:
        """Remembers what it has. The first list after a yes is what was said yes to; what differs later waits."""
        running = self._running.get(name)
        if running is None:
            return
        running.live = offer
        for text in offer.says:
            running.journal.say("runnel", text, level="warning")
        kept = self._approved.of(name)
        if kept.get("hash") != running.hash:
            return
        after = {**kept, "prompts": list(offer.prompts), "resources": bool(offer.resources)}
        if not kept.get("pinned"):
            after |= {"pinned": True, "tools": {tool.name: pin(tool) for tool in offer.tools}}
        changed = [t.name for t in offer.tools if kept.get("tools", {}).get(t.name, {}).get("hash", t.hash) != t.hash]
        for tool in changed:
            running.journal.say(
                "runnel", f"The tool {tool} has changed; it waits to be allowed again.", level="warning"
            )
        if after != kept:
            await asyncio.to_thread(self._approved.put, name, after)

    async def _sampling(self, name: str, journal: Journal, params: Any) -> Any:  # Any: the SDK's
        from mcp_types import INVALID_REQUEST, ErrorData

        answer = await self.calls.ask(name, "sampling", params)
        if answer is None:
            journal.say(
                "runnel", "It asked for words of the model; nobody could be asked, or said no.", level="warning"
            )
            return ErrorData(code=INVALID_REQUEST, message="The user declined this request.")
        return answer

    async def _elicitation(self, name: str, journal: Journal, params: Any) -> Any:  # Any: the SDK's
        from mcp_types import ElicitResult

        answer = await self.calls.ask(name, "elicitation", params)
        if answer is None:
            journal.say("runnel", "It asked a question; nobody could be asked, or said no.", level="warning")
            return ElicitResult(action="decline")
        return answer

    def _said(self, running: _Running, result: Any) -> Said | Question:  # Any: CallToolResult or Question
        if isinstance(result, Question):
            return result
        return self._hidden(running, results.of_call(result))

    def _hidden(self, running: _Running, said: Said) -> Said:
        text = said.text
        for secret in sorted(running.secrets, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return replace(said, text=text)

    def _hide(self, name: str, text: str) -> str:
        running = self._running.get(name)
        for secret in running.secrets if running is not None else ():
            text = text.replace(secret, HIDDEN)
        return self._vault.hide_in(text)

    async def _stop(self, name: str, says: str) -> None:
        running = self._running.get(name)
        if running is not None:
            running.sign_in = None
            await running.connection.stop(says)

    def _forget_consent(self, name: str) -> None:
        kept = self._approved.of(name)
        if kept:
            self._approved.put(name, {**kept, "hash": ""})

    async def _definition(self, name: str) -> Definition:
        found = (await self.definitions()).get(name)
        if found is None:
            raise _no_server(name)
        return found

    def _require_allowed(self, definition: Definition) -> None:
        if not self.is_allowed(definition):
            raise Conflict(NOT_APPROVED.format(name=definition.name), code="not_approved")


class _Transport:
    """The SDK's transport, made when it is entered: until then nobody looked at the file or the keychain."""

    def __init__(self, servers: Servers, name: str, journal: Journal, ended: Callable[[str], None]) -> None:
        self._make: Callable[[], Awaitable[AbstractAsyncContextManager[Any]]] = lambda: servers.open(
            name, journal, ended
        )
        self._way: AbstractAsyncContextManager[Any] | None = None

    async def __aenter__(self) -> Any:  # Any: the SDK's streams
        self._way = await self._make()
        return await self._way.__aenter__()

    async def __aexit__(self, *error: Any) -> bool | None:
        assert self._way is not None, "it was entered"
        return await self._way.__aexit__(*error)


_BACKGROUND: set[asyncio.Task[None]] = set()


def program_of(definition: Definition) -> str | None:
    """Where the program is that would run; None where there is none of this name."""
    return shutil.which(definition.command, path=os.environ.get("PATH")) if definition.command else None


def _entry(name: str, what: str = "values") -> str:
    return f"mcp/{what}/{name}"


def _no_server(name: str) -> NotFound:
    return NotFound(f"There is no server “{name[:100]}”.")


__all__ = ["Offered", "Question", "Said", "Sequence", "Servers", "program_of"]
