"""The app: all routes, and the door around them so that none can forget it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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


def build_app(services: Services, *, host: str, web_dir: Path | None = None) -> ASGIApp:
    """The ASGI app that answers at `host` ("127.0.0.1:40123") and nowhere else."""
    app = bare_app(services)
    bundle = page.add_bundle(app, page.find_bundle(web_dir))
    return Door(app, host=host, sessions=services.sessions, bundle=bundle)


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
