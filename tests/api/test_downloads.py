"""Files that a person keeps: where they are written, and what can be shown."""

from __future__ import annotations

import io
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from tests.api.world import World


def test_a_chat_is_saved_where_downloads_go_and_the_answer_says_where(world: World) -> None:
    chat = world.conversation(title="Garden: beds/1")
    world.say(chat, "what grows here?")
    world.wait(chat)
    saved = world.post(f"/api/conversations/{chat}/save", {"format": "markdown"})
    path = world.data_dir / "downloads" / "Garden beds 1.md"
    assert saved == {"path": str(path), "name": "Garden beds 1.md", "folder": str(path.parent)}
    assert "what grows here?" in path.read_text()
    assert [world.post(f"/api/conversations/{chat}/save", {"format": f})["name"] for f in ("html", "json")] == [
        "Garden beds 1.html",
        "Garden beds 1.json",
    ]


def test_nothing_that_is_there_is_written_over(world: World) -> None:
    chat = world.conversation(title="twice")
    folder = world.data_dir / "downloads"
    folder.mkdir()
    (folder / "twice.md").write_text("mine")
    names = [world.post(f"/api/conversations/{chat}/save")["name"] for _ in range(2)]
    assert names == ["twice (2).md", "twice (3).md"]
    assert (folder / "twice.md").read_text() == "mine"
    if os.name == "posix":
        assert stat.S_IMODE((folder / "twice (2).md").stat().st_mode) == 0o600


def test_a_link_in_the_folder_is_not_followed(world: World, tmp_path: Path) -> None:
    chat = world.conversation(title="link")
    folder = world.data_dir / "downloads"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "elsewhere")
    assert world.post(f"/api/conversations/{chat}/save")["name"] == "link (2).md"
    assert not (tmp_path / "elsewhere").exists()


def test_everything_an_attachment_and_a_text_are_saved_as_well(world: World) -> None:
    chat = world.conversation(title="with a file")
    file = world.attach(b"a,b\n1,2\n", "t.csv")
    world.say(chat, "look", attachments=[{"id": file["id"], "name": "t.csv"}])
    world.wait(chat)
    archive = world.post("/api/export/save")
    assert zipfile.ZipFile(io.BytesIO(Path(archive["path"]).read_bytes())).testzip() is None
    saved = world.post(f"/api/attachments/{file['id']}/save", {"name": "../../t.csv"})
    assert saved["name"] == "t.csv"
    assert Path(saved["path"]).parent == world.data_dir / "downloads"
    assert Path(saved["path"]).read_bytes() == b"a,b\n1,2\n"
    text = world.post("/api/downloads", {"name": "water.py", "text": "print('é')\n"})
    assert Path(text["path"]).read_text(encoding="utf-8") == "print('é')\n"


@pytest.mark.parametrize("path", ["/etc/passwd", "", "downloads/../secret", "\x00"])
def test_only_what_was_saved_can_be_shown(world: World, path: str) -> None:
    assert world.problem("POST", "/api/downloads/show", {"path": path})[0] == 404


def test_a_saved_file_that_is_gone_is_said_to_be_gone(world: World) -> None:
    saved = world.post(f"/api/conversations/{world.conversation(title='gone')}/save")
    Path(saved["path"]).unlink()
    status, _, detail = world.problem("POST", "/api/downloads/show", {"path": saved["path"]})
    assert (status, detail) == (404, "The file is not there any more.")


def test_a_folder_that_cannot_be_written_is_a_sentence(world: World) -> None:
    chat = world.conversation(title="no folder")
    (world.data_dir / "downloads").write_text("a file where the folder should be")
    status, code, detail = world.problem("POST", f"/api/conversations/{chat}/save", {})
    assert (status, code) == (503, "storage_failed")
    assert str(world.data_dir / "downloads") in detail


def test_folders_of_the_last_chats_are_offered_the_newest_first(world: World, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "gone")]
    for folder in folders:
        folder.mkdir()
        world.conversation(workspace=str(folder))
    world.conversation(workspace=str(folders[0]))
    folders[2].rmdir()
    assert world.get("/api/folders")["recent"] == [str(folders[0]), str(folders[1])]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one file manager, which is not ours to start")
def test_the_file_manager_is_asked_for_the_file_and_else_for_its_folder(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = world.post(f"/api/conversations/{world.conversation(title='shown')}/save")
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    status, code, detail = world.problem("POST", "/api/downloads/show", {"path": saved["path"]})
    assert (status, code) == (500, "no_files")
    assert saved["folder"] in detail
    asked = tmp_path / "asked"
    for name, ends in (("gdbus", 1), ("xdg-open", 0)):
        (programs / name).write_text(f'#!/bin/sh\necho "{name}: $@" >> {asked}\nexit {ends}\n')
        (programs / name).chmod(0o755)
    assert world.http.post("/api/downloads/show", json={"path": saved["path"]}).status_code == 204
    first, second = asked.read_text().splitlines()
    assert Path(saved["path"]).as_uri() in first
    assert second == f"xdg-open: {saved['folder']}"
