"""`/api/models`, `/api/providers` and `/api/discovery`. A key goes in and never comes out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import AnyHttpUrl, SecretStr

from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import services
from backend.domain.model import ProviderKind
from backend.domain.settings import Provider
from backend.models.states import ProviderState

router = APIRouter(route_class=LateRoute)


class ProviderBody(Body):
    """Body of PUT /api/providers/{name}."""

    kind: ProviderKind
    base_url: AnyHttpUrl | None = None
    api_key: SecretStr | None = None


@router.get("/api/models")
async def models(request: Request, refresh: bool = False, kept: bool = False) -> dict[str, Any]:
    """All models of all providers that answer, and the problems of those that do not.

    `kept` asks nobody beyond this machine: of others it is what they named last.
    """
    listing = await services(request).catalog.models(refresh=refresh, asking=not kept)
    return {
        "models": [
            {
                "id": model.id,
                "provider": model.provider,
                "name": model.name,
                "contextTokens": model.context_tokens,
                "capabilities": list(model.capabilities),
                "unsure": list(model.unsure),
            }
            for model in listing.models
        ],
        "default": listing.default,
        "problems": [
            {"provider": problem.provider, "code": problem.code, "detail": problem.detail}
            for problem in listing.problems
        ],
    }


@router.get("/api/providers")
async def providers(request: Request) -> dict[str, Any]:
    """The providers that were set up, and where keys are kept on this system."""
    catalog = services(request).catalog
    states = await catalog.providers()
    available, detail = await catalog.keychain()
    return {
        "providers": [_shown(state) for state in states],
        "keychain": {"available": available, "detail": detail},
    }


@router.put("/api/providers/{name}", dependencies=[tells("providers")])
async def put_provider(request: Request, name: str, body: ProviderBody) -> dict[str, Any]:
    """Sets one up, or changes it."""
    provider = Provider(kind=body.kind, base_url=body.base_url)
    return _shown(await services(request).catalog.put_provider(name, provider, body.api_key))


@router.delete("/api/providers/{name}", dependencies=[tells("providers")])
async def delete_provider(request: Request, name: str) -> dict[str, str]:
    """Forgets it and its key."""
    await services(request).catalog.remove_provider(name)
    return {}


@router.post("/api/providers/{name}/check")
async def check_provider(request: Request, name: str) -> dict[str, Any]:
    """Asks it for its models, now."""
    check = await services(request).catalog.check(name)
    return {"ok": check.ok, "code": check.code, "detail": check.detail, "models": check.models}


@router.get("/api/discovery")
async def discovery(request: Request) -> dict[str, Any]:
    """What this machine has. Looks at loopback ports and at names in the environment, nowhere else."""
    found = await services(request).catalog.discover()
    return {
        "found": [
            {
                "kind": item.kind.value,
                "name": item.name,
                "title": item.title,
                "baseUrl": item.base_url,
                "models": list(item.models),
                "how": item.how,
                "variable": item.variable,
            }
            for item in found.found
        ],
        "looked": [{"name": place.name, "where": place.where} for place in found.looked],
        "builtin": True,
    }


def _shown(state: ProviderState) -> dict[str, Any]:
    return {"name": state.name, "kind": state.kind.value, "baseUrl": state.base_url, "key": state.key}
