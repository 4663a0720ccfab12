"""A chat with several folders: the agent works in each of them and in nothing else."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.api.world import Json, World


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The chat's first folder, a further one, and one that is none of its."""
    made = [tmp_path / name for name in ("work", "docs", "elsewhere")]
    for folder in made:
        folder.mkdir()
        (folder / "a.txt").write_text(f"in {folder.name}")
    return made[0], made[1], made[2]


def opened(world: World, work: Path, *further: Path, mode: str = "ask") -> str:
    chat = world.conversation(workspace=str(work))
    head = world.patch(f"/api/conversations/{chat}", {"folders": [str(folder) for folder in further], "mode": mode})
    assert head["folders"] == [str(folder) for folder in further]
    return chat


def called(world: World, chat: str, tool: str, *, approved: bool | None = None, **arguments: object) -> Json:
    """The result of one call."""
    before = len(world.get(f"/api/conversations/{chat}")["runs"])
    world.say(chat, f"[[call={tool} {json.dumps(arguments)}]]")
    world.until(lambda: {} if len(world.get(f"/api/conversations/{chat}")["runs"]) > before else None)
    if approved is not None:
        world.resume(chat, approved=approved)
    state = world.wait(chat, "finished", "waiting")
    assert state["runs"][-1]["status"] == "finished", state["interrupts"]
    result: Json = [m for m in state["messages"] if m["role"] == "tool"][-1]
    return result


def test_paths_lead_into_any_of_the_folders(world: World, places: tuple[Path, Path, Path]) -> None:
    work, docs, _ = places
    chat = opened(world, work, docs)
    assert called(world, chat, "read_file", path="a.txt")["content"] == "in work"
    assert called(world, chat, "read_file", path="@docs/a.txt")["content"] == "in docs"
    assert called(world, chat, "read_file", path=str(docs / "a.txt"))["content"] == "in docs"
    assert "@docs/a.txt:1: in docs" in called(world, chat, "search_text", text="in docs", path="@docs")["content"]
    assert called(world, chat, "find_files", pattern="*.txt", path="@docs/.")["content"] == "@docs/a.txt"
    state = world.get(f"/api/conversations/{chat}")
    assert state["folders"] == [str(docs)]


def test_D1_what_is_in_none_of_the_folders_is_refused(world: World, places: tuple[Path, Path, Path]) -> None:
    work, docs, elsewhere = places
    chat = opened(world, work, docs)
    (docs / "link").symlink_to(elsewhere)
    for path in (
        str(elsewhere / "a.txt"),
        "@docs/../elsewhere/a.txt",
        f"@docs/{elsewhere}/a.txt",
        "@docs/link/a.txt",
        "@elsewhere/a.txt",
        f"{docs}/../elsewhere/a.txt",
        f"{docs}2/a.txt",
    ):
        result = called(world, chat, "read_file", path=path)
        assert (result.get("error"), "in elsewhere" in result["content"]) == ("failed", False), path


def test_D2_D6_a_change_in_a_further_folder_asks_is_done_there_and_is_undone(
    world: World, places: tuple[Path, Path, Path]
) -> None:
    work, docs, _ = places
    chat = opened(world, work, docs)
    world.say(chat, f"[[call=write_file {json.dumps({'path': '@docs/b.txt', 'content': 'new'})}]]")
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert (asked["folder"], asked["title"]) == (str(docs), f"Create b.txt (3 bytes) in {docs}")
    assert "why" not in asked, "it is inside the chat's folders"
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert (docs / "b.txt").read_text() == "new"
    assert not (work / "b.txt").exists()
    changes = [change for run in state["runs"] for change in run["changes"]]
    assert [(c["folder"], c["path"]) for c in changes] == [(str(docs), "b.txt")]
    undone = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
    assert (len(undone["done"]), undone["conflicts"]) == (1, [])
    assert not (docs / "b.txt").exists()


def test_D3_in_auto_mode_further_folders_are_written_unasked_but_for_what_others_obey(
    world: World, places: tuple[Path, Path, Path]
) -> None:
    work, docs, elsewhere = places
    chat = opened(world, work, docs, mode="auto")
    assert "error" not in called(world, chat, "write_file", path="@docs/b.txt", content="new")
    assert (docs / "b.txt").read_text() == "new"
    result = called(world, chat, "write_file", path="@docs/.git/config", content="[core]", approved=False)
    assert (result["error"], (docs / ".git").exists()) == ("denied", False)
    removed = called(world, chat, "run_command", command=f"rm -rf {elsewhere}")
    assert (removed["error"], (elsewhere / "a.txt").exists()) == ("failed", True)


