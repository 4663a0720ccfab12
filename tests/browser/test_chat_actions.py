"""What can be done with a chat from the list: by its menu, by keys, and back again from the bin."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window, whole
from tests.browser.test_palette import type_in


@pytest.fixture
def page(world: World, window: Window) -> Page:
    for title in ("third", "second", "first"):
        world.conversation(title=title)
    return window.open(world)


def line(page: Page, title: str) -> None:
    page.get_by_title(title, exact=True).focus()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.title || document.activeElement.ariaLabel"))


def titles(page: Page) -> list[str]:
    return page.locator(".chat-title").all_inner_texts()


def test_keys_rename_pin_and_open_the_menu_of_the_line_with_the_focus(world: World, page: Page) -> None:
    line(page, "second")
    page.keyboard.press("F2")
    expect(page.get_by_label("Title")).to_have_value("second")
    page.get_by_label("Title").fill("renamed")
    page.keyboard.press("Enter")
    expect(page.get_by_title("renamed", exact=True)).to_be_focused()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator(".chat-title").first).to_have_text("renamed")
    expect(page.get_by_role("heading", name="Pinned")).to_be_visible()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_title("renamed", exact=True)).to_be_focused()
    page.get_by_title("first", exact=True).click(button="right")
    expect(page.get_by_role("menuitem", name="Pin")).to_be_visible()
    page.keyboard.press("Escape")


# A key before the next paint: a slow machine paints late, and nobody waits for it.
BEFORE_A_PAINT = """async (opening) => {
  const key = (more) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...more }));
  key(opening);
  for (let turn = 0; turn < 20; turn++) await null;
  const came = document.activeElement.role ?? document.activeElement.type;
  key({ key: "Escape", code: "Escape" });
  return came;
}"""


def test_an_esc_before_the_next_paint_closes_what_has_just_opened(world: World, page: Page) -> None:
    line(page, "second")
    assert page.evaluate(BEFORE_A_PAINT, {"key": "F10", "code": "F10", "shiftKey": True}) == "menuitem"
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_title("second", exact=True)).to_be_focused()


def test_a_menu_goes_along_with_its_button_and_closes_when_a_person_scrolls(
    world: World, window: Window, page: Page
) -> None:
    """What grows elsewhere moves it: nobody has left the menu."""
    chat = world.conversation(title="long", model="fake:scripted")
    for length in (900, 120):
        world.say(chat, f"[[tokens={length}]]")
        world.wait(chat)
    page.get_by_role("button", name="long", exact=True).first.click()
    whole(page)
    button = page.get_by_role("button", name="More about this answer").first
    button.click()
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    both = [button.element_handle(), menu.element_handle()]
    page.evaluate(
        """([button, menu]) => {
            const top = (element) => element.getBoundingClientRect().top;
            window.before = top(button);
            window.apart = () => Math.round(top(menu) - top(button));
            window.wanted = window.apart();
            document.querySelector(".composer").style.marginTop = "40px"; // as when more is written there
        }""",
        both,
    )
    page.wait_for_function(
        """([button]) => Math.abs(button.getBoundingClientRect().top - window.before + 40) < 2
            && window.apart() === window.wanted""",
        arg=both,
    )
    expect(menu).to_be_visible()
    page.locator("#transcript").hover(position={"x": 40, "y": 40})
    page.mouse.wheel(0, -60)
    expect(menu).to_have_count(0)


def test_H7_a_deleted_chat_is_taken_back_at_once_or_from_the_bin(world: World, page: Page) -> None:
    line(page, "first")
    page.keyboard.press("Delete")
    expect(page.get_by_role("dialog")).to_contain_text("You can bring it back from there for 30 days")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_title("second", exact=True)).to_be_focused()  # the line below, not nowhere
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_title("first", exact=True)).to_be_focused()
    for title in ("first", "second", "third"):
        line(page, title)
        page.keyboard.press("Delete")
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_title(title, exact=True)).to_have_count(0)
    page.get_by_label("Archive, bin and tags").click()
    page.get_by_role("menuitem", name="Bin").click()
    dialog = page.get_by_role("dialog", name="Bin")
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    expect(dialog.get_by_role("listitem").first).to_contain_text("30 days left")
    dialog.get_by_label("Restore second").click()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    expect(dialog.get_by_label("Restore first")).to_be_focused()
    dialog.get_by_label("Delete third for good").click()
    expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
    dialog.get_by_role("button", name="Delete for good", exact=True).dblclick()
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("button", name="Empty the bin").click()
    dialog.get_by_role("button", name="Delete everything for good").click()
    expect(dialog).to_contain_text("The bin is empty.")
    page.keyboard.press("Escape")
    expect(page.get_by_title("second", exact=True)).to_be_visible()
    assert world.get("/api/conversations?bin=true")["conversations"] == []


def test_the_archive_and_tags_are_lists_of_their_own_and_follow_what_happens(world: World, page: Page) -> None:
    line(page, "first")
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_title("first", exact=True)).to_have_count(0)
    expect(page.get_by_text("“first” is in the archive.")).to_be_visible()
    expect(page.get_by_title("second", exact=True)).to_be_focused()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Tags").click()
    page.get_by_label("New tag").fill("garden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="garden")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Archive, bin and tags").click()
    page.get_by_role("menuitem", name="garden 1").click()
    expect(page.locator(".chat-title")).to_have_text(["second"])
    world.patch(f"/api/conversations/{chat_id(world, 'third')}", {"tags": ["Garden"]})  # another window does it
    expect(page.locator(".chat-title")).to_have_count(2)
    page.get_by_label("Archive, bin and tags").click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.locator(".chat-title")).to_have_text(["first"])
    line(page, "first")
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Bring back").click()
    expect(page.get_by_text("The archive is empty.")).to_be_visible()
    page.get_by_label("Show all chats").click()
    expect(page.locator(".chat-title")).to_have_count(3)


def test_tags_that_cannot_be_read_are_never_replaced(world: World, page: Page, window: Window) -> None:
    chat = chat_id(world, "first")
    world.patch(f"/api/conversations/{chat}", {"tags": ["work", "tax"]})
    line(page, "first")
    here = f"**/api/conversations/{chat}*"
    page.route(here, lambda route: route.abort())
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Tags").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_be_visible()
    window.complaints.clear()  # the browser itself reports what could not be read
    page.get_by_label("New tag").fill("new")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    page.unroute(here)
    dialog.get_by_role("button", name="Try again").press("Enter")
    expect(page.get_by_label("New tag")).to_be_focused()
    save = dialog.get_by_role("button", name="Save")
    expect(save).to_be_enabled()
    page.route(here, lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    save.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(save).to_be_focused()
    page.unroute(here)
    window.complaints.clear()
    save.press("Enter")
    expect(dialog).to_have_count(0)
    assert sorted(world.get(f"/api/conversations/{chat}")["tags"]) == ["new", "tax", "work"]


def chat_id(world: World, title: str) -> str:
    return str(next(c["id"] for c in world.get("/api/conversations")["conversations"] if c["title"] == title))


def test_H9_a_chat_and_everything_are_saved_where_the_note_says_and_imported_again(
    world: World, page: Page, tmp_path: Path
) -> None:
    line(page, "first")
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Save as HTML").click()
    expect(page.get_by_text(f"Saved as first.html in {world.data_dir / 'downloads'}.")).to_be_visible()
    assert "first" in (world.data_dir / "downloads" / "first.html").read_text()
    type_in(page, "export every")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as runnel-")).to_be_visible()
    archive = next((world.data_dir / "downloads").glob("runnel-*.zip"))
    other = World(tmp_path / "other")
    other.start()
    page.goto(other.server.new_boot_url())
    page.get_by_label("Message", exact=True).wait_for()
    with page.expect_file_chooser() as chooser:
        type_in(page, "import")
        page.keyboard.press("Enter")
    chooser.value.set_files(archive)
    expect(page.get_by_text("3 chats were imported.")).to_be_visible()
    expect(page.locator(".chat-title")).to_have_count(3)
    page.context.close()
    other.stop()


KEPT = """async () => {
  const folder = await navigator.storage.getDirectory();
  const texts = {};
  for await (const [name, file] of folder.entries()) texts[name] = await (await file.getFile()).text();
  return texts;
}"""


def test_where_the_window_can_ask_the_person_says_where_a_file_goes(world: World, browser: Browser) -> None:
    chat = world.conversation(title='Beans: how? "Why"/when')
    world.say(chat, "beans")
    world.wait(chat)
    window = Window(browser)
    # The browser's own folder for pages stands for the one that is chosen in the system's dialog.
    window.context.add_init_script(
        """window.showSaveFilePicker = async ({ suggestedName }) => {
             if (window.leaves) throw new DOMException("", "AbortError");
             return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
           }"""
    )
    page = window.open(world)
    page.locator(".chat-open").first.click()
    page.get_by_label("More about this chat").click()
    page.get_by_role("menuitem", name="Save as Markdown").click()
    expect(page.get_by_text("Saved as Beans how Why when.md.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show in folder")).to_have_count(0)
    kept = page.evaluate(KEPT)
    assert list(kept) == ["Beans how Why when.md"]
    assert "beans" in kept["Beans how Why when.md"]
    page.evaluate("window.leaves = true")
    page.get_by_label("Dismiss the note").click()
    page.get_by_label("More about this chat").click()
    page.get_by_role("menuitem", name="Save as HTML").click()
    page.wait_for_timeout(200)
    expect(page.locator(".toast")).to_have_count(0)
    assert not (world.data_dir / "downloads").exists()
    window.context.close()
    assert window.complaints == []


def test_a_chat_in_which_an_answer_is_written_is_deleted_with_it(world: World, window: Window) -> None:
    chat = world.conversation(title="busy", model="fake:scripted")
    page = window.open(world)
    page.get_by_title("busy", exact=True).click()
    window.say("[[tokens=20000 pace_ms=20]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word5")
    page.get_by_label("More about this chat").click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What is being answered there stops.")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“busy” is in the bin")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_title("busy", exact=True)).to_be_visible()  # until then there is no such chat
    world.until(lambda: {} if world.get(f"/api/conversations/{chat}")["runs"][-1]["status"] == "cancelled" else None)
