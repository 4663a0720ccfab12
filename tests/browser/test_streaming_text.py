"""While text streams in, what a person does with the text before it lives on: selection, focus, links, find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes.scripted_provider import Reply, ScriptedProvider

FIRST = (
    "A first *paragraph* with a [link](https://example.org/a) in it.\n\n"
    "1. first item with words to select\n2. second item\n\n"
    "| name | says |\n|---|---|\n| one | first row |\n"
)
REST = "".join(f"| row {number} | words of row {number} |\n" for number in range(150)) + "\nthe end\n"


@pytest.fixture
def page(world: World, window: Window) -> Iterator[Page]:
    """A chat whose answer goes on for some seconds after its first blocks are there."""
    text = [FIRST, *(REST[at : at + 12] for at in range(0, len(REST), 12))]
    with ScriptedProvider([Reply(text=text, pace_s=0.01)]).in_thread() as provider:
        world.put("/api/providers/slow", {"kind": "openai-compatible", "baseUrl": provider.url})
        chat = world.conversation(title="streaming", model="slow:scripted")
        page = window.open(world)
        page.get_by_text("streaming").first.click()
        world.say(chat, "go", model="slow:scripted")
        yield page
        world.wait(chat, "finished")


def growing(page: Page) -> Locator:
    """The answer, when a good part of it is there, and before it is complete."""
    prose = page.locator(".prose").last
    expect(prose.get_by_role("cell", name="row 3", exact=True)).to_be_visible()
    assert "the end" not in (prose.text_content() or "")
    return prose


def finished(page: Page) -> None:
    expect(page.locator(".prose").last).to_contain_text("the end", timeout=30_000)


def test_a_selection_in_a_settled_item_and_in_the_growing_table_lives_on(page: Page) -> None:
    prose = growing(page)
    item = prose.locator("li").first
    for words, node in (("words to select", item), ("first row", prose.get_by_role("cell", name="first row"))):
        node.evaluate(
            """(node, words) => {
              const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
              const from = text.data.indexOf(words);
              getSelection().setBaseAndExtent(text, from, text, from + words.length); }""",
            words,
        )
        rows = prose.locator("tbody tr").count()
        expect(prose.locator("tbody tr").nth(rows + 10)).to_be_attached(timeout=20_000)
        assert page.evaluate("String(getSelection())") == words
    finished(page)
    assert page.evaluate("String(getSelection())") == "first row"


def test_focus_and_nodes_stay_while_the_rest_comes(page: Page) -> None:
    prose = growing(page)
    link = prose.get_by_role("link", name="link")
    link.focus()
    before = [prose.locator(part).first.element_handle() for part in ("p", "li", "table", "tbody tr")]
    finished(page)
    expect(link).to_be_focused()
    after = [prose.locator(part).first.element_handle() for part in ("p", "li", "table", "tbody tr")]
    for old, new in zip(before, after, strict=True):
        assert old is not None
        assert old.evaluate("(old, now) => old === now && old.isConnected", new)


def test_a_found_word_stays_marked(page: Page) -> None:
    growing(page)
    assert page.evaluate("window.find('second item', false, false, true)")
    finished(page)
    assert page.evaluate("String(getSelection())") == "second item"


def test_a_long_table_keeps_its_columns_and_its_rows_are_read_as_a_table(page: Page) -> None:
    growing(page)
    finished(page)
    table = page.locator(".prose table").last
    expect(table).to_have_class("long")
    assert table.locator("tr").count() == 152
    lefts = table.locator("tr > :nth-child(2)").evaluate_all(
        "cells => [...new Set(cells.map(cell => Math.round(cell.getBoundingClientRect().left)))]"
    )
    assert len(lefts) == 1
    expect(page.get_by_role("table").last.get_by_role("row")).to_have_count(152)
