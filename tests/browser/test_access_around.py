"""I4: axe finds nothing serious around the chats: search, menus, the bin, the palette, every part of the settings."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled
from tests.browser.test_access import SIZES, Look
from tests.browser.test_palette import type_in

THESE = {"wide": SIZES["wide"], "narrow": SIZES["narrow"], "zoomed": ("dark",)}


@pytest.mark.parametrize("size", THESE)
@pytest.mark.timeout(120)
def test_I4_axe_finds_nothing_serious_around_the_chats(size: str, world: World, browser: Browser) -> None:
    first = world.conversation(title="Garden in spring", pinned=True, tags=["garden"])
    world.say(first, "when do I sow beans in the garden?")
    world.wait(first)
    world.conversation(title="Put away", archived=True)
    world.delete(f"/api/conversations/{world.conversation(title='Thrown away')}")
    world.put("/api/providers/broken", {"kind": "openai-compatible", "baseUrl": "http://127.0.0.1:9/v1"})
    if size == "zoomed":
        world.patch("/api/settings", {"zoom": 2})
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, THESE[size])

    def show_list() -> None:
        if page.locator("html.narrow").count() and not page.locator(".sidebar.shown").count():
            page.get_by_label("Show the list of chats").click()
            settled(page)  # it slides in

    page.keyboard.press("Control+Shift+F")
    expect(page.get_by_label("Search all chats")).to_be_focused()
    page.keyboard.type("garden")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    look("hits of a search", settle_ms=300)
    page.get_by_label("Search all chats").fill("nowhere")
    expect(page.get_by_text("No chat has these words")).to_be_visible()
    look("no hits")
    page.keyboard.press("Escape")
    show_list()
    page.get_by_label("Archive, bin and tags").click()
    look("what the list can show", settle_ms=300)
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_title("Put away", exact=True)).to_be_visible()
    look("the archive")
    page.get_by_label("Show all chats").click()
    page.get_by_title("Garden in spring", exact=True).focus()
    page.keyboard.press("Shift+F10")
    look("the menu of a chat")
    page.get_by_role("menuitem", name="Tags").click()
    expect(page.get_by_role("checkbox", name="garden")).to_be_checked()
    look("tags")
    page.keyboard.press("Escape")
    show_list()
    page.get_by_title("Garden in spring", exact=True).focus()
    page.keyboard.press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    look("a note", settle_ms=300)
    page.get_by_role("button", name="Undo").click()
    type_in(page, "")
    look("the palette")
    page.keyboard.type("garden")
    look("found in the palette")
    page.keyboard.press("Escape")
    type_in(page, "open the bin")
    page.keyboard.press("Enter")
    page.get_by_label("Delete Thrown away for good").click()
    look("the bin")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    look("all keys")
    page.get_by_role("button", name="Change shortcuts").click()
    page.get_by_label("New chat: Ctrl+N").click()
    page.keyboard.press("Control+F")
    look("keys that are taken")
    page.get_by_role("button", name="Keep it there").click()
    for tab in page.get_by_role("tab").all():
        tab.click()
        look(f"settings, {tab.inner_text()}", settle_ms=150)
    page.get_by_role("tab", name="Models and providers").click()
    expect(page.get_by_role("button", name="Correct it")).to_be_visible()
    look("a provider that fails")
    page.get_by_role("button", name="Add a provider").click()
    look("kinds of providers")
    page.get_by_text("OpenAI-compatible", exact=True).click()
    look("a new provider")
    page.get_by_label("Search the settings").fill("screen reader")
    look("a setting that was looked for")
    window.context.close()
