"""I4: axe finds nothing serious in any state of writing: versions, files, waiting messages, menus, settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled
from tests.browser.test_access import SIZES, Look
from tests.fakes import files


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_while_somebody_writes(
    size: str, world: World, browser: Browser, tmp_path: Path
) -> None:
    garden = world.conversation(title="garden", model="fake:scripted")
    picture = world.attach(files.png(), "bed.png")
    world.say(garden, "beans", attachments=[picture, world.attach(b"a,b\n", "plan.csv")], parentId=None)
    run = world.wait(garden)["runs"][-1]["id"]
    world.post(f"/api/runs/{run}/retry")
    world.wait(garden)
    world.say(garden, "peas\n" * 12, parentId=None)
    world.wait(garden)
    world.conversation(title="busy", model="fake:scripted")

    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])

    def open_chat(title: str) -> None:
        if size == "narrow":
            page.get_by_label("Show the list of chats").click()
        page.get_by_role("button", name=title).first.click()
        if size == "narrow":
            settled(page)  # the list slides away

    open_chat("garden")
    page.get_by_label("Version 2 of 2").wait_for()
    page.get_by_label("Earlier version").click()
    page.get_by_label("Answer 2 of 2").wait_for()
    look("versions and files of a message")
    _popups(page, look)
    page.get_by_label("Show bed.png large").click()
    look("a picture", settle_ms=300)
    page.keyboard.press("Escape")
    page.get_by_label("Edit and send again").last.click()
    look("a message that is written anew")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+L")
    page.get_by_role("tree").wait_for()
    look("all branches")
    page.keyboard.press("Escape")
    _files(page, look, tmp_path)
    page.get_by_role("button", name="Instructions and settings").click()
    page.get_by_label("Instructions", exact=True).fill("Be brief.")
    page.get_by_label("Temperature", exact=True).fill("9")
    look("settings of a chat")
    page.get_by_label("Temperature", exact=True).fill("1")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("set for this chat").wait_for()
    look("a chat with settings")

    open_chat("busy")
    window.say("[[tokens=5000 pace_ms=5]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word5")
    window.say("then this")
    page.get_by_label("Message", exact=True).fill("and that")
    page.get_by_label("Remove: then this").wait_for()
    look("writing while an answer is written")
    page.get_by_label("Edit: then this").click()
    look("a waiting message that is edited")
    page.keyboard.press("Escape")
    page.get_by_label("Stop the answer").click()
    page.get_by_role("button", name="Send now: then this").wait_for()
    look("a message that waits after a stop")
    window.context.close()


def _popups(page: Page, look: Callable[[str], None]) -> None:
    for button, shown in (
        ("More about this chat", "the menu of a chat"),
        ("More about this answer", "the menu of an answer"),
        ("what this answer took", "what an answer took"),
        ("Let another model answer", "models to answer again"),
        ("what this chat has taken", "what a chat has taken"),
    ):
        page.get_by_label(button).last.click()
        look(shown)
        page.keyboard.press("Escape")
        expect(page.locator(".popup")).to_have_count(0)


def _files(page: Page, look: Callable[[str], None], folder: Path) -> None:
    (folder / "notes.txt").write_text("water")
    (folder / "empty.txt").write_text("")
    (folder / "bed.png").write_bytes(files.png())
    chooser = page.locator(".composer input[type=file]")
    chooser.set_input_files([folder / "notes.txt", folder / "empty.txt", folder / "bed.png"])
    page.get_by_role("alert").wait_for()
    expect(page.locator(".composer-files progress")).to_have_count(0)
    look("files to send")
    page.evaluate(
        "document.body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer: (() => {"
        "const t = new DataTransfer(); t.items.add(new File(['x'], 'a')); return t })() }))"
    )
    page.get_by_text("Drop files to attach them").wait_for()
    look("files held over the window")
    page.evaluate(
        "document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true, dataTransfer: (() => {"
        "const t = new DataTransfer(); t.items.add(new File(['x'], 'a')); return t })() }))"
    )
    for name in ("notes.txt", "empty.txt", "bed.png"):
        page.get_by_label(f"Remove {name}").click()
