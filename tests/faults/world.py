"""A server process with a scripted provider, and the few things that every story does with it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.scripted_provider import ScriptedProvider
from tests.faults.follower import Follower, Tally
from tests.faults.process import PLAIN, ServerProcess, free_port
from tests.faults.script import Order, Script
from tests.faults.wire import Address

Json = dict[str, Any]


@dataclass(slots=True)
class World:
    """`provider` says what `script` decides; the server lives in `server.data_dir`."""

    server: ServerProcess
    provider: ScriptedProvider
    script: Script = field(default_factory=Script)

    async def conversation(self, name: str, **more: str) -> str:
        """A conversation of this id."""
        await self.server.ask("POST", "/api/conversations", {"id": name, "model": "fake:scripted", **more})
        return name

    async def say(self, conversation: str, order: Order) -> str:
        """Posts the message of this order; answers the run."""
        body = {"id": order.mark, "text": order.prompt()}
        answer = await self.server.ask("POST", f"/api/conversations/{conversation}/messages", body)
        return str(answer["runId"])

    async def state(self, conversation: str) -> Json:
        """The conversation as the server shows it."""
        state: Json = await self.server.ask("GET", f"/api/conversations/{conversation}")
        return state

    async def as_of(self) -> str:
        """The cursor of this moment."""
        return str((await self.server.ask("GET", "/api/snapshot"))["asOf"])

    def follower(self, *, cursor: str | None = None, through: int | None = None, **more: Any) -> Follower:
        """A client, at the server itself or through a proxy's port. Any: Follower's own options."""
        address = self.server.address
        stream = address if through is None else Address(through, address.host, address.token)
        follower = Follower("client", stream, address, Tally(), random.Random(1), **more)
        if cursor is not None:
            follower.cursor = cursor
            follower.seen = int(cursor.partition(".")[2])
        return follower


@contextlib.asynccontextmanager
async def running(
    folder: Path, *, command: Sequence[str] = PLAIN, environment: Mapping[str, str] | None = None
) -> AsyncIterator[World]:
    """A fresh server in `folder`/data, killed at the end."""
    script = Script()
    async with ScriptedProvider(script) as provider:
        server = ServerProcess(folder / "data", free_port(random.Random()), command, environment=environment or {})
        await server.start()
        try:
            await server.use_provider(provider.url)
            yield World(server, provider, script)
        finally:
            server.kill()


async def until(look: Callable[[], bool], *, timeout_s: float = 15.0) -> None:
    """Returns when it is so. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not look():  # noqa: ASYNC110  what is looked at rings no bell
            await asyncio.sleep(0.01)
