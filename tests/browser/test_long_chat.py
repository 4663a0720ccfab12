"""A chat of months: it opens with a part of itself, and what is read stays where it is, whatever happens around it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.world import World
from tests.bench import chats
from tests.browser.conftest import Window, whole

# What the eye follows: the block at the middle of the view, from frame to frame; a gap between blocks is passed over.
EYE = """
window.eye = () => {
  const box = document.getElementById("transcript").getBoundingClientRect();
  for (const part of [0.5, 0.45, 0.55, 0.4, 0.6, 0.3, 0.7]) {
    const found = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height * part)
      .map((element) => element.closest(".prose p, .prose .code, .prose li, .prose tr, .prose h2, .asked-text"))
      .find(Boolean);
    if (found) return found;
  }
  return null;
};
window.watch = () => {
  const moves = [];
  let seen = null, at = 0, on = true;
  const step = () => {
    if (seen?.isConnected) moves.push(seen.getBoundingClientRect().top - at);
    else if (seen) moves.push(NaN);
    seen = window.eye();
    at = seen?.getBoundingClientRect().top ?? 0;
    if (!on) return;
    requestAnimationFrame(() => {  // and then after the paint
      const channel = new MessageChannel();
      channel.port1.onmessage = step;
      channel.port2.postMessage(0);
    });
  };
  step();
  window.watched = () => { on = false; return moves; };
};
"""


@pytest.fixture
def page(world: World, window: Window) -> Page:
    """A chat of 600 messages is open, at its end."""
    chats.long_chat(world.server, 600)
    page = window.open(world)
    page.evaluate(f"(() => {{ {EYE} }})()")
    page.get_by_title("A long chat", exact=True).click()
    expect(page.get_by_role("heading", name="Answer 299")).to_be_visible()
    whole(page)
    box = page.locator("#transcript").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return page


def watched(page: Page) -> list[float]:
    moves: list[float] = page.evaluate("watched()")
    assert None not in moves, "what was looked at left the page"
    return moves


def settled(page: Page) -> None:
    """Until nothing has moved for ten frames."""
    page.evaluate(
        """async () => {
          const box = document.getElementById("transcript");
          for (let still = 0, top = -1; still < 10; still = box.scrollTop === top ? still + 1 : 0) {
            top = box.scrollTop;
            await new Promise((done) => requestAnimationFrame(done));
          }
        }"""
    )


def at_end(page: Page) -> bool:
    return bool(
        page.evaluate(
            "(() => { const b = document.getElementById('transcript');"
            " return b.scrollHeight - b.clientHeight - b.scrollTop < 2 })()"
        )
    )


def follows(page: Page) -> None:
    """The end is followed while text comes: it is at the end in each of ten paints, whatever came since."""
    painted = page.evaluate(
        """async () => {
          const box = document.getElementById("transcript");
          const below = [];
          const sight = new ResizeObserver(() => below.push(box.scrollHeight - box.clientHeight - box.scrollTop));
          // Observed anew in each frame, so that it is asked in each, and after the page's own observers.
          for (let frame = 0; frame < 10; frame++) {
            await new Promise((done) => requestAnimationFrame(done));
            sight.disconnect();
            sight.observe(box);
          }
          await new Promise((done) => requestAnimationFrame(done));
          sight.disconnect();
          return below;
        }"""
    )
    assert len(painted) == 10
    assert max(painted) < 2, painted


def test_a_long_chat_opens_at_its_end_with_a_part_of_itself(page: Page) -> None:
    assert at_end(page)
    assert page.locator(".turn").count() < 60
    assert page.evaluate("document.querySelectorAll('*').length") < 3_000


def test_scrolling_up_by_wheel_moves_by_the_wheel_alone(page: Page) -> None:
    page.evaluate("watch()")
    for _ in range(120):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(20)
    settled(page)
    moves = watched(page)
    assert abs(sum(moves) - 12_000) < 1.5
    assert min(moves) > -0.75, "it went back"
    assert page.locator(".turn").count() < 130


def test_the_first_message_is_reached_by_home_and_the_last_by_end(page: Page) -> None:
    page.get_by_label("Message", exact=True).focus()  # empty: these keys would do nothing there
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0:")).to_be_visible()
    assert page.evaluate("document.getElementById('transcript').scrollTop") == 0
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("heading", name="Answer 299")).to_be_visible()
    settled(page)
    assert at_end(page)
    expect(page.get_by_role("button", name="Jump to latest")).to_have_count(0)


def place(page: Page) -> dict[str, Any]:
    """Where the block at the middle of the view is; kept in the page, to look for it again."""
    found: dict[str, Any] = page.evaluate(
        "(() => { window.kept = eye(); return { top: kept.getBoundingClientRect().top, text: kept.textContent } })()"
    )
    return found


def kept(page: Page) -> float:
    top: float = page.evaluate("kept.isConnected ? kept.getBoundingClientRect().top : NaN")
    return top


def test_what_is_read_stays_while_an_answer_streams_and_new_ones_are_counted(
    world: World, page: Page, window: Window
) -> None:
    for _ in range(12):
        page.mouse.wheel(0, -100)
    settled(page)
    before = place(page)
    page.evaluate("watch()")
    run = world.say("long", "[[tokens=600 pace_ms=2]]")
    world.wait("long", "finished")
    expect(page.get_by_role("button", name="Jump to latest")).to_contain_text("2 new")
    assert kept(page) == before["top"]
    assert max(map(abs, watched(page))) == 0
    assert run
    page.get_by_role("button", name="Jump to latest").click()
    expect(page.get_by_label("Conversation")).to_contain_text("word599")
    settled(page)
    assert at_end(page)


def test_scrolling_up_while_an_answer_streams_moves_by_the_wheel_alone(world: World, page: Page) -> None:
    world.say("long", "[[tokens=20000 pace_ms=3]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word20 ")
    page.evaluate("watch()")
    for _ in range(60):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(20)
    settled(page)
    moves = watched(page)
    assert world.get("/api/conversations/long")["runs"][-1]["status"] == "running"
    assert abs(sum(moves[5:]) - 6_000) < 700  # the first notch meets an end that still moves
    assert min(moves[5:]) > -0.75


def test_what_changes_its_height_above_moves_nothing(page: Page) -> None:
    for _ in range(25):
        page.mouse.wheel(0, -100)
    settled(page)
    before = place(page)
    page.evaluate("watch()")
    page.evaluate(
        """async () => {
          const line = document.getElementById("transcript").getBoundingClientRect().top;
          const above = [...document.querySelectorAll(".turn .prose p, .turn .code")].filter(
            (block) => block.getBoundingClientRect().bottom < line);
          for (let n = 0; n < 40; n++) {
            const block = above[(n * 7) % above.length];
            block.style.minHeight = `${(n * 37) % 400}px`;          // an image that came, a card that grew
            if (n % 5 === 0) above[(n * 3) % above.length].style.display = n % 10 ? "none" : "";  // one that went
            await new Promise((done) => requestAnimationFrame(done));
          }
        }"""
    )
    assert max(map(abs, watched(page))) < 1
    assert abs(kept(page) - before["top"]) < 1


def test_resizing_the_window_keeps_the_place_and_the_end(page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 600})
    settled(page)
    assert at_end(page)
    page.set_viewport_size({"width": 1180, "height": 780})
    for _ in range(30):
        page.mouse.wheel(0, -100)
    settled(page)
    first = "(() => { const line = document.getElementById('transcript').getBoundingClientRect().top;"
    first += " return [...document.querySelectorAll('.prose > .section > *, .asked-text')]"
    first += ".find((b) => b.getBoundingClientRect().bottom > line + 1).textContent })()"
    before = page.evaluate(first)
    for width in (900, 520, 1180):
        page.set_viewport_size({"width": width, "height": 780})
        settled(page)
        assert page.evaluate(first) == before


def test_upward_looks_let_go_of_the_end_and_reaching_it_takes_hold_again(world: World, page: Page) -> None:
    world.say("long", "[[tokens=20000 pace_ms=4]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word40 ")
    follows(page)
    page.mouse.wheel(0, -30)
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    settled(page)  # the page hears of the wheel, and the browser scrolls for it: in either order
    before, length = page.evaluate(seen := "() => [transcript.scrollTop, transcript.textContent.length]")
    page.wait_for_function("(length) => transcript.textContent.length > length + 2000", arg=length)
    assert page.evaluate(seen)[0] == before
    page.mouse.wheel(0, 5_000)
    expect(page.get_by_role("button", name="Jump to latest")).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("word700 ")
    follows(page)
    page.locator("#transcript").focus()
    page.keyboard.press("PageUp")
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()


def test_memory_stays_flat_while_an_answer_streams(world: World, page: Page) -> None:
    session = page.context.new_cdp_session(page)

    def heap_mb() -> float:
        settled(page)
        session.send("HeapProfiler.collectGarbage")
        return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

    chats.stream(world.server, "long", 4_000, per_s=2_000)
    before = heap_mb()
    chats.stream(world.server, "long", 12_000, per_s=2_000, name="more")
    expect(page.get_by_label("Stop the answer")).to_have_count(0)
    # 12,000 tokens are 66 kB of text; an older copy of it kept for each frame would be 15 MB.
    assert heap_mb() - before < 3
