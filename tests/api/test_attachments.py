"""A person attaches files: they are kept, known by their contents, shown as nothing that runs, and come with the
message."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from backend.domain import limits
from tests.api.world import World
from tests.fakes import files


def test_a_file_is_kept_and_known_by_its_contents(world: World) -> None:
    data = files.png()
    attached = world.attach(data, "größe ☕.png")
    assert attached == {
        "id": hashlib.sha256(data).hexdigest(),
        "name": "größe ☕.png",
        "type": "image/png",
        "bytes": len(data),
        "kind": "image",
    }
    assert world.attach(data, "other.png")["id"] == attached["id"]
    kept = world.data_dir / "attachments"
    assert [path.name for path in kept.iterdir()] == [attached["id"]]
    world.restart()
    assert world.http.get(f"/api/attachments/{attached['id']}").content == data


def test_a_file_that_is_not_what_its_name_says_is_told(world: World) -> None:
    attached = world.attach(files.pdf(), "holiday.jpg")
    assert (attached["kind"], attached["type"]) == ("pdf", "application/pdf")
    assert attached["note"] == "By its name this would be an image, but it is a PDF."
    assert world.attach(files.protected_pdf(), "a.pdf")["note"].startswith("This PDF is protected by a password")


@pytest.mark.parametrize(
    ("data", "name", "place", "kind"),
    [
        (files.png(), "a.png", "inline", "image/png"),
        (b"<svg onload='alert(1)'/>", "a.svg", "attachment", "application/octet-stream"),
        (b"<script>alert(1)</script>", "a.html", "attachment", "application/octet-stream"),
        (files.pdf(), "a.pdf", "attachment", "application/octet-stream"),
    ],
)
def test_C4_it_comes_back_as_nothing_that_a_browser_would_run(
    world: World, data: bytes, name: str, place: str, kind: str
) -> None:
    attached = world.attach(data, name)
    answer = world.http.get(f"/api/attachments/{attached['id']}", params={"name": name})
    assert answer.content == data
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f"{place}; filename*=UTF-8''{quote(name)}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policies = answer.headers.get_list("content-security-policy")
    assert "sandbox; default-src 'none'" in policies


def test_bad_files_are_refused_with_a_sentence_and_nothing_is_left(world: World) -> None:
    def refused(data: bytes, name: str = "a.txt", kind: str = "text/plain") -> tuple[int, str, str]:
        answer = world.http.post(
            "/api/attachments", content=data, headers={"x-runnel-name": quote(name), "content-type": kind}
        )
        return answer.status_code, answer.json()["code"], answer.json()["detail"]

    assert refused(b"") == (422, "empty_file", "This file is empty, so there is nothing to attach.")
    assert refused(files.bomb(), "a.png")[0] == 422
    assert refused(b"x" * (limits.ATTACHMENT_BYTES + 1))[:2] == (413, "too_large")
    assert refused(b"a=b", kind="application/x-www-form-urlencoded")[:2] == (415, "not_raw")
    bad_name = world.http.post("/api/attachments", content=b"x", headers={"x-runnel-name": "%ff"})
    assert bad_name.json()["code"] == "bad_input"
    left = [path for path in (world.data_dir / "attachments").iterdir() if path.name.startswith(".")]
    assert left == []


def test_a_file_that_says_no_length_is_cut_at_the_limit(world: World) -> None:
    def endless() -> object:
        for _ in range(limits.ATTACHMENT_BYTES // limits.MIB + 2):
            yield b"x" * limits.MIB

    answer = world.http.post("/api/attachments", content=endless())  # type: ignore[arg-type]  # an iterator of bytes
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_file_that_is_cut_off_on_its_way_leaves_nothing(world: World) -> None:
    split = urlsplit(world.server.url)
    assert split.hostname is not None
    with socket.create_connection((split.hostname, split.port or 80)) as connection:
        head = (
            f"POST /api/attachments HTTP/1.1\r\nHost: {split.netloc}\r\nAuthorization: Bearer {world.server.token}\r\n"
        )
        connection.sendall(f"{head}Content-Length: 1000\r\n\r\nonly this".encode())
    folder = world.data_dir / "attachments"
    world.until(lambda: {} if not folder.exists() or not list(folder.iterdir()) else None)


def test_an_unknown_file_is_not_found(world: World) -> None:
    assert world.http.get("/api/attachments/" + "0" * 64).json()["code"] == "no_attachment"
    assert world.http.get("/api/attachments/..%2frunnel.db").status_code == 404
    chat = world.conversation()
    body = {"id": "m", "text": "look", "attachments": [{"id": "0" * 64, "name": "a.png"}]}
    assert world.problem("POST", f"/api/conversations/{chat}/messages", body)[:2] == (404, "no_attachment")
    assert world.get(f"/api/conversations/{chat}")["messages"] == []


def test_a_message_says_what_is_attached_to_it(world: World) -> None:
    chat = world.conversation()
    image = world.attach(files.png(), "a.png")
    text = world.attach(b"hello", "b.txt")
    named = [{"id": image["id"], "name": "c:\\photos\\a.png"}, {"id": text["id"], "name": "b.txt"}]
    world.say(chat, "look", attachments=named)
    state = world.wait(chat)
    assert state["messages"][0]["metadata"]["attachments"] == [image, text]


def test_files_alone_are_a_message(world: World) -> None:
    chat = world.conversation()
    text = world.attach(b"hello", "b.txt")
    world.say(chat, "", attachments=[{"id": text["id"], "name": "b.txt"}])
    state = world.wait(chat)
    assert (state["title"], state["messages"][0]["content"]) == ("b.txt", "")
    assert state["runs"][-1]["status"] == "finished"


def test_fifty_files_are_taken_and_fifty_one_are_not(world: World) -> None:
    chat = world.conversation()
    named = []
    for at in range(51):
        name = f"{'ä' * 200}{at}.txt"
        named.append({"id": world.attach(f"file {at}".encode(), name)["id"], "name": name})
    body = {"id": "m", "text": "look", "model": "fake:scripted", "attachments": named}
    path = f"/api/conversations/{chat}/messages"
    assert world.problem("POST", path, body) == (
        422,
        "too_many_files",
        "51 files are attached; a message can have 50. Send the others with another message.",
    )
    world.post(path, {**body, "attachments": named[:50]})
    state = world.wait(chat)
    assert len(state["messages"][0]["metadata"]["attachments"]) == 50


def test_F3_the_same_message_with_files_again_is_the_same_message_even_when_they_are_gone(world: World) -> None:
    """F3★."""
    chat = world.conversation()
    text = world.attach(b"hello", "b.txt")
    body = {"id": "m", "text": "x", "model": "fake:scripted", "attachments": [{"id": text["id"], "name": "b.txt"}]}
    first = world.post(f"/api/conversations/{chat}/messages", body)
    world.wait(chat)
    (world.data_dir / "attachments" / text["id"]).unlink()
    assert world.post(f"/api/conversations/{chat}/messages", body) == first


def test_files_that_no_message_names_are_gone_after_a_day(tmp_path: Path, provider_url: str) -> None:
    world = World(tmp_path / "data", provider_url, compact_after_s=0)
    world.start()
    chat = world.conversation()
    named, unnamed = world.attach(b"named", "a.txt"), world.attach(b"unnamed", "b.txt")
    world.say(chat, "look", attachments=[{"id": named["id"], "name": "a.txt"}])
    world.wait(chat)
    folder = world.data_dir / "attachments"
    yesterday = time.time() - limits.ATTACHMENT_KEPT_S - 60
    for path in folder.iterdir():
        os.utime(path, (yesterday, yesterday))
    world.until(lambda: {} if not (folder / unnamed["id"]).exists() else None)
    assert (folder / named["id"]).exists()
    world.stop()


def test_a_draft_keeps_its_files_until_it_is_sent_or_emptied(world: World) -> None:
    chat = world.conversation()
    picture, note = world.attach(files.png(), "a.png"), world.attach(b"hello", "a.txt")
    gone = {"id": "0" * 64, "name": "gone.txt"}
    world.put(f"/api/drafts/{chat}", {"text": "", "attachments": [picture, gone]})
    world.put("/api/drafts/new", {"text": "look", "attachments": [note]})
    snapshot = world.get("/api/snapshot")
    assert snapshot["drafts"] == {"new": "look"}
    assert snapshot["draftAttachments"] == {chat: [picture], "new": [note]}
    world.restart()
    assert world.get("/api/snapshot")["draftAttachments"] == {chat: [picture], "new": [note]}
    world.put("/api/drafts/new", {"text": ""})
    world.say(chat, "here it is", attachments=[picture])
    assert world.get("/api/snapshot")["draftAttachments"] == {}
