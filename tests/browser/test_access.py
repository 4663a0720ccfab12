"""I4: axe finds nothing serious in any state of the page: light, dark, forced colours, narrow. What axe cannot see is
beside it: the page never scrolls sideways, and the keyboard reaches what a pointer does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
COLOURS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced-colors": {"color_scheme": "light", "forced_colors": "active"},
}
# A page is led through its states once for each size, and looked at in every state in each of the colours.
SIZES = {"wide": ("light", "dark", "forced-colors"), "narrow": ("light", "dark")}
RICH = """# A heading

A [link](https://example.org/), `code` and **bold** text in a paragraph.

```python
def litres(beds: int) -> int:
    return beds * 12  # rain is not counted
```

| bed | plant | sown |
|---|---|---|
| 1 | beans | 2026-04-12 |

- [x] done
- [ ] to do
"""


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious(size: str, world: World, browser: Browser, folder: Path) -> None:
    rich = world.conversation(title="rich")
    world.say(rich, RICH)
    world.wait(rich)
    failed = world.conversation(title="failed")
    world.say(failed, "[[error=401]]")
    retried = world.post(f"/api/runs/{world.wait(failed)['runs'][-1]['id']}/retry")["runId"]
    assert retried != world.wait(failed)["runs"][0]["id"]
    asking = world.conversation(title="asking", workspace=str(folder), model="builtin:assistant")
    world.say(asking, "write notes.txt: call the dentist", model="builtin:assistant")
    world.wait(asking, "waiting")
    for title in ("cut one", "cut two", "cut three", "cut four"):
        world.say(world.conversation(title=title), "[[tokens=5000 pace_ms=5]]")
    world.restart()

    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    page.get_by_role("region", name="answers were cut off").wait_for()
    look("after a crash")
    page.get_by_role("button", name="Show 2 more").click()
    page.get_by_title("Open cut one").click()
    page.get_by_label("Cut off", exact=True).wait_for()
    look("a cut answer")
    page.get_by_role("button", name="Show", exact=True).click()
    look("a cut answer and the others")
    page.get_by_label("Cut off", exact=True).get_by_role("button", name="Keep").click()
    expect(page.get_by_text("The answer ends here")).to_be_visible()
    page.get_by_label("Not now").click()

    def open_chat(title: str) -> None:
        if size == "narrow":
            page.get_by_label("Show the list of chats").click()
        page.get_by_role("button", name=title).first.click()
        if size == "narrow":
            settled(page)  # the list slides away

    open_chat("rich")
    page.get_by_label("Answer again").wait_for()
    look("an answer")
    page.get_by_label("Model:").click()
    page.get_by_label("Find a model").wait_for()
    look("the model picker")
    page.keyboard.press("Escape")
    open_chat("failed")
    page.get_by_label("Answer 2 of 2").wait_for()
    look("a failed answer, tried again")
    open_chat("asking")
    page.get_by_label("Approval needed").wait_for()
    look("an approval")
    if size == "narrow":
        page.get_by_label("Show the list of chats").click()
        look("the list of chats", settle_ms=300)
        page.keyboard.press("Escape")
    for keys, state in (("Control+,", "settings"), ("Control+/", "shortcuts")):
        page.keyboard.press(keys)
        page.get_by_role("dialog").wait_for()
        look(state)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_label("Folder ").click()
    page.get_by_label("Path").wait_for()
    look("the folder chooser")
    page.keyboard.press("Escape")
    window.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_I4_what_goes_wrong_is_said_and_axe_finds_nothing_serious(size: str, world: World, browser: Browser) -> None:
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    failing = b'event: hello\ndata: {"epoch":"x","head":0,"reset":false,"storage":"failed"}\n\n'

    def fail(route: Route) -> None:
        route.fulfill(content_type="text/event-stream", body=failing)

    window.page.route("**/api/events*", fail)
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    expect(page.get_by_role("alert")).to_contain_text("Saving failed")
    look("saving failed")
    page.unroute("**/api/events*")
    expect(page.get_by_text("Saving failed")).to_have_count(0, timeout=15_000)  # a later hello says that it works
    page.route("**/api/events*", lambda route: route.abort())
    page.clock.install()
    page.reload()
    page.get_by_label("Message").wait_for()
    page.clock.fast_forward(5_000)
    expect(page.get_by_text("No connection. Trying again")).to_be_visible()
    page.clock.fast_forward(25_000)
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    look("no connection")
    page.clock.pause_at(page.evaluate("Date.now()") + 1)  # from here on it tries when it is told to, not by itself
    page.wait_for_timeout(200)  # what was under way has failed as well
    with page.expect_request("**/api/events*"):
        page.get_by_role("button", name="Try now").click()
    page.unroute("**/api/events*")
    page.clock.resume()
    expect(page.get_by_role("button", name="Try now")).to_have_count(0)
    window.context.close()


def test_I4_the_keyboard_alone_decides_about_a_cut_answer(world: World, window: Window) -> None:
    world.say(world.conversation(title="cut"), "[[tokens=5000 pace_ms=5]]")
    world.restart()
    page = window.open(world)
    page.get_by_role("heading", name="One answer was cut off").wait_for()
    names: list[str] = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        names.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))
        if names[-1] == "Keep: cut":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="was cut off")).to_have_count(0)
    assert world.get("/api/snapshot")["interrupted"] == []


class Look:
    """Runs axe over the page as it is, in each of the colours, and keeps pictures where RUNNEL_PICTURES says.

    Without `colours` it is looked at in those that it has.
    """

    def __init__(self, page: Page, size: str, colours: Sequence[str] = ()) -> None:
        self._page, self._size, self._colours = page, size, colours
        page.evaluate(AXE.read_text())
        self._pictures = os.environ.get("RUNNEL_PICTURES")

    def __call__(self, state: str, *, settle_ms: int = 50) -> None:
        self._page.wait_for_timeout(settle_ms)
        for colours in self._colours:
            self._page.emulate_media(**COLOURS[colours])
            self._at(state, f"{self._size}-{colours}")
        if not self._colours:
            self._at(state, self._size)

    def _at(self, state: str, mode: str) -> None:
        page = self._page
        settled(page)
        if self._pictures:
            page.screenshot(path=Path(self._pictures) / f"{state.replace(' ', '-')}.{mode}.png")
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text())  # the page was loaded anew
        found = page.evaluate(
            """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
                 .map(v => `${v.impact} ${v.id}: ${v.nodes.map(n => n.html.slice(0, 160) + " "
                     + n.any.map(c => c.message).join(" ")).join(" | ")}`)"""
        )
        assert found == [], f"{mode}, {state}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"
