"""`/api/around`: what this system's desktop can do around the window, and the choice to start with the login."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request

from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import services
from backend.domain.around import Around
from backend.domain.errors import Conflict, RunnelError

router = APIRouter(route_class=LateRoute)


class LoginBody(Body):
    """Body of PUT /api/around/login."""

    on: bool


@router.get("/api/around")
async def around(request: Request) -> dict[str, bool | str | None]:
    """{"outlivesClosing", "tray", "key", "keyName", "login"}; "login" is null where it is no choice."""
    return await asyncio.to_thread(_shown, services(request).around)


@router.put("/api/around/login", dependencies=[tells("around")])
async def start_with_the_login(request: Request, body: LoginBody) -> dict[str, bool | str | None]:
    """Answers as `GET /api/around`; written on return."""
    ours = services(request).around
    if ours.login is None:
        raise Conflict("Runnel cannot be started with the login here.", code="no_login_entry")
    try:
        await asyncio.to_thread(ours.login.turn, on=body.on)
    except OSError as error:
        raise RunnelError(
            f"That could not be written where this system looks: {error.strerror}.", code="login_entry_failed"
        ) from error
    return await asyncio.to_thread(_shown, ours)


def _shown(ours: Around) -> dict[str, bool | str | None]:
    login = ours.login.is_on() if ours.login is not None else None
    return {
        "outlivesClosing": ours.outlives_closing,
        "tray": ours.tray,
        "key": ours.key,
        "keyName": ours.key_name,
        "login": login,
    }
