"""`/api/dropped`: what was dropped on the window, for the page that it was dropped on; `/api/open/folder`: a folder
chosen in the system's own dialog.

What was dropped comes from the window through the process (`Server.dropped`), never over HTTP: a page cannot name a
path to be read.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import words

router = APIRouter(route_class=LateRoute)


@router.post("/api/dropped")
async def take(request: Request) -> dict[str, Any]:
    """The drop of this moment, once: {"folders": [path], "files": [{"key", "name"}]}. Waits for it for a moment."""
    drop = await services(request).dropped.take()
    files = [{"key": key, "name": words.file_name(_shown(path.name)) or "file"} for key, path in drop.files.items()]
    return {"folders": [str(path) for path in drop.folders], "files": files}


@router.get("/api/dropped/{key}")
async def read(request: Request, key: str) -> Response:
    """A dropped file's bytes, once."""
    data = await services(request).dropped.read(key)
    return Response(data, media_type="application/octet-stream")


class ChooseBody(Body):
    """Body of POST /api/open/folder: `path` is where the dialog begins."""

    path: Annotated[str, Field(max_length=32_768)] | None = None


@router.post("/api/open/folder")
async def choose_folder(request: Request, body: ChooseBody) -> dict[str, str | None]:
    """Shows the system's dialog over the window and waits for the person: {"path": what was chosen, or null}."""
    start = str(words.whole_path(body.path)) if body.path else None
    return {"path": await services(request).dialogs.folder(start)}


def _shown(name: str) -> str:
    """Of a name whose bytes are no text, what can be read."""
    return name.encode("utf-8", "replace").decode()
