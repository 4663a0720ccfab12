"""`/api/conversations` and `/api/snapshot`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import summaries
from backend.domain import limits
from backend.domain.conversation import Mode

router = APIRouter(route_class=LateRoute)


class Body(BaseModel):
    """camelCase on the wire; unknown keys are left aside, so that newer callers still work.

    Each is built when its route is, and not where it is written: a start needs none of them.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **given: Any) -> None:  # Any: as pydantic names it
        # Whoever makes an adapter for it wants it whole: FastAPI silences pydantic's warnings only while it makes one.
        cls.model_config["defer_build"] = False


class ChangeBody(Body):
    """Body of PATCH; only keys that were sent change anything. What is in them is checked where it is stored."""

    title: str | None = None
    workspace: str | None = None
    folders: list[str] = Field(default_factory=list)
    model: str | None = None
    leaf: str | None = None
    system: str | None = None
    parameters: dict[str, Any] | None = None
    pinned: bool = False
    archived: bool = False
    tags: list[str] = Field(default_factory=list)
    mode: Mode = "ask"


class CreateBody(ChangeBody, defer_build=True):
    """Body of POST /api/conversations."""

    id: str | None = None


@router.post("/api/conversations", status_code=201)
async def create(request: Request, body: CreateBody) -> dict[str, str]:
    """Makes one; the same id again answers the same."""
    values = body.model_dump(exclude_unset=True)
    return {"id": await services(request).conversations.create(values.pop("id", None), values)}


@router.get("/api/conversations")
async def list_conversations(
    request: Request,
    query: str = "",
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=limits.PAGE_SIZE_MOST)] = limits.PAGE_SIZE,
    archived: bool = False,
    tag: str = "",
    binned: Annotated[bool, Query(alias="bin")] = False,
) -> dict[str, Any]:
    """A page of the list, newest first; the pinned ones come first on the first page."""
    return await services(request).conversations.listed(
        query=query, before=before, limit=limit, archived=archived, tag=tag, binned=binned
    )


@router.get("/api/tags")
async def tags(request: Request) -> dict[str, Any]:
    """All tags that conversations have."""
    return await services(request).conversations.tags()


@router.post("/api/conversations/{conversation_id}/restore")
async def restore(request: Request, conversation_id: str) -> dict[str, str]:
    """Takes it out of the bin."""
    await services(request).conversations.restore(conversation_id)
    return {"id": conversation_id}


@router.delete("/api/bin/{conversation_id}", status_code=204)
async def purge(request: Request, conversation_id: str) -> Response:
    """Deletes it for good."""
    await services(request).conversations.purge(conversation_id)
    return Response(status_code=204)


@router.delete("/api/bin", status_code=204)
async def empty_bin(request: Request) -> Response:
    """Deletes everything in the bin for good."""
    await services(request).conversations.empty_bin()
    return Response(status_code=204)


@router.get("/api/conversations/{conversation_id}")
async def get(
    request: Request, conversation_id: str, last: Annotated[int | None, Query(ge=1, le=1_000)] = None
) -> dict[str, Any]:
    """The conversation, folded, and the cursor to follow it from.

    With `last` a long one may come as its last messages, with `before`, the number of those that are left out.
    """
    return await services(request).conversations.get(conversation_id, last=last)


@router.patch("/api/conversations/{conversation_id}")
async def change(request: Request, conversation_id: str, body: ChangeBody) -> dict[str, Any]:
    """Changes what was sent."""
    return await services(request).conversations.change(conversation_id, body.model_dump(exclude_unset=True))


@router.delete("/api/conversations/{conversation_id}", status_code=204)
async def delete(request: Request, conversation_id: str) -> Response:
    """Puts it in the bin."""
    await services(request).conversations.delete(conversation_id)
    await services(request).jobs.stop_of(conversation_id)
    return Response(status_code=204)


@router.post("/api/conversations/{conversation_id}/summaries/{summary_id}/undo")
async def undo_summary(request: Request, conversation_id: str, summary_id: str) -> dict[str, str]:
    """From the next request on the model is sent the whole again, where it fits."""
    await summaries.undo(services(request).ledger, conversation_id, summary_id)
    return {"id": summary_id}


@router.get("/api/snapshot")
async def snapshot(request: Request) -> dict[str, Any]:
    """What a page starts from. Once one has it, what a repair said is not said by the next start."""
    ours = services(request)
    state = await ours.conversations.snapshot()
    if ours.ledger.notice is not None and ours.sessions.is_cookie(request.cookies.get(ours.sessions.cookie_name, "")):
        await asyncio.to_thread(ours.ledger.forget_notice)
    return {**state, "notices": list(ours.notices)}
