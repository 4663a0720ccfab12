"""Words are looked for in all chats: hits in the list's place, by keys, with a jump to the message."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window


def chat(world: World, title: str, *texts: str) -> str:
    made = world.conversation(title=title, model="fake:scripted")
    for text in texts:
        world.say(made, text)
        world.wait(made)
    return made


def look_for(page: Page, words: str) -> None:
    page.keyboard.press("Control+Shift+F")
    expect(page.get_by_label("Search all chats")).to_be_focused()
    page.keyboard.type(words)


def test_titles_come_first_and_enter_goes_to_the_message(world: World, window: Window) -> None:
    wanted = chat(world, "Garden", "where do the tulips grow?")
    chat(world, "Tulips", "nothing of that here")
    page = window.open(world)
    look_for(page, "tulips")
    lines = page.get_by_role("option")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("Tulips")
    expect(page.get_by_role("group", name="In titles").get_by_role("option")).to_have_count(1)
    expect(lines.nth(1)).to_contain_text("Answer")
    expect(lines.nth(2)).to_contain_text("You")
    expect(lines.nth(2).locator("mark")).to_have_text("tulips")
    expect(page.get_by_text("3 hits.")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    field = page.get_by_label("Search all chats")
    expect(field).to_have_attribute("aria-activedescendant", "hit-2")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("where do the tulips grow?")
    assert page.url.endswith(f"#chat={wanted}")
    marked = "[...(CSS.highlights.get('found') ?? [])].some(r => r.toString() === 'tulips')"
    world.until(lambda: {} if page.evaluate(marked) else None)
    expect(field).to_be_focused()  # for the next hit
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("button", name="Garden", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_more_hits_come_as_one_goes_down(world: World, window: Window) -> None:
    for at in range(40):
        world.conversation(title=f"chestnut {at}")
    page = window.open(world)
    look_for(page, "chestnut")
    expect(page.get_by_text("The first 30 hits. Go on for more.")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(page.get_by_role("option")).to_have_count(40)
    expect(page.get_by_text("40 hits.")).to_be_visible()


def test_what_is_nowhere_and_what_fails_is_said(world: World, window: Window) -> None:
    world.conversation(title="here")
    page = window.open(world)
    look_for(page, "nowhere at all")
    expect(page.get_by_role("status").filter(has_text="No chat has these words")).to_be_visible()
    page.route("**/api/search", lambda route: fail(route))
    page.get_by_label("Search all chats").fill("here")
    expect(page.get_by_role("alert").filter(has_text="index is damaged")).to_be_visible()
    page.unroute("**/api/search")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("option")).to_have_count(1)
    window.complaints.clear()  # the browser reports the 503 itself


def fail(route: Route) -> None:
    route.fulfill(
        status=503,
        content_type="application/problem+json",
        json={
            "type": "about:blank",
            "title": "x",
            "status": 503,
            "detail": "The search index is damaged.",
            "code": "search_damaged",
        },
    )


def test_in_a_narrow_window_the_list_gives_way_to_the_hit(world: World, window: Window) -> None:
    chat(world, "Garden", "where do the tulips grow?")
    window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look_for(page, "tulips grow")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".sidebar.shown")).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("where do the tulips grow?")
    assert page.evaluate("document.activeElement.id") == "transcript"
