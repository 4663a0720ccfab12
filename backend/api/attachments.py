"""`/api/attachments`: a file's bytes in, and out again as nothing that a browser would run."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import words
from backend.domain import limits
from backend.domain.errors import BadInput
from backend.files.store import Attachments

router = APIRouter(route_class=LateRoute)
_PIECE_BYTES = limits.MIB  # handed to the disk's thread at once
_INERT = {"content-security-policy": "sandbox; default-src 'none'"}


@router.post("/api/attachments", status_code=201)
async def attach(request: Request) -> dict[str, Any]:
    """Keeps a file; it is on the disk when this is answered. Its name comes percent-encoded in `X-Runnel-Name`."""
    name = _name(request.headers.get("x-runnel-name", ""))
    store = services(request).attachments
    attachment = await _received(request, store)
    contents = await asyncio.to_thread(store.contents, attachment, name)
    size = await asyncio.to_thread(store.keep, attachment)
    shown: dict[str, Any] = {
        "id": attachment,
        "name": name,
        "type": contents.type,
        "bytes": size,
        "kind": contents.kind,
    }
    return {**shown, "note": contents.note} if contents.note else shown


@router.get("/api/attachments/{attachment_id}")
async def get_attachment(request: Request, attachment_id: str, name: str = "") -> Response:
    """Its bytes: an image to be shown, everything else to be saved. `name` is what it is saved as."""
    store = services(request).attachments
    contents = await asyncio.to_thread(store.contents, attachment_id, "")
    place = "inline" if contents.kind == "image" else "attachment"
    filename = quote(words.file_name(name) or attachment_id[:12], safe="")
    return FileResponse(
        store.path(attachment_id),
        media_type=contents.type if contents.kind == "image" else "application/octet-stream",
        headers={**_INERT, "content-disposition": f"{place}; filename*=UTF-8''{filename}"},
    )


async def _received(request: Request, store: Attachments) -> str:
    """The id of the bytes that were sent, written as they came."""
    upload = await asyncio.to_thread(store.begin)
    piece = bytearray()
    try:
        async for some in request.stream():
            piece += some
            if len(piece) >= _PIECE_BYTES:
                await asyncio.to_thread(upload.write, bytes(piece))
                piece.clear()
        await asyncio.to_thread(upload.write, bytes(piece))
        return await asyncio.to_thread(upload.finish)
    except ClientDisconnect:
        raise BadInput("The file was cut off on its way. Attach it again.", code="cut_off") from None
    finally:
        await asyncio.to_thread(upload.abandon)


def _name(header: str) -> str:
    """The file's own name, or a plain one where none was sent. Raises BadInput."""
    try:
        name = unquote_to_bytes(header).decode()
    except UnicodeDecodeError:
        raise BadInput("X-Runnel-Name is the file's name in UTF-8, percent-encoded.") from None
    return words.file_name(name) or "file"
