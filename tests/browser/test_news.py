"""What is new, said once after an upgrade; a newer version, told to who wants to know; and details for a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.test_access import SIZES, Look
from tests.browser.test_palette import type_in
from tests.browser.test_settings import open_settings
from tests.fakes.web_server import Said, WebServer

PAGE = "https://example.org/runnel/v99.0"
LIST = Said(json.dumps({"tag_name": "v99.0", "html_url": PAGE}).encode())


@pytest.fixture
def feed() -> Iterator[WebServer]:
    with WebServer({"127.0.0.1/latest": LIST}).in_thread() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, feed: WebServer) -> Iterator[World]:
    """After an upgrade, with an address to look at, which nobody has switched on."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "settings.json").write_text(json.dumps({"seenVersion": "0.0.1"}))
    world = World(data, releases_feed=feed.url("127.0.0.1/latest"))
    world.start()
    yield world
    world.stop()


def note(page: Page, text: str) -> str:
    found = page.locator(".notice", has_text=text)
    expect(found).to_be_visible()
    return found.inner_text()


def test_an_upgrade_is_said_once_and_what_is_new_can_be_read_by_keys(world: World, window: Window) -> None:
    page = window.open(world)
    version = world.get("/api/settings")["version"]
    note(page, f"Runnel is now {version}.")
    page.get_by_role("button", name="What is new").press("Enter")
    dialog = page.get_by_role("dialog", name="What is new")
    expect(dialog.locator(".news-version").first.locator("li").first).to_be_visible()
    expect(dialog.locator("script, [onclick]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(page.locator(".notice")).to_have_count(0)

    page.reload()
    page.get_by_label("Message", exact=True).wait_for()
    type_in(page, "what is new")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_newer_version_is_looked_for_only_when_that_is_on_and_told_quietly(
    world: World, window: Window, feed: WebServer
) -> None:
    page = window.open(world)
    open_settings(page, "About")
    switch = page.get_by_role("switch", name="Tell me when there is a newer version")
    expect(switch).not_to_be_checked()
    expect(page.locator('[data-setting="releases"]')).to_contain_text(f"Only {feed.url('127.0.0.1/latest')} is asked.")
    assert feed.asked == []
    switch.press("Space")
    expect(page.locator('[data-setting="releases"]')).to_contain_text("Runnel 99.0 is out.")
    page.keyboard.press("Escape")
    note(page, "Runnel 99.0 is out.")
    page.get_by_role("button", name="See its page").click()
    expect(page.get_by_role("dialog", name="Open this link?")).to_contain_text(PAGE)
    page.keyboard.press("Escape")
    page.locator(".notice", has_text="99.0").get_by_label("Dismiss").click()
    expect(page.locator(".notice", has_text="99.0")).to_have_count(0)
    world.until(lambda: {} if world.get("/api/releases")["newer"]["dismissed"] else None)
    page.reload()
    page.get_by_label("Message", exact=True).wait_for()
    open_settings(page, "About")
    expect(page.locator('[data-setting="releases"]')).to_contain_text("Runnel 99.0 is out.")  # stays in the settings
    assert feed.asked == ["127.0.0.1/latest"]
    page.get_by_role("switch", name="Tell me when there is a newer version").press("Space")
    expect(page.get_by_role("button", name="Look now")).to_have_count(0)


def test_details_for_a_report_are_copied_as_they_are_shown(world: World, window: Window) -> None:
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.open(world)
    open_settings(page, "About")
    details = page.locator(".report pre")
    expect(details).to_contain_text("SQLite")
    page.get_by_role("button", name="Copy details for a report").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == details.inner_text()
    assert "Chrome" in copied
    assert str(world.data_dir) not in copied


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_in_what_is_new(size: str, world: World, browser: Browser) -> None:
    world.patch("/api/settings", {"lookForReleases": True})
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    note(page, "Runnel is now")
    note(page, "Runnel 99.0 is out.")
    look("two notes of versions")
    page.get_by_role("button", name="What is new").click()
    page.locator(".news-version li").first.wait_for()
    look("what is new")
    page.keyboard.press("Escape")
    open_settings(page, "About")
    expect(page.locator(".report pre")).to_contain_text("SQLite")
    look("about Runnel")
    window.context.close()
