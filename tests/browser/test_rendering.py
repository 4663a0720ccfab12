"""Code, formulas and diagrams in a real browser, under the page's own policy."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.api.world import World
from tests.browser.conftest import Window

CODE = """Here:

```python title=hello.py
def hello(name: str) -> str:
    return f"Hello, {name}"  # a greeting
```

and more."""

MATH = r"""The price is $5 or $10. But $x^2 + y^2 = z^2$ is Pythagoras, \(e^{i\pi} + 1 = 0\) is Euler.

$$
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
$$

\[ \sum_{k=1}^n k = \frac{n(n+1)}{2} \]

This is broken: $\frac{1$, and so is $\nosuchmacro{x}$."""

DIAGRAM = """A flow:

```mermaid
flowchart LR
  A[Question] --> B{Tools?}
  B -- yes --> C[Run] --> A
  B -- no --> D[Answer]
```

done"""


def said(world: World, window: Window, text: str) -> Locator:
    """The answer, which says it all again."""
    chat = world.conversation(title="rendering", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("rendering").first.click()
    window.say(text)
    world.wait(chat, "finished")
    answer = page.get_by_label("Answer", exact=True)
    expect(answer).to_contain_text("You said")
    return answer


def test_a_code_block_is_coloured_by_the_worker_when_it_is_complete(world: World, window: Window) -> None:
    answer = said(world, window, CODE)
    block = answer.locator(".code")
    expect(block.locator(".hljs-keyword").first).to_have_text("def")
    expect(block.locator(".code-language")).to_have_text("Python")
    assert block.locator("code").inner_text().startswith("def hello(name: str) -> str:\n    return f")
    block.get_by_role("button", name="Wrap").click()
    expect(block).to_have_class(re.compile("wrapped"))
    expect(block.get_by_role("button", name="Save")).to_have_attribute("data-save", "hello.py")


def test_formulas_become_mathml_amounts_stay_and_broken_ones_show_their_source(world: World, window: Window) -> None:
    answer = said(world, window, MATH)
    expect(answer.locator("math")).to_have_count(4)
    expect(answer).to_contain_text("The price is $5 or $10.")
    expect(answer).to_contain_text(r"$\nosuchmacro{x}$")
    assert answer.locator(".math.display math").count() == 2
    box = answer.locator(".math.display math").first.bounding_box()
    assert box is not None
    assert box["height"] > 20


def test_a_diagram_is_drawn_as_an_image_and_its_source_can_be_seen(world: World, window: Window) -> None:
    answer = said(world, window, DIAGRAM)
    picture = answer.locator(".diagram img")
    expect(picture).to_be_visible(timeout=20_000)
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    expect(answer.locator("pre")).to_be_hidden()
    answer.get_by_role("button", name="Source").click()
    expect(answer.locator("pre")).to_be_visible()


def test_a_diagram_follows_the_colours_of_the_page(world: World, window: Window) -> None:
    picture = said(world, window, DIAGRAM).locator(".diagram img")
    expect(picture).to_be_visible(timeout=20_000)
    light = picture.get_attribute("src") or ""
    window.page.emulate_media(color_scheme="dark")
    expect(picture).not_to_have_attribute("src", light, timeout=20_000)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    window.page.keyboard.press("Control+K")
    window.page.keyboard.type("light colours")
    window.page.keyboard.press("Enter")  # chosen in the app, against the system
    window.page.wait_for_function(
        "light => document.querySelector('.diagram img').src.length === light.length", arg=light, timeout=20_000
    )


HOSTILE_DIAGRAMS = [
    'flowchart LR\n  A["<img src=http://evil.example/a onerror=alert(1)>"] --> B\n'
    '  click A "http://evil.example/click" _self\n  click B call alert("x")\n',
    '%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* {background: url(http://evil.example/c)}"}}%%\n'
    'flowchart LR\n  A["<a href=javascript:alert(1)>x</a><script>alert(1)</script>"] --> B\n',
    "---\nconfig:\n  securityLevel: loose\n  themeCSS: '@import url(http://evil.example/d);'\n---\n"
    "sequenceDiagram\n  participant A as <iframe src=http://evil.example/e></iframe>\n  A->>A: <b>x</b>\n",
]


def test_C4_diagrams_carry_nothing_that_runs_leads_away_or_asks_the_network(world: World, window: Window) -> None:
    requests: list[str] = []
    window.context.on("request", lambda request: requests.append(request.url))
    window.context.add_init_script("window.alert = () => { window.hacked = true; top.postMessage('hacked', '*') }")
    text = "".join(f"```mermaid\n{source}```\n\n" for source in HOSTILE_DIAGRAMS) + "the end"
    answer = said(world, window, text)
    expect(answer).to_contain_text("the end")
    page = window.page
    expect(answer.locator(".diagram img").first).to_be_visible(timeout=20_000)
    page.wait_for_timeout(1_500)
    answer.locator(".diagram img").first.click(position={"x": 40, "y": 30})
    assert page.url.startswith(world.server.url)
    assert page.evaluate("window.hacked") is None
    assert all(url.startswith((world.server.url, "data:", "blob:")) for url in requests), requests
    assert answer.locator("svg image, iframe, script, object").count() == 0
    frame = page.locator("iframe")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    inner = next(frame for frame in page.frames if frame is not page.main_frame)
    # inside of it there is no origin, so nothing of ours, and no way out
    for script in (
        "async () => { try { await fetch('/api/snapshot'); return 'sent' } catch { return 'refused' } }",
        "async () => { try { await fetch('http://evil.example/'); return 'sent' } catch { return 'refused' } }",
        "() => { try { return String(parent.document) } catch { return 'refused' } }",
        "() => { try { return document.cookie } catch { return 'refused' } }",
    ):
        assert inner.evaluate(script) == "refused", script
    assert inner.evaluate("origin") == "null"
    window.complaints.clear()  # what was refused above is said in the console


def test_C4_formulas_carry_nothing_that_can_be_addressed_or_followed(world: World, window: Window) -> None:
    text = (
        r"$\href{javascript:alert(1)}{x}$ $\url{http://evil.example}$ $\includegraphics{http://evil.example/a.png}$ "
        r"$\class{evil}{x}$ $\id{app}{x}$ $\style{position:fixed}{x}$ $x \label{app} \tag{1}$ $\rule{900em}{900em}$ "
        r"$\def\a{\a\a}\a$ end"
    )
    answer = said(world, window, text)
    expect(answer).to_contain_text("end")
    expect(answer.locator("math").first).to_be_visible()
    names = answer.locator("math *").evaluate_all("all => all.flatMap(e => e.getAttributeNames())")
    assert not {"id", "href", "src", "onclick"} & set(names)
    assert answer.locator("a, img, script").count() == 0
    size = answer.bounding_box()
    assert size is not None
    assert size["width"] < 1180


def test_C4_footnotes_lead_to_their_note_and_back_and_nowhere_else(world: World, window: Window) -> None:
    text = (
        "Beans like it warm[^1], peas do not[^<img src=x>].\\n\\n[^1]: At least 10 °C.\\n"
        "[^<img src=x>]: See <b>there</b> and [there](javascript:alert(1)).\\n"
    ).replace("\\n", "\n")
    answer = said(world, window, text)
    mark = answer.get_by_role("button", name="Footnote 1")
    expect(mark).to_have_text("[1]")
    mark.press("Enter")
    note = answer.locator(".footnote").first
    expect(note).to_be_focused()
    expect(note).to_contain_text("[1] At least 10 °C.")
    note.get_by_role("button", name="Back to where it is mentioned").press("Enter")
    expect(mark).to_be_focused()
    assert window.page.locator(".prose").evaluate("e => e.querySelectorAll('[id], img, [href]').length") == 0
