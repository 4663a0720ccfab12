"""`/api/conversations/{id}/jobs`: what commands in the background write, and their end."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from backend.api.late import LateRoute
from backend.api.services import services

router = APIRouter(route_class=LateRoute)


@router.get("/api/conversations/{conversation_id}/jobs/{job_id}/output")
async def output(
    request: Request, conversation_id: str, job_id: str, after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> dict[str, Any]:
    """What it has written behind place `after`; `next` is the place to ask for then."""
    job = services(request).jobs.of(conversation_id, job_id)
    text, reached = job.output.since(after)
    return {"text": text, "next": reached, "running": job.is_running}


@router.post("/api/conversations/{conversation_id}/jobs/{job_id}/stop", status_code=202)
async def stop(request: Request, conversation_id: str, job_id: str) -> dict[str, str]:
    """Ends it with everything it started; that is so when this is answered."""
    await services(request).jobs.stop(conversation_id, job_id)
    return {}
