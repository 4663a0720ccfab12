"""`/api/about`: which Runnel this is, for a report, and its folder in the system's file manager."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.data import report
from backend.data.downloads import show_in_folder
from backend.domain.errors import Conflict, NotFound

router = APIRouter(route_class=LateRoute)
_LOG = "runnel.log"  # the desktop's; a server without a window writes to standard error


class ShowBody(Body):
    """Body of POST /api/about/show."""

    what: Literal["data", "log"]


@router.get("/api/about")
async def about(request: Request) -> dict[str, str | None]:
    """{"details": some lines for a report, "log": the file of details or null}. Waits for the sandbox's own test."""
    ours = services(request)
    sandbox = await ours.sandbox.state()
    text = await asyncio.to_thread(report.details, version=ours.version, sandbox=sandbox)
    log = ours.data_dir / _LOG
    return {"details": text, "log": str(log) if await asyncio.to_thread(log.is_file) else None}


@router.post("/api/about/show", status_code=204)
async def show(request: Request, body: ShowBody) -> Response:
    """Opens the file manager at the data folder, with the database or the log marked. Nothing else can be shown."""
    data_dir = services(request).data_dir
    file: Path = data_dir / ("runnel.db" if body.what == "data" else _LOG)
    if not await asyncio.to_thread(file.exists):
        raise NotFound("There is no such file.")
    if not await asyncio.to_thread(show_in_folder, file):
        raise Conflict(f"No file manager could be started. The folder is {data_dir}.", code="no_files")
    return Response(status_code=204)
