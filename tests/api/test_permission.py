"""What a chat's mode lets the agent do, over HTTP: plan, ask, auto, and a yes that is bound to one call."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import World

needs_bubblewrap = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bwrap") is None, reason="bubblewrap is Linux's, and not installed here"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    return made


def run(command: str) -> str:
    return f"[[call=run_command {json.dumps({'command': command})}]]"


def result(state: dict[str, Any]) -> dict[str, Any]:
    last: dict[str, Any] = [message for message in state["messages"] if message["role"] == "tool"][-1]
    return last


@needs_bubblewrap
def test_auto_writes_and_runs_in_the_sandbox_without_a_question(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), mode="auto")
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "x"}]]')
    assert world.wait(chat, "finished", "waiting")["interrupts"] == []
    world.say(chat, run("cat a.txt > b.txt; touch ../outside"))
    assert world.wait(chat, "finished", "waiting")["interrupts"] == []
    assert (folder / "b.txt").read_text() == "x"
    assert not (folder.parent / "outside").exists()


def test_auto_asks_for_every_command_without_a_sandbox(
    tmp_path: Path, folder: Path, provider_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "touch"):
        (tools / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(tools))
    world = World(tmp_path / "data", provider_url)
    world.start()
    try:
        chat = world.conversation(workspace=str(folder), mode="auto")
        world.say(chat, run("touch a.txt"))
        asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
        assert asked["sandbox"] == world.get("/api/sandbox")["says"]
        world.resume(chat, approved=True)
        world.wait(chat, "finished")
        assert (folder / "a.txt").exists()
    finally:
        world.stop()


@needs_bubblewrap
@pytest.mark.parametrize("mode", ["ask", "auto"])
def test_D3_what_others_obey_is_asked_in_every_mode_and_says_why(world: World, folder: Path, mode: str) -> None:
    subprocess.run(["git", "init", "-q", folder], check=True)
    chat = world.conversation(workspace=str(folder), mode=mode)
    hook = folder / ".git/hooks/pre-commit"
    for call in (run("echo x > .git/hooks/pre-commit"), '[[call=write_file {"path": ".vscode/a", "content": "x"}]]'):
        world.say(chat, call)
        asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
        assert "obey" in asked["why"]
        assert not hook.exists()
        world.resume(chat, approved=False)
        world.wait(chat, "finished")
    world.say(chat, run("echo x > .git/hooks/pre-commit"))
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert hook.read_text() == "x\n", "what a person allowed is done"


@needs_bubblewrap
def test_D3_a_script_that_was_not_read_cannot_write_them_either(world: World, folder: Path) -> None:
    subprocess.run(["git", "init", "-q", folder], check=True)
    (folder / "build.sh").write_text("echo x > .git/hooks/pre-commit\n")
    chat = world.conversation(workspace=str(folder), mode="auto")
    world.say(chat, run("sh build.sh"))
    assert world.wait(chat, "finished", "waiting")["interrupts"] == []
    assert not (folder / ".git/hooks/pre-commit").exists()


@pytest.mark.parametrize("mode", ["ask", "plan", "auto"])
def test_D12_a_delete_beyond_the_folder_is_refused_without_a_question(world: World, folder: Path, mode: str) -> None:
    kept = folder.parent / "kept"
    kept.mkdir()
    (folder / "link").symlink_to(kept)
    chat = world.conversation(workspace=str(folder), mode=mode)
    for command in ("rm -rf ../kept", f"rm -rf {kept}", 'rm -rf "$NONE"/kept', "rm -rf link/", "rm -rf link/*"):
        world.say(chat, run(command))
        state = world.wait(chat, "finished", "waiting")
        assert result(state)["content"].startswith("Not done, in any mode"), command
    assert kept.is_dir()


def test_D9_the_folder_stays_while_a_question_is_open(world: World, folder: Path, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, run("touch a.txt"))
    world.wait(chat, "waiting")
    status, code, _ = world.problem("PATCH", f"/api/conversations/{chat}", {"workspace": str(tmp_path)})
    assert (status, code) == (409, "run_active")


def test_D9_a_yes_does_not_outlive_its_environment(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = world.conversation(workspace=str(folder))
    monkeypatch.delenv("LC_CTYPE", raising=False)
    world.say(chat, run("touch a.txt"))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert "LC_CTYPE" not in asked["environment"]
    assert set(asked["environment"]) <= {*os.environ, "TERM", "PAGER"}
    world.restart()
    monkeypatch.setenv("LC_CTYPE", "C")
    again = world.resume(chat, approved=True)
    state = world.until(lambda: _waits(world, chat, again))
    assert "LC_CTYPE" in state["interrupts"][0]["metadata"]["environment"]
    assert list(folder.iterdir()) == []


def _waits(world: World, chat: str, run_id: str) -> dict[str, Any] | None:
    state = world.get(f"/api/conversations/{chat}")
    return state if any(interrupt["runId"] == run_id for interrupt in state["interrupts"]) else None
