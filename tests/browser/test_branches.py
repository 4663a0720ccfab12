"""A person writes a message anew, has it answered again, and finds every version back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window

CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture
def chat(world: World) -> str:
    """Two questions, answered."""
    chat = world.conversation(title="garden", model="fake:scripted")
    for text in ("beans", "peas"):
        world.say(chat, text)
        world.wait(chat)
    return chat


@pytest.fixture
def page(world: World, window: Window, chat: str) -> Page:
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: peas")
    return page


def shown(page: Page) -> list[str]:
    """What the person said, in the branch on screen."""
    return [text.inner_text() for text in page.locator(".asked-text").all()]


def test_a_message_is_written_anew_beside_the_first_and_both_windows_show_the_same(
    world: World, window: Window, browser: Browser, chat: str, page: Page
) -> None:
    second = Window(browser)
    other = second.open(world)
    other.get_by_role("button", name="garden").first.click()
    page.get_by_label("Edit and send again").first.click()
    field = page.get_by_label("Text to send again")
    expect(field).to_be_focused()
    expect(field).to_have_value("beans")
    field.fill("leeks")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: leeks")
    assert shown(page) == ["leeks"]
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(other.get_by_label("Conversation")).to_contain_text("You said: leeks")

    page.get_by_label("Earlier version").click()
    expect(page.get_by_label("Version 1 of 2")).to_be_visible()
    assert shown(page) == ["beans", "peas"]
    expect(other.get_by_label("Version 1 of 2")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Version 1 of 2")).to_be_visible()
    assert shown(page) == ["beans", "peas"]
    asked = [m for m in world.get(f"/api/conversations/{chat}")["messages"] if m["role"] == "user"]
    assert [(m["content"], m["metadata"].get("parentId")) for m in asked][-1] == ("leeks", None)
    assert len(asked) == 3
    second.context.close()


def test_up_in_an_empty_field_edits_the_last_message_and_esc_leaves_it(page: Page) -> None:
    message = page.get_by_label("Message", exact=True)
    message.fill("half a")
    message.press("ArrowUp")
    expect(page.get_by_label("Text to send again")).to_have_count(0)
    message.fill("")
    message.press("ArrowUp")
    field = page.get_by_label("Text to send again")
    expect(field).to_have_value("peas")
    field.press_sequentially(" and more")
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(page.get_by_label("Edit and send again").last).to_be_focused()
    assert shown(page) == ["beans", "peas"]


def test_what_is_written_anew_stays_while_another_message_is_and_up_leads_back_to_it(page: Page) -> None:
    page.get_by_label("Edit and send again").first.click()
    fields = page.get_by_label("Text to send again")
    fields.fill("beans, rewritten with care")
    message = page.get_by_label("Message", exact=True)
    message.press("ArrowUp")
    expect(fields).to_have_count(2)
    expect(fields.last).to_be_focused()
    fields.last.fill("peas, too")
    message.press("ArrowUp")
    expect(fields.last).to_be_focused()
    expect(fields.first).to_have_value("beans, rewritten with care")
    expect(fields.last).to_have_value("peas, too")
    fields.last.press("Escape")
    expect(fields).to_have_value("beans, rewritten with care")


def test_back_in_its_chat_what_is_written_anew_is_there_and_leaves_the_keyboard_alone(
    world: World, chat: str, page: Page
) -> None:
    other = world.conversation(title="kitchen", model="fake:scripted")
    world.say(other, "soup")
    world.wait(other)
    page.get_by_label("Edit and send again").last.click()
    page.get_by_label("Text to send again").fill("peas, rewritten")
    page.get_by_role("button", name="kitchen").first.click()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: soup")
    message = page.get_by_label("Message", exact=True)
    message.press("ArrowUp")
    expect(page.get_by_label("Text to send again")).to_have_value("soup")
    page.get_by_label("Text to send again").press("Escape")
    held: list[Route] = []
    page.route(f"**/api/conversations/{chat}*", lambda route: held.append(route))
    with page.expect_request(f"**/api/conversations/{chat}*"):  # it was not there before
        page.get_by_role("button", name="garden").first.click()
    message.focus()
    page.keyboard.type("hel")
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(page.get_by_label("Text to send again")).to_have_value("peas, rewritten")
    expect(page.locator("#transcript")).to_have_attribute("aria-busy", "false")
    page.keyboard.type("lo")
    expect(message).to_have_value("hello")


def test_an_input_methods_enter_and_esc_are_not_ours(page: Page) -> None:
    message = page.get_by_label("Message", exact=True)
    message.fill("kana")
    press = "(e, key) => e.dispatchEvent(new KeyboardEvent('keydown', {key, keyCode: 229, bubbles: true}))"
    message.evaluate(press, "Enter")
    expect(message).to_have_value("kana")
    page.get_by_label("Edit and send again").last.click()
    field = page.get_by_label("Text to send again")
    field.evaluate(press, "Escape")
    field.evaluate(press, "Enter")
    expect(field).to_have_value("peas")
    field.press("Escape")
    assert shown(page) == ["beans", "peas"]


def test_an_answer_is_made_again_by_another_model_and_arrows_keep_the_keyboard(
    world: World, chat: str, page: Page
) -> None:
    page.get_by_label("Let another model answer").last.click()
    page.get_by_label("Find a model").fill("built-in")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
    assert world.wait(chat)["runs"][-1]["model"] == "builtin:assistant"
    earlier = page.get_by_label("Earlier answer")
    earlier.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Answer 1 of 2")).to_be_visible()
    expect(earlier).to_be_focused()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: peas")
    first = [m["id"] for m in world.get(f"/api/conversations/{chat}")["messages"] if m["role"] == "assistant"][1]
    world.until(lambda: {} if world.get(f"/api/conversations/{chat}")["leaf"] == first else None)
    page.get_by_label("Message", exact=True).fill("and onions")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: and onions")
    expect(page.get_by_label("Answer 1 of 2")).to_be_visible()
    state = world.wait(chat)
    assert [m for m in state["messages"] if m["role"] == "user"][-1]["metadata"]["parentId"] == first


def test_a_message_in_mid_answer_is_written_anew_after_a_stop(world: World, chat: str, window: Window) -> None:
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    window.say("[[tokens=5000 pace_ms=5]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word10")
    page.get_by_label("Edit and send again").last.click()
    expect(page.get_by_text("What is being answered stops first.")).to_be_visible()
    page.get_by_label("Text to send again").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: short")
    assert [run["status"] for run in world.wait(chat)["runs"]][-2:] == ["cancelled", "finished"]


def test_the_tree_shows_every_version_and_leads_to_one_by_keyboard(page: Page) -> None:
    page.get_by_label("Edit and send again").first.click()
    page.get_by_label("Text to send again").fill("leeks")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: leeks")
    page.keyboard.press("Control+Shift+L")
    tree = page.get_by_role("tree", name="Branches")
    rows = tree.get_by_role("treeitem")
    assert tree.evaluate("tree => tree.scrollWidth === tree.clientWidth")
    expect(rows).to_have_count(6)
    assert [row.get_attribute("aria-level") for row in rows.all()] == ["2"] * 6
    assert [row.get_attribute("aria-current") for row in rows.all()] == [None] * 4 + ["true"] * 2
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(tree).to_have_count(0)
    expect(page.get_by_label("Version 1 of 2")).to_be_visible()
    assert shown(page) == ["beans", "peas"]


def test_an_answer_and_a_chat_are_copied_as_markdown_and_as_text(world: World, window: Window) -> None:
    chat = world.conversation(title="copied", model="fake:scripted")
    world.say(chat, "**bold** and\n\n- one\n- two\n\n```py\nx = 1\n```")
    world.wait(chat)
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.open(world)
    page.get_by_role("button", name="copied").first.click()

    def copied(beginning: str) -> str:
        World.until(lambda: {} if page.evaluate(CLIPBOARD).startswith(beginning) else None)
        return str(page.evaluate(CLIPBOARD))

    page.get_by_label("Copy the answer").click()
    copied("You said: **bold**")
    page.get_by_label("More about this answer").click()
    page.get_by_role("menuitem", name="Copy as plain text").click()
    assert copied("You said: bold and") == "You said: bold and\n\n- one\n- two\n\nx = 1"
    page.get_by_label("More about this chat").press("Enter")
    page.get_by_role("menuitem", name="Copy as Markdown").press("Enter")
    assert "## You\n\n**bold** and" in copied("# copied")
