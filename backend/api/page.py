"""The page's bundle: where it is, and `/boot`, which lets a browser in."""

from __future__ import annotations

import contextlib
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from backend.api.late import LateRoute
from backend.api.problems import explanation, problem
from backend.api.services import services
from backend.domain.errors import NotFound

router = APIRouter(route_class=LateRoute)

_USED_UP = (
    "Such a link works once, and for one minute.\n"
    "In the terminal where Runnel runs, press Enter for a fresh one; or start Runnel again."
)

# The app is its own one-page fallback here: no script, no style, only what to do.
_NO_BUNDLE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Runnel</title>
<h1>The page has not been built</h1>
<p>Run <code>npm ci</code> and <code>npm run build</code> in <code>web/</code>, or start with
<code>uv run --reinstall-package runnel --extra desktop python -m desktop</code>, which builds it.</p></html>"""


@router.get("/boot")
async def boot(request: Request, code: str = "") -> Response:
    """Exchanges a one-time code for the session cookie and shows the app."""
    sessions = services(request).sessions
    if not sessions.redeem(code):
        if "text/html" in request.headers.get("accept", ""):
            return explanation(403, "This link has been used", _USED_UP)
        return problem(403, "boot_code", "Link used up", _USED_UP)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(sessions.cookie_name, sessions.cookie, httponly=True, samesite="strict", path="/")
    return response


def find_bundle(chosen: Path | None) -> Path | None:
    """The built page: a chosen folder, the frozen app's, the checkout's, or the installed package's; None if none."""
    here = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [
        chosen,
        Path(frozen) / "backend" / "_web" if frozen else None,
        here.parent / "web" / "dist",
        here / "_web",
    ]
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        # a ./desktop in the current folder can shadow the installed package, whose files are then elsewhere
        places.append(Path(str(importlib.metadata.distribution("runnel").locate_file("backend/_web"))))
    return next((place for place in places if place is not None and (place / "index.html").is_file()), None)


def add_bundle(app: FastAPI, bundle: Path | None) -> frozenset[str]:
    """Serves the page at `/` and its files below; answers the paths of those files, which need no credential."""
    if bundle is None:
        app.add_api_route("/", lambda: Response(_NO_BUNDLE, 503, media_type="text/html"))
        return frozenset()
    files = {"/" + file.relative_to(bundle).as_posix(): file for file in bundle.rglob("*") if file.is_file()}
    index = files.pop("/index.html")
    app.add_api_route("/", lambda: FileResponse(index), response_class=FileResponse)
    for path, file in files.items():  # plain routes: there are many, and FastAPI looks into each one's parameters
        app.add_route(path, _serving(file), include_in_schema=False)
    return frozenset(files)


def _serving(file: Path) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        if not file.is_file():  # the bundle was built anew under a running server
            raise NotFound("This file of the page is gone. Reload the page.")
        return FileResponse(file)

    return serve
