"""`/api/prompts`: what a person saved to be called by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request

from backend.api.conversations import Body
from backend.api.events import tells
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat.prompts import Prompt

router = APIRouter(route_class=LateRoute)


class PromptBody(Body):
    """Body of PUT /api/prompts/{name}; another `name` in it renames; a `new` one replaces none."""

    text: str
    name: str | None = None
    new: bool = False


@router.get("/api/prompts")
async def prompts(request: Request) -> dict[str, Any]:
    """All of them, in the order of their names: {"prompts": [{"name", "text"}], "notice": sentence or null}."""
    ours = services(request).prompts
    return {**_shown(await asyncio.to_thread(ours.all)), "notice": ours.notice}


@router.put("/api/prompts/{name}", dependencies=[tells("prompts")])
async def put_prompt(request: Request, name: str, body: PromptBody) -> dict[str, Any]:
    """Makes one or changes it; all of them as they are then."""
    prompt = Prompt(body.name if body.name is not None else name, body.text)
    return _shown(await asyncio.to_thread(services(request).prompts.put, name, prompt, new=body.new))


@router.delete("/api/prompts/{name}", dependencies=[tells("prompts")])
async def delete_prompt(request: Request, name: str) -> dict[str, Any]:
    """Forgets one; all of them as they are then."""
    return _shown(await asyncio.to_thread(services(request).prompts.remove, name))


def _shown(found: Sequence[Prompt]) -> dict[str, Any]:
    return {"prompts": [{"name": prompt.name, "text": prompt.text} for prompt in found]}
