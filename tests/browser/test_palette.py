"""The command palette: everything by a few letters, and the keys that are in it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.browser.conftest import Window


def type_in(page: Page, text: str) -> None:
    page.keyboard.press("Control+K")
    expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    page.keyboard.type(text)


CLOSED_AND_OPENED_AGAIN = """async () => {
  const key = (more) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...more }));
  key({ key: "Escape", code: "Escape" });
  for (let turn = 0; turn < 20; turn++) await null;
  key({ key: "k", code: "KeyK", ctrlKey: true });
}"""


def test_the_palette_opens_again_right_after_it_was_closed(world: World, window: Window) -> None:
    page = window.open(world)
    type_in(page, "lisb")
    page.evaluate(CLOSED_AND_OPENED_AGAIN)
    field = page.get_by_role("combobox", name="What do you want to do?")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_actions_chats_and_models_are_found_by_a_few_letters(world: World, window: Window) -> None:
    world.conversation(title="Train to Lisbon")
    page = window.open(world)
    type_in(page, "lisb")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Train to Lisbon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Train to Lisbon")).to_be_visible()
    type_in(page, "nc")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The built-in assistant is ready")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    type_in(page, "scripted")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Model: scripted")).to_be_visible()
    type_in(page, "dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Control+K")
    expect(page.get_by_role("group", name="Last used").get_by_role("option")).to_have_text(
        ["Use dark colours", "New chatCtrl+N"]
    )
    page.keyboard.press("Control+K")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_arrows_go_round_and_nothing_is_said_to_be_nothing(world: World, window: Window) -> None:
    page = window.open(world)
    type_in(page, "colours")
    field = page.get_by_role("combobox", name="What do you want to do?")
    first = field.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first
    field.fill("qqqq")
    expect(page.get_by_text("Nothing has this name.")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_enter_of_an_input_method_chooses_nothing(world: World, window: Window) -> None:
    page = window.open(world)
    type_in(page, "settings")
    page.evaluate(
        """document.activeElement.dispatchEvent(
             new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_visible()


def test_f6_goes_round_the_parts_of_the_window(world: World, window: Window) -> None:
    chat = world.conversation(title="parts")
    world.say(chat, "hello")
    world.wait(chat)
    page = window.open(world)
    page.get_by_title("parts", exact=True).click()
    expect(page.get_by_label("Conversation")).to_contain_text("hello")
    page.get_by_label("Message", exact=True).focus()
    where = []
    for _ in range(3):
        page.keyboard.press("F6")
        where.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert where == ["chat-open", "transcript", "composer"]


def test_the_list_of_chats_is_put_away_and_brought_back(world: World, window: Window) -> None:
    world.conversation(title="listed")
    page = window.open(world)
    page.keyboard.press("Control+B")
    expect(page.get_by_title("listed", exact=True)).to_be_hidden()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.get_by_label("Show the list of chats").click()
    expect(page.get_by_title("listed", exact=True)).to_be_visible()
