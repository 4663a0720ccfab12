"""Questions that are not the assistant's own: of a server of tools, and of a helper. Each says whose it is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_helpers import TASK, Agent
from tests.api.test_mcp import allow, behave, call, fake
from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes.scripted_provider import Call, Reply, ScriptedProvider

FORM = {"type": "object", "properties": {"colour": {"type": "string", "title": "Colour"}}, "required": ["colour"]}


@pytest.fixture
def agent() -> Agent:
    return Agent()


@pytest.fixture
def provider_url(agent: Agent) -> Iterator[str]:
    with ScriptedProvider(agent.reply).in_thread() as provider:
        yield provider.url


def picture(page: Page, name: str) -> None:
    if (pictures := os.environ.get("RUNNEL_PICTURES")) is not None:
        page.screenshot(path=Path(pictures) / f"{name}.png")


def test_a_servers_tool_and_its_question_are_shown_as_the_servers(world: World, window: Window, tmp_path: Path) -> None:
    world.put("/api/mcp/servers/notes", fake(behave(tmp_path / "b", on_call="ask", form=FORM)))
    allow(world, "notes")
    chat = world.conversation(title="garden", model="fake:scripted")
    world.say(chat, call("notes__echo", text="hi"))
    world.wait(chat, "waiting")
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text("Use “echo” of the server “notes”")
    expect(card.get_by_role("button", name="Allow once")).to_be_enabled()
    picture(page, "a-servers-tool")
    card.get_by_role("button", name="Allow once").click()
    asks = page.get_by_label("The server “notes” asks you")
    expect(asks.get_by_role("group", name="What the server asks")).to_contain_text("Which?")
    expect(asks).to_contain_text("Never give it a password or a key.")
    expect(page.get_by_label("The assistant asks you")).to_have_count(0)
    expect(page.get_by_text("outcome unknown")).to_have_count(0)  # it goes on, and asks where it stands
    picture(page, "a-servers-question")
    asks.get_by_role("textbox").fill("blue")
    expect(asks.get_by_role("button", name="Answer", exact=True)).to_be_enabled()
    page.keyboard.press("Enter")
    expect(asks).to_have_count(0)
    world.wait(chat, "finished")
    expect(page.get_by_label("Conversation")).to_contain_text("blue")
    expect(page.locator(".tool.done summary")).to_contain_text("from outside")


def test_a_helpers_question_shows_the_helpers_own_call_and_its_task(
    world: World, window: Window, folder: Path, agent: Agent
) -> None:
    write = Call("write_file", json.dumps({"path": "note.txt", "content": "exactly this\n"}), id="h1")
    agent.works = [Reply(calls=[write], usage=(100, 7)), Reply(text=["Done."], usage=(100, 7))]
    chat = world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
    world.say(chat, "[[delegate]] Find out.")
    world.wait(chat, "waiting")
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text(f"A helper asks. Its task: {TASK}")
    expect(card.get_by_role("insertion")).to_contain_text("exactly this")
    card.get_by_text("Exactly as it was asked for").click()
    expect(card.get_by_role("group", name="File")).to_contain_text("note.txt")
    expect(card.get_by_role("button", name="Allow once")).to_be_enabled()
    picture(page, "a-helpers-question")
    card.get_by_role("button", name="Allow once").click()
    expect(card).to_have_count(0)
    world.wait(chat, "finished")
    assert (folder / "note.txt").read_text() == "exactly this\n"
