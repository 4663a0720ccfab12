"""A server's prompt on its way into the composer: the message that will hold it says whose words it holds."""

from __future__ import annotations

from collections.abc import Mapping

from backend.domain import facts
from backend.log import given
from backend.log.ledger import Ledger
from backend.mcp.servers import Servers


async def prompt(ledger: Ledger, servers: Servers, server: str, name: str, arguments: Mapping[str, str]) -> str:
    """Its text, for a person to look at and send; remembered on return. Raises ServerFailed, Conflict, NotFound."""
    text = await servers.uses.prompt(server, name, arguments)
    await ledger.transact(lambda t: given.keep(t.db, f"mcp: {server}", text, now_ms=facts.now_ms()))
    return text