def test_D6_D7_a_command_may_write_in_each_folder_and_all_of_it_is_undone(
    world: World, places: tuple[Path, Path, Path]
) -> None:
    work, docs, elsewhere = places
    sandbox = world.get("/api/sandbox")
    chat = opened(world, work, docs)
    line = f"echo 1 > b.txt; echo 2 > {docs}/b.txt; echo 3 > {elsewhere}/b.txt; true"
    called(world, chat, "run_command", command=line, approved=True)
    assert ((work / "b.txt").read_text(), (docs / "b.txt").read_text()) == ("1\n", "2\n")
    if sandbox["works"]:
        assert not (elsewhere / "b.txt").exists()
    state = world.get(f"/api/conversations/{chat}")
    changes = [change for run in state["runs"] for change in run["changes"]]
    assert {(c["folder"], c["path"]) for c in changes} == {(str(work), "b.txt"), (str(docs), "b.txt")}
    undone = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
    assert (len(undone["done"]), undone["conflicts"]) == (2, [])
    assert [(folder / "b.txt").exists() for folder in (work, docs)] == [False, False]


def test_D9_other_folders_than_were_shown_ask_again(world: World, places: tuple[Path, Path, Path]) -> None:
    work, docs, elsewhere = places
    chat = opened(world, work, docs)
    world.say(chat, f"[[call=run_command {json.dumps({'command': 'true'})}]]")
    assert world.wait(chat, "waiting")["interrupts"][0]["metadata"]["further"] == [str(docs)]
    for folders in ([str(elsewhere)], []):
        status, code, _ = world.problem("PATCH", f"/api/conversations/{chat}", {"folders": folders})
        assert (status, code) == (409, "run_active")


def test_folders_that_hold_one_another_or_are_none_are_refused(world: World, places: tuple[Path, Path, Path]) -> None:
    work, docs, _ = places
    inner = work / "inner"
    inner.mkdir()
    chat = world.conversation(workspace=str(work))
    for folders in ([str(inner)], [str(work.parent)], [str(docs / "a.txt")], [str(docs / "nothing")], ["relative"]):
        assert world.problem("PATCH", f"/api/conversations/{chat}", {"folders": folders})[0] == 422, folders
    head = world.patch(f"/api/conversations/{chat}", {"folders": [str(docs), str(docs), str(work)]})
    assert head["folders"] == [str(docs)]
    assert world.patch(f"/api/conversations/{chat}", {"workspace": str(docs)})["folders"] == []
    assert world.patch(f"/api/conversations/{chat}", {"workspace": None})["folders"] == []


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("bwrap") is None, reason="it needs a sandbox")
def test_D3_a_command_granted_in_one_folder_asks_in_a_chat_with_further_ones(
    world: World, places: tuple[Path, Path, Path]
) -> None:
    work, docs, _ = places
    line = f"[[call=run_command {json.dumps({'command': 'wc a.txt'})}]]"
    alone = opened(world, work)
    world.say(alone, line)
    interrupt = world.wait(alone, "waiting")["interrupts"][0]
    grant = {"kind": "command", "value": ["wc", "a.txt"], "until": "always"}
    entry = {"interruptId": interrupt["id"], "status": "resolved", "payload": {"approved": True, "grant": grant}}
    world.post(f"/api/runs/{interrupt['runId']}/resume", {"resume": [entry]})
    world.until(lambda: world.get("/api/grants") if world.get("/api/grants")["grants"] else None)
    world.wait(alone, "finished")

    several = opened(world, work, docs)
    world.say(several, line)
    (asked,) = world.wait(several, "waiting", "finished")["interrupts"]
    assert asked["metadata"]["further"] == [str(docs)]
    assert "grants" not in asked["metadata"]


def test_D3_a_write_is_granted_for_the_folder_that_it_is_in_and_for_no_other(
    world: World, places: tuple[Path, Path, Path]
) -> None:
    work, docs, elsewhere = places
    chat = opened(world, work, docs)
    world.say(chat, f"[[call=write_file {json.dumps({'path': '@docs/b.txt', 'content': 'new'})}]]")
    interrupt = world.wait(chat, "waiting")["interrupts"][0]
    (offer,) = interrupt["metadata"]["grants"]
    assert (offer["kind"], offer["value"], offer["folder"]) == ("write", str(docs), str(docs))
    grant = {"kind": "write", "value": offer["value"], "until": "always"}
    entry = {"interruptId": interrupt["id"], "status": "resolved", "payload": {"approved": True, "grant": grant}}
    world.post(f"/api/runs/{interrupt['runId']}/resume", {"resume": [entry]})
    world.until(lambda: world.get("/api/grants") if world.get("/api/grants")["grants"] else None)
    world.wait(chat, "finished")

    assert "error" not in called(world, chat, "write_file", path="@docs/c.txt", content="unasked")
    assert called(world, chat, "write_file", path="c.txt", content="asked", approved=False)["error"] == "denied"
    first = opened(world, docs, work)
    assert "error" not in called(world, first, "write_file", path="d.txt", content="unasked")
    assert called(world, first, "write_file", path="@work/d.txt", content="asked", approved=False)["error"] == "denied"
    other = opened(world, work, elsewhere)
    assert called(world, other, "write_file", path="@elsewhere/d.txt", content="x", approved=False)["error"] == "denied"
    assert {path.name for path in docs.iterdir()} >= {"b.txt", "c.txt", "d.txt"}
