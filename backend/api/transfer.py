"""Export and import: files out, as an answer or into the folder for downloads, and an archive in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import words
from backend.data.transfer import Format
from backend.domain import limits
from backend.domain.errors import BadInput, StorageFailed

router = APIRouter(route_class=LateRoute)

_PIECE_BYTES = limits.MIB
_INERT = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"}


class SaveBody(Body):
    """Body of POST …/save: what kind of file."""

    format: Format = "markdown"


class NameBody(Body):
    """What a saved file is to be called."""

    name: str


class TextBody(NameBody, defer_build=True):
    """Body of POST /api/downloads."""

    text: str


class ShowBody(Body):
    """Body of POST /api/downloads/show: the `path` of an earlier answer."""

    path: str


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
    headers = {**_saved_as(_archive_name()), "content-length": str(size)}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


@router.post("/api/conversations/{conversation_id}/save")
async def save_chat(request: Request, conversation_id: str, body: SaveBody) -> dict[str, str]:
    """One chat as a file in the folder for downloads; answers where it is."""
    ours = services(request)
    exported = await ours.transfer.chat(conversation_id, body.format)
    return (await ours.downloads.keep(exported.name, exported.data)).wire


@router.post("/api/export/save")
async def save_everything(request: Request) -> dict[str, str]:
    """The archive of all chats in the folder for downloads; answers where it is."""
    ours = services(request)
    with await ours.transfer.everything() as file:
        return (await ours.downloads.keep(_archive_name(), file)).wire


@router.post("/api/attachments/{file_id}/save")
async def save_attachment(request: Request, file_id: str, body: NameBody) -> dict[str, str]:
    """An attached file in the folder for downloads; answers where it is."""
    ours = services(request)
    data = await asyncio.to_thread(ours.attachments.read, file_id)
    return (await ours.downloads.keep(body.name, data)).wire


@router.post("/api/downloads")
async def save_text(request: Request, body: TextBody) -> dict[str, str]:
    """A text of the page, such as a block of code, in the folder for downloads; answers where it is."""
    text = words.storable(body.text, "text")
    return (await services(request).downloads.keep(body.name, text.encode())).wire


@router.post("/api/downloads/show", status_code=204)
async def show_download(request: Request, body: ShowBody) -> Response:
    """Shows a file that was saved so in the system's file manager."""
    await services(request).downloads.show(body.path)
    return Response(status_code=204)


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


def _archive_name() -> str:
    return time.strftime("runnel-%Y-%m-%d.zip")


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
