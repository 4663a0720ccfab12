"""What is dropped on the window reaches its page, and only what was dropped; the system's dialog answers the page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.domain import limits
from tests.api.world import World


def test_the_page_gets_what_was_dropped_once_whether_it_asks_before_or_after(world: World, tmp_path: Path) -> None:
    folder, file = tmp_path / "a folder, ünd more", tmp_path / "notes.txt"
    folder.mkdir()
    file.write_bytes(b"hello")
    given = [str(folder), str(file), str(tmp_path / "gone"), "not/whole", "/dev/null"]
    with ThreadPoolExecutor() as beside:
        asked = beside.submit(world.post, "/api/dropped")
        world.server.dropped(given)
        first = asked.result()
    assert first["folders"] == [str(folder)]
    world.server.dropped(given)
    second = world.post("/api/dropped")

    ((key, name),) = [(file["key"], file["name"]) for file in second["files"]]
    assert (second["folders"], name) == ([str(folder)], "notes.txt")
    assert world.http.get(f"/api/dropped/{key}").content == b"hello"
    assert world.problem("GET", f"/api/dropped/{key}")[0] == 404
    first_key = first["files"][0]["key"]
    assert world.http.get(f"/api/dropped/{first_key}").content == b"hello"  # a drop ends no reading of the one before


def test_a_page_that_asks_for_nothing_that_was_dropped_gets_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DROP_S", 0.2)
    world.server.dropped([])
    assert world.post("/api/dropped") == {"folders": [], "files": []}
    assert world.problem("GET", "/api/dropped/%2Fetc%2Fpasswd")[0] == 404


def test_a_dropped_file_that_is_too_large_is_said(world: World, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    world.server.dropped([str(large)])
    (file_,) = world.post("/api/dropped")["files"]
    status, code, detail = world.problem("GET", f"/api/dropped/{file_['key']}")
    assert (status, code) == (413, "too_large")
    assert "large.bin" in detail


def test_a_folder_is_chosen_in_the_systems_dialog_one_at_a_time(world: World, tmp_path: Path) -> None:
    assert world.get("/api/folders")["dialog"] is False
    assert world.problem("POST", "/api/open/folder", {})[:2] == (409, "no_dialog")
    asked, answer = threading.Event(), threading.Event()

    def choose(start: str | None) -> str | None:
        asked.set()
        answer.wait(10)
        return f"{start}/chosen"

    world.server.lend(choose)
    assert world.get("/api/folders")["dialog"] is True
    with ThreadPoolExecutor() as beside:
        chosen = beside.submit(world.post, "/api/open/folder", {"path": str(tmp_path)})
        assert asked.wait(10)
        assert world.problem("POST", "/api/open/folder", {})[:2] == (409, "dialog_open")
        answer.set()
        assert chosen.result() == {"path": f"{tmp_path}/chosen"}


def test_a_dialog_that_nobody_answers_does_not_hold_up_the_end(world: World) -> None:
    asked = threading.Event()

    def choose(start: str | None) -> str | None:
        asked.set()
        threading.Event().wait()
        return None

    world.server.lend(choose)
    with ThreadPoolExecutor() as beside:
        answer = beside.submit(world.http.post, "/api/open/folder", json={})
        assert asked.wait(10)
        world.server.stop()  # which would wait for ever for an answer
        assert answer.result().json() == {"path": None}
