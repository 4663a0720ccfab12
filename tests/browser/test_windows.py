"""Many windows of one browser: they share one connection, and it survives the window that has it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window

MANY = 8  # a browser gives an origin six connections


def open_all(world: World, window: Window, title: str) -> list[Page]:
    """The first is the one that gets the connection."""
    pages = [window.open(world)]
    while len(pages) < MANY:
        page = window.context.new_page()
        page.goto(world.server.url)
        pages.append(page)
    for page in pages:
        page.get_by_text(title).click()
        page.get_by_label("Conversation").wait_for(state="attached")
    return pages


def text_of(page: Page) -> str:
    return " ".join(page.get_by_label("Answer", exact=True).last.inner_text().split())


def test_F9_eight_windows_need_one_connection_and_show_the_same(world: World, window: Window) -> None:
    chat = world.conversation(title="shared", model="fake:scripted")
    pages = open_all(world, window, "shared")
    assert world.server.streams <= 2
    world.say(chat, "[[tokens=300 pace_ms=5]]")
    most = 0
    while world.get(f"/api/conversations/{chat}")["runs"][-1]["status"] == "running":
        most = max(most, world.server.streams)
    assert most <= 2
    for page in pages:
        expect(page.get_by_label("Conversation")).to_contain_text("word299")
    wanted = " ".join(f"word{i}" for i in range(300))
    assert [text_of(page)[: len(wanted)] for page in pages] == [wanted] * MANY


def test_what_one_window_sets_is_in_every_window_at_once(world: World, window: Window, browser: Browser) -> None:
    """Also in another browser, which shares nothing with it but the server."""
    page = window.open(world)
    beside = window.context.new_page()
    beside.goto(world.server.url)
    elsewhere = Window(browser)
    windows = [page, beside, elsewhere.open(world)]
    beside.get_by_label("Message", exact=True).wait_for()
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="General").click()
    page.get_by_text("Dark", exact=True).click()
    for each in windows:
        expect(each.locator("html")).to_have_attribute("data-theme", "dark")
    world.patch("/api/settings", {"language": "de"})  # as a script would
    for each in windows:
        expect(each.locator("html")).to_have_attribute("lang", "de")
    expect(elsewhere.page.get_by_label("Nachricht", exact=True)).to_be_visible()
    elsewhere.context.close()
    assert elsewhere.complaints == []


def test_I3_a_message_of_one_window_leaves_what_is_typed_in_another_kept(world: World, window: Window) -> None:
    chat = world.conversation(title="shared", model="fake:scripted")
    page = window.open(world)
    beside = window.context.new_page()
    beside.goto(world.server.url)
    for each in (page, beside):
        each.get_by_text("shared").click()
        each.get_by_label("Conversation").wait_for(state="attached")

    def kept(text: str) -> None:
        world.until(lambda: {} if world.get("/api/snapshot")["drafts"].get(chat, "") == text else None)

    beside.get_by_label("Message", exact=True).fill("half a thought")
    kept("half a thought")
    window.say("hello")
    for each in (page, beside):
        expect(each.get_by_label("Conversation")).to_contain_text("You said: hello")
    expect(beside.get_by_label("Message", exact=True)).to_have_value("half a thought")
    page.wait_for_timeout(1_000)  # longer than a page waits before it keeps what stands in its composer
    kept("half a thought")
    field = beside.get_by_label("Message", exact=True)
    field.fill("half a thought and its end")
    kept("half a thought and its end")
    field.fill("another thought")
    field.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: another thought")
    kept("")
    page.reload()
    expect(page.get_by_label("Conversation")).to_contain_text("You said: another thought")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


def test_F9_the_window_with_the_connection_closes_in_mid_answer_and_the_others_go_on(
    world: World, window: Window
) -> None:
    chat = world.conversation(title="shared", model="fake:scripted")
    first, *others = open_all(world, window, "shared")
    world.say(chat, "[[tokens=900 pace_ms=5]]")
    for page in others:
        expect(page.get_by_label("Conversation")).to_contain_text("word50")
    most = world.server.streams
    first.close()
    second = others.pop(0)
    expect(second.get_by_label("Conversation")).to_contain_text("word300", timeout=15_000)
    second.close()  # and so does the one that took over
    while world.get(f"/api/conversations/{chat}")["runs"][-1]["status"] == "running":
        most = max(most, world.server.streams)
    wanted = " ".join(f"word{i}" for i in range(900))
    for page in others:
        expect(page.get_by_label("Conversation")).to_contain_text("word899", timeout=15_000)
        assert text_of(page)[: len(wanted)] == wanted
        assert text_of(page).count("word899") == 1
        expect(page.get_by_text("No connection")).to_have_count(0)
    assert most <= 2
    world.until(lambda: {} if world.server.streams == 1 else None)
