"""The standard door: plain AG-UI in and out, as a view of the log."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.api.world import World
from tests.fakes import files
from tests.fakes.scripted_provider import ScriptedProvider


def ask(world: World, thread: str, run: str, *messages: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    body = {
        "threadId": thread,
        "runId": run,
        "messages": list(messages),
        "tools": [],
        "context": [],
        "state": {},
        **more,
    }
    events = []
    with world.http.stream("POST", "/ag-ui", json=body) as answer:
        assert answer.status_code == 200, answer.read()
        for line in answer.iter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
    return events


def user(text: str, message: str = "u1") -> dict[str, Any]:
    return {"id": message, "role": "user", "content": text}


FAKE = {"forwardedProps": {"model": "fake:scripted"}}


def test_a_chat_over_plain_ag_ui(world: World) -> None:
    events = ask(world, "t1", "r1", user("hello you"), **FAKE)
    assert [e["type"] for e in (events[0], events[-1])] == ["RUN_STARTED", "RUN_FINISHED"]
    assert (events[0]["threadId"], events[0]["runId"]) == ("t1", "r1")
    assert "".join(e["delta"] for e in events if e["type"] == "TEXT_MESSAGE_CONTENT") == "You said: hello you"
    assert world.get("/api/conversations/t1")["title"] == "hello you"


def test_the_same_input_again_shows_the_same_run(world: World) -> None:
    first = ask(world, "t1", "r1", user("once"), **FAKE)
    assert ask(world, "t1", "r1", user("once"), **FAKE) == first
    assert len(world.get("/api/conversations/t1")["runs"]) == 1


def test_I3_a_message_over_plain_ag_ui_leaves_what_is_typed_in_the_window(world: World) -> None:
    ask(world, "t", "r1", user("hello"))
    world.put("/api/drafts/t", {"text": "half a thought"})
    ask(world, "t", "r2", user("hello"), {"id": "a1", "role": "assistant", "content": "…"}, user("and", "u2"))
    assert world.get("/api/snapshot")["drafts"] == {"t": "half a thought"}


def test_a_caller_that_leaves_does_not_stop_the_run(world: World) -> None:
    body = {"threadId": "t1", "runId": "r1", "messages": [user("[[tokens=100 pace_ms=2]]")], **FAKE}
    with world.http.stream("POST", "/ag-ui", json=body) as answer:
        next(answer.iter_raw())
    assert world.wait("t1")["runs"][-1]["status"] == "finished"


def test_an_image_over_plain_ag_ui(world: World, provider: ScriptedProvider) -> None:
    world.patch("/api/settings", {"modelTitles": False})  # a title's request would be the last one
    data = base64.b64encode(files.png()).decode()
    image = {"type": "image", "source": {"type": "data", "value": data, "mimeType": "image/png"}}
    content = [{"type": "text", "text": "look"}, image]
    events = ask(world, "t1", "r1", {"id": "u1", "role": "user", "content": content}, **FAKE)
    assert events[-1]["type"] == "RUN_FINISHED"
    shown = provider.requests[-1].json["messages"][-1]["content"]
    assert shown == [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}},
        {"type": "text", "text": "look"},
    ]
    (attached,) = world.get("/api/conversations/t1")["messages"][0]["metadata"]["attachments"]
    assert (attached["name"], attached["type"], attached["kind"]) == ("image-1", "image/png", "image")


def test_a_file_that_would_have_to_be_fetched_is_refused(world: World) -> None:
    image = {"type": "image", "source": {"type": "url", "value": "http://169.254.169.254/", "mimeType": "image/png"}}
    body = {"threadId": "t1", "runId": "r1", "messages": [{"id": "u1", "role": "user", "content": [image]}], **FAKE}
    assert world.problem("POST", "/ag-ui", {**body, "tools": [], "context": [], "state": {}}) == (
        422,
        "bad_input",
        "Files are taken as data in the message, never as an address to fetch.",
    )


def test_an_approval_over_plain_ag_ui(world: World, tmp_path: Path) -> None:
    world.conversation(id="t1", workspace=str(tmp_path))
    call = '[[call=write_file {"path": "a.txt", "content": "x"}]]'
    waiting = ask(world, "t1", "r1", user(call), **FAKE)[-1]
    assert waiting["outcome"]["type"] == "interrupt"
    interrupt = waiting["outcome"]["interrupts"][0]["id"]
    resume = [{"interruptId": interrupt, "status": "resolved", "payload": {"approved": True}}]
    events = ask(world, "t1", "r2", user(call), resume=resume, **FAKE)
    assert (tmp_path / "a.txt").read_text() == "x"
    types = [e["type"] for e in events]
    assert types.index("TOOL_CALL_RESULT") < types.index("TEXT_MESSAGE_CONTENT") < types.index("RUN_FINISHED")


def test_input_that_means_nothing_is_refused(world: World) -> None:
    for body in ({}, {"threadId": "t", "runId": "r"}, {"threadId": "t", "runId": "r", "messages": []}):
        assert world.problem("POST", "/ag-ui", body)[0] == 422
    answer = {"threadId": "t", "runId": "r", "messages": [], "resume": [{"interruptId": "i", "status": "resolved"}]}
    assert world.problem("POST", "/ag-ui", answer)[:2] == (409, "not_waiting")
