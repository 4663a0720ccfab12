"""`/api/releases`: whether there is a newer Runnel, for who wants to know; and what is new in this one, said once."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.domain import limits
from backend.domain.settings import Preferences
from backend.web.release_list import is_after
from backend.web.releases import State

router = APIRouter(route_class=LateRoute)


class VersionBody(Body):
    """Body of POST …/dismiss."""

    version: Annotated[str, Field(max_length=limits.VERSION_CHARS, pattern=r"^[0-9.]+$")]


@router.get("/api/releases")
async def releases(request: Request) -> dict[str, Any]:
    """What is known: {"on", "feed", "lookedAt", "failure", "newer": {"version", "url", "dismissed"} or null}.

    `feed` is null where this Runnel knows no address to look at. Nothing is sent for this.
    """
    return _wire(await services(request).releases.state())


@router.post("/api/releases/look")
async def look(request: Request) -> dict[str, Any]:
    """Looks now, because somebody asked for it. 409 where it is switched off or there is no address."""
    return _wire(await services(request).releases.look())


@router.post("/api/releases/dismiss")
async def dismiss(request: Request, body: VersionBody) -> dict[str, Any]:
    """Nobody is told of this version again."""
    return _wire(await services(request).releases.dismiss(body.version))


@router.post("/api/releases/seen")
async def seen(request: Request) -> dict[str, bool]:
    """Remembers that this version has been met: {"upgraded": true} for the first to ask after an upgrade."""
    ours = services(request)
    if ours.preferences.current.seen_version == ours.version:
        return {"upgraded": False}
    seen: list[str | None] = []  # before this call: of two windows that ask at once, one comes after the other

    def meet(stored: Preferences) -> dict[str, Any]:
        seen.append(stored.seen_version)
        return {"seen_version": ours.version}

    await asyncio.to_thread(ours.preferences.update, meet)
    return {"upgraded": seen[0] is not None and is_after(ours.version, seen[0])}


def _wire(state: State) -> dict[str, Any]:
    newer = state.newer
    return {
        "on": state.on,
        "feed": state.feed,
        "lookedAt": state.looked_at_ms,
        "failure": state.failure,
        "newer": None if newer is None else {"version": newer.version, "url": newer.url, "dismissed": newer.dismissed},
    }
