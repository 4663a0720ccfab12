"""Commands in the sandbox, as a chat runs them; and what the page is told of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from backend.sandbox import confine, selftest
from tests.api.world import World

needs_bubblewrap = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bwrap") is None, reason="bubblewrap is Linux's, and not installed here"
)


@needs_bubblewrap
def test_D7_the_page_is_told_what_was_tried(world: World) -> None:
    told = world.get("/api/sandbox")
    assert (told["kind"], told["works"]) == ("bubblewrap", True)
    assert told["checks"] == [{"name": name, "ok": True} for name in selftest.ALL]


@needs_bubblewrap
def test_D7_an_approved_command_runs_inside_and_the_question_says_so(world: World, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    chat = world.conversation(workspace=str(workspace))
    world.say(chat, '[[call=run_command {"command": "echo in > a.txt; touch ../out; ls -A ../data; echo $?"}]]')
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert asked["sandbox"] == world.get("/api/sandbox")["says"]
    world.resume(chat, approved=True)
    result = world.wait(chat, "finished")["messages"]
    assert (workspace / "a.txt").read_text() == "in\n"
    assert not (tmp_path / "out").exists()
    assert "runnel.db" not in next(m["content"] for m in result if m["role"] == "tool")


def test_D7_without_a_sandbox_the_question_says_so(
    tmp_path: Path, provider_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(confine, "OLDEST_ABI", 1_000)  # as on an old kernel
    (tmp_path / "echo").symlink_to("/bin/echo")
    world = World(tmp_path / "data", provider_url)
    world.start()
    try:
        told = world.get("/api/sandbox")
        assert (told["kind"], told["works"]) == ("none", False)
        chat = world.conversation(workspace=str(tmp_path), mode="auto")
        world.say(chat, '[[call=run_command {"command": "echo out > a.txt"}]]')
        asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
        assert asked["sandbox"] == told["says"]
    finally:
        world.stop()
