"""The servers of tools that a person set up. The one door to this package for everything above it.

Nothing is started or reached that a person did not say yes to, exactly as it is: not at our start, not by listing, not
because a file changed. A yes is bound to the hash of what is run (`Definition.hash`), a tool to the hash of what it
says of itself (`Tool.hash`); whatever differs waits for another yes. The SDK is imported with the first connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from backend.domain.errors import BadInput, Conflict, NotFound
from backend.mcp import pins
from backend.mcp.calls import Calls
from backend.mcp.definition import Definition, Json, Tool, marked, named, parsed
from backend.mcp.file import Approved
from backend.mcp.offers import Offer
from backend.mcp.pool import Outside, Pool, Running
from backend.mcp.program import Launch
from backend.mcp.remote import SignIn
from backend.mcp.set_up import SetUp
from backend.mcp.uses import Uses
from backend.mcp.values import Values, signed_in
from backend.mcp.vault import Vault

NOT_APPROVED = (
    "The server “{name}” was not allowed yet, or has changed since. A person has to allow it in the settings."
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as a model may call it, under a name that no other has."""

    name: str
    server: str
    tool: Tool


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
        self._approved = Approved(folder)
        self._vault = vault
        self.values = Values(vault, environment)
        self._set_up = SetUp(folder, self.values)
        self.calls = Calls()
        outside = Outside(launch, vault, self.values, version, callback_url, self._allowed, self._offered)
        self.pool = Pool(outside, self.calls)
        self.uses = Uses(self.pool, self.calls, self._allowed)

    # --- what is set up -----------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The file they are in."""
        return self._set_up.path

    async def definitions(self) -> dict[str, Definition]:
        """All of them, in the file's order."""
        return await self._set_up.definitions()

    async def definition(self, name: str) -> Definition:
        """One of them. Raises NotFound."""
        return await self._set_up.definition(name)

    def notices(self) -> list[str]:
        """What has to be said of the files."""
        return [text for text in (*self._set_up.notices(), self._approved.notice) if text]

    async def put(self, name: str, entry: Json) -> Definition:
        """Adds a server or changes it; values go to the keychain and never into the file. It has to be allowed again.

        A value of None stays as it was. Raises BadInput, DataFolderUnusable.
        """

        async def has_new_values() -> None:  # they may mean another program (NODE_OPTIONS, PYTHONPATH …)
            if self.kept(name):
                await asyncio.to_thread(self._approved.put, name, {**self.kept(name), "hash": ""})

        made = await self._set_up.put(name, entry, has_new_values)
        await self.pool.stop(name, "It was changed.")
        return made

    async def add(self, found: Mapping[str, Json]) -> tuple[list[str], dict[str, str]]:
        """Adds what an import found, without allowing any of it: the names, and why others were left out."""
        there = await self.definitions()
        added: list[str] = []
        skipped: dict[str, str] = {}
        for name, entry in found.items():
            try:
                made = parsed(name, entry)
                if name in there or name in self._set_up.problems:
                    raise BadInput("There is one of this name already; it was left as it is.")
                asks = {key: None if "${input:" in value else value for key, value in made.given.items()}
                await self.put(name, {**made.entry(), ("env" if made.url is None else "headers"): asks})
            except BadInput as error:
                skipped[str(name)[:100]] = error.detail
            else:
                added.append(name)
        return added, skipped

    async def remove(self, name: str) -> None:
        """Ends it and forgets it, with its values and every yes that it had. Raises NotFound."""
        if name not in self._set_up.problems:
            await self.definition(name)
        await self.pool.forget(name)
        await self._set_up.write(name, None)
        await asyncio.to_thread(self._approved.put, name, None)
        await self.values.forget(name)

    # --- what a person says yes to ------------------------------------------------------------------------

    def is_allowed(self, definition: Definition) -> bool:
        """A person said yes to exactly this."""
        return self._approved.of(definition.name).get("hash") == definition.hash

    def kept(self, name: str) -> Json:
        """What is remembered of a server that was allowed: its tools, prompts and resources."""
        return self._approved.of(name)

    def tools(self, name: str) -> list[pins.Listed]:
        """Its tools as they are now, beside what was allowed."""
        running = self.pool.get(name)
        return pins.listed(self._approved.tools(name), running.live if running is not None else None)

    async def approve(self, name: str, *, hash_: str | None, tools: Mapping[str, str]) -> None:
        """A person's yes to exactly this: what is run (`hash_`), and tools by their hashes. Starts the server.

        Raises NotFound, Conflict where it is not what the person saw.
        """
        definition = await self.definition(name)
        if hash_ is not None and hash_ != definition.hash:
            raise Conflict("The server has changed in the meantime. Look at it again.", code="changed")
        if hash_ is not None and not self.is_allowed(definition):
            await asyncio.to_thread(self._approved.put, name, {"hash": hash_, "pinned": False, "tools": {}})
        self._require_allowed(definition)
        if tools:
            running = self.pool.get(name)
            live = {tool.name: tool for tool in (running.live.tools if running and running.live else ())}
            if any(tool not in live or live[tool].hash != seen for tool, seen in tools.items()):
                raise Conflict("A tool has changed in the meantime. Look at it again.", code="changed")
            kept = self.kept(name)
            pinned = {**kept.get("tools", {}), **{tool: pins.pin(live[tool]) for tool in tools}}
            await asyncio.to_thread(self._approved.put, name, {**kept, "tools": pinned})
        if hash_ is not None and definition.on:
            self.pool.begin(definition)

    async def switch(self, name: str, *, on: bool | None, tools: Mapping[str, bool]) -> None:
        """Sets a server or some of its allowed tools aside, or takes them up again. Raises NotFound."""
        definition = await self.definition(name)
        if on is not None and on != definition.on:
            await self._set_up.write(name, replace(definition, on=on))
            if not on:
                await self.pool.stop(name)
        if tools:
            known = self.kept(name).get("tools", {})
            if missing := [tool for tool in tools if tool not in known]:
                raise NotFound(f"The server has no allowed tool “{missing[0]}”.")
            changed = {tool: {**item, "on": tools.get(tool, item.get("on", True))} for tool, item in known.items()}
            await asyncio.to_thread(self._approved.put, name, {**self.kept(name), "tools": changed})

    # --- what runs ----------------------------------------------------------------------------------------

    async def restart(self, name: str) -> None:
        """Ends it and starts it anew. Raises NotFound, Conflict where nobody allowed it."""
        definition = await self._allowed(name)
        await self.pool.stop(name)
        self.pool.begin(definition)

    async def stop(self, name: str) -> None:
        """Ends it; a call starts it again. Raises NotFound."""
        await self.definition(name)
        await self.pool.stop(name)

    async def sign_in(self, name: str) -> str:
        """Begins to sign in at a server elsewhere, by a person's click; the address that a browser has to open.

        Raises NotFound, Conflict, ServerFailed.
        """
        definition = await self._allowed(name)
        if definition.url is None:
            raise Conflict("Only a server with an address asks one to sign in.")
        await self.sign_out(name)  # what was registered then comes back to another port of ours
        self.pool.connected(definition).sign_in = sign_in = SignIn()
        self.pool.begin(definition)
        return await sign_in.address(lambda: self.pool.state(name))

    async def sign_out(self, name: str) -> None:
        """Forgets what was got by signing in. Raises NotFound."""
        await self.stop(name)
        await self._vault.remove(signed_in(name))

    async def is_signed_in(self, definition: Definition) -> bool:
        """Whether there is something from signing in."""
        return await self._vault.get(signed_in(definition.name), definition.bound_to) is not None

    async def aclose(self) -> None:
        """Ends all of them, and everything they began."""
        await self.calls.aclose()
        await self.pool.aclose()

    # --- what a model may do ------------------------------------------------------------------------------

    async def offered(self) -> list[Offered]:
        """The tools that are allowed and on, as they were allowed. Starts nothing."""
        found: dict[tuple[str, str], Tool] = {}
        for name in await self._in_use():
            for tool, is_on in self._approved.tools(name).values():
                if is_on:
                    found[name, tool.name] = tool
        names = named(found)
        return [Offered(names[pair], pair[0], tool) for pair, tool in found.items()]

    def pin(self, server: str, tool: Tool | None = None) -> str:
        """A mark of what was allowed: of the server as it is run, and of this tool of it."""
        return marked([self.kept(server).get("hash"), tool.hash if tool is not None else None])

    async def with_resources(self) -> list[str]:
        """The allowed servers that have something to read."""
        return [name for name in await self._in_use() if self.kept(name).get("resources")]

    async def prompts(self) -> list[tuple[str, Json]]:
        """Servers and their prompts, as they said last. Starts nothing."""
        return [(name, prompt) for name in await self._in_use() for prompt in self.kept(name).get("prompts", ())]

    # --- inside -------------------------------------------------------------------------------------------

    async def _in_use(self) -> list[str]:
        return [name for name, one in (await self.definitions()).items() if one.on and self.is_allowed(one)]

    async def _allowed(self, name: str) -> Definition:
        definition = await self.definition(name)
        self._require_allowed(definition)
        return definition

    def _require_allowed(self, definition: Definition) -> None:
        if not self.is_allowed(definition):
            raise Conflict(NOT_APPROVED.format(name=definition.name), code="not_approved")

    async def _offered(self, name: str, running: Running, offer: Offer) -> None:
        """A new list: the first after a yes is what was said yes to, what differs later waits."""
        kept = self.kept(name)
        if kept.get("hash") != running.hash:
            return
        for tool in pins.changed(kept, offer):
            running.journal.say(
                "runnel", f"The tool {tool} has changed; it waits to be allowed again.", level="warning"
            )
        after = pins.after_offer(kept, offer)
        if after != kept:
            await asyncio.to_thread(self._approved.put, name, after)
