"""A Stop ends a call at any moment: what the call still does to files is known, and can be taken back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from backend.domain import limits
from backend.sandbox.workspace import Workspace
from tests.api.test_undo import call, tree
from tests.api.world import World

CALLS = {
    "write": call("write_file", path="new/n.txt", content="new\n"),
    "write over": call("edit_file", path="a.txt", edits=[{"old": "two", "new": "2"}]),
    "move": call("move_file", path="a.txt", to="lib/b.txt"),
    "trash": call("delete_file", path="a.txt"),
}


@pytest.mark.parametrize("what", CALLS)
def test_D6_what_a_call_still_does_after_a_stop_is_known_and_undone(
    world: World, tmp_path: Path, trash: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(limits, "CANCEL_TIMEOUT_S", 0.2)
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.txt").write_text("one\ntwo\n")
    before, method = tree(folder), what.split()[0]
    real, begun, go_on = getattr(Workspace, method), threading.Event(), threading.Event()

    def on_a_slow_disk(*given: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return real(*given, **more)

    monkeypatch.setattr(Workspace, method, on_a_slow_disk)
    chat = world.conversation(workspace=str(folder))
    world.say(chat, CALLS[what])
    run = world.resume(chat, approved=True)
    assert begun.wait(10)
    world.post(f"/api/runs/{run}/cancel")
    world.wait(chat, "cancelled")
    changes = f"/api/conversations/{chat}/changes"
    assert (world.get(changes)["turns"], tree(folder)) == ([], before)
    go_on.set()
    turns = world.until(lambda: found if (found := world.get(changes))["turns"] else None)["turns"]
    assert {file["state"] for file in turns[0]["files"]} == {"done"}
    assert tree(folder) != before
    done = world.post(f"/api/conversations/{chat}/undo", {"run": run})
    assert (len(done["done"]), done["conflicts"], tree(folder)) == (len(turns[0]["files"]), [], before)
