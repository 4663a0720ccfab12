"""A chat of 5,000 messages (7 MB), in Chromium and in WebKitGTK: opening, elements, scrolling, drift, streaming.

uv run --group test python -m tests.bench.long_chat [chromium] [webkit]
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.domain.settings import Settings
from backend.main import Server
from tests.bench import chats
from tests.bench.chromium import Chromium
from tests.bench.webkit import WebKit

Engine = Chromium | WebKit
MESSAGES = 5_000
CHATS = 10_000
TOKENS, RATE = 40_000, 2_000

WAIT = """
const until = async (holds) => {
  const ends = performance.now() + 20000;
  while (!holds()) {
    if (performance.now() > ends) throw new Error("it did not happen: " + holds);
    await new Promise((done) => setTimeout(done, 10));
  }
};
const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
const painted = async () => { await frame(); await new Promise((done) => setTimeout(done, 0)); };
const view = () => document.getElementById("transcript");
"""

# The click on the list to the paint of the newest answer, with what lies between.
OPEN = """
await until(() => document.querySelector('[title="A long chat"]'));
const began = performance.now();
document.querySelector('[title="A long chat"]').click();
while (!document.querySelector("#transcript .reply")) await new Promise((done) => setTimeout(done, 1));
const built = performance.now() - began;
const elements = document.querySelectorAll("*").length;
await painted();
const shown = performance.now() - began;
const calls = performance.getEntriesByType("resource");
const fetched = calls.filter((entry) => entry.name.includes("conversations/long?")).pop();
const whole = (entry) => entry.name.endsWith("conversations/long") && entry.startTime > began;
await until(() => performance.getEntriesByType("resource").some(whole));
return { shown, built, elements, server: fetched ? fetched.responseEnd - fetched.startTime : null };
"""

# What a reader's eye sees: a block at the middle of the view, and how it moved from frame to frame beside the scroll.
WATCH = """
window.watching = { moves: [], jumps: 0, worst: 0, times: [], on: true };
const eye = () => {
  const box = view().getBoundingClientRect();
  for (const element of document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)) {
    const block = element.closest(".prose p, .prose pre, .prose li, .prose tr, .prose h2, .asked-text");
    if (block) return block;
  }
  return null;
};
const wanted = window.wantedMove ?? (() => 0);
let seen = eye(), at = seen?.getBoundingClientRect().top, before = performance.now();
(async () => {
  while (window.watching.on) {
    await frame();
    await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
    const now = performance.now();
    window.watching.times.push(now - before);
    before = now;
    if (seen?.isConnected) {
      const moved = seen.getBoundingClientRect().top - at;
      window.watching.moves.push(moved);
    }
    seen = eye();
    at = seen?.getBoundingClientRect().top;
  }
})();
"""

WATCHED = """
const { moves, times } = window.watching;
window.watching.on = false;
const sorted = times.slice(1).sort((a, b) => a - b);
return { moves, frames: times.length, slow: sorted.filter((ms) => ms > 25).length,
         p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, elements: document.querySelectorAll("*").length };
"""

# The program scrolls by so much in each frame, as a fling does; anything else that moves is a jump.
FLING = """
const box = view();
let moved = 0, worst = 0, jumps = 0;
const times = [];
let before = performance.now();
for (let n = 0; n < FRAMES; n++) {
  await frame();
  const eye = () => {
    const area = box.getBoundingClientRect();
    const found = document.elementsFromPoint(area.left + area.width / 2, area.top + area.height / 2)
      .map((element) => element.closest(".prose p, .prose pre, .prose li, .prose tr, .prose h2, .asked-text"))
      .find(Boolean);
    return found ?? null;
  };
  const seen = eye(), at = seen?.getBoundingClientRect().top;
  const from = box.scrollTop;
  box.scrollTop = from - STEP;
  const by = from - box.scrollTop;
  await new Promise((done) => setTimeout(done, 0));
  await frame();
  await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  const now = performance.now();
  times.push(now - before);
  before = now;
  if (seen?.isConnected && at !== undefined) {
    const unwanted = Math.abs(seen.getBoundingClientRect().top - at - by);
    worst = Math.max(worst, unwanted);
    if (unwanted > 1) jumps += 1;
    moved += by;
  }
}
times.sort((a, b) => a - b);
return { moved, worst, jumps, median: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)],
         slow: times.filter((ms) => ms > 50).length, elements: document.querySelectorAll("*").length };
