"""The page in German: chosen in the settings, without a reload, and no English left on any of its screens. What a model
or the server says, and the built-in assistant's commands, are not the page's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window, settled
from tests.browser.test_access import Look
from tests.browser.test_actions import call

WORDS = Path(__file__).parents[2] / "web" / "src" / "words"

# Words by which English is known, none of them German.
ENGLISH = re.compile(
    r"\b(the|and|your|you|with|this|that|from|not|are|is|for|when|what|which|it|its|of|to|be|by|new|show|save|close|add"
    r"|delete|rename|answer|message|model|settings|search|open|choose|send|edit|remove|copy|folder|files|no|nothing)\b"
)

# What the server, a model or a person wrote, and names: of files, keys, languages, providers, licences.
NOT_THE_PAGES = (
    "[lang=en], .prose, .asked-text, bdi, code, pre, kbd, .chat-title, .topbar-title, .tree-text, .outline-text, "
    ".hit-words, .hit-title, .approval h2, .approval-place, .run-problem p:first-child, .wordmark, .licences, "
    ".looked li, .exact-label, .folders li, [data-setting=version], .label, .dialog-lead[dir], .undo-says, "
    ".undo-head h3"
)

COMMAND = "write notes.txt: call the dentist"  # the built-in assistant's commands are English

TEXTS = """(skipped) => {
  const found = [];
  const take = (element, text) => {
    const says = (text ?? "").replace(/\\s+/g, " ").trim();
    if (says !== "" && !element.closest(skipped)) found.push(says);
  };
  const isShown = (element) => element.checkVisibility();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.parentElement && isShown(node.parentElement)) take(node.parentElement, node.data);
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    if (isShown(element))
      for (const name of ["aria-label", "title", "placeholder", "alt"]) take(element, element.getAttribute(name));
  return [...new Set(found)];
}"""

# Buttons, chips and headings whose words leave them, or that leave the window.
BROKEN = """() => [...document.querySelectorAll("button, summary, label, h1, h2, h3, h4, select, .chip, .badge, p")]
  .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden, .settings-tabs"))
  .flatMap((element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const isBlock = style.overflowX === "visible" && style.display !== "inline";
    const isCut = isBlock && element.scrollWidth > element.clientWidth + 1;
    const isOut = box.width > 0 && box.right > innerWidth + 1 && box.left < innerWidth;
    return isCut || isOut ? [`${element.tagName} ${element.className} "${element.textContent.slice(0, 60)}"`] : [];
  })"""


def english_words() -> frozenset[str]:
    """The texts of the English catalog that are not also in the German one."""
    texts = re.compile(r'(?:: |")"?((?<=")[^"\\]+)"(?=,| \})')

    def in_folder(folder: Path) -> Iterator[str]:
        for file in folder.glob("*.ts"):
            yield from texts.findall(file.read_text(encoding="utf-8"))

    english = frozenset(in_folder(WORDS)) - frozenset(in_folder(WORDS / "de"))
    assert {"Message", "New chat", "Settings", "Deny"} <= english
    return english


class German:
    """Looks at a screen: no English, nothing serious for axe, nothing beside its place."""

    def __init__(self, page: Page, mode: str) -> None:
        self._page, self._look, self._english = page, Look(page, f"de-{mode}"), english_words()

    def __call__(self, state: str, *, settle_ms: int = 50) -> None:
        self._look(state, settle_ms=settle_ms)
        texts = [text.replace(COMMAND, "") for text in self._page.evaluate(TEXTS, NOT_THE_PAGES)]
        left = [text for text in texts if text in self._english or ENGLISH.search(re.sub(r"/\S+", "", text.lower()))]
        assert not left, f"{state}: {left}"
        broken = self._page.evaluate(BROKEN)
        assert not broken, f"{state}: {broken}"


@pytest.mark.parametrize("mode", ["light", "dark-narrow"])
def test_the_page_is_german_once_german_is_chosen(mode: str, world: World, browser: Browser, folder: Path) -> None:
    chat = world.conversation(title="Beete")
    world.say(chat, "Wie viel Wasser?")
    world.wait(chat)
    first = world.get(f"/api/conversations/{chat}")["messages"][0]["id"]
    world.post(f"/api/runs/{world.wait(chat)['runs'][-1]['id']}/retry")
    world.wait(chat)
    assert first
    failed = world.conversation(title="Gescheitert")
    world.say(failed, "[[error=401]]")
    world.wait(failed)
    asking = world.conversation(title="Notizen", workspace=str(folder), model="builtin:assistant")
    world.say(asking, COMMAND, model="builtin:assistant")
    world.wait(asking, "waiting")
    binned = world.conversation(title="Weg damit")
    world.delete(f"/api/conversations/{binned}")

    narrow = mode.endswith("narrow")
    options: dict[str, Any] = {"color_scheme": "dark"} if narrow else {}
    window = Window(browser, bypass_csp=True, **options)
    page = window.open(world)
    page.keyboard.press("Control+,")
    page.get_by_label("Language").select_option("de")
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()  # at once
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert world.get("/api/settings")["language"] == "de"
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    if narrow:
        page.set_viewport_size({"width": 380, "height": 780})
    look = German(page, mode)

    def leave() -> None:
        page.keyboard.press("Escape")
        expect(page.locator("dialog, [popover]")).to_have_count(0)  # not closed only, but gone

    def open_chat(title: str) -> None:
        if narrow:
            page.get_by_label("Liste der Chats zeigen").click()
        page.locator(".chat-open", has_text=title).first.click()
        if narrow:
            settled(page)  # the list slides away

    look("a new chat")
    for name in (
        "Allgemein",
        "Chat",
        "Erlaubnisse",
        "Barrierefreiheit",
        "Tastenkürzel",
        "Modelle und Anbieter",
        "Daten",
        "Über Runnel",
    ):
        page.keyboard.press("Control+,")
        page.get_by_role("tab", name=name, exact=True).click()
        look(f"settings {name}")
        leave()

    open_chat("Beete")
    page.get_by_label("Antwort 2 von 2").wait_for()
    look("an answer")
    page.get_by_label("Modell:").click()
    page.get_by_label("Modell suchen").wait_for()
    look("the models")
    leave()
    page.get_by_label("Mehr zu dieser Antwort").click()
    look("the menu of an answer")
    leave()
    page.get_by_label("was diese Antwort verbraucht hat").click()
    look("what an answer took")
    leave()
    page.get_by_label("Mehr zu diesem Chat").click()
    look("the menu of a chat")
    for item in ("Umbenennen", "Schlagwörter", "Alle Zweige", "Änderungen an Dateien", "Anweisungen und Einstellungen"):
        page.get_by_role("menuitem", name=item).click()
        page.get_by_role("dialog").wait_for()
        look(item)
        leave()
        page.get_by_label("Mehr zu diesem Chat").click()
    page.get_by_role("menuitem", name="Löschen").click()
    look("deleting a chat")
    leave()
    page.get_by_label("Deine Nachrichten in diesem Chat").click()
    look("the outline")
    leave()
    page.keyboard.press("Control+f")
    page.get_by_label("In diesem Chat suchen").fill("Wasser")
    look("finding", settle_ms=200)
    leave()
    page.get_by_label("Nachricht", exact=True).fill("noch eine")
    look("a message")
    page.get_by_label("Nachricht", exact=True).fill("")

    open_chat("Gescheitert")
    page.get_by_label("Problem", exact=True).wait_for()
    look("a problem")
    open_chat("Notizen")
    page.get_by_label("Freigabe nötig").wait_for()
    look("an approval")
    page.get_by_role("button", name="Erlauben").click()
    page.get_by_text("1 Datei wurde geändert").wait_for()
    look("an action")
    page.get_by_role("button", name="Änderungen zeigen").click()
    page.get_by_role("button", name="Alle rückgängig").or_(
        page.get_by_role("button", name="Rückgängig")
    ).first.wait_for()
    look("changes of files")
    leave()
    page.get_by_label("Mehr zu dieser Antwort").click()
    page.get_by_role("menuitem", name="Wiedergabe").click()
    page.get_by_label("Abspielen").wait_for()
    look("a replay")
    leave()

    page.keyboard.press("Control+k")
    page.get_by_label("Was möchtest du tun?").wait_for()
    look("the palette")
    page.get_by_label("Was möchtest du tun?").fill("papierkorb")
    page.keyboard.press("Enter")
    page.get_by_text("Weg damit").wait_for()
    look("the bin")
    leave()
    page.keyboard.press("Control+/")
    page.get_by_text("Umschalt", exact=False).first.wait_for()
    look("the keys")
    leave()
    page.get_by_label("Ordner ", exact=False).first.click()
    page.get_by_label("Pfad").wait_for()
    look("the folders")
    leave()
    if narrow:
        page.get_by_label("Liste der Chats zeigen").click()
    page.get_by_label("Alle Chats durchsuchen").fill("wasser")
    page.get_by_text("In Nachrichten").wait_for()
    look("search", settle_ms=300)
    assert window.complaints == []
    window.context.close()


@pytest.mark.parametrize("mode", ["light", "dark-narrow"])
def test_what_an_agent_may_do_is_asked_in_german(mode: str, world: World, browser: Browser, folder: Path) -> None:
    world.patch("/api/settings", {"language": "de"})
    asking = world.conversation(title="Fragen", workspace=str(folder), model="fake:scripted")
    world.say(asking, call("write_file", path="src/b.txt", content="b\n"))
    world.wait(asking, "waiting")
    planning = world.conversation(title="Planen", workspace=str(folder), model="fake:scripted", mode="plan")
    world.say(planning, "".join(call("write_file", path=f"{name}.txt", content="x\n") for name in "abcd"))
    world.wait(planning, "waiting")
    narrow = mode.endswith("narrow")
    window = Window(browser, bypass_csp=True, **({"color_scheme": "dark"} if narrow else {}))
    if narrow:
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.page
    page.goto(world.server.new_boot_url())
    page.get_by_label("Nachricht", exact=True).wait_for()
    look = German(page, mode)

    def open_chat(title: str) -> None:
        if narrow:
            page.get_by_label("Liste der Chats zeigen").click()
        page.locator(".chat-open", has_text=title).first.click()
        if narrow:
            settled(page)  # the list slides away

    open_chat("Fragen")
    card = page.get_by_label("Freigabe nötig")
    card.get_by_role("button", name="Immer …").click()
    page.get_by_text("Was ab jetzt getan werden darf").wait_for()
    look("for how long something is allowed")
    page.get_by_role("button", name="In diesem Chat", exact=True).click()
    expect(card).to_have_count(0)
    page.get_by_label("Modus: ").click()
    page.get_by_role("menuitemradio", name="Plan").wait_for()
    look("how a chat may act")
    page.get_by_role("button", name="Über die Sandbox").click()
    page.get_by_role("button", name="Alle zurücknehmen").wait_for()
    look("what is allowed", settle_ms=200)
    page.get_by_role("button", name="Alle zurücknehmen").click()
    look("revoking all")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    open_chat("Planen")
    expect(card.get_by_role("button", name="Alle 4 Schritte erlauben")).to_be_enabled()
    card.get_by_role("checkbox", name="Schritt 2 ausführen").uncheck()
    look("a plan")
    assert window.complaints == []
    window.context.close()


def test_a_window_of_a_german_system_speaks_german_from_its_first_word(world: World, browser: Browser) -> None:
    window = Window(browser, locale="de-AT")
    seen: list[str] = []
    window.page.on("request", lambda request: seen.append(request.url.rsplit("/", 1)[-1]))
    window.page.goto(world.server.new_boot_url())
    window.page.get_by_label("Nachricht", exact=True).wait_for()
    expect(window.page.locator("html")).to_have_attribute("lang", "de")
    assert [name for name in seen if re.fullmatch(r"de-[\w-]+\.js", name)]
    world.patch("/api/settings", {"language": "en"})
    window.page.reload()
    window.page.get_by_label("Message", exact=True).wait_for()
    expect(window.page.locator("html")).to_have_attribute("lang", "en")
    window.context.close()
    assert window.complaints == []


def test_the_way_to_the_newest_and_what_is_new_there_are_one_line_in_a_narrow_window(
    world: World, window: Window
) -> None:
    world.patch("/api/settings", {"language": "de"})
    chat = world.conversation(title="garten", model="fake:scripted")
    world.say(chat, "[[tokens=600]]")
    world.wait(chat)
    window.page.set_viewport_size({"width": 380, "height": 700})
    window.page.goto(f"{world.server.new_boot_url()}#chat={chat}")
    page = window.page
    transcript = page.locator("#transcript")
    expect(transcript).to_contain_text("word599")
    transcript.hover()
    page.mouse.wheel(0, -600)
    newest = page.locator(".to-latest")
    expect(newest).to_be_visible()
    alone = newest.evaluate("b => b.offsetHeight")
    world.say(chat, "noch etwas")
    expect(newest).to_contain_text("neue")
    assert newest.evaluate("b => b.offsetHeight") == alone
