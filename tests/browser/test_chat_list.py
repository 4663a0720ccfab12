"""Thousands of chats in the list: a few lines in the page, more from the server, everything by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.bench import chats
from tests.browser.conftest import Window

COUNT = 1_200


@pytest.fixture
def page(world: World, window: Window) -> Page:
    chats.many_chats(world.server, COUNT)
    page = window.open(world)
    expect(page.get_by_role("list", name="Chats by day")).to_be_visible()
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-chat]')?.dataset.chat ?? ''"))


def test_only_the_lines_in_view_are_in_the_page_and_more_come_from_the_server(page: Page) -> None:
    assert page.locator(".row").count() < 60
    for _ in range(40):  # to the end of all that there is
        page.evaluate("(() => { const l = document.querySelector('.sidebar-list'); l.scrollTop = l.scrollHeight; })()")
        if page.locator('[data-chat="chat-0"]').count():
            break
        page.wait_for_timeout(150)
    expect(page.locator('[data-chat="chat-0"]')).to_be_visible()
    assert page.locator(".row").count() < 60


def test_arrows_ends_pages_and_letters_move_through_the_list(page: Page) -> None:
    page.locator(f'[data-chat="chat-{COUNT - 1}"] .chat-open').focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == f"chat-{COUNT - 2}"
    page.keyboard.press("Home")
    assert focused(page) == f"chat-{COUNT - 1}"
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert re.fullmatch(r"chat-1\d\d\d", focused(page))
    assert int(focused(page).removeprefix("chat-")) < COUNT - 40
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom < innerHeight")
    page.keyboard.type("harbour")
    expect(page.locator(":focus")).to_contain_text("Harbour")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("aria-current", "page")
    # Tab stops at one line only, at what can be done with it, and leaves the list.
    for _ in range(3):
        page.keyboard.press("Tab")
    assert focused(page) == ""


def test_a_line_with_the_focus_stays_when_it_is_scrolled_out_of_view(page: Page) -> None:
    page.locator(f'[data-chat="chat-{COUNT - 3}"] .chat-open').focus()
    page.mouse.move(100, 400)
    page.mouse.wheel(0, 3_000)
    page.wait_for_timeout(200)
    assert focused(page) == f"chat-{COUNT - 3}"
    page.keyboard.press("ArrowDown")
    assert focused(page) == f"chat-{COUNT - 4}"
    expect(page.locator(":focus")).to_be_in_viewport()


def test_a_chat_that_comes_to_the_top_moves_nothing_under_the_pointer(world: World, page: Page) -> None:
    top = page.locator(".row .chat-open").first
    line = page.locator(f'[data-chat="chat-{COUNT - 4}"]')
    box = line.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 5)
    page.mouse.move(box["x"] + 44, box["y"] + 8)
    world.say(f"chat-{COUNT - 9}", "hello")
    while world.get(f"/api/conversations/chat-{COUNT - 9}")["runs"][-1]["status"] == "running":
        page.mouse.move(box["x"] + 40, box["y"] + 8)
        page.mouse.move(box["x"] + 44, box["y"] + 8)
    page.wait_for_timeout(300)
    assert line.bounding_box() == box
    expect(top).to_have_attribute("title", re.compile(f"{COUNT - 9}$"), timeout=4_000)  # the pointer has rested


def test_a_list_that_is_scrolled_down_stays_where_it_is_when_a_chat_comes_to_the_top(world: World, page: Page) -> None:
    page.evaluate("document.querySelector('.sidebar-list').scrollTop = 600")
    page.wait_for_timeout(1_800)
    line = page.locator(f'[data-chat="chat-{COUNT - 24}"]')
    before = line.bounding_box()
    world.say(f"chat-{COUNT - 40}", "hello")
    world.wait(f"chat-{COUNT - 40}")
    page.wait_for_timeout(300)
    assert line.bounding_box() == before
    page.evaluate("document.querySelector('.sidebar-list').scrollTop = 0")
    expect(page.locator(".row .chat-open").first).to_have_attribute("title", re.compile(f"{COUNT - 40}$"))
