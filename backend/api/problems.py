"""Errors as RFC 9457 problem documents. What a person sees is `detail`; what a script compares is `code`."""

from __future__ import annotations

import logging
from html import escape

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from backend.domain.errors import RunnelError
from backend.domain.trace import trace

log = logging.getLogger(__name__)

NO_ADDRESS = (
    "This address cannot be used. It has to begin with http:// or https:// and name a host, "
    "as http://127.0.0.1:8080 does."
)


def problem(status: int, code: str, title: str, detail: str) -> Response:
    """A problem document. `type` is about:blank's sibling: the code under our own name, never a URL to fetch."""
    body = {"type": f"urn:runnel:{code}", "title": title, "status": status, "detail": detail, "code": code}
    return Response(orjson.dumps(body), status_code=status, media_type="application/problem+json")


def explanation(status: int, title: str, detail: str) -> Response:
    """The same for a person whose browser asked for a page. No script, no style: the policy allows none of it."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in detail.split("\n"))
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Runnel</title><h1>{escape(title)}</h1>{lines}</html>"
    )
    return Response(page, status_code=status, media_type="text/html")


def add_problem_handlers(app: FastAPI) -> None:
    """Every way a route can fail ends in a problem document."""
    app.add_exception_handler(RunnelError, _ours)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, RunnelError), "registered for it"
    return problem(error.status, error.code, error.title, error.detail)


async def _unreadable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for it"
    first = error.errors()[0]
    if first["type"].startswith("url_"):
        return problem(422, "bad_input", "That cannot be used", NO_ADDRESS)
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "the body"
    return problem(422, "bad_input", "That cannot be used", f"{where}: {first['msg']}.")


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for it"
    if error.status_code == 404:
        return problem(404, "not_found", "Not found", "There is nothing at this address.")
    if error.status_code == 405:
        return problem(405, "method_not_allowed", "Not possible", "This address does not take this method.")
    return problem(error.status_code, "http_error", "The request failed", str(error.detail))


async def _unexpected(_: Request, error: Exception) -> Response:
    log.error("a request failed: %s", trace(error))
    return problem(500, "internal_error", "Something went wrong", "The log says where. Try it again.")
