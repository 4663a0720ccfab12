"""`…/messages` and `…/queue` of a conversation: say something, now or when the answer that is being written is done.
And what is about to be said: `/api/drafts`."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import attached
from backend.chat.attached import Named
from backend.chat.messages import NewMessage

router = APIRouter(route_class=LateRoute)


class AttachmentBody(Body):
    """A file that was sent to /api/attachments, under the name it has in this message."""

    id: str
    name: str = ""


class MessageBody(Body):
    """Body of POST …/messages. `parent_id` sent as null makes a first message."""

    id: str
    text: str
    parent_id: str | None = None
    model: str | None = None
    attachments: list[AttachmentBody] = Field(default_factory=list)
    when: Literal["now", "after", "steer"] = "now"


class WaitingBody(Body):
    """Body of PATCH …/queue/{id}: another text, another place. `before` sent as null makes it the last."""

    text: str | None = None
    before: str | None = None


@router.post("/api/conversations/{conversation_id}/messages", status_code=202)
async def post_message(request: Request, conversation_id: str, body: MessageBody) -> dict[str, str]:
    """Accepts a message: starts its run, or lets it wait."""
    message = NewMessage(
        body.id,
        body.text,
        has_parent="parent_id" in body.model_fields_set,
        parent_id=body.parent_id,
        model=body.model,
        attachments=[Named(file.id, file.name) for file in body.attachments],
        when=body.when,
    )
    return await services(request).messages.post(conversation_id, message)


@router.patch("/api/conversations/{conversation_id}/queue/{message_id}")
async def change_waiting(request: Request, conversation_id: str, message_id: str, body: WaitingBody) -> dict[str, str]:
    """Changes the text of a message that waits, or its place among those that wait."""
    messages = services(request).messages
    if body.text is not None:
        await messages.change_waiting(conversation_id, message_id, body.text)
    if "before" in body.model_fields_set:
        await messages.move_waiting(conversation_id, message_id, body.before)
    return {}


@router.delete("/api/conversations/{conversation_id}/queue/{message_id}", status_code=204)
async def remove_waiting(request: Request, conversation_id: str, message_id: str) -> Response:
    """Takes it out of the queue, unsent."""
    await services(request).messages.remove_waiting(conversation_id, message_id)
    return Response(status_code=204)


@router.post("/api/conversations/{conversation_id}/queue/{message_id}/send", status_code=202)
async def send_waiting(request: Request, conversation_id: str, message_id: str) -> dict[str, str]:
    """Sends it now, where nothing runs any more."""
    return await services(request).messages.send_waiting(conversation_id, message_id)


class DraftBody(Body):
    """Body of PUT /api/drafts/{key}: the whole draft."""

    text: str
    attachments: list[AttachmentBody] = Field(default_factory=list)


@router.get("/api/drafts/{key}")
async def kept_draft(request: Request, key: str) -> dict[str, Any]:
    """{"text": what is kept of it, "attachments": its files}: for a page that was open before it came."""
    text, files = await services(request).conversations.kept_draft(key)
    return {"text": text, "attachments": files}


@router.put("/api/drafts/{key}")
async def keep_draft(request: Request, key: str, body: DraftBody) -> dict[str, str]:
    """Keeps what is being typed and the files for it; without either it is forgotten. Files that are gone are left."""
    named = [Named(file.id, file.name) for file in body.attachments]
    files = await attached.still_there(services(request).attachments, named)
    await services(request).conversations.keep_draft(key, body.text, files)
    return {}
