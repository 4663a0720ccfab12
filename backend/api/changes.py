"""`/api/conversations/{id}/changes`, `undo` and `redo`: what the agent did to files, and the way back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services

router = APIRouter(route_class=LateRoute)


class WhichBody(Body):
    """Body of undo and redo: a whole turn, or some changes."""

    run: str | None = None
    changes: list[str] | None = None


@router.get("/api/conversations/{conversation_id}/changes")
async def listed(request: Request, conversation_id: str) -> dict[str, Any]:
    """By the turn, each file with whether it could be undone now."""
    return await services(request).undoing.listed(conversation_id)


@router.get("/api/conversations/{conversation_id}/changes/{change_id}")
async def shown(request: Request, conversation_id: str, change_id: str) -> dict[str, Any]:
    """One change with its lines."""
    return await services(request).undoing.shown(conversation_id, change_id)


@router.post("/api/conversations/{conversation_id}/undo")
async def undo(request: Request, conversation_id: str, body: WhichBody) -> dict[str, Any]:
    """Takes back what is as the agent left it; what is not, is listed."""
    return await services(request).undoing.go(conversation_id, "undo", run=body.run, changes=body.changes)


@router.post("/api/conversations/{conversation_id}/redo")
async def redo(request: Request, conversation_id: str, body: WhichBody) -> dict[str, Any]:
    """Does it again."""
    return await services(request).undoing.go(conversation_id, "redo", run=body.run, changes=body.changes)
