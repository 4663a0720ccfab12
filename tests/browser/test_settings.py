"""Settings as a person changes them: by section, by search, by key; and what the environment has set."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.test_palette import type_in


def open_settings(page: Page, section: str) -> None:
    expect(page.locator("dialog[open]")).to_have_count(0)  # one that closes keeps the keyboard until it is gone
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name=section).click()


def test_what_is_changed_is_seen_at_once_and_stays(world: World, window: Window) -> None:
    page = window.open(world)
    open_settings(page, "General")
    page.get_by_text("Dark", exact=True).click()
    page.get_by_text("Wide", exact=True).click()
    page.get_by_text("Little", exact=True).click()
    page.get_by_role("tab", name="Chat", exact=True).click()
    page.get_by_label("Wrap long lines of code").click()
    page.get_by_text("Ctrl and Enter", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-wrap", "code")
    looks = page.evaluate("({...document.documentElement.dataset})")
    assert looks == {"theme": "dark", "width": "wide", "motion": "reduced", "wrap": "code"}
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-wrap", "code")
    assert world.get("/api/settings")["sendWith"] == "mod-enter"
    page.get_by_label("Message", exact=True).fill("not yet")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_have_value("not yet\n")


def test_a_setting_is_found_by_a_word_and_by_the_palette(world: World, window: Window) -> None:
    page = window.open(world)
    open_settings(page, "About")
    page.get_by_label("Search the settings").fill("screen reader")
    expect(page.locator(".setting")).to_have_count(1)
    expect(page.get_by_role("heading", name="What a screen reader hears")).to_be_visible()
    page.get_by_label("Search the settings").fill("no such words")
    expect(page.get_by_text("No setting has these words.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Search the settings")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    type_in(page, "wrap long")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Wrap long lines of code")).to_be_focused()


def test_what_the_environment_has_set_says_so_and_cannot_be_changed(
    tmp_path: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNNEL_THEME", "dark")
    monkeypatch.setenv("RUNNEL_SEND_WITH", "mod-enter")
    world = World(tmp_path)
    world.start()
    page = window.open(world)
    open_settings(page, "General")
    expect(page.locator('[data-setting="theme"]')).to_contain_text("An environment variable has set this")
    expect(page.get_by_role("radio", name="Light")).to_be_disabled()
    page.get_by_role("tab", name="Chat", exact=True).click()
    expect(page.locator('[data-setting="sendWith"]')).to_contain_text("An environment variable has set this")
    expect(page.locator('[data-setting="wrapCode"]')).not_to_contain_text("environment")
    window.context.close()
    world.stop()


def test_keys_are_chosen_by_pressing_them_and_a_conflict_is_said_first(world: World, window: Window) -> None:
    page = window.open(world)
    open_settings(page, "Keyboard shortcuts")
    page.get_by_label("New chat: Ctrl+N").click()
    page.keyboard.press("x")
    expect(page.get_by_role("alert")).to_contain_text("These keys type text")
    page.keyboard.press("Control+F")
    expect(page.get_by_role("alert")).to_contain_text("Ctrl+F belongs to “Find in this chat”, which would lose it.")
    expect(page.get_by_role("button", name="Keep it there")).to_be_focused()
    page.get_by_role("button", name="Use it here").click()
    world.until(
        lambda: {} if world.get("/api/settings")["shortcuts"] == {"newChat": "Mod+F", "findInChat": ""} else None
    )
    expect(page.get_by_label("New chat: Ctrl+F. Change them")).to_be_focused()
    page.get_by_label("Reset the keys of: New chat").click()
    page.get_by_label("New chat: Ctrl+N").click()
    page.keyboard.press("Alt+J")
    expect(page.get_by_label("New chat: Alt+J. Change them")).to_be_focused()
    page.keyboard.press("Escape")
    world.conversation(title="somewhere")
    page.get_by_title("somewhere", exact=True).click()
    page.keyboard.press("Alt+J")
    expect(page.get_by_role("heading", name="The built-in assistant is ready")).to_be_visible()
    page.keyboard.press("?")  # in the message field it is a question mark
    expect(page.get_by_label("Message", exact=True)).to_have_value("?")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Alt+J")
    page.get_by_role("button", name="Change shortcuts").click()
    page.get_by_role("button", name="Reset all shortcuts").click()
    expect(page.get_by_label("New chat: Ctrl+N")).to_be_visible()
    assert world.get("/api/settings")["shortcuts"] == {}


def test_a_provider_that_fails_is_marked_and_corrected_and_success_is_said(world: World, window: Window) -> None:
    url = world.get("/api/providers")["providers"][0]["baseUrl"]
    page = window.open(world)
    page.get_by_role("button", name="Models and providers").click()
    page.get_by_role("button", name="Add a provider").click()
    page.get_by_text("OpenAI-compatible", exact=True).click()
    address = page.get_by_label("Address")
    expect(address).to_be_focused()
    address.fill("https://api.openrouter.ai/v1")
    expect(page.get_by_label("Name")).to_have_value("openrouter")
    address.fill("http://127.0.0.1:9/v1")
    page.get_by_label("Name").fill("mine")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing answers")
    page.get_by_role("button", name="Back").click()
    row = page.locator('[data-provider="mine"]')
    expect(row).to_have_class("provider failed")
    expect(row.get_by_role("button").first).to_be_focused()
    row.get_by_role("button", name="Correct it").click()
    page.get_by_label("Address").fill(url)
    page.get_by_role("button", name="Save and check").click()
    expect(row.get_by_role("status")).to_contain_text("answers and has 1 model")
    expect(row.get_by_role("button").first).to_be_focused()
    row.get_by_label("Remove mine").click()
    expect(row.get_by_role("button", name="Keep")).to_be_focused()
    row.get_by_role("button", name="Remove it and its key").click()
    expect(page.get_by_role("button", name="Add a provider")).to_be_focused()


def test_another_windows_change_leaves_the_keyboard_where_a_kind_is_chosen(world: World, window: Window) -> None:
    page = window.open(world)
    page.get_by_role("button", name="Models and providers").click()
    page.get_by_role("button", name="Add a provider").click()
    third = page.locator(".kind").nth(2)
    third.focus()
    world.patch("/api/settings", {"theme": "dark"})
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(third).to_be_focused()


def test_what_came_of_an_import_is_said_in_the_dialog(world: World, window: Window, tmp_path: Path) -> None:
    world.conversation(title="packed")
    (tmp_path / "good.zip").write_bytes(world.http.post("/api/export", json={}).content)
    (tmp_path / "bad.zip").write_bytes(b"no archive")
    page = window.open(world)
    open_settings(page, "Data")
    dialog = page.get_by_role("dialog")
    for name, role, said in (
        ("good.zip", "status", "Nothing new was in the archive."),
        ("bad.zip", "alert", "archive"),
    ):
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Choose an archive").click()
        chooser.value.set_files(tmp_path / name)
        expect(dialog.locator(f"[role={role}]").filter(has_text=said)).to_be_visible()
    window.complaints.clear()  # the browser itself reports the refused file
