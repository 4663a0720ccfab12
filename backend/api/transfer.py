"""Export and import: files out, an archive in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from backend.api.services import services
from backend.data.transfer import Format
from backend.domain import limits
from backend.domain.errors import BadInput, StorageFailed

router = APIRouter()

_PIECE_BYTES = limits.MIB
_INERT = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}


@router.get("/api/conversations/{conversation_id}/export")
async def export_chat(request: Request, conversation_id: str, format: Format = "markdown") -> Response:
    """One chat as a file to save: what is shown as Markdown or HTML, or all of it as JSON."""
    exported = await services(request).transfer.chat(conversation_id, format)
    return Response(exported.data, media_type=exported.media_type, headers=_saved_as(exported.name))


@router.post("/api/export")
async def export_everything(request: Request) -> Response:
    """All chats outside the bin and their attached files, as a zip to save."""
    file = await services(request).transfer.everything()
    size = await asyncio.to_thread(file.seek, 0, 2)
    await asyncio.to_thread(file.seek, 0)
    name = time.strftime("runnel-%Y-%m-%d.zip")
    headers = {**_saved_as(name), "content-length": str(size)}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


@router.post("/api/import")
async def import_archive(request: Request) -> dict[str, int]:
    """Takes the chats of an archive that are not here; never settings, keys, folders, permissions or providers."""
    transfer = services(request).transfer
    with await asyncio.to_thread(transfer.temporary) as file:
        try:
            async for piece in request.stream():
                await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(file.flush)
        except ClientDisconnect:
            raise BadInput("The archive was cut off on its way. Import it again.", code="cut_off") from None
        except OSError as error:
            raise StorageFailed(f"The archive could not be kept: {error.strerror}. Free some space.") from None
        await asyncio.to_thread(file.seek, 0)
        return await transfer.take(file)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
    finally:
        file.close()


def _saved_as(name: str) -> dict[str, str]:
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in name)
    return {
        **_INERT,
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
    }
