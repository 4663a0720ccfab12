"""A whole task by a person's clicks: a failing test is mended, each step allowed by its button, and all is undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.providers import serving
from tests.api.test_sandbox import needs_bubblewrap
from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes import repair


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving(script=repair.model) as mender:
        world = World(tmp_path / "data", mender.url)
        world.start()
        yield world
        world.stop()


@needs_bubblewrap
def test_D6_a_task_is_done_and_undone_by_the_pages_buttons(world: World, window: Window, tmp_path: Path) -> None:
    folder = repair.repository(tmp_path / "shop")
    before = repair.tree(folder)
    assert world.get("/api/sandbox")["works"]
    world.conversation(title="shop", model="fake:scripted", workspace=str(folder))
    page = window.open(world)
    page.get_by_role("button", name="shop").first.click()
    window.say(repair.TASK)
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text(repair.TESTS)
    expect(card).to_contain_text("sandbox")
    card.get_by_role("button", name="Allow").first.click()
    diff = card.get_by_role("group", name="Lines of shop/basket.py: 1 line added, 1 line removed")
    expect(diff.get_by_role("deletion")).to_contain_text(repair.WRONG)
    expect(diff.get_by_role("insertion")).to_contain_text(repair.RIGHT)
    assert repair.WRONG in (folder / "shop/basket.py").read_text(), "it was done before it was allowed"
    card.get_by_role("button", name="Allow").first.click()
    expect(card).to_contain_text(repair.TESTS)
    assert repair.RIGHT in (folder / "shop/basket.py").read_text()
    card.get_by_role("button", name="Allow").first.click()
    expect(page.get_by_text("Mended: the test passes.")).to_be_visible()
    expect(page.locator(".tool.failed")).to_have_count(1)  # the run of the tests that showed the fault
    page.get_by_role("button", name="Show the changes").click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name=f"Undo all changes of: {repair.TASK}").click()
    expect(panel.get_by_role("button", name=f"Redo all changes of: {repair.TASK}")).to_be_visible()
    assert repair.tree(folder) == before
