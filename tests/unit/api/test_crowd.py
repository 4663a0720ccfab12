"""A crowd at the door: what it may not do to others."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backend.api.door import Door
from backend.api.sessions import Sessions

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

HOST = "127.0.0.1:1"


def scope(path: str, token: str) -> Scope:
    headers = [(b"host", HOST.encode()), (b"authorization", f"Bearer {token}".encode())]
    return {"type": "http", "method": "GET", "path": path, "headers": headers}


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(_: Message) -> None:
    return


def test_F8_a_call_among_300_opening_streams_is_taken_before_most_of_them(tmp_path: Path) -> None:
    """The streams came first, all in one moment."""
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        order.append(scope["path"])

    async def story() -> None:
        sessions = Sessions(None, tmp_path)
        door = Door(app, host=HOST, sessions=sessions, bundle=())
        streams = [asyncio.ensure_future(door(scope("/api/events", sessions.token), receive, send)) for _ in range(300)]
        call = asyncio.ensure_future(door(scope("/api/snapshot", sessions.token), receive, send))
        await asyncio.gather(*streams, call)

    asyncio.run(story())
    assert len(order) == 301
    assert order.index("/api/snapshot") <= 2


def test_F8_one_stream_that_goes_away_at_the_door_keeps_no_other_out(tmp_path: Path) -> None:
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        order.append(scope["path"])

    async def story() -> None:
        sessions = Sessions(None, tmp_path)
        door = Door(app, host=HOST, sessions=sessions, bundle=())
        streams = [asyncio.ensure_future(door(scope("/api/events", sessions.token), receive, send)) for _ in range(3)]
        await asyncio.sleep(0)
        streams[0].cancel()
        streams[1].cancel()
        await streams[2]

    asyncio.run(story())
    assert order == ["/api/events"]


def test_F8_what_was_imported_is_never_searched_for_garbage_while_others_wait() -> None:
    """In a process of its own: it is for good."""
    code = (
        "import gc; from backend.main import _warm_up; _warm_up();"
        "assert gc.isenabled(); assert gc.get_freeze_count() > 100_000; assert len(gc.get_objects()) < 5_000"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0, done.stderr
