"""What a person allowed beforehand: to look at, and to take back. Giving is part of answering a question (`runs`)."""

from __future__ import annotations

from typing import Any

from backend.domain import facts
from backend.domain.errors import NotFound
from backend.log import grants
from backend.log.grants import GrantRow
from backend.log.ledger import Ledger

Json = dict[str, Any]


class Grants:
    """The verbs of `/api/grants`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def listed(self) -> list[Json]:
        """All that are valid somewhere, newest first."""
        rows = await self._ledger.ask(lambda db: grants.listed(db, now_ms=facts.now_ms()))
        return [_as_json(row) for row in rows]

    async def take_back(self, grant_id: str) -> None:
        """From the next call on, that is asked again. Durable on return. Raises NotFound."""
        if not await self._ledger.transact(lambda transaction: grants.remove(transaction.db, grant_id)):
            raise NotFound("There is no such grant; it may have ended or been taken back before.")

    async def take_all_back(self) -> None:
        """As take_back, for all of them."""
        await self._ledger.transact(lambda transaction: grants.clear(transaction.db))


def _as_json(row: GrantRow) -> Json:
    return {
        "id": row.id,
        "kind": row.kind,
        "value": row.value,
        "says": row.says,
        "until": row.until,
        "conversation": row.conversation,
        "folder": row.folder,
        "createdAt": row.created_at,
        "expiresAt": row.expires_at,
        "used": row.used,
    }
