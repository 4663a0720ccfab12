"""H6: what a second start hands over, and the secret that lets it do so once."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from desktop.instance import Given, Refused, hand_over
from tests.api.raw import send
from tests.api.world import World

JSON = ("Content-Type", "application/json")
Shown = list[tuple[str | None, str | None]]


@pytest.fixture
def shown(world: World) -> Shown:
    """A window that remembers what it was brought forward for."""
    calls: Shown = []

    def show(chat: str | None, activation: str | None) -> bool:
        calls.append((chat, activation))
        return True

    world.server.open_to_others(show)
    assert _secret(world)
    return calls


def test_H6_a_folder_becomes_a_chat_that_works_there(world: World, shown: Shown, tmp_path: Path) -> None:
    folder = tmp_path / "a folder, ünd more"
    folder.mkdir()

    said = hand_over(world.server.data_dir, Given.of(folder, None))

    assert said is not None
    assert "brought to the front" in said
    ((chat, _),) = shown
    assert world.get(f"/api/conversations/{chat}")["workspace"] == str(folder)


def test_H6_a_file_that_no_model_reads_is_named_in_the_draft(world: World, shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(bytes(range(256)))

    hand_over(world.server.data_dir, Given.of(tmp_path / "data.bin", "what is this?"))

    ((chat, _),) = shown
    assert world.get(f"/api/drafts/{chat}") == {"text": "data.bin what is this?", "attachments": []}


def test_a_page_that_names_a_file_by_its_path_does_not_get_to_read_it(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hello")

    host = ("Host", world.server.url.removeprefix("http://"))
    path = world.server.new_boot_url(None).removeprefix(world.server.url)
    cookie = send(world.server.url, "GET", path, [host], b"").headers["set-cookie"].partition(";")[0]
    page = [host, ("Cookie", cookie), ("Origin", world.server.url), ("Sec-Fetch-Site", "same-origin"), JSON]
    body = json.dumps({"path": str(tmp_path / "secret.txt")}).encode()

    answer = send(world.server.url, "POST", "/api/arrivals", page, body)

    chat = json.loads(answer.body)["conversation"]
    assert world.get(f"/api/drafts/{chat}") == {"text": "secret.txt ", "attachments": []}


def test_H6_a_file_and_words_wait_in_the_draft_and_nothing_is_sent(world: World, shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "train notes.txt").write_text("hello")

    hand_over(world.server.data_dir, Given.of(tmp_path / "train notes.txt", "what is this?"))

    ((chat, _),) = shown
    state = world.get(f"/api/conversations/{chat}")
    assert (state["workspace"], state["messages"], state["runs"]) == (str(tmp_path), [], [])
    snapshot = world.get("/api/snapshot")
    (file,) = snapshot["draftAttachments"][chat]
    assert (snapshot["drafts"][chat], file["name"], file["kind"]) == ("what is this?", "train notes.txt", "text")
    assert world.get(f"/api/drafts/{chat}") == {"text": "what is this?", "attachments": [file]}
    assert world.http.get(f"/api/attachments/{file['id']}").content == b"hello"


def test_H6_what_is_not_there_is_said_and_makes_no_chat(world: World, shown: Shown, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file or folder"):
        hand_over(world.server.data_dir, Given.of(tmp_path / "gone", None))

    assert world.get("/api/conversations")["conversations"] == []
    assert shown == []


def test_H6_the_secret_is_for_this_person_alone_and_works_once_and_for_nothing_else(world: World, shown: Shown) -> None:
    file = world.server.data_dir / "instance.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = _secret(world)

    assert _ask(world, "GET", "/api/snapshot", first) == 401
    assert _ask(world, "POST", "/api/conversations", first) == 401
    assert _ask(world, "POST", "/api/arrivals", first) == 200
    assert _ask(world, "POST", "/api/arrivals", first) == 401
    assert _secret(world) != first
    assert _ask(world, "POST", "/api/arrivals", _secret(world)) == 200


def test_H6_a_page_from_elsewhere_cannot_use_the_secret_even_if_it_knew_it(world: World, shown: Shown) -> None:
    assert _ask(world, "POST", "/api/arrivals", _secret(world), ("Origin", "http://127.0.0.1:1")) == 403
    assert shown == []


def test_H6_without_a_window_there_is_an_address_that_opens_the_chat(world: World, tmp_path: Path) -> None:
    world.server.open_to_others(lambda chat, activation: False)
    assert _secret(world)

    said = hand_over(world.server.data_dir, Given.of(None, "hello"))

    assert said is not None
    assert f"{world.server.url}/boot?code=" in said
    assert "#chat=" in said


def test_H6_what_a_killed_start_left_behind_leads_nobody_astray(tmp_path: Path) -> None:
    left = {"url": "http://127.0.0.1:1", "pid": 1, "secret": "x"}
    (tmp_path / "instance.json").write_text(json.dumps(left))
    assert hand_over(tmp_path, Given()) is None

    (tmp_path / "instance.json").write_text("{")
    assert hand_over(tmp_path, Given()) is None


def test_H6_after_the_end_nobody_is_found(world: World, shown: Shown) -> None:
    world.stop()
    assert not (world.server.data_dir / "instance.json").exists()


def _secret(world: World) -> str:
    """As another process of this person reads it. The server writes it on its own thread: a call waits for that."""
    world.get("/api/health")
    document: dict[str, Any] = json.loads((world.server.data_dir / "instance.json").read_text())
    return str(document["secret"])


def _ask(world: World, method: str, path: str, secret: str, *headers: tuple[str, str]) -> int:
    host = world.server.url.removeprefix("http://")
    sent = [("Host", host), ("Authorization", f"Bearer {secret}"), ("Content-Type", "application/json"), *headers]
    return send(world.server.url, method, path, sent, b"{}").status


def test_the_page_is_opened_in_the_systems_browser_by_an_address_that_works_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    monkeypatch.setattr("webbrowser._tryorder", None)  # the standard library reads BROWSER once
    monkeypatch.setenv("BROWSER", str(browser))
    chat = world.post("/api/conversations", {})["id"]

    world.post("/api/open/page", {"conversation": chat})

    address = (tmp_path / "opened").read_text()
    assert address.startswith(f"{world.server.url}/boot?code=")
    assert address.endswith(f"#chat={chat}")
    path = address.removeprefix(world.server.url).partition("#")[0]
    host = ("Host", world.server.url.removeprefix("http://"))
    assert [send(world.server.url, "GET", path, [host], b"").status for _ in range(2)] == [303, 403]
    assert world.problem("POST", "/api/open/page", {"conversation": "../x"})[0] == 422
