"""`/api/runs`: stop one, answer its questions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from backend.api.conversations import Body
from backend.api.late import LateRoute
from backend.api.services import services
from backend.chat import replay
from backend.chat.runs import Answer
from backend.domain import limits

router = APIRouter(route_class=LateRoute)


class AnswerBody(Body):
    """AG-UI's ResumeEntry."""

    interrupt_id: str
    status: Literal["resolved", "cancelled"]
    payload: Any = None  # JSON whose shape the interrupt's responseSchema says


class ResumeBody(Body):
    """Body of POST /api/runs/{id}/resume."""

    resume: list[AnswerBody]


class RetryBody(Body):
    """Body of POST /api/runs/{id}/retry; `model` is another one to try with."""

    model: str | None = None


class OutcomeBody(Body):
    """Body of POST /api/runs/{id}/calls/{id}."""

    choice: Literal["again", "done", "skip"]


@router.post("/api/runs/{run_id}/retry", status_code=202)
async def retry(request: Request, run_id: str, body: RetryBody) -> dict[str, str]:
    """Answers the same message once more, as another answer."""
    return await services(request).settling.settle(run_id, "retry", model=body.model)


@router.post("/api/runs/{run_id}/continue", status_code=202)
async def carry_on(request: Request, run_id: str) -> dict[str, str]:
    """Goes on where an answer was cut off."""
    return await services(request).settling.settle(run_id, "continue")


@router.post("/api/runs/{run_id}/keep", status_code=202)
async def keep(request: Request, run_id: str) -> dict[str, str]:
    """Leaves it as it is, and asks no more."""
    return await services(request).settling.settle(run_id, "keep")


@router.post("/api/runs/{run_id}/calls/{call_id}", status_code=202)
async def outcome(request: Request, run_id: str, call_id: str, body: OutcomeBody) -> dict[str, str]:
    """What becomes of a call of which nobody knows how it ended."""
    return await services(request).outcomes.settle(run_id, call_id, body.choice)


@router.post("/api/runs/{run_id}/cancel", status_code=202)
async def cancel(request: Request, run_id: str) -> dict[str, str]:
    """Stops it; its end is recorded when this is answered, or soon after where a tool is slow to stop."""
    await services(request).runs.cancel(run_id)
    return {}


@router.post("/api/runs/{run_id}/resume", status_code=202)
async def resume(request: Request, run_id: str, body: ResumeBody) -> dict[str, str]:
    """Answers all its open interrupts."""
    answers = [Answer(entry.interrupt_id, entry.status, entry.payload) for entry in body.resume]
    return await services(request).runs.resume(run_id, answers)


@router.get("/api/runs/{run_id}/calls/{call_id}/whole")
async def whole(request: Request, run_id: str, call_id: str) -> dict[str, str]:
    """The whole of a result that was too long for the model; `run_id` is the run that it came in."""
    return {"text": await replay.whole_result(services(request).ledger, run_id, call_id)}


@router.get("/api/runs/{run_id}/frames")
async def frames(
    request: Request,
    run_id: str,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=limits.REPLAY_FRAMES)] = limits.REPLAY_FRAMES,
) -> Response:
    """What happened in a run, to be shown once more: the conversation before it, and the frames since."""
    body = await replay.frames(services(request).ledger, run_id, after_n=after, limit=limit)
    return Response(body, media_type="application/json")
