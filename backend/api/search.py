"""`/api/search`: where something was said."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.domain import limits

router = APIRouter(route_class=LateRoute)


class SearchBody(Body):
    """Body of POST /api/search. `conversation` looks in one chat only, and then not at its title."""

    query: str
    limit: Annotated[int, Field(ge=1, le=limits.SEARCH_HITS_MOST)] = 30
    before: str | None = None
    conversation: str | None = None


@router.post("/api/search")
async def search(request: Request, body: SearchBody) -> dict[str, Any]:
    """Hits with the words around them; `next` leads to more."""
    return await services(request).search.find(
        body.query, limit=body.limit, before=body.before, conversation=body.conversation
    )
