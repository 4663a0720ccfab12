"""A person allows what an agent may do: once, for a while, as a plan; sees it listed, and takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled
from tests.browser.test_access import SIZES, Look
from tests.browser.test_actions import call
from tests.browser.test_settings import open_settings


@pytest.fixture
def page(world: World, window: Window, folder: Path) -> Page:
    world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    return page


def card(page: Page) -> Locator:
    return page.get_by_label("Approval needed")


def needs_sandbox(world: World) -> None:
    if not world.get("/api/sandbox")["works"]:
        pytest.skip("no sandbox works on this machine")


# --- once, or for longer -------------------------------------------------------------------------------


def test_I4_a_command_is_allowed_for_the_chat_by_keys_and_does_not_ask_again(
    world: World, page: Page, window: Window, folder: Path
) -> None:
    needs_sandbox(world)
    window.say(call("run_command", command="ls src"))
    always = card(page).get_by_role("button", name="Always…")
    expect(always).to_be_enabled()
    expect(card(page).get_by_text("In the sandbox")).to_be_visible()
    page.keyboard.press("Control+j")
    expect(card(page).get_by_role("button", name="Deny")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    choosing = page.get_by_role("dialog", name="Allow it, and do not ask again")
    offered = world.get(f"/api/conversations/{chat_of(world)}")["interrupts"][0]["metadata"]["grants"]
    assert [text.strip() for text in choosing.locator("label").all_inner_texts()] == [
        offer["says"].replace("`", "") for offer in offered
    ]
    expect(choosing.get_by_role("radio").first).to_be_focused()
    expect(choosing.get_by_role("radio").first).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(choosing.get_by_role("button", name="In this chat")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page)).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("a.py")
    window.say(call("run_command", command="ls src"))
    expect(page.locator(".tool.done")).to_have_count(2)
    expect(card(page)).to_have_count(0)
    open_settings(page, "Permissions")
    grant = page.locator(".grant")
    expect(grant).to_contain_text(offered[0]["says"].replace("`", ""))
    expect(grant).to_contain_text("in the chat “garden” · until you revoke it")
    expect(grant).to_contain_text("used once")
    grant.get_by_role("button", name="Revoke", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is allowed without asking.")).to_be_visible()
    expect(page.locator(".grants")).to_be_focused()
    assert world.get("/api/grants")["grants"] == []
    page.keyboard.press("Escape")
    window.say(call("run_command", command="ls src"))
    expect(card(page)).to_be_visible()


def test_allowing_once_grants_nothing_and_all_grants_are_revoked_after_asking(
    world: World, page: Page, window: Window, folder: Path
) -> None:
    window.say(call("write_file", path="a.txt", content="a"))
    card(page).get_by_role("button", name="Allow once").click()
    expect(card(page)).to_have_count(0)
    assert world.get("/api/grants")["grants"] == []
    window.say(call("write_file", path="b.txt", content="b"))
    expect(card(page).get_by_role("button", name="Always…")).to_be_enabled()
    card(page).get_by_role("button", name="Always…").click()
    page.get_by_role("button", name="For one day").click()
    expect(card(page)).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("b.txt")
    open_settings(page, "Permissions")
    expect(page.locator(".grant")).to_have_count(1)
    expect(page.locator(".grant")).to_contain_text("Create and change files in")
    page.get_by_role("button", name="Revoke all").click()
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Revoke all")).to_be_focused()
    expect(page.locator(".grant")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Revoke all").get_by_role("button", name="Revoke all").click()
    expect(page.get_by_text("Nothing is allowed without asking.")).to_be_visible()
    assert world.get("/api/grants")["grants"] == []


def test_D3_what_is_special_says_why_and_offers_no_grant(page: Page, window: Window, folder: Path) -> None:
    (folder / ".git" / "hooks").mkdir(parents=True)
    window.say(call("write_file", path=".git/hooks/pre-commit", content="#!/bin/sh\n"))
    expect(card(page).get_by_text("Asked because")).to_be_visible()
    expect(card(page).get_by_role("button", name="Allow once")).to_be_enabled()
    expect(card(page).get_by_role("button", name="Always…")).to_have_count(0)


def test_C11_what_is_hidden_in_any_argument_is_shown_before_approval(page: Page, window: Window) -> None:
    window.say(call("run_command", command="echo safe\u202e\u200b # pаypal"))
    expect(card(page)).to_contain_text("safeU+202EU+200B")
    expect(card(page)).to_contain_text("characters that are normally invisible")
    expect(card(page)).to_contain_text("mixes letters of different alphabets")


# --- a plan -----------------------------------------------------------------------------------------------


def chat_of(world: World) -> str:
    return str(world.get("/api/conversations")["conversations"][0]["id"])


def plan(world: World, folder: Path, count: int = 2) -> str:
    """A chat in which a plan waits."""
    chat = world.conversation(title="garden", model="fake:scripted", workspace=str(folder), mode="plan")
    steps = [call("write_file", path=f"bed-{n}.txt", content=f"bed {n}\nwater\n") for n in range(1, count)]
    world.say(chat, "".join(steps) + call("run_command", command="cat bed-1.txt"))
    world.wait(chat, "waiting")
    return chat


def test_I4_a_plan_is_read_and_allowed_as_a_whole_by_keys(world: World, window: Window, folder: Path) -> None:
    plan(world, folder, 3)
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(card(page)).to_have_count(1)
    expect(card(page)).to_contain_text("A plan with 3 steps")
    expect(card(page)).to_contain_text("2 files, 1 command")
    expect(page.get_by_text("Put 3 steps into the plan")).to_be_visible()
    steps = card(page).locator(".whole-plan-step")
    expect(steps.nth(0)).to_contain_text("Write bed-1.txt")
    expect(steps.nth(0).get_by_role("insertion")).to_contain_text("bed 1")
    expect(steps.nth(2)).to_contain_text("cat bed-1.txt")
    expect(card(page).get_by_role("button", name="Refuse the plan")).to_be_enabled()
    page.keyboard.press("Control+j")
    expect(card(page).get_by_role("button", name="Refuse the plan")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("button", name="Allow all 3 steps")).to_be_focused()
    assert not (folder / "bed-1.txt").exists()
    page.keyboard.press("Enter")
    expect(card(page)).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("2 files were changed")
    assert (folder / "bed-1.txt").read_text() == "bed 1\nwater\n"
    assert (folder / "bed-2.txt").exists()


def test_a_step_of_a_plan_is_left_out_and_a_plan_is_refused(world: World, window: Window, folder: Path) -> None:
    chat = plan(world, folder, 3)
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(card(page).get_by_role("button", name="Allow all 3 steps")).to_be_enabled()
    card(page).get_by_role("checkbox", name="Do step 2").uncheck()
    expect(card(page).locator(".whole-plan-step").nth(1)).to_contain_text("left out")
    card(page).get_by_role("button", name="Allow 2 of 3 steps").click()
    expect(card(page)).to_have_count(0)
    world.wait(chat, "finished")
    assert (folder / "bed-1.txt").exists()
    assert not (folder / "bed-2.txt").exists()
    window.say(call("write_file", path="later.txt", content="x"))
    expect(card(page)).to_contain_text("A plan with 1 step")
    refuse = card(page).get_by_role("button", name="Refuse the plan")
    expect(refuse).to_be_enabled()
    refuse.click()
    expect(card(page)).to_have_count(0)
    world.wait(chat, "finished")
    assert not (folder / "later.txt").exists()


def test_a_plan_of_thirty_steps_is_a_list_that_opens_with_its_buttons_in_sight(
    world: World, window: Window, folder: Path
) -> None:
    chat = plan(world, folder, 30)
    count = len(world.get(f"/api/conversations/{chat}")["interrupts"])
    assert count >= 20, "as many as one question holds"
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    expect(card(page)).to_contain_text(f"A plan with {count} steps")
    steps = card(page).locator(".whole-plan-step")
    expect(steps).to_have_count(count)
    expect(card(page).locator(".diff-lines")).to_have_count(0)  # folded: drawn when it is opened
    steps.first.locator("summary").scroll_into_view_if_needed()
    expect(card(page).get_by_role("button", name=f"Allow all {count} steps")).to_be_in_viewport()
    steps.first.locator("summary").click()
    expect(steps.first.get_by_role("insertion")).to_contain_text("water")
    card(page).get_by_role("button", name="Open all").click()
    expect(card(page).locator(".diff-lines")).to_have_count(count)
    card(page).get_by_role("button", name="Close all").click()
    expect(card(page).locator(".diff-lines")).to_have_count(0)


# --- looks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_in_what_is_allowed(
    size: str, world: World, browser: Browser, folder: Path
) -> None:
    (folder / ".git" / "hooks").mkdir(parents=True)
    asks = world.conversation(title="command", model="fake:scripted", workspace=str(folder))
    world.say(asks, call("run_command", command="ls -la src && cat readme.md"))
    world.wait(asks, "waiting")
    special = world.conversation(title="special", model="fake:scripted", workspace=str(folder))
    world.say(special, call("write_file", path=".git/hooks/pre-commit", content="#!/bin/sh\nexit 0\n"))
    world.wait(special, "waiting")
    plan(world, folder, 12)
    window = Window(browser, bypass_csp=True)
    narrow = size == "narrow"
    if narrow:
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])

    def open_chat(title: str) -> None:
        if narrow:
            page.get_by_label("Show the list of chats").click()
        page.get_by_role("button", name=title).first.click()
        if narrow:
            settled(page)  # the list slides away

    open_chat("special")
    expect(card(page).get_by_role("button", name="Allow once")).to_be_enabled()
    look("a special approval")
    open_chat("command")
    expect(card(page).get_by_role("button", name="Allow once")).to_be_enabled()
    look("a command's approval")
    always = card(page).get_by_role("button", name="Always…")
    if always.count() > 0:  # without a sandbox commands are never granted
        always.click()
        look("what may be granted")
        page.get_by_role("button", name="Until I revoke it").click()
        expect(card(page)).to_have_count(0)
        world.wait(asks, "finished")
    open_chat("garden")
    expect(card(page).get_by_role("button", name="Allow all")).to_be_enabled()
    card(page).locator(".whole-plan-step summary").nth(10).click()
    look("a plan")
    card(page).locator(".whole-plan-step").first.scroll_into_view_if_needed()
    card(page).get_by_role("checkbox", name="Do step 2").uncheck()
    look("a plan from its beginning")
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Permissions").click()
    page.locator(".sandbox-state strong").wait_for()
    look("permissions")
    window.context.close()
