"""Servers of tools in a whole Runnel: consent, pins, calls, and servers that misbehave."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import World

Json = dict[str, Any]
FAKE = Path(__file__).parent.parent / "fakes" / "mcp_server.py"


def fake(behaviour: Path, **more: Any) -> Json:
    """A server of our own, which does what the file says."""
    return {"command": sys.executable, "args": [str(FAKE), str(behaviour)], **more}


def behave(path: Path, **what: Any) -> Path:
    path.write_text(json.dumps(what))
    return path


def shown(world: World, name: str) -> Json:
    return world.get(f"/api/mcp/servers/{name}")


def allow(world: World, name: str) -> Json:
    """Says yes to what is shown, and waits until it is connected, or is not."""
    world.post(f"/api/mcp/servers/{name}/approve", {"hash": shown(world, name)["hash"]})
    return settled(world, name)


def settled(world: World, name: str) -> Json:
    def look() -> Json | None:
        server = shown(world, name)
        return server if server["state"] in ("ready", "failed") else None

    return world.until(look, timeout_s=40)


def call(name: str, **arguments: Any) -> str:
    return f"[[call={name} {json.dumps(arguments)}]]"


def result(state: Json) -> Json:
    last: Json = [message for message in state["messages"] if message["role"] == "tool"][-1]
    return last


def started(marker: Path) -> int:
    return len(marker.read_text().splitlines()) if marker.exists() else 0


def test_E1_a_new_server_is_shown_whole_and_nothing_runs_before_a_yes(world: World, tmp_path: Path) -> None:
    marker = tmp_path / "started"
    behaviour = behave(tmp_path / "behaviour", marker=str(marker))
    added = world.put("/api/mcp/servers/notes", fake(behaviour, env={"NOTES_TOKEN": "canary-of-notes", "B": "2"}))
    assert added["line"] == f"{sys.executable} {FAKE} {behaviour}"
    assert added["environment"] == [{"name": "NOTES_TOKEN", "set": True}, {"name": "B", "set": True}]
    assert (added["approved"], added["state"]) == (False, "idle")
    world.get("/api/mcp/servers")
    world.get("/api/mcp/prompts")
    chat = world.conversation()
    world.say(chat, "hello")
    world.wait(chat, "finished")
    assert world.problem("POST", "/api/mcp/servers/notes/restart", {})[:2] == (409, "not_approved")
    assert world.problem("POST", "/api/mcp/servers/notes/approve", {"hash": "0" * 64})[:2] == (409, "changed")
    assert started(marker) == 0
    assert "canary" not in json.dumps(world.get("/api/mcp/servers"))

    ready = allow(world, "notes")
    assert (ready["state"], started(marker)) == ("ready", 1), ready["says"]
    assert [(tool["name"], tool["state"], tool["on"]) for tool in ready["tools"]] == [("echo", "approved", True)]


def test_a_tool_asks_then_answers_and_says_where_it_came_from(world: World, tmp_path: Path) -> None:
    world.put("/api/mcp/servers/notes", fake(behave(tmp_path / "b")))
    allow(world, "notes")
    chat = world.conversation()
    world.say(chat, call("notes__echo", text="hi"))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert (asked["title"], asked["risk"]) == ("Use “echo” of the server “notes”", "mcp")
    assert (asked["serverName"], asked["serverTool"]) == ("notes", "echo")
    world.resume(chat, approved=True)
    said = result(world.wait(chat, "finished"))
    assert said["content"] == "echo: hi"
    assert "mcp: notes" in said["metadata"]["untrusted"]
