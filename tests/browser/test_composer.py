"""A person writes with files, quotations and instructions; nothing of it is lost."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes import files
from tests.fakes.scripted_provider import ScriptedProvider

#  a file of the page's own making: name, type, text or bytes in base64
HAND_IN = """([kind, items]) => {
  const transfer = new DataTransfer();
  for (const [name, type, data] of items)
    transfer.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, { type }));
  const field = document.getElementById("composer");
  if (kind === "paste")
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
  else for (const step of ["dragenter", "dragover", "drop"])
    document.querySelector(".sidebar").dispatchEvent(
      new DragEvent(step, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(world: World, window: Window) -> Page:
    """A chat with one answer."""
    chat = world.conversation(title="files", model="fake:scripted")
    world.say(chat, "hello")
    world.wait(chat)
    page = window.open(world)
    page.get_by_role("button", name="files").first.click()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: hello")
    return page


def hand_in(page: Page, kind: str, *items: tuple[str, str, bytes]) -> None:
    page.evaluate(HAND_IN, [kind, [[name, type_, base64.b64encode(data).decode()] for name, type_, data in items]])


def sent_files(world: World) -> list[str]:
    chat = world.get("/api/snapshot")["conversations"][0]["id"]
    asked = [m for m in world.get(f"/api/conversations/{chat}")["messages"] if m["role"] == "user"][-1]
    return [file["name"] for file in asked["metadata"].get("attachments", [])]


def test_files_come_by_choice_paste_and_drop_and_go_with_the_message(
    world: World, window: Window, page: Page, tmp_path: Path, provider: ScriptedProvider
) -> None:
    (tmp_path / "plan.csv").write_text("bed,plant\n1,beans\n")
    page.locator(".composer input[type=file]").set_input_files([tmp_path / "plan.csv"])
    hand_in(page, "paste", ("image.png", "image/png", files.png()))
    hand_in(page, "drop", ("notes.txt", "text/plain", b"water on Fridays"))
    listed = page.get_by_label("Files to send")
    expect(listed.get_by_role("listitem")).to_have_count(3)
    expect(listed).to_contain_text("Pasted 20")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.get_by_label("Remove plan.csv").click()
    expect(page.get_by_label("Remove Pasted")).to_be_focused()
    expect(page.get_by_text("cannot see images")).to_have_count(0)
    window.say("What is in these?")
    expect(page.get_by_label("Attached files").get_by_role("listitem")).to_have_count(2)
    expect(listed).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("water on Fridays")  # the model was sent it
    assert "data:image/png" in str(provider.requests[-1].json)  # this server does not say what it sees, so it is tried
    names = sent_files(world)
    assert names[0].startswith("Pasted 20")
    assert names[0].endswith(".png")
    assert names[1] == "notes.txt"
    page.get_by_label("Show Pasted").click()
    large = page.get_by_role("dialog").get_by_role("img")
    expect(large).to_be_visible()
    assert large.evaluate("image => image.naturalWidth > 0")
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_the_keyboard_stays_on_a_files_button_while_its_upload_ends(page: Page) -> None:
    page.route("**/api/attachments*", lambda _: None)
    hand_in(page, "drop", ("a.png", "image/png", files.png()))
    expect(page.get_by_label("Adding a.png")).to_be_visible()
    page.get_by_label("Remove a.png").focus()
    page.unroute("**/api/attachments*")  # what was held goes on
    expect(page.get_by_label("Show a.png")).to_be_visible()
    expect(page.get_by_label("Remove a.png")).to_be_focused()


def test_what_is_typed_and_attached_is_there_after_a_reload(world: World, page: Page) -> None:
    page.get_by_label("Message", exact=True).fill("look at this")
    hand_in(page, "drop", ("notes.txt", "text/plain", b"water"))
    expect(page.get_by_label("Remove notes.txt")).to_be_visible()
    world.until(lambda: {} if any(world.get("/api/snapshot")["draftAttachments"].values()) else None)
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("look at this")
    page.get_by_label("Message", exact=True).press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("look at this")
    world.until(lambda: {} if sent_files(world) == ["notes.txt"] else None)


def test_a_bad_file_says_why_and_the_others_go(world: World, window: Window, page: Page) -> None:
    hand_in(
        page,
        "drop",
        ("empty.txt", "text/plain", b""),
        ("fake.png", "image/png", b"this is text"),
        ("fine.txt", "text/plain", b"fine"),
    )
    listed = page.get_by_label("Files to send")
    expect(listed.get_by_role("alert")).to_have_text("This file is empty, so there is nothing to attach.")
    expect(listed).to_contain_text("By its name this would be an image, but it is text.")
    expect(page.locator(".composer-files progress")).to_have_count(0)  # a late failure holds the message back
    window.say("go")
    expect(page.get_by_label("Attached files").get_by_role("listitem")).to_have_count(2)
    world.until(lambda: {} if sent_files(world) == ["fake.png", "fine.txt"] else None)
    window.complaints.clear()  # the browser itself reports the refused file


def test_fifty_files_at_once_are_taken_and_the_rest_is_said(page: Page) -> None:
    hand_in(page, "drop", *[(f"{at}.txt", "text/plain", b"x%d" % at) for at in range(53)])
    expect(page.get_by_label("Files to send").get_by_role("listitem")).to_have_count(50)
    expect(page.get_by_text("3 of the 53 chosen ones were left out")).to_be_visible()
    expect(page.locator(".composer-files progress")).to_have_count(0, timeout=20_000)


def test_a_long_paste_is_offered_as_a_file(world: World, window: Window, page: Page) -> None:
    message = page.get_by_label("Message", exact=True)
    message.fill("Sum this up: ")
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('beans and peas '.repeat(800))")
    message.press("End")
    message.press("Control+v")
    expect(page.get_by_text("You pasted 12,000 characters.")).to_be_visible()
    page.get_by_role("button", name="Attach as a file").click()
    expect(message).to_have_value("Sum this up: ")
    expect(message).to_be_focused()
    expect(page.get_by_label("Remove Pasted text.txt")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Attached files")).to_contain_text("Pasted text.txt")
    world.until(lambda: {} if sent_files(world) == ["Pasted text.txt"] else None)


def test_a_paste_that_would_hold_the_page_up_is_a_file_at_once_and_goes_into_the_message_where_it_fits(
    window: Window, page: Page
) -> None:
    message = page.get_by_label("Message", exact=True)
    message.fill("Sum this up: ")
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('beans and peas '.repeat(14000))")
    message.press("End")
    message.press("Control+v")
    expect(page.get_by_text("You pasted 210,000 characters, which are attached as a file.")).to_be_visible()
    expect(page.get_by_label("Remove Pasted text.txt")).to_be_visible()
    expect(message).to_have_value("Sum this up: ")
    page.get_by_role("button", name="Put them into the message").click()
    expect(message).to_have_value("Sum this up: " + "beans and peas " * 14_000)
    expect(page.get_by_label("Remove Pasted text.txt")).to_have_count(0)

    message.fill("")
    page.evaluate("navigator.clipboard.writeText('beans and peas '.repeat(72000))")
    message.press("Control+v")
    expect(page.get_by_text("You pasted 1,080,000 characters, which are attached as a file.")).to_be_visible()
    expect(page.get_by_role("button", name="Put them into the message")).to_have_count(0)  # it does not fit
    expect(page.locator(".composer-files progress")).to_have_count(0)
    expect(page.get_by_label("Remove Pasted text.txt")).to_be_visible()


def test_selected_text_of_an_answer_is_quoted_by_button_and_by_key(page: Page) -> None:
    select = """e => { const range = document.createRange(); range.selectNodeContents(e);
      getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    answer = page.locator(".reply .prose p").first
    answer.evaluate(select)
    page.get_by_role("button", name="Quote").click()
    message = page.get_by_label("Message", exact=True)
    expect(message).to_have_value("> You said: hello\n\n")
    expect(message).to_be_focused()
    expect(page.get_by_role("button", name="Quote")).to_have_count(0)
    message.press_sequentially("why?")
    answer.evaluate(select)
    page.keyboard.press("Control+Shift+Period")
    expect(message).to_have_value("> You said: hello\n\nwhy?\n\n> You said: hello\n\n")
    page.locator(".asked-text").first.evaluate(select)
    expect(page.get_by_role("button", name="Quote")).to_have_count(0)


def test_instructions_and_settings_are_kept_for_this_chat_and_for_a_new_one(
    world: World, window: Window, page: Page
) -> None:
    def set_up(instructions: str, temperature: str) -> None:
        page.get_by_role("button", name="Instructions and settings").click()
        page.get_by_label("Instructions", exact=True).fill(instructions)
        page.get_by_label("Temperature", exact=True).fill(temperature)

    set_up("Be brief.", "warm")
    expect(page.get_by_role("alert")).to_have_text("The temperature is a number from 0 to 2.")
    page.get_by_label("Temperature", exact=True).fill("0,3")
    page.get_by_label("Thinking", exact=True).select_option("low")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Instructions, 2 settings set for this chat")).to_be_visible()
    chat = world.get("/api/snapshot")["conversations"][0]["id"]
    state = world.get(f"/api/conversations/{chat}")
    assert (state["system"], state["parameters"]) == ("Be brief.", {"temperature": 0.3, "thinking": "low"})

    page.get_by_role("button", name="New chat", exact=True).click()
    set_up("Rhyme.", "1")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    window.say("hello there")
    expect(page.get_by_label("Conversation")).to_contain_text("I am the built-in assistant")
    fresh = world.get(f"/api/conversations/{world.get('/api/snapshot')['conversations'][0]['id']}")
    assert (fresh["system"], fresh["parameters"]) == ("Rhyme.", {"temperature": 1})
    page.get_by_role("button", name="New chat", exact=True).click()
    expect(page.get_by_role("button", name="Instructions and settings")).to_be_visible()


def test_the_keyboard_goes_on_after_a_button_that_goes_away(window: Window, page: Page) -> None:
    message = page.get_by_label("Message", exact=True)
    message.fill("[[tokens=5000 pace_ms=5]]")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(message).to_be_focused()  # and not Stop, which has come where Send was
    expect(page.get_by_label("Conversation")).to_contain_text("word3")
    message.fill("shorter")
    page.get_by_label("Send now, into this answer").click()
    expect(message).to_be_focused()
    page.get_by_role("button", name="Stop the answer").click()
    expect(page.get_by_text("You stopped this answer.")).to_be_visible()
    expect(message).to_be_focused()
    page.get_by_role("button", name="Try again").last.click()
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
    expect(message).to_be_focused()


def test_a_press_on_stop_sends_nothing_when_the_answer_ends_under_it(
    provider: ScriptedProvider, window: Window, page: Page
) -> None:
    message = page.get_by_label("Message", exact=True)
    with provider.holding():
        window.say("[[tokens=3]]")
        expect(page.get_by_label("Conversation")).to_contain_text("word0")
        message.fill("half of a")
        page.get_by_label("Stop the answer").hover()
        page.mouse.down()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    page.mouse.up()
    expect(message).to_have_value("half of a")
    message.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: half of a")


def test_the_keyboard_on_a_button_of_an_answer_goes_on_at_the_message_when_it_ends(
    provider: ScriptedProvider, window: Window, page: Page
) -> None:
    message = page.get_by_label("Message", exact=True)
    with provider.holding():
        window.say("[[tokens=3]]")
        expect(page.get_by_label("Conversation")).to_contain_text("word0")
        message.fill("half of a")
        page.get_by_label("Send after this answer").focus()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(message).to_be_focused()


def test_the_arrows_between_versions_of_a_message_keep_the_keyboard(window: Window, page: Page) -> None:
    page.get_by_label("Edit and send again").click()
    page.get_by_label("Text to send again").fill("hello again")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: hello again")
    page.get_by_label("Earlier version").press("Enter")
    expect(page.get_by_label("Version 1 of 2")).to_be_visible()
    expect(page.get_by_label("Earlier version")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Version 2 of 2")).to_be_visible()


def held(page: Page, chat: str) -> list[Route]:
    """What asks for this chat from now on waits in the list."""
    asked: list[Route] = []
    page.route(
        re.compile(rf"/api/conversations/{chat}(\?.*)?$"),
        lambda route: asked.append(route) if route.request.method == "GET" else route.continue_(),
    )
    return asked


def taken(page: Page, asked: list[Route]) -> Route:
    """The one that waits, once it has come: the page says that it loads a moment before."""
    while not asked:
        page.wait_for_timeout(10)
    return asked.pop()


def test_instructions_wait_until_their_chat_has_loaded(world: World, window: Window) -> None:
    chat = world.conversation(title="verse", model="fake:scripted", system="Always answer in verse.")
    page = window.open(world)
    asked = held(page, chat)
    page.get_by_role("button", name="verse", exact=True).first.click()
    page.get_by_label("Instructions and settings for this chat").click()
    dialog = page.get_by_role("dialog", name="This chat")
    expect(dialog.get_by_role("status")).to_contain_text("Loading")
    expect(dialog.get_by_role("button", name="Save")).to_have_count(0)
    for _ in range(2):
        taken(page, asked).abort()
        again = dialog.get_by_role("button", name="Try again")
        expect(again).to_be_focused()
        again.press("Enter")
        expect(dialog.get_by_role("status")).to_contain_text("Loading")
    taken(page, asked).continue_()
    page.unroute_all()
    field = dialog.get_by_label("Instructions", exact=True)
    expect(field).to_have_value("Always answer in verse.")
    expect(field).to_be_focused()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert world.get(f"/api/conversations/{chat}")["system"] == "Always answer in verse."
    window.complaints.clear()  # the answer that was held back


def test_a_message_sent_while_its_chat_loads_follows_what_is_said_in_it(world: World, window: Window) -> None:
    chat = world.conversation(title="long", model="fake:scripted")
    for text in ("first", "second"):
        world.say(chat, text)
        world.wait(chat)
    page = window.open(world)
    asked = held(page, chat)
    page.get_by_role("button", name="long", exact=True).first.click()
    page.get_by_label("Message", exact=True).fill("third")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Waiting to be sent")).to_contain_text("third")
    for route in asked:
        route.continue_()
    page.unroute_all()
    expect(page.locator(".asked-text")).to_have_text(["first", "second", "third"])
    expect(page.get_by_label("Conversation")).to_contain_text("You said: third")
    expect(page.get_by_label("Waiting to be sent")).to_have_count(0)
    *_, answer, third, _ = world.get(f"/api/conversations/{chat}")["messages"]
    assert (third["content"], third["metadata"]["parentId"]) == ("third", answer["id"])


def test_an_example_leaves_what_was_written_above_it(world: World, window: Window) -> None:
    page = window.open(world)
    composer = page.get_by_label("Message", exact=True)
    composer.fill("What I wrote for ten minutes.")
    page.get_by_role("button", name="What can you do?").click()
    expect(composer).to_have_value("What I wrote for ten minutes.\n\nhelp")
    expect(composer).to_be_focused()
    page.keyboard.type(" me")
    expect(composer).to_have_value("What I wrote for ten minutes.\n\nhelp me")
