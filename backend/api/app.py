"""The app: all routes, and the door around them so that none can forget it."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from backend.api import (
    about,
    agui,
    around,
    arrivals,
    attachments,
    changes,
    conversations,
    dropped,
    events,
    grants,
    jobs,
    mcp,
    messages,
    models,
    page,
    prompts,
    pulse,
    releases,
    runs,
    search,
    settings,
    transfer,
    web,
)
from backend.api.door import Door
from backend.api.late import LateRoute
from backend.api.problems import add_problem_handlers
from backend.api.services import Services

if TYPE_CHECKING:
    from starlette.types import ASGIApp

# FastAPI would otherwise follow OTEL_… variables of the environment and send requests' data to whom they name.
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


# What a page asks first, in its order.
FIRST = ("/boot", "/", "/api/settings", "/api/pulse", "/api/snapshot", "/api/events", "/api/models", "/api/providers")

LookAhead = Callable[[], Coroutine[None, None, None]]


def build_app(services: Services, *, host: str, web_dir: Path | None = None) -> tuple[ASGIApp, LookAhead]:
    """The ASGI app that answers at `host` ("127.0.0.1:40123") and nowhere else; and what to do once it can answer,
    while a window is still on its way to ask."""
    app = bare_app(services)
    bundle = page.add_bundle(app, page.find_bundle(web_dir))
    door = Door(app, host=host, sessions=services.sessions, bundle=bundle)
    return door, functools.partial(_look_ahead, app)


async def _look_ahead(app: FastAPI) -> None:
    """Makes the routes of a page's first calls, and the first thread for files."""
    await anyio.to_thread.run_sync(_nothing)
    late = {route.path: route for route in reversed(app.router.routes) if isinstance(route, LateRoute)}
    for path in FIRST:
        if path in late:
            late[path].make()
            await asyncio.sleep(0)  # a call that has come goes first


def _nothing() -> None:
    return None


def bare_app(services: Services) -> FastAPI:
    """The routes without the door and the bundle; also what the OpenAPI document is made from."""
    app = FastAPI(
        title="Runnel",
        version=services.version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=_NO_TELEMETRY,
    )
    app.state.services = services
    app.router.route_class = LateRoute
    add_problem_handlers(app)
    for noun in (
        about,
        agui,
        around,
        arrivals,
        attachments,
        changes,
        conversations,
        dropped,
        messages,
        runs,
        grants,
        jobs,
        models,
        mcp,
        prompts,
        web,
        search,
        releases,
        settings,
        transfer,
        events,
        page,
        pulse,
    ):
        # As they are: `include_router` would make each anew, for a prefix and dependencies that they do not have, and
        # that took 45 ms of the first request.
        app.router.routes += noun.router.routes
    return app
