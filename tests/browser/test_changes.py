"""A person looks at what answers did to files, takes it back and does it again."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.api.world import World
from tests.browser.conftest import Window


def call(name: str, **values: object) -> str:
    return f"[[call={name} {json.dumps(values)}]]"


def test_D6_an_answers_changes_are_undone_and_redone_and_what_somebody_changed_is_left(
    world: World, window: Window, folder: Path
) -> None:
    chat = world.conversation(title="garden", workspace=str(folder))
    made, readme = folder / "made.txt", folder / "readme.md"
    world.say(chat, "change it\n" + call("run_command", command="echo new > made.txt; echo more >> readme.md"))
    world.resume(chat, approved=True)
    world.wait(chat, "finished")
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(page.get_by_text("2 files were changed")).to_be_visible()
    page.get_by_role("button", name="Show the changes").click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="readme.md edited").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("insertion")).to_contain_text("more")

    panel.get_by_role("button", name="Undo: readme.md").click()
    expect(panel.get_by_role("button", name="Redo: readme.md")).to_be_visible()
    assert readme.read_text() == "hello world\n"
    made.write_text("mine\n")
    panel.get_by_role("button", name="Undo all changes of: change it").click()
    expect(panel.get_by_role("alert")).to_contain_text("made.txt It was changed since, so it was left as it is.")
    assert made.read_text() == "mine\n"
    expect(panel.get_by_text("changed since", exact=True)).to_be_visible()
    made.write_text("new\n")
    panel.get_by_role("button", name="Redo: readme.md").click()
    expect(panel.get_by_role("button", name="Undo: made.txt")).to_be_visible()
    assert readme.read_text() == "hello world\nmore\n"
    panel.get_by_role("button", name="Undo all changes of: change it").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Redo: made.txt")).to_be_visible()
    expect(panel.get_by_role("button", name="Redo all changes of: change it")).to_be_focused()
    assert not made.exists()
    page.keyboard.press("Escape")
    expect(page.locator(".changed-files")).to_contain_text("undone")
