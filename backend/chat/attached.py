"""The files that a message names: looked at, and kept from the sweep, before the message is accepted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.chat import words
from backend.domain import limits
from backend.domain.errors import BadInput, RunnelError
from backend.files.store import Attachments
from backend.log.ledger import Ledger
from backend.log.messages import attachments_in_use


@dataclass(frozen=True, slots=True)
class Named:
    """An attached file as a caller names it."""

    id: str
    name: str


async def described(store: Attachments, named: Sequence[Named]) -> list[dict[str, Any]] | RunnelError:
    """What a message's metadata says of its files; or the error to raise, unless the message was accepted before."""
    try:
        if len(named) > limits.ATTACHMENTS_PER_MESSAGE:
            raise BadInput(
                f"{len(named)} files are attached; a message can have {limits.ATTACHMENTS_PER_MESSAGE}. "
                "Send the others with another message.",
                code="too_many_files",
            )
        return [await asyncio.to_thread(_described, store, file) for file in named]
    except RunnelError as error:
        return error


async def still_there(store: Attachments, named: Sequence[Named]) -> list[dict[str, Any]]:
    """What is known of those files that are kept, for a draft: it must not be lost because of one that has gone."""
    found = []
    for file in named[: limits.ATTACHMENTS_PER_MESSAGE]:
        with contextlib.suppress(RunnelError):
            found.append(await asyncio.to_thread(_described, store, file))
    return found


async def sweep(ledger: Ledger, store: Attachments) -> int:
    """Removes files that no message and no draft refers to and that are a day old; answers how many."""
    return await asyncio.to_thread(store.sweep, await ledger.ask(attachments_in_use))


def _described(store: Attachments, file: Named) -> dict[str, Any]:
    size = store.keep(file.id)
    name = words.file_name(file.name) or "file"
    contents = store.contents(file.id, name)
    return {"id": file.id, "name": name, "type": contents.type, "bytes": size, "kind": contents.kind}
