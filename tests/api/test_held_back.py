"""D3 around commands: what they make of what other programs obey is taken back, unless a person was asked for it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_sandbox import needs_bubblewrap
from tests.api.world import Json, World
from tests.unit.sandbox.test_landlock import needs_landlock, tools

MAKES = (
    "mkdir -p lib/.git/hooks deep/er/.vscode && echo evil > lib/.git/hooks/post-checkout && echo x > made.txt && "
    "echo '{}' > deep/er/.vscode/tasks.json"
)
NEVER_NAMED = "python3 -c 'import base64, os; os.system(base64.b64decode(\"{}\").decode())'"


__all__ = ["tools"]  # a fixture


def call(name: str, **arguments: Any) -> str:
    return f"[[call={name} {json.dumps(arguments)}]]"


def hidden(line: str) -> str:
    """The same line without a word by which it could be told."""
    return NEVER_NAMED.format(base64.b64encode(line.encode()).decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.txt").write_text("one\n")
    return folder


def result(state: Json) -> Json:
    return next(m for m in reversed(state["messages"]) if m["role"] == "tool")


@needs_bubblewrap
def test_D3_in_auto_a_command_that_nobody_was_asked_about_leaves_nothing_that_others_obey(
    world: World, folder: Path
) -> None:
    assert world.get("/api/sandbox")["works"]
    chat = world.conversation(workspace=str(folder), mode="auto")
    world.say(chat, call("run_command", command=hidden(MAKES)))
    state = world.wait(chat, "finished", "waiting")
    assert state["runs"][-1]["status"] == "finished", "it was asked about, so this shows nothing"
    assert (folder / "made.txt").exists()
    assert not (folder / "lib/.git/hooks").exists()
    assert not (folder / "deep/er/.vscode").exists()
    said = result(state)
    assert "took back" in said["content"]
    assert "lib/.git/hooks/post-checkout" in said["metadata"]["heldBack"]
    states = {change["path"]: change["state"] for run in state["runs"] for change in run["changes"]}
    assert (states["made.txt"], states["lib/.git/hooks/post-checkout"]) == ("done", "undone")
    files = world.get(f"/api/conversations/{chat}/changes")["turns"][0]["files"]
    wanted = [f["id"] for f in files if f["path"].startswith("deep/er/.vscode")]
    assert world.post(f"/api/conversations/{chat}/redo", {"changes": wanted})["conflicts"] == []
    assert (folder / "deep/er/.vscode/tasks.json").read_text() == "{}\n"
    world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
    assert sorted(str(p.relative_to(folder)) for p in folder.rglob("*")) == ["a.txt"]


def test_D3_a_yes_to_a_command_is_no_yes_to_what_it_does_not_say(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, call("run_command", command=hidden(MAKES)))
    world.resume(chat, approved=True)
    assert "took back" in result(world.wait(chat, "finished"))["content"]
    assert not (folder / "lib/.git/hooks").exists()


def test_D3_who_says_that_it_changes_settings_is_asked_in_auto_too_and_keeps_them(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), mode="auto")
    world.say(chat, call("run_command", command=hidden(MAKES), changes_settings=True))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert "other programs obey" in asked["why"]
    world.resume(chat, approved=True)
    assert "took back" not in result(world.wait(chat, "finished"))["content"]
    assert (folder / "lib/.git/hooks/post-checkout").exists()


def test_D3_what_a_stopped_command_made_is_taken_back_too(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, call("run_command", command=hidden(f"{MAKES}; sleep 30")))
    run = world.resume(chat, approved=True)
    world.until(lambda: {} if (folder / "deep/er/.vscode/tasks.json").exists() else None)
    world.post(f"/api/runs/{run}/cancel")
    world.wait(chat, "cancelled")
    assert not (folder / "lib/.git/hooks").exists()
    assert not (folder / "deep/er/.vscode").exists()


@needs_landlock
def test_D3_under_landlock_what_could_be_changed_is_as_it_was_afterwards(
    tmp_path: Path, folder: Path, tools: Path, provider_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tools))
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(parents=True)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    world = World(tmp_path / "data", provider_url)
    world.start()
    try:
        told = world.get("/api/sandbox")
        assert (told["kind"], told["works"]) == ("landlock", True)
        chat = world.conversation(workspace=str(folder), mode="auto")
        world.say(chat, call("run_command", command=hidden("echo evil >> .git/hooks/pre-commit; echo x > made.txt")))
        state = world.wait(chat, "finished")
    finally:
        world.stop()
    assert (folder / "made.txt").read_text() == "x\n"
    assert (hook.read_text(), hook.stat().st_mode & 0o777) == ("#!/bin/sh\n", 0o755)
    assert ".git/hooks/pre-commit" in result(state)["metadata"]["heldBack"]


def test_D3_no_write_makes_a_folder_that_git_takes_for_a_repository(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), mode="auto")
    bare = {"config": "[core]\nfsmonitor = evil\n", "objects/x": "", "refs/x": "", "HEAD": "ref: refs/heads/main\n"}
    for path, content in bare.items():
        world.say(chat, call("write_file", path=f"lib/{path}", content=content))
        asked = world.wait(chat, "finished", "waiting")["interrupts"]
        if path != "HEAD":
            assert asked == [], path
    assert asked[0]["metadata"]["why"] == "HEAD is special: git runs or obeys it"
    assert "grants" not in asked[0]["metadata"]
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    for wanted in (
        call("write_file", path="lib/hooks/post-update", content="evil"),
        call("edit_file", path="lib/config", edits=[{"old": "evil", "new": "worse"}]),
        call("move_file", path="a.txt", to="lib/hooks/post-update"),
    ):
        world.say(chat, wanted)
        asked = world.wait(chat, "finished", "waiting")["interrupts"]
        assert "git runs or obeys it" in asked[0]["metadata"]["why"], wanted
        world.resume(chat, approved=False)
        world.wait(chat, "finished")
    world.say(chat, call("write_file", path="b.txt", content="beside"))
    assert world.wait(chat, "finished", "waiting")["interrupts"] == []


def test_D3_a_folder_that_is_moved_to_where_other_programs_obey_what_is_in_it_asks(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), mode="auto")

    def asked(wanted: str) -> list[Json]:
        world.say(chat, wanted)
        found: list[Json] = world.wait(chat, "finished", "waiting")["interrupts"]
        return found

    assert asked(call("write_file", path="c/autostart/x.desktop", content="[Desktop Entry]")) == []
    (question,) = asked(call("move_file", path="c", to=".config"))
    assert question["metadata"]["why"] == "autostart is special: the desktop runs it at login"
    world.resume(chat, approved=False)
    world.wait(chat, "finished")
    assert asked(call("move_file", path="c", to="d")) == []
    assert (folder / "d/autostart/x.desktop").exists()
