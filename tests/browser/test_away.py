"""Runnel is gone while its page is open: the page says so, says what to do, keeps what is written, and goes on by
itself when Runnel is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window
from tests.browser.process import Killable

ANSWER = "[[tokens=2000 pace_ms=5]]"


@pytest.fixture
def runnel(tmp_path: Path, provider_url: str, browser: Browser) -> Iterator[Killable]:
    runnel = Killable(tmp_path / "data")
    runnel.start()
    runnel.use(browser, provider_url)
    yield runnel
    runnel.kill()


@pytest.fixture
def page(runnel: Killable, browser: Browser) -> Iterator[Page]:
    """In the middle of an answer. Its clock can be moved."""
    window = Window(browser)
    window.page.clock.install()
    window.page.goto(runnel.boot)
    window.page.get_by_role("textbox", name="Message").wait_for()
    window.say(ANSWER)
    expect(window.page.get_by_label("Conversation")).to_contain_text("word20")
    yield window.page
    window.context.close()


def cut(runnel: Killable, page: Page) -> None:
    """Returns when the page has noticed: it has tried to come back."""
    with page.expect_event("requestfailed"):
        runnel.kill()
    page.wait_for_event("requestfailed")


def test_a_page_whose_runnel_is_gone_says_so_then_what_to_do_and_goes_on_when_it_is_back(
    runnel: Killable, page: Page
) -> None:
    note, composer = page.get_by_text("No connection. Trying again"), page.get_by_role("textbox", name="Message")
    cut(runnel, page)
    expect(note).to_have_count(0)  # a short break is nobody's business

    page.clock.fast_forward(5_000)
    expect(note).to_be_visible()
    expect(page.get_by_text("nothing can be sent now")).to_be_visible()
    expect(page.locator(".pulse:visible, .spinner:visible")).to_have_count(0)

    page.clock.fast_forward(25_000)
    expect(page.get_by_text("If it has ended, start it again.")).to_be_visible()
    composer.fill("a thought meanwhile")
    runnel.start()
    page.clock.fast_forward(8_000)
    expect(page.get_by_text("Runnel does not answer")).to_have_count(0)
    expect(page.get_by_text("nothing can be sent now")).to_have_count(0)
    expect(composer).to_have_value("a thought meanwhile")
    expect(page.get_by_label("Cut off", exact=True)).to_be_visible()


def test_a_message_that_cannot_be_sent_is_in_the_composer_again_with_the_reason(runnel: Killable, page: Page) -> None:
    page.get_by_role("button", name="New chat", exact=True).click()
    cut(runnel, page)
    page.clock.fast_forward(5_000)
    expect(page.get_by_text("nothing can be sent now")).to_be_visible()
    composer = page.get_by_role("textbox", name="Message")
    composer.fill("hello again")
    composer.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("did not answer")
    expect(composer).to_have_value("hello again")

    runnel.start()
    page.clock.fast_forward(8_000)
    expect(page.get_by_text("nothing can be sent now")).to_have_count(0)
    composer.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: hello again")
    expect(page.get_by_label("You", exact=True)).to_have_count(1)
