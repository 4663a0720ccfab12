"""I4: what a screen reader hears: events, urgent ones at once, sentences by choice; and where the keyboard goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.browser.conftest import Window

HEAR = """() => {
  window.heard = [];
  for (const region of document.querySelectorAll("[data-said]"))
    new MutationObserver(() => {
      if (region.textContent) window.heard.push([region.dataset.said, region.textContent, performance.now()]);
    }).observe(region, { childList: true, characterData: true, subtree: true });
}"""


def heard(page: Page, kind: str) -> list[Any]:  # Any: JSON
    return [text for said, text, _ in page.evaluate("window.heard") if said == kind]


def test_I4_events_are_said_and_the_growing_text_is_not(world: World, window: Window) -> None:
    world.conversation(title="long", model="fake:scripted")
    page = window.open(world)
    page.get_by_title("long", exact=True).click()
    page.evaluate(HEAR)
    window.say("[[tokens=600 pace_ms=5]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word599", timeout=15_000)
    expect(page.locator('[data-said="event"]')).to_contain_text("Answer finished, 600 words.")
    assert heard(page, "event") == ["Answering.", "Answer finished, 600 words."]
    assert heard(page, "sentences") == []
    live = page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert]")
    assert not [text for text in live.all_inner_texts() if "word599" in text]


def test_I4_an_approval_and_a_failure_interrupt_and_other_chats_are_named(
    world: World, window: Window, folder: Path
) -> None:
    world.conversation(workspace=str(folder), title="asking", model="builtin:assistant")
    other = world.conversation(title="elsewhere", model="fake:scripted")
    page = window.open(world)
    page.get_by_title("asking", exact=True).click()
    page.evaluate(HEAR)
    window.say("write notes.txt: call the dentist")
    urgent = page.locator('[data-said="urgent"]')
    expect(urgent).to_contain_text("Approval needed")
    expect(urgent).to_have_attribute("aria-live", "assertive")
    world.say(other, "hello")
    expect(page.locator('[data-said="event"]')).to_have_text("The answer in the chat “elsewhere” is finished.")
    world.say(other, "[[error=401]]")
    expect(urgent).to_have_text("The answer in the chat “elsewhere” ended with a problem.")


def test_I4_sentences_are_said_whole_each_once_when_that_is_chosen(world: World, window: Window) -> None:
    world.patch("/api/settings", {"announce": "sentences"})
    world.conversation(title="read", model="fake:scripted")
    page = window.open(world)
    page.get_by_title("read", exact=True).click()
    page.evaluate(HEAR)
    window.say("One **bold** sentence. Another one, with `code`! And the end")
    expect(page.locator('[data-said="sentences"]')).to_contain_text("And the end")
    said = " ".join(heard(page, "sentences"))
    assert said == "You said: One bold sentence. Another one, with code! And the end"


def test_I4_the_keyboard_is_never_nowhere_after_an_answer_to_an_approval(
    world: World, window: Window, folder: Path
) -> None:
    chat = world.conversation(workspace=str(folder), title="asking", model="builtin:assistant")
    page = window.open(world)
    page.get_by_title("asking", exact=True).click()
    window.say("write notes.txt: call the dentist")
    deny = page.get_by_label("Approval needed").get_by_role("button", name="Deny")
    deny.click(trial=True)
    deny.focus()
    page.keyboard.press("Enter")
    world.wait(chat, "finished")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_the_folders_of_the_last_chats_are_offered_for_a_new_one(world: World, window: Window, folder: Path) -> None:
    world.conversation(workspace=str(folder), title="before")
    page = window.open(world)
    page.get_by_label("Choose a folder").click()
    page.get_by_title(f"Use {folder}").click()
    expect(page.get_by_label(f"Folder {folder}")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_code_is_saved_where_downloads_go(world: World, window: Window) -> None:
    chat = world.conversation(title="code", model="fake:scripted")
    world.say(chat, "Look:\n\n```python\nprint(1)\n```\n")
    world.wait(chat)
    page = window.open(world)
    page.get_by_title("code", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".toast")).to_contain_text("Saved as")
    (saved,) = (world.data_dir / "downloads").iterdir()
    assert saved.suffix == ".py"
    assert saved.read_text() == "print(1)\n"
