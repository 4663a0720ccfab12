"""A chat on paper: all of the branch that is shown, also what the window has not drawn, and nothing of the app."""

from __future__ import annotations

import io

import pypdf
from playwright.sync_api import Browser, expect

from tests.api.world import World
from tests.browser.conftest import Window, whole

TURNS = 60


def test_a_long_chat_is_printed_whole_from_a_dark_window(world: World, browser: Browser) -> None:
    chat = world.conversation(title="A year of beans", model="fake:scripted")
    world.say(chat, "the branch that is not shown", parentId=None)
    world.wait(chat)
    parent = None
    for turn in range(TURNS):
        world.say(chat, f"question {turn}\n\n```py\nbeds = {turn}\n```", parentId=parent)
        parent = world.wait(chat)["messages"][-1]["id"]
    window = Window(browser, color_scheme="dark")
    page = window.open(world)
    page.get_by_role("button", name="A year of beans").first.click()
    expect(page.get_by_label("Conversation")).to_contain_text(f"question {TURNS - 1}")
    whole(page)
    assert "You said: question 0" not in page.get_by_label("Conversation").inner_text()
    paper = pypdf.PdfReader(io.BytesIO(page.pdf()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert len(paper.pages) > 5
    assert "A year of beans" in text
    missing = [turn for turn in range(TURNS) if f"You said: question {turn} " not in text]
    assert missing == []
    assert text.count("beds = ") == 2 * TURNS
    for word in ("not shown", "New chat", "Write a message", "Copy"):
        assert word not in text
    expect(page.locator(".print-page")).to_have_count(0)
    window.context.close()
