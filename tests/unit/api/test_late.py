"""Routes that are made when they are needed answer as FastAPI's own, and a start makes none of them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import Match

from backend.api.app import FIRST, bare_app, build_app
from backend.api.late import LateRoute

PATHS = ["/api/x", "/api/x/", "/api/x/1", "/api/x/1/y", "/api/x/1/y/2", "/api/x/1/z", "/api", "/", "/api/xy", "/boot"]


class Thing(BaseModel):
    name: str


def router(route_class: type[APIRoute]) -> APIRouter:
    made = APIRouter(route_class=route_class)

    @made.get("/api/x", status_code=203)
    async def all_of_them(limit: int = 3) -> dict[str, int]:
        return {"limit": limit}

    @made.put("/api/x/{name}")
    async def one(name: str, thing: Thing) -> dict[str, str]:
        return {name: thing.name}

    @made.delete("/api/x/{name}/y/{number}")
    async def part(name: str, number: int) -> dict[str, str]:
        return {name: str(number)}

    return made


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
@pytest.mark.parametrize("path", PATHS)
def test_a_late_route_matches_what_an_ordinary_one_matches(path: str, method: str) -> None:
    def answers(route_class: type[APIRoute]) -> list[tuple[Match, object]]:
        found = [each.matches({"type": "http", "path": path, "method": method}) for each in router(route_class).routes]
        return [(match, scope.get("path_params")) for match, scope in found]

    assert answers(LateRoute) == answers(APIRoute)


def test_whoever_looks_at_a_late_route_finds_an_ordinary_one() -> None:
    def seen(route_class: type[APIRoute]) -> list[object]:
        return [
            (r.path, r.name, r.methods, r.status_code, r.unique_id, r.body_field is None, len(r.dependant.query_params))
            for r in router(route_class).routes
            if isinstance(r, APIRoute)
        ]

    assert seen(LateRoute) == seen(APIRoute)
    assert not hasattr(router(LateRoute).routes[0], "nothing_of_this_name")


def test_a_look_ahead_makes_the_first_calls_of_a_page_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        version, sessions = "0", None

    (tmp_path / "index.html").write_text("<p>the page</p>")
    _, look_ahead = build_app(Nothing(), host="127.0.0.1:1", web_dir=tmp_path)  # type: ignore[arg-type]  # no call is made
    made: list[str] = []
    monkeypatch.setattr(LateRoute, "make", lambda route: made.append(route.path))
    asyncio.run(look_ahead())
    assert made == [*FIRST]


def test_threads_that_meet_at_a_route_find_it_whole() -> None:
    for _ in range(20):
        (route, *_) = router(LateRoute).routes
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(route.dependant)) for _ in range(8)]  # type: ignore[attr-defined]  # noqa: B023
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8


def test_all_routes_of_the_app_are_late_until_they_are_listed() -> None:
    class Nothing:
        version = "0"

    app = bare_app(Nothing())  # type: ignore[arg-type]  # routes are only listed, never called
    late = [route for route in app.router.routes if isinstance(route, LateRoute)]
    assert late == app.router.routes
    listed = {(path, method) for path, each in app.openapi()["paths"].items() for method in each}
    assert listed == {(route.path, method.lower()) for route in late for method in route.methods or ()}


def test_a_start_makes_no_route_and_no_model_of_openapi_and_loads_no_first_version_of_pydantic() -> None:
    """In a process of its own: other tests have made routes here."""
    program = """
import sys
from backend.api import app, late
from fastapi.openapi.models import OpenAPI
from pydantic import BaseModel
made = []
late.APIRoute.__init__ = lambda self, path, *given, **named: made.append(path)
class Nothing:
    version = "0"
print(len(app.bare_app(Nothing()).router.routes) > 50, made, "pydantic.v1" in sys.modules)
print(OpenAPI.__pydantic_complete__, BaseModel.model_config)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split("\n") == ["True [] False", "False {}", ""]
