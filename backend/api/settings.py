"""`/api/settings`, `/api/sandbox`, the folder chooser, links to the system's browser, and health."""

from __future__ import annotations

import asyncio
import os
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from pydantic import Field

from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import Services, services
from backend.chat import words
from backend.domain import settings as preferences
from backend.domain.conversation import Mode
from backend.domain.errors import BadInput, RunnelError

router = APIRouter(route_class=LateRoute)


class SettingsBody(Body):
    """Body of PATCH /api/settings; only keys that were sent change anything."""

    theme: preferences.Theme = "system"
    default_model: str | None = None
    zoom: float = 1.0
    zooms: preferences.Zooms = Field(default_factory=dict)
    model_titles: bool = True
    send_with: preferences.SendWith = "enter"
    language: preferences.Language = "system"
    announce: preferences.Announce = "events"
    notify: bool = True
    look_for_releases: bool = False
    when_closed: preferences.WhenClosed = "ask"
    tray: bool = True
    quick_bar: bool = False
    motion: preferences.Motion = "system"
    shortcuts: preferences.Shortcuts = Field(default_factory=dict)
    width: preferences.Width = "normal"
    wrap_code: bool = False
    favourite_models: preferences.Models = Field(default_factory=list)
    recent_models: preferences.Models = Field(default_factory=list)
    recent_actions: preferences.LastActions = Field(default_factory=list)
    default_mode: Mode = "ask"


class OpenBody(Body):
    """Body of POST /api/open."""

    url: str


@router.get("/api/health")
async def health(request: Request) -> dict[str, str]:
    """Whether the server answers. The one call without a credential."""
    return {"status": "ok", "version": services(request).version}


@router.get("/api/sandbox")
async def sandbox(request: Request) -> dict[str, Any]:
    """What holds commands on this machine, and what was tried: {"kind", "works", "says", "checks": [{"name", "ok"}]}.

    Waits for the self-test, if that has not been done yet.
    """
    state = await services(request).sandbox.state()
    checks = [{"name": check.name, "ok": check.ok} for check in state.checks]
    return {"kind": state.kind, "works": state.works, "says": state.says, "checks": checks}


@router.get("/api/settings")
async def get_settings(request: Request) -> dict[str, Any]:
    """The preferences as they are in force."""
    return _shown(services(request))


@router.patch("/api/settings", dependencies=[tells("settings")])
async def change_settings(request: Request, body: SettingsBody) -> dict[str, Any]:
    """Changes what was sent; saved on return."""
    ours = services(request)
    changes = body.model_dump(exclude_unset=True)
    if changes.get("default_model") is not None:
        ours.catalog.known(words.checked_model(changes["default_model"]))
    await asyncio.to_thread(ours.preferences.update, **changes)
    if "look_for_releases" in changes:
        ours.releases.switched()
    return _shown(ours)


@router.get("/api/folders")
async def folders(request: Request, path: str | None = None) -> dict[str, Any]:
    """The folders in a folder, to choose a workspace from, and the folders of the last chats."""
    found = await asyncio.to_thread(_folders, path)
    ours = services(request)
    dialog = ours.dialogs.choose is not None  # whether `POST /api/open/folder` can show the system's
    return {**found, "recent": await ours.conversations.workspaces(), "dialog": dialog}


@router.post("/api/open", status_code=204)
async def open_link(body: OpenBody) -> Response:
    """Opens a web or mail address in the system's browser."""
    words.storable(body.url, "address")
    try:
        scheme = urlsplit(body.url).scheme.lower()
    except ValueError:
        raise BadInput("That is no address that can be opened.") from None
    if scheme not in ("http", "https", "mailto"):
        raise BadInput("Only http, https and mailto addresses can be opened.")
    if not await asyncio.to_thread(webbrowser.open, body.url):
        raise RunnelError("No browser could be started on this system. Copy the address instead.", code="no_browser")
    return Response(status_code=204)


class OpenPageBody(Body):
    """Body of POST /api/open/page: at a chat, if one is named."""

    conversation: str | None = None


@router.post("/api/open/page", status_code=204)
async def open_page(request: Request, body: OpenPageBody) -> Response:
    """Opens Runnel itself in the system's browser, which an address that works once lets in."""
    chat = words.checked_id(body.conversation, "conversation") if body.conversation is not None else None
    url = services(request).arrivals.new_boot_url(chat)
    if not await asyncio.to_thread(webbrowser.open, url):
        raise RunnelError("No browser could be started on this system.", code="no_browser")
    return Response(status_code=204)


def _shown(ours: Services) -> dict[str, Any]:
    current = ours.preferences.current
    return {
        "theme": current.theme,
        "defaultModel": current.default_model,
        "zoom": current.zoom,
        "zooms": current.zooms,
        "modelTitles": current.model_titles,
        "sendWith": current.send_with,
        "language": current.language,
        "announce": current.announce,
        "notify": current.notify,
        "lookForReleases": current.look_for_releases,
        "whenClosed": current.when_closed,
        "tray": current.tray,
        "quickBar": current.quick_bar,
        "motion": current.motion,
        "shortcuts": current.shortcuts,
        "width": current.width,
        "wrapCode": current.wrap_code,
        "favouriteModels": current.favourite_models,
        "recentModels": current.recent_models,
        "recentActions": current.recent_actions,
        "defaultMode": current.default_mode,
        "dataDir": str(ours.data_dir),
        "version": ours.version,
        "overridden": ours.preferences.overridden,
    }


def _folders(path: str | None) -> dict[str, Any]:
    home = Path.home()
    folder = words.whole_path(path) if path else home
    try:
        with os.scandir(folder) as entries:
            names = sorted((e.name for e in entries if _is_shown(e)), key=str.lower)
    except OSError as error:
        raise BadInput(f"{folder} cannot be opened ({error.strerror}).") from None
    return {
        "path": str(folder),
        "parent": str(folder.parent) if folder.parent != folder else None,
        "home": str(home),
        "folders": [{"name": name, "path": str(folder / name)} for name in names],
    }


def _is_shown(entry: os.DirEntry[str]) -> bool:
    try:
        entry.name.encode()
        return entry.is_dir() and not entry.name.startswith(".")
    except (OSError, UnicodeEncodeError):
        return False
