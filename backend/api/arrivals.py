"""`POST /api/arrivals`: what a second start was given, and the window to the front.

The door takes the secret of `handover.py` here beside the ordinary credentials.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import words

router = APIRouter(route_class=LateRoute)

Path = Annotated[str, Field(max_length=32_768)]  # as long as Windows lets one be


class ArrivalBody(Body):
    """`path` is a file or folder, whole; `activation` is what the desktop gave for being allowed to the front."""

    path: Path | None = None
    text: str | None = None
    activation: Annotated[str, Field(max_length=1_000)] | None = None


@router.post("/api/arrivals")
async def arrive(request: Request, body: ArrivalBody) -> dict[str, str | None]:
    """{"conversation": the chat that was made of it, "open": an address where there is no window to bring forward}."""
    for name, value in (("path", body.path), ("text", body.text), ("activation", body.activation)):
        if value is not None:
            words.storable(value, name)
    if body.text is not None:
        words.checked_length(body.text)
    arrivals = services(request).arrivals
    is_a_start = "authorization" in request.headers  # a page, which has the cookie, reads no file by its path
    conversation = await arrivals.take(body.path, body.text, may_attach=is_a_start)
    return {"conversation": conversation, "open": await arrivals.bring(conversation, body.activation)}
