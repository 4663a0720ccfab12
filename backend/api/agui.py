"""`POST /ag-ui`: the standard door, for front ends that speak plain AG-UI over HTTP.

Bare events in `data:` frames, LF line ends; an `id` where the log has one, and comments as heartbeats, because the
standard client refuses named frames.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response

from backend.api.events import EventStream
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat.standard import Standard
from backend.log.ledger import Ledger

router = APIRouter(route_class=LateRoute)


@router.post("/ag-ui")
async def run_agent(request: Request, body: dict[str, Any]) -> Response:
    """RunAgentInput in, the run's events out. The run goes on when the caller leaves."""
    ours = services(request)
    standard = Standard(ours.ledger, ours.conversations, ours.messages, ours.runs)
    run_id = await standard.accept(body)
    return EventStream(_frames(ours.ledger, standard, run_id), media_type="text/event-stream")


async def _frames(ledger: Ledger, standard: Standard, run_id: str) -> AsyncIterator[bytes]:
    yield b": runnel\n\n"
    async for record in standard.events(run_id):
        if record is None:
            yield b": hb\n\n"
        else:
            yield b"id: %s\ndata: %s\n\n" % (ledger.cursor(record.s).encode(), record.event)
