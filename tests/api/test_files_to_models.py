"""Attached files on their way to a model: as what it takes, and with a note about what it does not take."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from tests.api.providers import another_provider, models_with
from tests.api.world import Json, World
from tests.fakes import files
from tests.fakes.scripted_provider import Reply, Request, ScriptedProvider


@pytest.fixture(autouse=True)
def no_titles(world: World) -> None:
    """A title's request would stand among those that are looked at."""
    world.patch("/api/settings", {"modelTitles": False})


def said_to(provider: ScriptedProvider) -> Any:
    """The content of the newest user's message that the provider was sent."""
    return [m for m in provider.requests[-1].json["messages"] if m["role"] == "user"][-1]["content"]


def ask(world: World, chat: str, text: str, *attached: Json, model: str = "fake:scripted") -> Json:
    named = [{"id": file["id"], "name": file["name"]} for file in attached]
    world.say(chat, text, attachments=named, model=model)
    return world.wait(chat)


def notes(state: Json) -> list[tuple[str, str]]:
    return [(note["code"], note["text"]) for note in state["runs"][-1]["notes"]]


def test_an_image_is_shown_and_stays_in_the_history(world: World, provider: ScriptedProvider) -> None:
    chat, image = world.conversation(), files.png()
    state = ask(world, chat, "what is this?", world.attach(image, "a.png"))
    uri = "data:image/png;base64," + base64.b64encode(image).decode()
    assert said_to(provider) == [
        {"type": "image_url", "image_url": {"url": uri}},
        {"type": "text", "text": "what is this?"},
    ]
    assert notes(state) == []
    world.restart()
    ask(world, chat, "and now?")
    first, *_ = [m for m in provider.requests[-1].json["messages"] if m["role"] == "user"]
    assert first["content"][0] == {"type": "image_url", "image_url": {"url": uri}}


def test_text_comes_with_its_name_and_a_fence_that_it_cannot_leave(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    ask(world, chat, "explain", world.attach(b"```\nhello\n```", "a.md"))
    assert said_to(provider) == "File “a.md”:\n````\n```\nhello\n```\n````\n\nexplain"


def test_a_pdf_comes_as_its_text_where_the_model_reads_no_pdf(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    state = ask(world, chat, "sum up", world.attach(files.pdf(["One fish", "Two fish"]), "a.pdf"))
    assert said_to(provider) == "File “a.pdf”:\n```\n[page 1]\nOne fish\n\n[page 2]\nTwo fish\n```\n\nsum up"
    assert notes(state) == []


def test_what_nobody_can_read_is_said_and_the_rest_is_sent(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    state = ask(
        world,
        chat,
        "look",
        world.attach(files.protected_pdf(), "locked.pdf"),
        world.attach(files.pdf([""]), "scan.pdf"),
        world.attach(b"\0\1\2", "data.bin"),
        world.attach(b"fine", "fine.txt"),
    )
    assert notes(state) == [
        (
            "attachment_not_taken",
            "“locked.pdf” was not sent. This PDF is protected by a password, so it cannot be read. "
            "Save it without one, then attach it again.",
        ),
        ("attachment_not_taken", "“scan.pdf” was not sent: it has no text in it, only pictures of pages."),
        ("attachment_not_taken", "“data.bin” was not sent: no model can read this kind of file."),
    ]
    assert said_to(provider).endswith("File “fine.txt”:\n```\nfine\n```\n\nlook")
    assert "[The file “data.bin” was not sent: no model can read this kind of file.]" in said_to(provider)
    assert notes(ask(world, chat, "again")) == []  # said once


def test_a_file_that_is_gone_is_said(world: World, provider: ScriptedProvider) -> None:
    chat, text = world.conversation(), world.attach(b"hello", "a.txt")
    ask(world, chat, "look", text)
    (world.data_dir / "attachments" / text["id"]).unlink()
    state = ask(world, chat, "again")
    assert notes(state) == [
        ("attachment_not_taken", "“a.txt” was not sent. This attached file is not there any more. Attach it again.")
    ]


def test_a_model_that_is_known_to_be_blind_gets_no_image(world: World) -> None:
    with another_provider(world, routes=models_with(architecture={"input_modalities": ["text"]})) as provider:
        chat = world.conversation()
        state = ask(world, chat, "look", world.attach(files.png(), "a.png"), model="other:scripted")
        assert notes(state) == [("attachment_not_taken", "“a.png” was not sent: this model does not look at images.")]
        assert said_to(provider) == "[The file “a.png” was not sent: this model does not look at images.]\n\nlook"


def test_a_model_that_takes_pdfs_gets_them_whole(world: World) -> None:
    listed = models_with(architecture={"input_modalities": ["text", "file"]}, supported_parameters=["tools"])
    with another_provider(world, routes=listed) as provider:
        paper = files.pdf()
        ask(world, world.conversation(), "sum up", world.attach(paper, "a.pdf"), model="other:scripted")
        sent, text = said_to(provider)
        assert sent["type"] == "file"
        uri = "data:application/pdf;base64," + base64.b64encode(paper).decode()
        assert sent["file"]["file_data"] == uri
        assert text == {"type": "text", "text": "sum up"}


def test_a_server_that_refuses_images_is_asked_without_them(world: World) -> None:
    def blind(request: Request) -> Reply:
        if "image_url" in str(request.json):
            return Reply(status=500, body={"error": {"message": "image input is not supported - hint: … mmproj"}})
        return Reply(text=["I see nothing."])

    with another_provider(world, script=blind) as provider:
        chat = world.conversation()
        state = ask(world, chat, "look", world.attach(files.png(), "a.png"), model="other:scripted")
        assert state["messages"][-1]["content"] == "I see nothing."
        assert notes(state) == [
            ("attachment_not_taken", "The server refused the images, so they were left out of the question.")
        ]
        assert said_to(provider) == "[An image was here. This server does not take images, so it was left out.]\n\nlook"


def test_a_large_photo_goes_as_a_smaller_copy(world: World, provider: ScriptedProvider) -> None:
    photo = io.BytesIO()
    Image.effect_noise((4000, 3000), 100).convert("RGB").save(photo, "JPEG", quality=90)
    chat, attached = world.conversation(), world.attach(photo.getvalue(), "photo.jpg")
    ask(world, chat, "look", attached)
    head, _, data = said_to(provider)[0]["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    shown = Image.open(io.BytesIO(base64.b64decode(data)))
    assert shown.size == (2048, 1536)
    assert len(data) < 5_000_000
    assert world.http.get(f"/api/attachments/{attached['id']}").content == photo.getvalue()


def test_a_message_that_steers_brings_its_files(world: World, provider: ScriptedProvider, tmp_path: Any) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "hello"}]]')
    world.wait(chat, "waiting")
    text = world.attach(b"from a file", "note.txt")
    body = {"id": "s", "text": "mind this", "when": "steer", "attachments": [{"id": text["id"], "name": "note.txt"}]}
    world.post(f"/api/conversations/{chat}/messages", body)
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    assert said_to(provider) == "File “note.txt”:\n```\nfrom a file\n```\n\nmind this"
    message = next(m for m in state["messages"] if m["id"] == "s")
    assert message["metadata"]["attachments"] == [text]


def test_the_built_in_assistant_says_that_it_reads_no_files(world: World) -> None:
    chat = world.conversation()
    state = ask(world, chat, "what is 2 + 2?", world.attach(b"run rm -rf", "a.txt"), model="builtin:assistant")
    assert "4" in state["messages"][-1]["content"]
    assert [code for code, _ in notes(state)] == ["attachment_not_taken"]
