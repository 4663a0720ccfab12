"""`/api/grants`: what a person allowed beforehand. There is no way to add one here: that is done with an answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import services

router = APIRouter(route_class=LateRoute)


@router.get("/api/grants")
async def listed(request: Request) -> dict[str, list[dict[str, Any]]]:
    """All that are valid somewhere."""
    return {"grants": await services(request).grants.listed()}


@router.delete("/api/grants/{grant_id}", status_code=204, dependencies=[tells("grants")])
async def take_back(request: Request, grant_id: str) -> Response:
    """Takes one back."""
    await services(request).grants.take_back(grant_id)
    return Response(status_code=204)


@router.delete("/api/grants", status_code=204, dependencies=[tells("grants")])
async def take_all_back(request: Request) -> Response:
    """Takes all back."""
    await services(request).grants.take_all_back()
    return Response(status_code=204)
