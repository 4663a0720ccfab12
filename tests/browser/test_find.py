"""Finding in a long chat: the whole of it is searched, also what is not in the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.bench import chats
from tests.browser.conftest import Window, whole


@pytest.fixture
def page(world: World, window: Window) -> Page:
    chats.long_chat(world.server, 600)
    page = window.open(world)
    page.get_by_title("A long chat", exact=True).click()
    expect(page.get_by_role("heading", name="Answer 299")).to_be_visible()
    whole(page)
    page.get_by_label("Message", exact=True).focus()
    return page


def marked(page: Page, name: str) -> Any:  # Any: JSON
    """The marked pieces of text, and whether the first is in the view and beside the bar."""
    return page.evaluate(
        """(name) => [...(CSS.highlights.get(name) ?? [])].map((range) => {
          const box = range.getBoundingClientRect();
          const view = document.getElementById("transcript").getBoundingClientRect();
          return { text: range.toString(), seen: box.top > view.top + 40 && box.bottom < view.bottom };
        })""",
        name,
    )


def marked_soon(page: Page, name: str, wanted: Callable[[Any], bool]) -> None:
    """They are marked with the frame after the one that brought them into view."""
    ends = time.monotonic() + 15
    while not wanted(marked(page, name)):
        assert time.monotonic() < ends, marked(page, name)
        page.wait_for_timeout(20)


def test_a_word_far_above_is_found_shown_and_marked(page: Page) -> None:
    page.keyboard.press("Control+f")
    field = page.get_by_label("Find in this chat")
    expect(field).to_be_focused()
    field.fill("name_17")
    count = page.locator(".find-count")
    expect(count).to_have_text("11 of 11")  # 17, and 170 to 179: the nearest above the end
    expect(page.get_by_role("heading", name="Answer 179")).to_be_visible()
    page.keyboard.press("F3")
    expect(count).to_have_text("1 of 11")
    expect(page.get_by_role("heading", name="Answer 17", exact=True)).to_be_visible()
    expect(field).to_be_focused()
    marked_soon(page, "found-current", lambda pieces: pieces == [{"text": "name_17", "seen": True}])
    page.get_by_label("Whole words").click()
    expect(count).to_have_text("1 of 1")


def test_enter_and_f3_go_on_and_back_around_the_ends(page: Page) -> None:
    page.keyboard.press("Control+f")
    field = page.get_by_label("Find in this chat")
    field.fill("Question 2:")
    expect(page.locator(".find-count")).to_have_text("1 of 1")
    field.fill("answer 29")
    expect(page.locator(".find-count")).to_have_text("1 of 11")  # from where one reads, downward
    expect(page.get_by_role("heading", name="Answer 29", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".find-count")).to_have_text("2 of 11")
    expect(page.get_by_role("heading", name="Answer 290")).to_be_visible()
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".find-count")).to_have_text("1 of 11")
    expect(page.get_by_role("heading", name="Answer 29", exact=True)).to_be_visible()
    page.keyboard.press("Shift+F3")
    expect(page.locator(".find-count")).to_have_text("11 of 11")
    expect(page.get_by_role("heading", name="Answer 299")).to_be_visible()


def test_esc_closes_it_takes_the_marks_away_and_gives_the_keyboard_back(world: World, page: Page) -> None:
    world.say("long", "[[tokens=20000 pace_ms=4]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word20 ")
    page.keyboard.press("Control+f")
    page.get_by_label("Find in this chat").fill("garden")
    expect(page.locator(".find-count")).to_contain_text("of")
    page.keyboard.press("Enter")
    marked_soon(page, "found", lambda pieces: len(pieces) > 0)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Find in this chat")).to_have_count(0)
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    marked_soon(page, "found", lambda pieces: pieces == [])
    assert world.get("/api/conversations/long")["runs"][-1]["status"] == "running"  # Esc meant the bar


def test_words_that_are_nowhere_are_said_to_be(page: Page) -> None:
    page.keyboard.press("Control+f")
    page.get_by_label("Find in this chat").fill("no such words")
    expect(page.locator(".find-count")).to_have_text("No hits")
    expect(page.locator(".find-count")).to_have_attribute("role", "status")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answer 299")).to_be_visible()


def test_case_and_words_across_marks_and_lines_are_found_and_marked_as_drawn(page: Page) -> None:
    page.keyboard.press("Control+f")
    field = page.get_by_label("Find in this chat")
    field.fill("answer 120 The")  # a heading and the text after it are apart
    expect(page.locator(".find-count")).to_have_text("No hits")
    field.fill("ANSWER 120")
    expect(page.locator(".find-count")).to_have_text("1 of 1")
    page.get_by_label("Match case").click()
    expect(page.locator(".find-count")).to_have_text("No hits")


def test_the_outline_lists_what_was_asked_and_leads_there(page: Page) -> None:
    page.get_by_label("Your messages in this chat").click()
    lines = page.get_by_role("dialog", name="Your messages in this chat")
    expect(lines.locator(":focus")).to_contain_text("Question 29")  # what is read now
    assert lines.locator("li").count() < 60
    page.keyboard.press("Home")
    expect(lines.locator(":focus")).to_contain_text("Question 0:")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(lines).to_have_count(0)
    expect(page.locator(".asked-text", has_text="Question 1:")).to_be_in_viewport()
    page.get_by_label("Your messages in this chat").click()
    expect(lines.locator(":focus")).to_contain_text("Question 1:")
    page.keyboard.press("Escape")
    expect(lines).to_have_count(0)
    expect(page.get_by_label("Your messages in this chat")).to_be_focused()


def test_what_is_being_written_is_counted_as_it_grows(world: World, window: Window) -> None:
    world.conversation(title="growing", model="fake:scripted")
    page = window.open(world)
    page.get_by_title("growing", exact=True).click()
    window.say("[[tokens=4000 pace_ms=15]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word5")
    page.keyboard.press("Control+f")
    page.get_by_label("Find in this chat").fill("word")
    count = page.locator(".find-count")
    expect(count).to_contain_text(" of ")

    def total() -> int:
        return int(count.inner_text().rpartition(" of ")[2].replace(",", ""))

    first = total()
    world.until(lambda: {} if total() > first + 50 else None)
    at = count.inner_text().partition(" of ")[0]
    page.keyboard.press("Enter")  # from where one was, not from the start
    world.until(lambda: {} if count.inner_text().partition(" of ")[0] != at else None)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Stop the answer")).to_be_visible()
