"""Choosing among many models: favourites first, then what was used last, by the keyboard and by a pointer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes.scripted_provider import ScriptedProvider

MANY = [f"model-{number:02}" for number in range(12)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Its provider has a dozen models."""
    with ScriptedProvider(models=MANY).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        yield world
        world.stop()


def choose(page: Page, text: str) -> None:
    page.locator(".composer .picker > button").click()
    page.get_by_label("Find a model").fill(text)
    expect(page.get_by_role("option", selected=True)).to_contain_text(text)
    with page.expect_response(
        lambda answer: answer.request.method == "PATCH" and "/api/settings" in answer.url
    ) as kept:
        page.keyboard.press("Enter")
    kept.value.finished()
    expect(page.locator(".popup")).to_have_count(0)


def test_favourites_stand_first_and_stay_after_a_new_start(world: World, window: Window) -> None:
    page = window.open(world)
    picker = page.locator(".composer .picker > button")
    picker.click()
    expect(page.locator(".picker-group")).to_have_text(["On this computer, without a model", "fake"])
    page.get_by_label("Find a model").fill("07")
    page.get_by_role("button", name="Add model-07 to the favourites").press("Enter")
    expect(page.get_by_role("button", name="Take model-07 out of the favourites")).to_be_focused()
    page.get_by_label("Find a model").fill("")
    page.get_by_role("option", name="model-03").hover()
    page.get_by_role("option", name="model-03").locator(".picker-star").click()
    expect(page.get_by_role("option").first).to_have_accessible_name("model-07 (favourite)")
    expect(page.get_by_role("option").nth(1)).to_have_accessible_name("model-03 (favourite)")
    expect(page.locator(".picker-group")).to_have_text(["Favourites", "On this computer, without a model", "fake"])
    expect(page.get_by_role("option")).to_have_count(len(MANY) + 1)  # each once
    world.until(lambda: {} if len(world.get("/api/settings")["favouriteModels"]) == 2 else None)
    page.reload()
    picker.click()
    expect(page.get_by_role("option").first).to_have_accessible_name("model-07 (favourite)")
    page.get_by_role("option").first.locator(".picker-star").click()
    expect(page.get_by_role("option").first).to_have_accessible_name("model-03 (favourite)")


def test_of_many_models_those_that_were_used_last_are_at_hand(world: World, window: Window) -> None:
    page = window.open(world)
    for text in ("05", "09"):
        choose(page, text)
    expect(page.get_by_label("Model: model-09")).to_be_visible()
    world.until(lambda: {} if len(world.get("/api/settings")["recentModels"]) == 2 else None)
    page.locator(".composer .picker > button").click()
    expect(page.locator(".picker-group").first).to_have_text("Last used")
    assert page.locator(".picker-name").all_inner_texts()[:2] == ["model-09", "model-05"]
    page.get_by_label("Find a model").fill("model-0")
    expect(page.get_by_role("option", selected=True)).to_contain_text("model-09")


def test_the_first_provider_that_is_set_up_answers_from_now_on(tmp_path: Path, browser: Browser) -> None:
    with ScriptedProvider().in_thread() as provider:
        world = World(tmp_path / "fresh")
        world.start()
        window = Window(browser)
        page = window.open(world)
        expect(page.get_by_role("heading", name="The built-in assistant is ready")).to_be_visible()
        page.get_by_role("button", name="Models and providers").click()
        page.get_by_role("dialog").get_by_role("button", name="Add a provider").click()
        page.get_by_text("OpenAI-compatible", exact=True).click()
        page.get_by_label("Address").fill(provider.url)
        page.get_by_role("button", name="Save and check").click()
        expect(page.get_by_text("answers and has 1 model")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_text("You are writing to scripted.")).to_be_visible()
        world.until(lambda: {} if world.get("/api/settings")["recentModels"] else None)
        page.reload()  # also at the next start
        expect(page.get_by_text("You are writing to scripted.")).to_be_visible()
        window.say("hello")
        expect(page.get_by_label("Conversation")).to_contain_text("You said: hello")
        window.context.close()
        world.stop()
