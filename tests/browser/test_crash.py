"""Runnel is killed while a person uses it: what was typed and what was answered is there again, and nothing is done
that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window
from tests.browser.process import Killable


@pytest.fixture
def runnel(tmp_path: Path, provider_url: str, browser: Browser) -> Iterator[Killable]:
    """With the scripted provider as its model."""
    runnel = Killable(tmp_path / "data")
    runnel.start()
    runnel.use(browser, provider_url)
    yield runnel
    runnel.kill()


def enter(window: Window, runnel: Killable) -> Page:
    window.page.goto(runnel.boot)
    window.page.get_by_label("Message").wait_for()
    return window.page


def cut_off(window: Window, runnel: Killable, *prompts: str) -> None:
    """Begins an answer to each prompt, in chats of their own, and kills Runnel in the middle of all of them."""
    page = window.page
    for prompt in prompts:
        page.get_by_role("button", name="New chat", exact=True).click()
        window.say(prompt)
        expect(page.get_by_label("Conversation")).to_contain_text("word20")
    page.get_by_role("button", name="New chat", exact=True).click()
    runnel.kill()
    runnel.start()


def test_I3_text_that_was_typed_is_there_after_a_kill(runnel: Killable, browser: Browser) -> None:
    first = Window(browser)
    page = enter(first, runnel)
    page.get_by_label("Message").press_sequentially("a thought that nobody has sent")
    page.wait_for_timeout(1_000)
    runnel.kill()
    first.context.close()
    runnel.start()
    second = Window(browser)
    page = enter(second, runnel)
    expect(page.get_by_label("Message")).to_have_value("a thought that nobody has sent")
    second.say("a thought that is sent")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: a thought that is sent")
    page.get_by_role("button", name="New chat", exact=True).click()
    expect(page.get_by_label("Message")).to_have_value("")
    page.reload()
    page.get_by_role("button", name="New chat", exact=True).click()
    expect(page.get_by_label("Message")).to_have_value("")
    second.context.close()


def test_a_window_that_is_closed_while_typing_keeps_the_last_key(runnel: Killable, browser: Browser) -> None:
    first = Window(browser)
    page = enter(first, runnel)
    page.get_by_label("Message").press_sequentially("to the last key")
    page.goto("about:blank")
    second = Window(browser)
    second.page.context.add_cookies(first.context.cookies())  # type: ignore[arg-type]
    second.page.goto(runnel.url)
    expect(second.page.get_by_label("Message")).to_have_value("to the last key")
    first.context.close()
    second.context.close()


def test_answers_that_were_cut_off_are_listed_and_each_is_decided_once_in_all_windows(
    runnel: Killable, browser: Browser
) -> None:
    first = Window(browser)
    page = enter(first, runnel)
    cut_off(first, runnel, "[[tokens=3000 pace_ms=5]] one", "[[tokens=900 pace_ms=5]] two")
    other = first.context.new_page()
    other.goto(runnel.url)
    for window in (page, other):
        expect(window.get_by_role("heading", name="2 answers were cut off when Runnel ended")).to_be_visible(
            timeout=20_000
        )
    page.wait_for_timeout(700)
    snapshot = runnel.call(page.request, "GET", "/api/snapshot")
    assert snapshot["running"] == []  # nothing goes on by itself

    card = other.get_by_role("region", name="answers were cut off")
    card.get_by_role("button", name="Keep: [[tokens=3000 pace_ms=5]] one").click()
    for window in (page, other):
        expect(window.get_by_role("heading", name="One answer was cut off when Runnel ended")).to_be_visible()

    page.get_by_role("button", name="Continue: [[tokens=900 pace_ms=5]] two").click()
    expect(page.get_by_role("heading", name="was cut off")).to_have_count(0)
    expect(other.get_by_role("heading", name="was cut off")).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("goes on below")
    expect(page.get_by_label("Stop the answer")).to_have_count(0, timeout=20_000)
    expect(page.get_by_label("Answer", exact=True)).to_have_count(1)  # it is one answer
    other.get_by_text("one").first.click()
    expect(other.get_by_label("Conversation")).to_contain_text("The answer ends here")
    first.context.close()


def test_a_cut_answer_is_tried_again_in_its_chat_and_the_old_one_can_be_looked_at(
    runnel: Killable, browser: Browser
) -> None:
    window = Window(browser)
    page = enter(window, runnel)
    cut_off(window, runnel, "[[tokens=300 pace_ms=5]] here")
    page.get_by_title("Open [[tokens=300 pace_ms=5]] here").click(timeout=20_000)
    expect(page.get_by_role("heading", name="was cut off")).to_have_count(0)  # the chat itself asks
    page.get_by_label("Cut off", exact=True).get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
    expect(page.get_by_label("Conversation")).to_contain_text("word299", timeout=20_000)
    page.get_by_label("Earlier answer").click()
    expect(page.get_by_label("Conversation")).to_contain_text("word20")
    expect(page.get_by_label("Conversation")).not_to_contain_text("word299")
    expect(page.get_by_label("Conversation")).to_contain_text("The answer ends here")
    page.get_by_label("Later answer").click()
    expect(page.get_by_label("Conversation")).to_contain_text("word299")
    page.get_by_label("Answer again").click()
    expect(page.get_by_label("Answer 3 of 3")).to_be_visible()
    window.context.close()


def test_a_cut_answer_that_was_kept_is_tried_again_later(runnel: Killable, browser: Browser) -> None:
    window = Window(browser)
    page = enter(window, runnel)
    cut_off(window, runnel, "[[tokens=60 pace_ms=60]]")
    page = enter(window, runnel)
    page.locator(".cut-card").get_by_role("button", name="Keep").click()
    page.locator(".sidebar .chat-open").first.click()
    expect(page.get_by_text("The answer ends here: Runnel ended")).to_be_visible()
    page.get_by_label("Answer again").click()
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
    expect(page.get_by_label("Conversation")).to_contain_text("word59")
    window.context.close()
