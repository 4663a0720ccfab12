"""Saved prompts behind a slash, the choice of who searches the web, and what a folder brings along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.test_mcp import allow
from tests.api.test_mcp_real import EVERYTHING
from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.test_access import SIZES, Look
from tests.browser.test_settings import open_settings
from tests.fakes.web_server import Said, WebServer

PROMPTS = {
    "review": "Review this text:\n\n{{input}}\n\nBe strict.",
    "rewrite": "Write this anew.",
    "zusammenfassen": "Fasse zusammen: {{input}}",
}


@pytest.fixture
def page(world: World, window: Window) -> Page:
    for name, text in PROMPTS.items():
        world.put(f"/api/prompts/{name}", {"text": text})
    return window.open(world)


def field(page: Page) -> Any:
    return page.get_by_label("Message", exact=True)


def options(page: Page) -> list[str]:
    return [option.inner_text().split("\n")[0] for option in page.get_by_role("option").all()]


def selected(page: Page) -> str:
    return str(
        page.evaluate(
            "() => { const f = document.getElementById('composer');"
            " return f.value.slice(f.selectionStart, f.selectionEnd); }"
        )
    )


# --- the menu behind a slash ----------------------------------------------------------------------------


def test_I4_a_prompt_is_found_and_taken_by_keys_and_what_is_to_be_filled_is_selected(page: Page) -> None:
    field(page).focus()
    page.keyboard.type("/")
    menu = page.get_by_role("listbox", name="Saved prompts")
    expect(menu).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(4)
    assert options(page) == ["/review", "/rewrite", "/zusammenfassen", "Saved prompts…"]
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_attribute("aria-activedescendant", "slash-menu-0")
    expect(page.get_by_role("status").filter(has_text="3 saved prompts.")).to_have_count(1)

    page.keyboard.type("re")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_attribute("aria-activedescendant", "slash-menu-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(menu).to_have_count(0)
    expect(field(page)).to_have_value(PROMPTS["review"])
    expect(field(page)).to_be_focused()
    assert selected(page) == "{{input}}"
    page.keyboard.type("my text")
    expect(field(page)).to_have_value("Review this text:\n\nmy text\n\nBe strict.")
    expect(field(page)).not_to_have_attribute("aria-activedescendant", "slash-menu-0")


def test_what_is_written_behind_the_name_takes_its_place_in_the_prompt(page: Page) -> None:
    field(page).focus()
    page.keyboard.type("/zu")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.type(" a $& b")
    expect(page.get_by_role("listbox")).to_have_count(0)
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field(page)).to_have_value("Fasse zusammen: a $& b")


@pytest.mark.parametrize("by", ["key", "button"])
def test_sending_takes_the_prompt_first_behind_whose_name_something_is_written(
    page: Page, world: World, by: str
) -> None:
    field(page).focus()
    page.keyboard.type("/review my text")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option", name="/review")).to_be_visible()
    send = page.get_by_role("button", name="Send", exact=True)
    page.keyboard.press("Enter") if by == "key" else send.click()
    expect(field(page)).to_have_value("Review this text:\n\nmy text\n\nBe strict.")
    assert world.get("/api/conversations")["conversations"] == []
    page.keyboard.press("Enter")
    expect(page.get_by_label("You", exact=True)).to_contain_text("Be strict.")
    field(page).fill("/review as it is")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_label("You", exact=True).last).to_contain_text("/review as it is")


def test_a_prompt_is_put_into_the_field_and_never_sent_by_itself(page: Page, world: World) -> None:
    field(page).focus()
    page.keyboard.type("/rew")
    page.get_by_role("option", name="/rewrite").click()
    expect(field(page)).to_have_value("Write this anew.")
    expect(field(page)).to_be_focused()
    assert world.get("/api/conversations")["conversations"] == []


def test_esc_closes_the_menu_for_this_slash_and_an_unknown_name_is_sent_as_it_is(page: Page, window: Window) -> None:
    field(page).focus()
    page.keyboard.type("/re")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type("v")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field(page).fill("")
    page.keyboard.type("/nothing")
    expect(page.get_by_text("No saved prompt is called “nothing”.", exact=True).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("/nothing")


@pytest.mark.parametrize("text", ["/etc/passwd", "a /re", "//", "and/or"])
def test_a_slash_that_calls_nothing_opens_nothing(page: Page, text: str) -> None:
    field(page).focus()
    page.keyboard.type(text)
    expect(field(page)).to_have_value(text)
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_without_prompts_the_menu_leads_to_where_they_are_made(world: World, window: Window) -> None:
    page = window.open(world)
    field(page).focus()
    page.keyboard.type("/")
    expect(page.get_by_text("No prompts are saved yet.", exact=True).first).to_be_visible()
    page.get_by_role("option", name="Saved prompts…").click()
    expect(page.get_by_role("heading", name="Prompts and skills")).to_be_visible()


@pytest.mark.timeout(120)
def test_a_servers_prompt_is_marked_and_takes_what_is_written_behind_its_name(world: World, window: Window) -> None:
    """With the server that the protocol's makers publish."""
    world.put("/api/mcp/servers/everything", EVERYTHING)
    assert allow(world, "everything")["state"] == "ready"
    page = window.open(world)
    field(page).focus()
    page.keyboard.type("/simple")
    option = page.get_by_role("option", name="/everything:simple-prompt")
    expect(option).to_contain_text("from a server")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("This is a simple prompt without arguments.")

    field(page).fill("")
    page.keyboard.type("/args Berlin")
    for _ in range(len(" Berlin")):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("option", name="/everything:args-prompt")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("What's weather in Berlin?")
    assert world.get("/api/conversations")["conversations"] == []
    page.keyboard.press("Enter")
    said = page.get_by_label("You", exact=True)
    expect(said).to_contain_text("Holds words of mcp: everything")
    field(page).fill("my own words")
    page.keyboard.press("Enter")
    expect(said).to_have_count(2)
    expect(said.last).not_to_contain_text("Holds words")


