"""A real Chromium in front of a whole Runnel. The machine's own browser: nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.api import conftest as api
from tests.api.world import World

provider, provider_url, world = api.provider, api.provider_url, api.world  # the same fixtures

# How long what is awaited may take on a machine that is busy with other tests. What has to be quick is measured.
expect.set_options(timeout=15_000)

ARGUMENTS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def options() -> dict[str, Any]:
    """How the machine's browser is started, with nothing of its own to say to the network."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    as_root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return {"executable_path": program, "args": [*ARGUMENTS, *as_root]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless.

    One for each file: Playwright keeps an event loop running in this thread, which other files' `asyncio.run` refuses.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options())
        yield chromium
        chromium.close()


def whole(page: Page) -> None:
    """The chat on screen is there from its beginning: of a long one the end comes first."""
    expect(page.locator("#transcript")).to_have_attribute("aria-busy", "false")


def settled(page: Page) -> None:
    """What slides or fades has come to its end, on a machine of any speed; what turns for ever has none."""
    page.evaluate(
        """() => Promise.allSettled(document.getAnimations()
            .filter(a => a.playState === "running" && a.effect.getComputedTiming().endTime !== Infinity)
            .map(a => a.finished))"""
    )


class Window:
    """One window: its page, and what its console said."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context = browser.new_context(viewport={"width": 1180, "height": 780}, **options)  # type: ignore[arg-type]
        # A system's dialog cannot be answered here; where there is none, files go to the folder for downloads.
        self.context.add_init_script("delete window.showSaveFilePicker")
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)

    def open(self, world: World) -> Page:
        self.page.goto(world.server.new_boot_url())
        self.page.get_by_label("Message", exact=True).wait_for()
        return self.page

    def say(self, text: str) -> None:
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.keyboard.press("Enter")

    def answers(self) -> list[str]:
        return [answer.inner_text() for answer in self.page.get_by_label("Answer", exact=True).all()]


@pytest.fixture
def window(world: World, browser: Browser) -> Iterator[Window]:
    """Closed at the end, before the server, and it must not have complained."""
    window = Window(browser)
    yield window
    window.context.close()
    assert window.complaints == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder to work in."""
    folder = tmp_path / "work"
    (folder / "src").mkdir(parents=True)
    (folder / "readme.md").write_text("hello world\n")
    (folder / "src" / "a.py").write_text("print('x')  # TODO\n")
    return folder
