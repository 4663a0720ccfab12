"""Which servers are set up: the file that says so, and the keychain that has their values. Nothing here allows any."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from backend.domain.errors import NotFound
from backend.mcp.definition import KEPT, Definition, Json, is_reference, parsed
from backend.mcp.file import ServersFile
from backend.mcp.values import Values


class SetUp:
    """Use it from one event loop."""

    def __init__(self, folder: Path, values: Values) -> None:
        self._file = ServersFile(folder)
        self._values = values
        self._changing = asyncio.Lock()

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def problems(self) -> Mapping[str, str]:
        """Why entries of the file cannot be used, by their names."""
        return self._file.problems

    def notices(self) -> list[str]:
        """What has to be said of the file."""
        broken = [f"{name}: {why}" for name, why in self._file.problems.items()]
        return [*([self._file.notice] if self._file.notice else []), *broken]

    async def definitions(self) -> dict[str, Definition]:
        """All of them, in the file's order."""
        return await asyncio.to_thread(self._file.servers)

    async def definition(self, name: str) -> Definition:
        """One of them. Raises NotFound."""
        found = (await self.definitions()).get(name)
        if found is None:
            raise NotFound(f"There is no server “{name[:100]}”.")
        return found

    async def put(self, name: str, entry: Json, has_new_values: Callable[[], Awaitable[None]]) -> Definition:
        """Adds or changes one; values go to the keychain. A value of None stays as it was.

        `has_new_values` is awaited before any is kept that was not there. Raises BadInput, DataFolderUnusable.
        """
        given = "headers" if entry.get("url") is not None else "env"
        sent: Json = entry.get(given) or {}
        before = (await self.definitions()).get(name)
        made = parsed(name, {**entry, given: {key: KEPT if value is None else value for key, value in sent.items()}})
        stored: dict[str, str] = {}
        fresh: dict[str, str] = {}
        for key, value in made.given.items():
            stored[key] = value
            if sent[key] is None:
                stored[key] = before.given.get(key, KEPT) if before is not None else KEPT
            elif not is_reference(value):
                fresh[key], stored[key] = value, KEPT
        made = replace(made, env=stored) if made.url is None else replace(made, headers=stored)
        async with self._changing:
            same_place = before is not None and before.bound_to == made.bound_to
            kept = await self._values.kept(before) if before is not None and same_place else {}
            if fresh:
                await has_new_values()
            await self._values.keep(made, {**{key: kept[key] for key in made.given if key in kept}, **fresh})
            await self.write(name, made)
        return made

    async def write(self, name: str, definition: Definition | None) -> None:
        """Puts it into the file as it is, or takes it out."""

        def change(entries: dict[str, Json]) -> None:
            entries.pop(name, None) if definition is None else entries.update({name: definition.entry()})

        await asyncio.to_thread(self._file.change, change)
