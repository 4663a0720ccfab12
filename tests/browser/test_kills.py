"""F11: the page in Chromium stays open while its server is killed in the middle of answers, and ends equal to it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Window
from tests.faults.clients.page import KILLS, LIVE_MOST_S, Kills


class Chromium:
    def __init__(self, page: Page) -> None:
        self._page = page

    def look(self, expression: str) -> Any:
        """Any: JSON."""
        return self._page.evaluate(expression)


@pytest.mark.timeout(120)
def test_F11_the_page_in_chromium_ends_equal_to_the_server_across_kills(
    tmp_path: Path, provider_url: str, browser: Browser
) -> None:
    window = Window(browser)

    def open_page(address: str) -> Chromium:
        window.page.goto(address)
        return Chromium(window.page)

    kills = Kills(tmp_path, provider_url, open_page, random.Random(11))
    assert kills.survive() == []
    print(f"live again after {[round(seconds, 2) for seconds in kills.back_s]} s")
    assert len(kills.back_s) == KILLS
    assert max(kills.back_s) < LIVE_MOST_S
    window.context.close()
