"""A person goes on writing while an answer is written: after it, into it, and what becomes of it when it is stopped."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes.scripted_provider import ScriptedProvider

LONG = "[[tokens=20000 pace_ms=5]]"


@pytest.fixture
def chat(world: World) -> str:
    return world.conversation(title="busy", model="fake:scripted")


@pytest.fixture
def page(world: World, window: Window, chat: str) -> Page:
    page = window.open(world)
    page.get_by_role("button", name="busy").first.click()
    return page


def waiting(page: Page) -> Locator:
    return page.get_by_label("Waiting to be sent").get_by_role("listitem")


def begin_answer(window: Window) -> None:
    """It is written for longer than a test takes."""
    window.say(LONG)
    expect(window.page.get_by_label("Conversation")).to_contain_text("word5")


def also_say(window: Window, text: str) -> None:
    """One after the other, as a person can: what is still in the composer would be written over."""
    there = waiting(window.page).count()
    window.say(text)
    expect(waiting(window.page)).to_have_count(there + 1)


def texts(world: World, chat: str) -> list[str]:
    return [m["content"] for m in world.get(f"/api/conversations/{chat}")["messages"] if m["role"] == "user"]


def test_what_is_sent_meanwhile_waits_and_goes_by_itself_in_its_order(
    world: World, provider: ScriptedProvider, window: Window, page: Page, chat: str
) -> None:
    with provider.holding():
        window.say("hello")
        expect(page.get_by_label("Conversation")).to_contain_text("You said")
        also_say(window, "then this")
        also_say(window, "and then that")
        expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: and then that", timeout=20_000)
    expect(waiting(page)).to_have_count(0)
    assert texts(world, chat) == ["hello", "then this", "and then that"]


def test_new_words_for_a_message_that_is_sent_meanwhile_are_in_the_composer_and_are_typed_on(
    world: World, provider: ScriptedProvider, window: Window, page: Page, chat: str
) -> None:
    composer = page.get_by_label("Message", exact=True)
    field = page.get_by_label("Text that waits")
    with provider.holding():
        window.say("hello")
        expect(page.get_by_label("Conversation")).to_contain_text("You said")
        also_say(window, "then this")
        composer.fill("what comes next")
        page.get_by_label("Edit: then this").press("Enter")
        field.fill("then this, but btter")
        for _ in range(4):
            field.press("ArrowLeft")
    expect(field).to_have_count(0, timeout=20_000)
    expect(composer).to_be_focused()
    page.keyboard.type("e")
    expect(composer).to_have_value("then this, but better\n\nwhat comes next")
    expect(page.get_by_role("alert")).to_contain_text("This message does not wait any more. Your text is still here.")
    world.wait(chat)
    assert texts(world, chat) == ["hello", "then this"]


def test_a_message_that_is_written_anew_is_as_it_was_left_after_a_look_at_another_chat(
    world: World, window: Window, page: Page
) -> None:
    world.conversation(title="elsewhere", model="fake:scripted")
    begin_answer(window)
    also_say(window, "then this")
    page.get_by_label("Edit: then this").press("Enter")
    field = page.get_by_label("Text that waits")
    field.fill("half of a th")
    page.get_by_role("button", name="elsewhere", exact=True).first.click()
    expect(field).to_have_count(0)
    page.get_by_role("button", name="busy").first.click()
    expect(field).to_have_value("half of a th")
    expect(field).not_to_be_focused()
    field.fill("half of a thought")
    field.press("Enter")
    expect(waiting(page).first).to_contain_text("half of a thought")
    expect(field).to_have_count(0)


def test_what_is_sent_in_one_breath_arrives_in_its_order(
    world: World, provider: ScriptedProvider, window: Window, page: Page, chat: str
) -> None:
    """Enter is taken while the message before is still on its way."""
    with provider.holding():
        window.say("one")
        for text in ("two", "three"):
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
        page.keyboard.insert_text("not yet")
        expect(waiting(page)).to_have_text(["two", "three"])
    expect(page.get_by_label("Conversation")).to_contain_text("You said: three", timeout=20_000)
    assert texts(world, chat) == ["one", "two", "three"]
    expect(page.get_by_label("Message", exact=True)).to_have_value("not yet")


def test_a_waiting_message_is_edited_and_removed_by_keyboard(
    world: World, window: Window, page: Page, chat: str
) -> None:
    begin_answer(window)
    also_say(window, "first")
    also_say(window, "second")
    page.get_by_label("Edit: first").press("Enter")
    field = page.get_by_label("Text that waits")
    expect(field).to_be_focused()
    field.fill("first, but better")
    field.press("Enter")
    expect(waiting(page).first).to_contain_text("first, but better")
    page.get_by_label("Edit: second").press("Enter")
    field.fill("never mind")
    field.press("Escape")
    expect(waiting(page).nth(1)).to_contain_text("second")
    expect(page.get_by_label("Stop the answer")).to_be_visible()  # Esc left the field and nothing else
    page.get_by_label("Remove: second").press("Enter")
    expect(waiting(page)).to_have_count(1)
    queue = world.get(f"/api/conversations/{chat}")["queue"]
    assert [message["text"] for message in queue] == ["first, but better"]


def test_after_a_stop_nothing_goes_by_itself_and_send_now_sends(
    world: World, window: Window, page: Page, chat: str
) -> None:
    begin_answer(window)
    also_say(window, "later")
    page.get_by_label("Message", exact=True).press("Escape")
    expect(page.get_by_text("This message waits, because the last answer did not finish.")).to_be_visible()
    assert world.wait(chat)["runs"][-1]["status"] == "cancelled"
    assert texts(world, chat) == [LONG]
    page.reload()
    page.get_by_role("button", name="Send now: later").click()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: later")
    expect(waiting(page)).to_have_count(0)


def test_a_message_goes_into_the_answer_that_is_being_written(
    world: World, window: Window, page: Page, chat: str
) -> None:
    begin_answer(window)
    message = page.get_by_label("Message", exact=True)
    message.fill("shorter, please")
    message.press("Control+Enter")
    expect(waiting(page)).to_have_count(1)
    expect(page.get_by_text("goes into this answer at its next step")).to_be_visible()
    world.until(  # the page shows it before it is kept
        lambda: {} if [m["steer"] for m in world.get(f"/api/conversations/{chat}")["queue"]] == [True] else None
    )
    message.fill("and in verse")
    page.get_by_label("Send after this answer").click()
    page.get_by_label("Send into this answer: and in verse").click()
    world.until(
        lambda: {} if [m["steer"] for m in world.get(f"/api/conversations/{chat}")["queue"]] == [True] * 2 else None
    )
    page.get_by_label("Stop the answer").click()
    expect(page.get_by_role("button", name="Send now: shorter, please")).to_be_visible()


def test_a_double_click_on_send_does_not_press_stop(
    world: World, provider: ScriptedProvider, page: Page, chat: str
) -> None:
    page.get_by_label("Message", exact=True).fill("hello")
    with provider.holding():
        page.get_by_label("Send", exact=True).dblclick()
        expect(page.get_by_label("Conversation")).to_contain_text("You said")
        page.wait_for_timeout(500)  # a stop would have arrived
    assert world.wait(chat, "finished", "cancelled")["runs"][-1]["status"] == "finished"


def test_I4_the_order_of_waiting_messages_is_changed_by_keys_and_by_dragging(
    world: World, window: Window, page: Page, chat: str
) -> None:
    def order() -> list[str]:
        return [m["text"] for m in world.get(f"/api/conversations/{chat}")["queue"]]

    def becomes(*wanted: str) -> None:
        world.until(lambda: {} if order() == list(wanted) else None)
        expect(page.locator(".queued-text")).to_have_text(list(wanted))

    window.say("[[tokens=20000 pace_ms=20]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word5")
    also_say(window, "one")
    expect(page.get_by_label("Move: one", exact=True)).to_have_count(0)  # there is nothing to change
    also_say(window, "two")
    also_say(window, "three")
    handle = page.get_by_label("Move: three", exact=True)
    handle.focus()
    page.keyboard.press("ArrowUp")
    becomes("one", "three", "two")
    expect(handle).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Place 2 of 3")).to_have_count(1)
    page.keyboard.press("Home")
    becomes("three", "one", "two")
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowUp")  # it is the first already
    page.keyboard.press("End")
    becomes("one", "two", "three")

    def drag(text: str, onto: str) -> None:
        place = waiting(page).filter(has_text=onto).bounding_box()
        assert place is not None
        page.get_by_label(f"Move: {text}", exact=True).hover()
        page.mouse.down()
        page.mouse.move(place["x"] + 40, place["y"] + 3, steps=4)

    drag("three", "one")
    expect(page.locator(".queued.put-above")).to_contain_text("one")
    page.mouse.up()
    becomes("three", "one", "two")
    drag("two", "three")
    page.keyboard.press("Escape")  # left where it was, and the answer goes on
    page.mouse.up()
    expect(page.get_by_label("Stop the answer")).to_be_visible()
    assert order() == ["three", "one", "two"]


def test_a_waiting_message_shows_its_new_words_while_they_are_being_saved(
    world: World, window: Window, page: Page, chat: str
) -> None:
    begin_answer(window)
    also_say(window, "then this")
    held: list[Route] = []
    page.route("**/queue/**", lambda route: held.append(route))
    page.get_by_label("Edit: then this").press("Enter")
    field = page.get_by_label("Text that waits")
    field.fill("then that")
    field.press("Enter")
    expect(field).to_have_count(0)
    expect(waiting(page)).to_contain_text("then that")
    while not held:
        page.wait_for_timeout(10)
    held.pop().continue_()
    world.until(lambda: {} if world.get(f"/api/conversations/{chat}")["queue"][0]["text"] == "then that" else None)
    expect(waiting(page)).to_contain_text("then that")
