"""`POST /api/pulse`: the page in the window of our own says that it is alive."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services

router = APIRouter(route_class=LateRoute)


class PulseBody(Body):
    """`shown` is false when the page is hidden or about to stand still for a dialog: then nobody waits for it."""

    shown: bool


@router.post("/api/pulse", status_code=204)
async def beat(request: Request, body: PulseBody) -> Response:
    """Each second while the page is shown. Without one for longer the window makes the page anew."""
    services(request).pulse.beat(is_shown=body.shown)
    return Response(status_code=204)
