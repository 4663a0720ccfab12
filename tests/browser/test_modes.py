"""A person chooses how a chat may act: asking first, by a plan, or by itself inside the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled
from tests.browser.test_access import SIZES, Look
from tests.browser.test_palette import type_in
from tests.browser.test_settings import open_settings

NO_SANDBOX = {"kind": "none", "works": False, "says": "Bubblewrap is not installed.", "checks": []}


def without_sandbox(page: Page) -> None:
    """What the server would say on a machine without one."""

    def answer(route: Route) -> None:
        route.fulfill(json=NO_SANDBOX)

    page.route("**/api/sandbox", answer)


def test_I4_a_mode_is_chosen_by_keys_and_is_in_sight_while_the_answer_goes_on(
    world: World, window: Window, folder: Path
) -> None:
    chat = world.conversation(title="garden", workspace=str(folder), model="fake:scripted")
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(page.get_by_role("button", name="Mode: Ask. Change it")).to_be_visible()
    page.get_by_label("Message", exact=True).focus()
    page.keyboard.press("Control+.")
    expect(page.get_by_role("menuitemradio", name="Ask")).to_be_focused()
    expect(page.get_by_role("menuitemradio", name="Ask")).to_have_attribute("aria-checked", "true")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitemradio", name="Auto")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Mode: Plan. Change it")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Mode: Plan")).to_have_count(1)
    expect(page.locator(".composer-hint")).to_contain_text("before you allow the plan")
    assert world.get(f"/api/conversations/{chat}")["mode"] == "plan"
    window.say("[[tokens=2000 pace_ms=5]]")
    expect(page.get_by_label("Stop the answer")).to_be_visible()
    expect(page.get_by_role("button", name="Mode: Plan. Change it")).to_be_visible()
    page.keyboard.press("Control+.")
    expect(page.get_by_text("It counts from the next action on.")).to_be_visible()
    expect(page.get_by_role("menuitemradio", name="Plan")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Mode: Plan. Change it")).to_be_focused()
    page.keyboard.press("Escape")


def test_the_modes_have_the_keyboard_also_when_they_are_loaded_after_they_are_asked_for(
    world: World, window: Window
) -> None:
    held: list[Route] = []
    window.page.route("**/mode-list-*.js", lambda route: held.append(route))
    page = window.open(world)
    while not held:
        page.wait_for_timeout(10)
    page.keyboard.press("Control+.")
    expect(page.get_by_role("dialog", name="How this chat may act")).to_be_visible()
    held.pop().continue_()
    expect(page.get_by_role("menuitemradio", name="Ask")).to_be_focused()


def test_a_mode_is_chosen_from_the_palette_and_for_a_chat_that_is_not_there_yet(
    world: World, window: Window, folder: Path
) -> None:
    page = window.open(world)
    type_in(page, "act in the sandbox")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Mode: Auto")).to_be_visible()
    window.say("hello")
    expect(page.get_by_label("Answer", exact=True)).to_be_visible()
    (made,) = world.get("/api/conversations")["conversations"]
    assert world.get(f"/api/conversations/{made['id']}")["mode"] == "auto"
    page.keyboard.press("Control+n")
    expect(page.get_by_role("button", name="Mode: Ask")).to_be_visible()  # it was for that chat only


def test_new_chats_begin_in_the_mode_of_the_settings(world: World, window: Window) -> None:
    page = window.open(world)
    open_settings(page, "Permissions")
    setting = page.locator('[data-setting="defaultMode"]')
    setting.get_by_text("Plan", exact=True).click()
    expect(setting).to_contain_text("becomes a plan, which you allow or refuse")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Mode: Plan")).to_be_visible()
    window.say("hello")
    expect(page.get_by_label("Answer", exact=True)).to_be_visible()
    (made,) = world.get("/api/conversations")["conversations"]
    assert world.get(f"/api/conversations/{made['id']}")["mode"] == "plan"


def test_D7_the_settings_show_what_was_tried_of_the_sandbox_and_what_came_of_it(world: World, window: Window) -> None:
    told = world.get("/api/sandbox")
    page = window.open(world)
    page.get_by_role("button", name="Mode: ").click()
    page.get_by_role("button", name="About the sandbox").click()
    setting = page.locator('[data-setting="sandbox"]')
    expect(setting).to_contain_text(told["says"])
    expect(setting.locator(".sandbox-checks li")).to_have_count(len(told["checks"]))
    expect(setting.locator(".sandbox-checks .holds")).to_have_count(sum(check["ok"] for check in told["checks"]))
    expect(setting.locator(".sandbox-kind .badge")).to_have_text("works" if told["works"] else "not in use")


def test_D7_auto_without_a_sandbox_says_what_that_means(world: World, window: Window, folder: Path) -> None:
    world.conversation(title="garden", workspace=str(folder), model="fake:scripted", mode="auto")
    without_sandbox(window.page)
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    bare = page.get_by_role("button", name="Mode: Auto. Change it. No sandbox works here")
    expect(bare).to_be_visible()
    expect(page.locator(".composer-hint")).to_contain_text("commands ask, because no sandbox works")
    bare.click()
    auto = page.get_by_role("menuitemradio", name="Auto")
    expect(auto).to_be_focused()
    expect(auto).to_contain_text("every command still asks; it would run with all that you may do")
    expect(page.get_by_text("Bubblewrap is not installed.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_in_the_modes(size: str, world: World, browser: Browser, folder: Path) -> None:
    world.conversation(title="garden", workspace=str(folder), model="fake:scripted", mode="auto")
    window = Window(browser, bypass_csp=True)
    narrow = size == "narrow"
    if narrow:
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])

    def open_chat() -> None:
        if narrow:
            page.get_by_label("Show the list of chats").click()
        page.get_by_role("button", name="garden").first.click()
        if narrow:
            settled(page)  # the list slides away

    open_chat()
    page.get_by_role("button", name="Mode: Auto").click()
    page.get_by_role("menuitemradio", name="Auto").wait_for()
    page.get_by_text("The sandbox was tested").or_(page.get_by_text("not in use")).first.wait_for()
    look("the modes")
    page.get_by_role("button", name="About the sandbox").click()
    page.locator(".sandbox-checks").wait_for()
    look("what holds commands", settle_ms=200)
    page.keyboard.press("Escape")
    without_sandbox(page)
    page.reload()
    page.get_by_label("Message", exact=True).wait_for()
    open_chat()
    page.get_by_role("button", name="No sandbox works here").click()
    page.get_by_text("Bubblewrap is not installed.").wait_for()
    look("the modes without a sandbox")
    window.context.close()
