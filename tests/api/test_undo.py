"""A person takes back what the agent did to files: by the answer, by the file, and forth again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.world import Json, World


@pytest.fixture
def folder(tmp_path: Path, trash: Path) -> Path:
    folder = tmp_path / "work"
    for name, text in {"a.txt": "one\ntwo\n", "src/b.py": "b = 1\n", "old/c.txt": "c\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def tree(folder: Path) -> dict[str, str | None]:
    return {str(p.relative_to(folder)): p.read_text() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def call(name: str, **arguments: Any) -> str:
    return f"[[call={name} {json.dumps(arguments)}]]"


EVERYTHING = (
    call("write_file", path="new/deep/n.txt", content="new\n")
    + call("edit_file", path="a.txt", edits=[{"old": "two", "new": "2"}])
    + call("move_file", path="src/b.py", to="lib/b.py")
    + call("delete_file", path="old")
    + call("run_command", command="echo more >> a.txt; mkdir made; echo x > made/x; chmod 600 lib/b.py")
)


def done(world: World, chat: str, text: str) -> Json:
    """Says it and allows everything."""
    world.say(chat, text)
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert {m.get("error") for m in state["messages"] if m["role"] == "tool"} == {None}
    return state


def test_D6_every_kind_of_change_is_undone_and_redone_also_after_a_restart(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    before = tree(folder)
    state = done(world, chat, EVERYTHING)
    after = tree(folder)
    assert after == {
        "a.txt": "one\n2\nmore\n", "lib": None, "lib/b.py": "b = 1\n", "made": None, "made/x": "x\n",
        "new": None, "new/deep": None, "new/deep/n.txt": "new\n", "src": None,
    }  # fmt: skip
    world.restart()
    turn = world.get(f"/api/conversations/{chat}/changes")["turns"]
    assert [(t["runId"], t["messageId"]) for t in turn] == [(state["runs"][0]["id"], state["messages"][0]["id"])]
    files = [(f["path"], f["kind"], f["added"], f["removed"], f["state"]) for f in turn[0]["files"]]
    assert files == [
        ("new", "create", 0, 0, "done"),
        ("new/deep", "create", 0, 0, "done"),
        ("new/deep/n.txt", "create", 1, 0, "done"),
        ("a.txt", "edit", 1, 1, "done"),
        ("lib", "create", 0, 0, "done"),
        ("src/b.py", "move", 0, 0, "done"),
        ("old/c.txt", "delete", 0, 1, "done"),
        ("old", "delete", 0, 0, "done"),
        ("made", "create", 0, 0, "done"),
        ("made/x", "create", 1, 0, "done"),
        ("a.txt", "edit", 1, 0, "done"),
        ("lib/b.py", "edit", 0, 0, "done"),
    ]
    answer = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][-1]["id"]})
    assert (len(answer["done"]), answer["conflicts"]) == (12, [])
    assert tree(folder) == before
    states = {c["state"] for run in world.get(f"/api/conversations/{chat}")["runs"] for c in run["changes"]}
    assert states == {"undone"}
    turn = world.get(f"/api/conversations/{chat}/changes")["turns"]
    assert {f["state"] for f in turn[0]["files"]} == {"undone"}
    assert world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})["done"] == []
    answer = world.post(f"/api/conversations/{chat}/redo", {"run": state["runs"][0]["id"]})
    assert (len(answer["done"]), answer["conflicts"], tree(folder)) == (12, [], after)


def test_D6_one_file_is_undone_and_what_the_person_changed_is_a_conflict(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    done(world, chat, call("run_command", command="echo x >> a.txt; echo y >> src/b.py; rm old/c.txt"))
    (folder / "src" / "b.py").write_text("mine\n")
    files = {f["path"]: f for f in world.get(f"/api/conversations/{chat}/changes")["turns"][0]["files"]}
    assert {path: f["state"] for path, f in files.items()} == {
        "a.txt": "done", "src/b.py": "conflict", "old/c.txt": "done",
    }  # fmt: skip
    answer = world.post(f"/api/conversations/{chat}/undo", {"changes": [files["old/c.txt"]["id"]]})
    assert (answer["conflicts"], tree(folder)["old/c.txt"], tree(folder)["a.txt"]) == ([], "c\n", "one\ntwo\nx\n")
    answer = world.post(f"/api/conversations/{chat}/undo", {"changes": [f["id"] for f in files.values()]})
    assert answer["conflicts"] == [
        {"id": files["src/b.py"]["id"], "path": "src/b.py", "says": "It was changed since, so it was left as it is."}
    ]
    assert (tree(folder)["src/b.py"], tree(folder)["a.txt"]) == ("mine\n", "one\ntwo\n")
    shown = world.get(f"/api/conversations/{chat}/changes/{files['a.txt']['id']}")
    assert (shown["state"], shown["hunks"][0]["lines"]) == ("undone", [" one", " two", "+x"])


def test_wrong_questions_are_refused(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    undo = f"/api/conversations/{chat}/undo"
    assert world.problem("POST", undo, {})[:2] == (422, "bad_input")
    assert world.problem("POST", undo, {"run": "x", "changes": []})[:2] == (422, "bad_input")
    assert world.problem("POST", undo, {"run": "none"})[0] == 404
    assert world.problem("POST", undo, {"changes": ["none"]})[0] == 404
    assert world.problem("GET", f"/api/conversations/{chat}/changes/none")[0] == 404
    assert world.problem("GET", "/api/conversations/none/changes")[0] == 404
    world.say(chat, "[[silence=10]]")
    assert world.problem("POST", undo, {"changes": []})[:2] == (409, "run_active")


def test_D6_a_stopped_command_is_undone_too(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    before = tree(folder)
    world.say(chat, call("run_command", command="echo x > made.txt; sleep 30"))
    run = world.resume(chat, approved=True)
    world.until(lambda: {} if (folder / "made.txt").exists() else None)
    world.post(f"/api/runs/{run}/cancel")
    state = world.wait(chat, "cancelled")
    assert [change["path"] for change in state["runs"][-1]["changes"]] == ["made.txt"]
    world.post(f"/api/conversations/{chat}/undo", {"run": run})
    assert tree(folder) == before


def test_D4_an_edit_keeps_what_the_file_is_and_refuses_what_has_changed(world: World, folder: Path) -> None:
    path = folder / "w.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    path.chmod(0o640)
    chat = world.conversation(workspace=str(folder))
    edits = [{"old": "one\ntwo", "new": "1\n2"}]
    world.say(chat, call("edit_file", path="w.txt", edits=edits))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert (asked["title"], asked["changes"][0]["hunks"][0]["lines"]) == (
        f"Edit w.txt (+2 −2) in {folder}",
        ["-one\r", "-two\r", "+1\r", "+2\r"],
    )
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\nmine")
    world.resume(chat, approved=True)
    result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
    assert result["error"] == "failed"
    assert path.read_bytes().endswith(b"mine")
    done(world, world.conversation(workspace=str(folder)), call("edit_file", path="w.txt", edits=edits))
    assert (path.read_bytes(), oct(path.stat().st_mode & 0o777)) == (b"\xef\xbb\xbf1\r\n2\r\nmine", "0o640")


def test_what_cannot_be_edited_moved_or_deleted_says_why_and_nothing_is_asked(world: World, folder: Path) -> None:
    (folder / "bin").write_bytes(b"\0")
    (folder / "link").symlink_to("a.txt")
    for said, why in (
        (call("edit_file", path="a.txt", edits=[{"old": "none", "new": "x"}]), "not in the file exactly like this"),
        (call("edit_file", path="a.txt", edits=[{"old": "o", "new": "x"}]), "is there 2 times"),
        (call("edit_file", path="bin", edits=[{"old": "o", "new": "x"}]), "not a text file"),
        (call("edit_file", path="none", edits=[{"old": "o", "new": "x"}]), "No such file"),
        (call("move_file", path="a.txt", to="src/b.py"), "is there already"),
        (call("move_file", path="src", to="src/x"), "into itself"),
        (call("move_file", path="a.txt", to="../a.txt"), "leads out of the workspace"),
        (call("move_file", path="link", to="l"), "is a link"),
        (call("delete_file", path="none"), "There is no none."),
        (call("delete_file", path="."), "the workspace itself"),
    ):
        chat = world.conversation(workspace=str(folder))
        world.say(chat, said)
        result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
        assert (result["error"], why in result["content"]) == ("failed", True), result


def test_the_agent_undoes_what_an_earlier_answer_did(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    before = tree(folder)
    done(world, chat, EVERYTHING)
    state = done(world, chat, call("undo_changes"))
    assert [m for m in state["messages"] if m["role"] == "tool"][-1]["content"] == "Undid 12 changes."
    assert tree(folder) == before


def test_the_question_about_an_undo_shows_every_file_that_it_would_change(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    done(world, chat, call("write_file", path="notes.txt", content="hello\n"))
    world.say(chat, call("undo_changes"))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]["changes"]
    assert [(c["kind"], c["path"], c["hunks"][0]["lines"]) for c in asked] == [("delete", "notes.txt", ["-hello"])]
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    assert not (folder / "notes.txt").exists()


def test_D1_an_undo_is_decided_by_the_folder_that_it_writes_in(world: World, folder: Path, tmp_path: Path) -> None:
    """The chat may work in another one by now."""
    (other := tmp_path / "other").mkdir()
    (other / "notes.txt").write_text("the person's own\n")
    chat = world.conversation(workspace=str(folder))
    done(world, chat, call("write_file", path="notes.txt", content="hello\n"))
    world.patch(f"/api/conversations/{chat}", {"workspace": str(other), "mode": "auto"})
    world.say(chat, call("undo_changes"))
    asked = world.wait(chat, "waiting", "finished")["interrupts"][0]
    assert asked["metadata"]["why"] == f"{folder / 'notes.txt'} is not inside this chat's folder"
    assert asked["message"] == f"Undo the changes of an earlier answer: {folder / 'notes.txt'}"
    assert [change["path"] for change in asked["metadata"]["changes"]] == [str(folder / "notes.txt")]
    assert (folder / "notes.txt").exists()
    world.resume(chat, approved=True)
    results = [m["content"] for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"]
    assert results[-1] == "Undid 1 change."
    assert ((folder / "notes.txt").exists(), (other / "notes.txt").exists()) == (False, True)


def test_D1_an_undo_in_a_further_folder_of_the_chat_stays_in_its_folders(
    world: World, folder: Path, tmp_path: Path
) -> None:
    (other := tmp_path / "other").mkdir()
    chat = world.conversation(workspace=str(folder))
    done(world, chat, call("write_file", path="notes.txt", content="hello\n"))
    world.patch(f"/api/conversations/{chat}", {"workspace": str(other), "folders": [str(folder)], "mode": "auto"})
    world.say(chat, call("undo_changes"))
    assert world.wait(chat, "waiting", "finished")["runs"][-1]["status"] == "finished"
    assert not (folder / "notes.txt").exists()


def test_an_undo_with_nothing_left_is_an_answer_and_no_failure(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    world.say(chat, call("undo_changes"))
    result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
    assert (result.get("error"), result["content"]) == (None, "There is nothing left to undo in this chat.")


def test_a_chat_from_a_file_undoes_nothing(world: World, folder: Path) -> None:
    """Its changes name files of this machine, and its copies would even be here."""
    chat = world.conversation(workspace=str(folder))
    state = done(world, chat, EVERYTHING)
    archive = world.http.post("/api/export", json={}).content
    world.delete(f"/api/conversations/{chat}")
    world.delete(f"/api/bin/{chat}")
    changed = archive_with(archive, b"made/x", b"made/y")
    (folder / "made" / "y").write_text("x\n")
    after = tree(folder)
    answer = world.http.post("/api/import", content=changed, headers={"content-type": "application/zip"})
    assert answer.json()["conversations"] == 1
    files = world.get(f"/api/conversations/{chat}/changes")["turns"][0]["files"]
    assert "partial" in {file["state"] for file in files if file["path"].startswith("made")}
    answer_to_undo = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
    assert "made/y" in {conflict["path"] for conflict in answer_to_undo["conflicts"]}
    assert tree(folder)["made/y"] == after["made/y"]


def archive_with(archive: bytes, old: bytes, new: bytes) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as read, zipfile.ZipFile(out, "w") as written:
        for item in read.infolist():
            written.writestr(item, read.read(item).replace(old, new))
    return out.getvalue()


def test_D6_the_built_in_assistant_edits_renames_deletes_and_takes_it_all_back(world: World, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder))
    before = tree(folder)
    steps = 'replace "two" with "2" in a.txt then rename src/b.py to lib.py then delete old/c.txt'
    world.say(chat, steps, model="builtin:assistant")
    for _ in range(3):
        world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert [m["content"] for m in state["messages"] if m["role"] == "tool"] == [
        "Edited a.txt (+1 −1).",
        "Moved src/b.py to lib.py.",
        "Moved old/c.txt to the trash.",
    ]
    assert tree(folder) == {"a.txt": "one\n2\n", "lib.py": "b = 1\n", "old": None, "src": None}
    world.say(chat, "undo that", model="builtin:assistant")
    asked = world.wait(chat, "waiting")["interrupts"][0]["message"]
    assert asked == "Undo the changes of an earlier answer: a.txt, src/b.py, old/c.txt"
    world.resume(chat, approved=True)
    assert world.answer(chat) == "Undid 3 changes."
    assert tree(folder) == before
