"""I4: axe finds nothing serious in any state of the page: every screen, menu, dialog and card, in each look, in a
narrow window, at 200 % and in German. Nothing scrolls sideways, no word is cut off, and no list is without height
where WebKit shows it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.api.world import World
from tests.browser import scene
from tests.browser.states import WALKS, walk
from tests.browser.test_access import AXE
from tests.browser.test_languages import BROKEN

# Which headings an answer has is the model's choice.
FOUND = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ id, nodes }) => id !== "heading-order" || nodes.some((node) => !node.html.includes('class="md-h')))
  .map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html.slice(0, 160) + " "
      + node.any.map((check) => check.message).join(" ")).join(" | ")}`)"""

# WebKit takes `flex: 1` for no height at all where Chromium takes the content's: in a column as high as what is in it.
COLLAPSES = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const above = element.parentElement && getComputedStyle(element.parentElement);
    if (!above?.display.endsWith("flex") || !above.flexDirection.startsWith("column")) return false;
    if (getComputedStyle(element).flexBasis !== "0%") return false;
    const before = element.offsetHeight;
    element.style.flexBasis = "0px";
    const after = element.offsetHeight;
    element.style.flexBasis = "";
    return after < before - 1;
  }).map((element) => `has no height in WebKit: ${element.tagName} .${element.className}`)"""


@pytest.fixture
def garden(tmp_path: Path) -> Iterator[World]:
    """With chats in every state."""
    with scene.provider() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        yield world
        world.stop()


# The others differ in one thing from these; `RUNNEL_LONG=1` walks them all.
IN_CI = ("wide", "german-narrow")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WALKS if "RUNNEL_LONG" in os.environ else IN_CI)
def test_I4_axe_finds_nothing_serious_in_any_state(way: str, garden: World, browser: Browser, tmp_path: Path) -> None:
    (folder := tmp_path / "garden").mkdir()
    scene.fill(garden, folder)
    wrong: list[str] = []

    def see(page: Page, name: str, look: str) -> None:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text())
        found = page.evaluate(FOUND)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("scrolls sideways")
        if look == "light":
            found += page.evaluate(BROKEN) + page.evaluate(COLLAPSES)
        wrong.extend(f"{name} ({look}): {each}" for each in found)

    wrong += walk(garden, browser, folder, WALKS[way], see)
    assert not wrong, "\n".join(wrong)