"""


def run(engine: Engine, body: str, **values: object) -> Any:  # Any: the script's JSON
    for name, value in values.items():
        body = body.replace(name, json.dumps(value))
    return engine.run(WAIT + body)


def opening(engine: Engine, server: Server) -> None:
    engine.open(server.new_boot_url())
    rows = []
    for _ in range(5):
        rows.append(run(engine, OPEN))
        run(engine, "document.querySelector('.new-chat').click(); await painted();")
    first = rows[0]
    middle = {key: statistics.median(row[key] for row in rows) for key in ("shown", "built", "server")}
    print(
        f"{engine.name:<10} open: {middle['shown']:.0f} ms to first paint (first time {first['shown']:.0f}), of these "
        f"{middle['server'] or 0:.0f} for the server's answer; {first['elements']} elements"
    )


def scrolling(engine: Engine) -> None:
    run(engine, OPEN)
    for name, step, frames in (("scroll", 60, 240), ("fling", 600, 120)):
        found = run(engine, FLING, STEP=step, FRAMES=frames)
        print(
            f"{engine.name:<10} {name} {step} px x {frames}: moved {found['moved']:.0f}, jumps {found['jumps']}, "
            f"worst {found['worst']:.2f} px; step median {found['median']:.1f} ms, p99 {found['p99']:.1f}, "
            f"over 50 ms {found['slow']}; {found['elements']} elements"
        )


def wheeling(engine: Engine) -> None:
    run(engine, "document.querySelector('.to-latest')?.click(); await painted();")
    run(engine, WATCH)
    engine.wheel(-60, every_ms=30)
    time.sleep(1.2)
    found = run(engine, WATCHED)
    back = [move for move in found["moves"] if move < -1]
    print(
        f"{engine.name:<10} wheel: 60 notches up moved {sum(found['moves']):.0f} px, backward moves {len(back)}; "
        f"frames {found['frames']}, over 25 ms {found['slow']}, p99 {found['p99']:.1f} ms; {found['elements']} elements"
    )


OPEN_TITLE = """
await until(() => document.querySelector(`[title=${JSON.stringify(TITLE)}]`));
document.querySelector(`[title=${JSON.stringify(TITLE)}]`).click();
await until(() => document.querySelector("#transcript .reply"));
await painted();
"""

FIND = """
const field = document.querySelector(".find input");
const type = (text) => { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); };
const count = () => document.querySelector(".find-count").textContent;
const times = {};
for (const [name, text] of [["first", "name_17"], ["rare", "name_1234"], ["words", "river garden"], ["many", "the"]]) {
  const before = count(), began = performance.now();
  type(text);
  await until(() => count() !== before && count() !== "");
  await painted();
  times[name] = performance.now() - began - 90;  // the pause after typing
}
return times;
"""


def finding(engine: Engine) -> None:
    """From the end of the typing pause to the paint that shows the hit, marked."""
    run(engine, OPEN_FIND)
    ms = run(engine, FIND)
    print(f"{engine.name:<10} find in 7 MB: " + ", ".join(f"{name} {time:.0f} ms" for name, time in ms.items()))
    run(engine, CLOSE_FIND)


PRESS = """
const press = (key, more) => (document.activeElement ?? document.body).dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
"""
OPEN_FIND = PRESS + 'press("f", { ctrlKey: true }); await until(() => document.querySelector(".find input"));'
CLOSE_FIND = PRESS + 'press("Escape", {}); await until(() => !document.querySelector(".find"));'

LIST = """
await until(() => document.querySelector(".row"));
const list = document.querySelector(".sidebar-list");
const times = [];
let before = performance.now();
for (let n = 0; n < 200; n++) {
  list.scrollTop += 700;
  await frame();
  await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  times.push(performance.now() - before);
  before = performance.now();
}
const loading = performance.now();
while (!document.querySelector('[data-chat="chat-0"]')) {
  list.scrollTop = list.scrollHeight;
  await new Promise((done) => setTimeout(done, 20));
}
times.sort((a, b) => a - b);
return { median: times[100], p99: times[197], all: performance.now() - loading,
         rows: document.querySelectorAll(".row").length, elements: document.querySelectorAll("*").length };
"""


def listing(engine: Engine, server: Server) -> None:
    engine.open(server.new_boot_url())
    found = run(engine, LIST)
    print(
        f"{engine.name:<10} list of {CHATS}: 700 px a frame, median {found['median']:.1f} ms, p99 {found['p99']:.1f}; "
        f"{found['rows']} lines and {found['elements']} elements in the page; to the oldest in {found['all']:.0f} ms"
    )


def streaming(engine: Engine, server: Server) -> None:
    """Memory at a quarter and at the end of long answers, after everything that can go has gone."""
    chat = chats.long_chat(server, 20, conversation=f"stream-{engine.name}", title="A stream")
    run(engine, OPEN_TITLE, TITLE="A stream")
    if isinstance(engine, WebKit):  # it tells only the memory of its process, which keeps what it once took
        chats.stream(server, chat, TOKENS // 4, per_s=RATE)
        before = engine.memory_mb()
        chats.stream(server, chat, TOKENS * 3 // 4, per_s=RATE, name="more")
        after, what = engine.memory_mb(), "process"
    else:
        chats.stream(server, chat, TOKENS // 4, per_s=RATE)
        before = engine.heap_mb()
        chats.stream(server, chat, TOKENS * 3 // 4, per_s=RATE, name="more")
        after, what = engine.heap_mb(), "heap"
    print(f"{engine.name:<10} {what} after {TOKENS // 4} tokens {before:.1f} MB, after {TOKENS} {after:.1f} MB")


def main() -> None:
    wanted = sys.argv[1:] or ["chromium", "webkit"]
    engines: dict[str, Callable[[], Engine]] = {"chromium": Chromium, "webkit": WebKit}
    with tempfile.TemporaryDirectory() as folder:
        server = Server.start(Settings(data_dir=Path(folder)))
        began = time.monotonic()
        chats.many_chats(server, CHATS)
        chats.long_chat(server, MESSAGES)
        print(f"{MESSAGES} messages and {CHATS} chats put into the log in {time.monotonic() - began:.1f} s")
        for name in wanted:
            with engines[name]() as engine:
                opening(engine, server)
                scrolling(engine)
                wheeling(engine)
                finding(engine)
                streaming(engine, server)
                listing(engine, server)
                print(f"{engine.name:<10} memory of the page's process: {engine.memory_mb():.0f} MB")
        server.stop()


if __name__ == "__main__":
    main()
