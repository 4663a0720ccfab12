"""What somebody has half written in a dialog is still theirs after a press beside it, on its scrollbar, or Esc."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.world import World
from tests.browser import conftest as shared
from tests.browser.conftest import Window
from tests.browser.test_settings import open_settings

headless = shared.browser
LONG = "Answer in short sentences. " * 20


@pytest.fixture(scope="module")
def browser(headless: Browser) -> Iterator[Browser]:
    """With scrollbars that can be pressed, which a browser without a window leaves out."""
    chromium = headless.browser_type.launch(**shared.options(), ignore_default_args=["--hide-scrollbars"])
    yield chromium
    chromium.close()


@pytest.fixture
def page(world: World, window: Window) -> Page:
    page = window.open(world)
    page.set_viewport_size({"width": 1000, "height": 520})
    return page


def instructions(page: Page) -> Locator:
    """The field, in the dialog of the chat on screen."""
    page.get_by_label("Instructions").first.click()
    field = page.get_by_role("dialog").get_by_label("Instructions", exact=True)
    expect(field).to_be_visible()
    return field


def press_beside(page: Page) -> None:
    page.mouse.click(20, 260)


def test_a_dialog_is_scrolled_by_its_scrollbar_and_stays_open(page: Page) -> None:
    field = instructions(page)
    dialog = page.get_by_role("dialog")
    box = dialog.bounding_box()
    assert box is not None
    width = dialog.evaluate("d => d.offsetWidth - d.clientWidth")
    assert width > 2, "no scrollbar to press"
    x, y = box["x"] + box["width"] - width / 2, box["y"] + 40
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 80, steps=4)
    page.mouse.up()
    expect(field).to_be_attached()
    assert dialog.evaluate("d => d.scrollTop") > 0


def test_a_press_beside_closes_a_dialog_only_where_nothing_would_be_lost(page: Page) -> None:
    field = instructions(page)
    press_beside(page)
    expect(field).to_have_count(0)
    field = instructions(page)
    field.fill(LONG)
    press_beside(page)
    expect(field).to_have_value(LONG)
    field.fill("")
    press_beside(page)
    expect(field).to_have_count(0)


def test_instructions_left_by_esc_are_there_again_and_gone_when_cancelled_or_saved(world: World, page: Page) -> None:
    chat = world.conversation(title="garden", model="fake:scripted", system="Be brief.")
    page.get_by_role("button", name="garden").first.click()
    expect(page.locator("#transcript")).to_have_attribute("aria-busy", "false")
    field = instructions(page)
    field.fill(LONG)
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    assert instructions(page).input_value() == LONG
    expect(page.get_by_role("dialog").get_by_text("Not saved yet, as you left it.")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(field).to_have_value("Be brief.")
    expect(field).to_be_focused()
    field.fill(LONG)
    page.get_by_role("button", name="Cancel").click()
    assert instructions(page).input_value() == "Be brief."
    field.fill(LONG)
    page.keyboard.press("Escape")
    instructions(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(field).to_have_count(0)
    assert world.get(f"/api/conversations/{chat}")["system"].strip() == LONG.strip()
    assert instructions(page).input_value().strip() == LONG.strip()
    expect(page.get_by_role("dialog").get_by_text("Not saved yet, as you left it.")).to_have_count(0)


def test_a_prompt_left_by_esc_is_there_again_until_it_is_saved(page: Page) -> None:
    open_settings(page, "Prompts")
    page.get_by_role("button", name="New prompt").click()
    form = page.locator("form.form")
    form.get_by_label("Name").fill("weekly")
    form.get_by_label("Text").fill("Written for ten minutes.")
    press_beside(page)
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    open_settings(page, "Prompts")
    page.get_by_role("button", name="New prompt").click()
    expect(form.get_by_label("Text")).to_have_value("Written for ten minutes.")
    expect(form.get_by_label("Name")).to_have_value("weekly")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Saved prompts").get_by_text("/weekly")).to_be_visible()
    page.get_by_role("button", name="New prompt").click()
    expect(form.get_by_label("Text")).to_have_value("")


def test_a_press_beside_closes_a_dialog_that_has_filled_its_field_by_itself(page: Page) -> None:
    page.get_by_label("Choose a folder").first.click()
    path = page.get_by_role("dialog").get_by_label("Path")
    expect(path).not_to_have_value("")
    press_beside(page)
    expect(path).to_have_count(0)


def test_what_was_written_anew_or_set_can_be_taken_along_when_the_page_is_locked_out(
    world: World, page: Page, window: Window
) -> None:
    chat = world.conversation(title="garden", model="fake:scripted")
    world.say(chat, "hello")
    world.wait(chat)
    page.get_by_role("button", name="garden").first.click()
    instructions(page).fill("Rhyme.")
    page.keyboard.press("Escape")
    page.get_by_label("Message", exact=True).press("ArrowUp")
    anew = page.get_by_label("Text to send again")
    anew.fill("written anew for ten minutes")
    refused = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "", "code": "unauthorized"}
    page.route("**/api/**", lambda route: route.fulfill(status=401, json=refused))
    anew.press("Enter")
    left = page.get_by_label("Text that you had not sent")
    expect(left).to_have_value("written anew for ten minutes\n\nRhyme.")
    window.complaints.clear()  # what was refused


def test_instructions_that_could_not_be_saved_leave_the_keyboard_at_save(
    world: World, page: Page, window: Window
) -> None:
    world.conversation(title="garden", model="fake:scripted")
    page.get_by_role("button", name="garden").first.click()
    expect(page.locator("#transcript")).to_have_attribute("aria-busy", "false")
    instructions(page).fill("Rhyme.")
    page.route("**/api/conversations/*", lambda route: route.fulfill(status=500, json={}))
    save = page.get_by_role("dialog").get_by_role("button", name="Save")
    save.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    expect(save).to_be_focused()
    window.complaints.clear()  # what was refused
