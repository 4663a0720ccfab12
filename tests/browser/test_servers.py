"""A person adds a server of tools, sees exactly what it is, allows it, uses it, and is shown what changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.test_mcp import FAKE, Json, behave, call, fake
from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.test_access import SIZES, Look
from tests.browser.test_settings import open_settings
from tests.fakes.mcp_server import ECHO


def settings(page: Page) -> Locator:
    open_settings(page, "Tools from servers")
    return page.get_by_role("tabpanel", name="Tools from servers")


def test_E1_a_server_is_added_by_keys_and_shown_whole_before_it_starts(
    world: World, window: Window, tmp_path: Path
) -> None:
    marker = tmp_path / "started"
    behaviour = behave(tmp_path / "b", marker=str(marker))
    page = window.open(world)
    place = settings(page)
    place.get_by_role("button", name="Add a server").focus()
    page.keyboard.press("Enter")
    expect(place.get_by_role("heading", name="Add a server")).to_be_focused()
    place.get_by_label("Name", exact=False).first.fill("notes")
    place.get_by_label("Command").fill(sys.executable)
    place.get_by_label("Arguments, each on a line of its own").fill(f"{FAKE}\n{behaviour}")
    place.get_by_role("button", name="Add a variable").click()
    place.get_by_label("Variables: Name").fill("NOTES_TOKEN")
    place.get_by_label("NOTES_TOKEN: Value").fill("canary-of-the-page")
    page.keyboard.press("Enter")

    expect(place.get_by_role("heading", name="Allow “notes”?")).to_be_focused()
    expect(place.locator("[data-line]")).to_have_text(f"{sys.executable} {FAKE} {behaviour}")
    expect(place.get_by_text("NOTES_TOKEN")).to_be_visible()
    expect(place.get_by_text("outside the sandbox")).to_be_visible()
    assert "canary" not in page.content()
    assert not marker.exists(), "nothing runs before the yes"
    allow = place.get_by_role("button", name="Allow and start")
    allow.focus()
    page.keyboard.press("Enter")
    expect(place.get_by_role("heading", name="notes")).to_be_focused()
    expect(place.get_by_text("Connected", exact=True)).to_be_visible()
    assert marker.exists()
    expect(place.get_by_text("Says it again.")).to_be_visible()

    place.get_by_role("switch", name="Use the tool echo").click()
    expect(place.get_by_role("switch", name="Use the tool echo")).not_to_be_checked()
    place.get_by_text("Log", exact=True).click()
    expect(place.get_by_text("Connected.", exact=True)).to_be_visible()
    place.get_by_text("Log", exact=True).click()  # while it is open it is asked for, also in the moment of the removal
    place.get_by_role("button", name="Remove", exact=True).click()
    expect(place.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Tab")
    with page.expect_response("**/api/mcp/servers"):  # what is looked at again is drawn anew, and takes no keyboard
        pass
    with page.expect_response("**/api/mcp/servers"):
        pass
    expect(place.get_by_role("button", name="Remove it, with its values")).to_be_focused()
    place.get_by_role("button", name="Remove it, with its values").click()
    expect(place.get_by_text("No server has been added yet.")).to_be_visible()


def test_E2_what_changed_is_shown_beside_what_was_allowed(world: World, window: Window, tmp_path: Path) -> None:
    behaviour = behave(tmp_path / "b")
    world.put("/api/mcp/servers/notes", fake(behaviour))
    page = window.open(world)
    place = settings(page)
    place.get_by_role("button", name="Look and allow: notes").click()
    place.get_by_role("button", name="Allow and start").click()
    expect(place.get_by_text("Connected", exact=True)).to_be_visible()
    behave(behaviour, tools=[{**ECHO, "description": "Sends it to somebody else."}])
    place.get_by_role("button", name="Restart").click()
    waiting = place.get_by_role("region", name="Waits for you")
    expect(waiting.get_by_text("Says it again.")).to_be_visible()
    expect(waiting.get_by_text("Sends it to somebody else.")).to_be_visible()
    waiting.get_by_role("button", name="Allow it: echo").click()
    expect(waiting).to_have_count(0)
    expect(place.get_by_role("switch", name="Use the tool echo")).to_be_checked()


def test_pasted_json_is_added_and_waits(world: World, window: Window) -> None:
    page = window.open(world)
    place = settings(page)
    place.get_by_role("button", name="Import…").click()
    pasted = '{"mcpServers": {"a": {"command": "npx", "args": ["-y", "x"]}, "b": {"nothing": 1}}}'
    place.get_by_label("Paste JSON").fill(pasted)
    place.get_by_role("button", name="Import", exact=True).click()
    expect(place.get_by_text("Added: a.")).to_be_visible()
    expect(place.get_by_text("b: “b” needs a command")).to_be_visible()
    place.get_by_role("button", name="Back").click()
    expect(place.get_by_text("Waits for your permission")).to_be_visible()


def test_a_model_uses_a_tool_after_a_yes_in_the_chat(world: World, window: Window, tmp_path: Path) -> None:
    world.put("/api/mcp/servers/notes", fake(behave(tmp_path / "b")))
    world.post("/api/mcp/servers/notes/approve", {"hash": world.get("/api/mcp/servers/notes")["hash"]})
    world.until(lambda: world.get("/api/mcp/servers/notes")["tools"] or None)
    page = window.open(world)
    world.patch("/api/settings", {"defaultModel": "fake:scripted"})
    page.reload()
    window.say(call("notes__echo", text="from the page"))
    card = page.get_by_label("Approval needed")
    expect(card.get_by_text("Use “echo” of the server “notes”")).to_be_visible()
    card.get_by_role("button", name="Allow once").or_(
        card.get_by_role("button", name="Allow", exact=True)
    ).first.click()
    expect(card).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_in_the_servers(size: str, world: World, browser: Browser, tmp_path: Path) -> None:
    behaviour = behave(tmp_path / "b", stderr=["a line of its own", "another"])
    world.put("/api/mcp/servers/notes", fake(behaviour, env={"NOTES_TOKEN": "x"}))
    world.put("/api/mcp/servers/far", {"url": "https://tools.example.org/mcp", "headers": {"Authorization": "y"}})
    world.put("/api/mcp/servers/none", {"command": "no-such-program", "args": ["--with", "a long argument " * 6]})
    for name in ("notes", "none"):
        world.post(f"/api/mcp/servers/{name}/approve", {"hash": world.get(f"/api/mcp/servers/{name}")["hash"]})
    world.until(lambda: world.get("/api/mcp/servers/notes")["tools"] or None)
    behave(behaviour, tools=[{**ECHO, "description": "Another."}, {**ECHO, "name": "second", "title": "The second"}])
    world.post("/api/mcp/servers/notes/restart")

    def both() -> Json | None:
        server = world.get("/api/mcp/servers/notes")
        return server if len(server["tools"]) == 2 else None

    world.until(both)
    window = Window(browser, bypass_csp=True)
    page = window.open(world)
    if size == "narrow":
        page.set_viewport_size({"width": 380, "height": 720})
    look = Look(page, size, SIZES[size])
    place = settings(page)
    expect(place.get_by_text("2 tools wait for you")).to_be_visible()
    look("servers")
    place.get_by_role("button", name="Look and allow: far").click()
    look("server-consent")
    place.get_by_role("button", name="Not now").click()
    place.get_by_role("button", name="Details of notes").click()
    expect(place.get_by_role("region", name="Waits for you")).to_be_visible()
    place.get_by_text("Log", exact=True).click()
    expect(place.get_by_text("a line of its own")).to_have_count(1)
    look("server-details")
    place.get_by_role("button", name="Change").click()
    look("server-form")
    place.get_by_role("button", name="Back").click()
    place.get_by_role("button", name="Import…").click()
    look("server-import")
    window.context.close()