# --- the settings ---------------------------------------------------------------------------------------


def test_I4_a_prompt_is_made_changed_renamed_and_removed_by_keys(world: World, window: Window) -> None:
    page = window.open(world)
    open_settings(page, "Prompts and skills")
    page.get_by_role("button", name="New prompt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("has space")
    expect(page.get_by_text("Begin with a letter or a digit")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("/fix")
    page.keyboard.press("Tab")
    page.keyboard.type("Fix {{input}}")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change fix")).to_be_focused()
    assert world.get("/api/prompts")["prompts"] == [{"name": "fix", "text": "Fix {{input}}"}]

    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill("mend")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Change mend")).to_be_focused()
    page.get_by_role("button", name="Remove mend").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(page.get_by_role("button", name="New prompt")).to_be_focused()


def test_prompts_are_taken_from_files_and_what_is_not_taken_is_named(page: Page, world: World, tmp_path: Path) -> None:
    (tmp_path / "Write a test.prompt.md").write_text("Write a test for:\n{{input}}")
    (tmp_path / "review.md").write_text("another one")
    (tmp_path / "empty.md").write_text(" ")
    open_settings(page, "Prompts and skills")
    page.locator(".prompts input[type=file]").set_input_files(
        [tmp_path / name for name in ("Write a test.prompt.md", "review.md", "empty.md")]
    )
    expect(page.get_by_text("1 prompt was taken over.")).to_be_visible()
    expect(page.get_by_text("Not taken over: review.md, empty.md.")).to_be_visible()
    kept = {prompt["name"]: prompt["text"] for prompt in world.get("/api/prompts")["prompts"]}
    assert kept == {**PROMPTS, "Write-a-test": "Write a test for:\n{{input}}"}


def test_a_search_is_set_up_tried_and_given_up(world: World, window: Window) -> None:
    hit = {"results": [{"title": "t", "url": "https://a.example", "content": "c"}]}
    said = Said(json.dumps(hit).encode(), headers={"Content-Type": "application/json"})
    page = window.open(world)
    with WebServer(lambda _, __: said).in_thread() as instance:
        open_settings(page, "Web search")
        expect(page.get_by_text("Models cannot search the web.")).to_be_visible()
        page.get_by_text("SearXNG", exact=True).click()
        page.get_by_label("Address of the instance").fill(f"http://127.0.0.1:{instance.port}")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Models can search with SearXNG.")).to_be_visible()
        assert world.get("/api/web-search")["search"]["ready"] is True
        assert instance.asked == ["127.0.0.1/search?q=weather&format=json"]
    page.get_by_text("Brave", exact=True).click()
    expect(page.get_by_role("button", name="Save and try")).to_be_disabled()
    page.get_by_role("button", name="Search no more").click()
    expect(page.get_by_text("Models cannot search the web.")).to_be_visible()
    assert world.get("/api/web-search")["search"] is None


def test_a_search_that_does_not_work_says_why_where_it_is_set_up(world: World, window: Window) -> None:
    page = window.open(world)
    with WebServer(lambda _, __: Said(b"<html>", 403)).in_thread() as instance:
        open_settings(page, "Web search")
        page.get_by_text("SearXNG", exact=True).click()
        page.get_by_label("Address of the instance").fill(f"http://127.0.0.1:{instance.port}")
        page.get_by_role("button", name="Save and try").click()
        expect(page.get_by_text("Most instances give no JSON")).to_be_visible()


# --- what a folder brings along, and approvals -----------------------------------------------------------


def test_a_chats_settings_show_what_is_read_from_its_folder_and_what_is_unchecked(
    world: World, window: Window, folder: Path
) -> None:
    (folder / "AGENTS.md").write_text("x" * 40_000)
    for place, name in ((world.data_dir / "skills", "mine"), (folder / ".agents/skills", "theirs")):
        (place / name).mkdir(parents=True)
        (place / name / "SKILL.md").write_text(f"---\nname: {name}\ndescription: <b>Does</b> {name}.\n---\n")
    world.conversation(title="garden", workspace=str(folder))
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    page.get_by_label("Instructions and settings for this chat").click()
    taken = page.get_by_role("list", name="What the folder brings along")
    expect(taken.get_by_role("listitem")).to_have_count(3)
    expect(taken).to_contain_text("AGENTS.md40 kB, only its first 33 kB")
    expect(taken).to_contain_text("mineyours<b>Does</b> mine.")
    expect(taken).to_contain_text("theirsfrom the folder, unchecked.agents/skills/theirs: <b>Does</b> theirs.")


def test_E6_code_and_addresses_are_shown_whole_before_they_are_allowed(
    world: World, window: Window, folder: Path
) -> None:
    code = "\n".join(f"print({line})" for line in range(300)) + "\nprint('the last line')"
    world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    window.say(f"[[call=run_python {json.dumps({'code': code})}]]")
    card = page.get_by_label("Approval needed")
    expect(card.get_by_label("Python code, all of it")).to_contain_text("print('the last line')")
    card.get_by_role("button", name="Deny").click()
    window.say('[[call=web_fetch {"url": "https://exаmple.org/a?b=' + "c" * 300 + '#x"}]]')
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text("Fetch a page from xn--exmple-4nf.org")
    expect(card.get_by_label("Address", exact=True)).to_contain_text("c" * 300)
    card.get_by_role("button", name="Deny").click()
    expect(card).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.timeout(120)
def test_I4_axe_finds_nothing_serious_in_prompts_search_and_what_a_folder_brings(
    size: str, world: World, browser: Browser, folder: Path
) -> None:
    for name, text in PROMPTS.items():
        world.put(f"/api/prompts/{name}", {"text": text})
    (folder / "AGENTS.md").write_text("Indent with tabs.")
    (folder / ".agents/skills/theirs").mkdir(parents=True)
    (folder / ".agents/skills/theirs/SKILL.md").write_text("---\nname: theirs\ndescription: Does it.\n---\n")
    world.conversation(title="garden", workspace=str(folder))
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    field(page).focus()
    page.keyboard.type("/r")
    expect(page.get_by_role("option")).to_have_count(3)
    look("the menu behind a slash")
    page.keyboard.press("Escape")
    field(page).fill("")
    open_settings(page, "Prompts and skills")
    expect(page.get_by_role("button", name="Change review")).to_be_visible()
    look("saved prompts", settle_ms=300)
    page.get_by_role("button", name="Change review").click()
    look("a prompt's form")
    page.keyboard.press("Escape")
    open_settings(page, "Web search")
    page.get_by_text("Brave", exact=True).click()
    look("who searches the web", settle_ms=300)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    window.context.close()
