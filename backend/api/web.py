"""`/api/web-search`, `/api/skills`, and what a chat's folder brings along. A key goes in and never comes out."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AnyHttpUrl, SecretStr

from backend.agent.conventions import brought
from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import words
from backend.domain.settings import SearchKind, SearchProvider
from backend.web.search import TITLES, SearchFailed, SearchState

router = APIRouter(route_class=LateRoute)
_TRIED = "weather"


class SearchBody(Body):
    """Body of PUT /api/web-search."""

    kind: SearchKind
    base_url: AnyHttpUrl | None = None
    api_key: SecretStr | None = None


@router.get("/api/web-search")
async def search_provider(request: Request) -> dict[str, Any]:
    """Who is asked: {"search": {"kind", "baseUrl", "key", "ready"} or null, "keychain": …}."""
    ours = services(request)
    available, detail = await ours.catalog.keychain()
    state = await ours.searching.state()
    return {"search": _shown(state), "keychain": {"available": available, "detail": detail}}


@router.put("/api/web-search", dependencies=[tells("webSearch")])
async def put_search_provider(request: Request, body: SearchBody) -> dict[str, Any]:
    """Sets one up instead of any other."""
    provider = SearchProvider(kind=body.kind, base_url=body.base_url)
    return {"search": _shown(await services(request).searching.put(provider, body.api_key))}


@router.delete("/api/web-search", dependencies=[tells("webSearch")])
async def delete_search_provider(request: Request) -> dict[str, Any]:
    """Forgets it and its key."""
    await services(request).searching.remove()
    return {"search": None}


@router.post("/api/web-search/check")
async def check_search_provider(request: Request) -> dict[str, Any]:
    """Searches once, now, and says how that went: {"ok", "detail"}."""
    searching = services(request).searching
    try:
        hits = await searching.search(_TRIED)
        title, _ = searching.place()
    except SearchFailed as error:
        return {"ok": False, "detail": error.detail}
    if not hits:
        return {"ok": False, "detail": f"{title} answers, but found nothing for “{_TRIED}”."}
    return {"ok": True, "detail": f"{title} answers."}


@router.get("/api/brought")
async def brought_along(
    request: Request,
    folder: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006  FastAPI's own default
) -> dict[str, Any]:
    """What an answer in these folders brings along: {"files": [{"path", "bytes", "cut"}], "skills": [{"name",
    "description", "own", "place"}], "skillsFolder"}."""
    own = services(request).data_dir / "skills"
    found = await asyncio.to_thread(lambda: brought([words.whole_path(path) for path in folder], own))
    return {**found, "skillsFolder": str(own)}


def _shown(state: SearchState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {
        "kind": state.kind,
        "title": TITLES[state.kind],
        "baseUrl": state.base_url,
        "key": state.key,
        "ready": state.ready,
    }
