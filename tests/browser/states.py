"""Makes pictures of every screen and state of the page: `uv run --group test python -m tests.browser.states --out DIR`.

Each state is reached as a person reaches it, in each walk: in a wide window and in one of 380 px, in English and in
German; and it is looked at there in each look: light, dark, forced colours. `test_states.py` walks so with axe.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright

from tests.api.world import World
from tests.browser import scene
from tests.browser.conftest import ARGUMENTS, Window
from tests.fakes import files

WIDE, NARROW = {"width": 1180, "height": 780}, {"width": 380, "height": 780}
NORMAL: dict[str, Any] = {"color_scheme": "light", "forced_colors": "none"}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@dataclass(frozen=True)
class Walk:
    """One way through all states."""

    size: dict[str, int]
    looks: tuple[str, ...]
    locale: str = "en-GB"
    zoom: float = 1


WALKS = {
    "wide": Walk(WIDE, ("light", "dark", "forced")),
    "narrow": Walk(NARROW, ("light", "dark")),
    "german-wide": Walk(WIDE, ("light",), locale="de-DE"),
    "german-narrow": Walk(NARROW, ("light",), locale="de-DE"),
    "zoomed": Walk(WIDE, ("light",), zoom=2),
}
CATALOG = Path(__file__).parents[2] / "web" / "src" / "words"


def german() -> dict[str, set[str]]:
    """English to German: the texts of the catalogs that have the same name."""
    entry = re.compile(r'^\s*(\w+):\s*"((?:[^"\\]|\\.)*)"', re.MULTILINE)
    known: dict[str, set[str]] = {}
    for file in CATALOG.glob("*.ts"):
        other = CATALOG / "de" / file.name
        if not other.exists():
            continue
        there = entry.findall(other.read_text(encoding="utf-8"))
        for name, english in entry.findall(file.read_text(encoding="utf-8")):
            known.setdefault(english, set()).update(text for its_name, text in there if its_name == name)
    return known


@dataclass
class Stage:
    """A window in front of a filled Runnel."""

    world: World
    window: Window
    folder: Path
    way: Walk
    page: Page = field(init=False)
    words: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.window.page
        self.words = german() if self.way.locale.startswith("de") else {}

    def says(self, english: str) -> re.Pattern[str]:
        """The page's own words, whole, in the language of this walk."""
        return re.compile(f"^({'|'.join(re.escape(text) for text in self.words.get(english, {english}))})$")

    def label(self, english: str) -> Locator:
        return self.page.get_by_label(self.says(english)).last

    def button(self, english: str) -> Locator:
        return self.page.get_by_role("button", name=self.says(english)).first

    def show_list(self) -> None:
        if self.page.locator("html.narrow").count() and not self.page.locator(".sidebar.shown").count():
            self.label("Show the list of chats").click()
            expect(self.page.locator(".sidebar.shown")).to_be_visible()

    def open(self, title: str) -> None:
        """Opens a chat by its line of the list, or a new one by the palette."""
        self.show_list()
        if title == "New chat":
            self.page.locator(".new-chat").click()
        else:
            line = self.page.locator(".sidebar .chat-open", has_text=title).first
            for top in (0, 1e6):  # only the lines in view are in the page
                self.page.locator(".sidebar-list").evaluate("(list, top) => (list.scrollTop = top)", top)
                self.page.wait_for_timeout(60)
                if line.count():
                    break
            line.click()
            expect(self.page.locator(".topbar-title")).to_have_text(title)
            self.page.locator(".transcript").wait_for()
            # a picture that comes later moves the text, and what is beside it
            self.page.wait_for_function("[...document.images].every((image) => image.complete)")
            self.page.wait_for_timeout(60)
        expect(self.page.locator(".sidebar.shown")).to_have_count(0)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, label: str) -> None:
        self.label(label).click()

    def say(self, text: str) -> None:
        self.label("Message").fill(text)
        self.press("Enter")

    def choose(self, item: str) -> None:
        """An item of the menu of the chat on screen."""
        self.click("More about this chat")
        self.page.get_by_role("menuitem", name=self.says(item)).click()

    def settle(self) -> None:
        """Until nothing on the page moves that ends by itself."""
        self.page.evaluate(
            """() => Promise.all(document.getAnimations()
                 .filter((one) => one.effect?.getTiming().iterations !== Infinity)
                 .map((one) => one.finished.catch(() => null)))"""
        )

    def leave(self) -> None:
        """Back to where every state begins: nothing is open over the page, nothing is looked for."""
        page = self.page
        page.unroute_all()
        page.mouse.move(5, 5)  # nothing is held over the window any more
        page.mouse.move(6, 6)
        for _ in range(6):
            if not page.locator("dialog[open], .popup, .find, .editing, .sidebar.shown").count():
                break
            page.keyboard.press("Escape")
            page.wait_for_timeout(60)
        expect(page.locator("dialog")).to_have_count(0)
        if page.locator("form.edit textarea").count():
            page.locator("form.edit textarea").press("Escape")
        search = self.label("Search all chats")
        if search.input_value():
            search.fill("")
        page.evaluate("document.activeElement?.blur()")


Go = Callable[[Stage], None]
STATES: dict[str, Go] = {}


def state(name: str) -> Callable[[Go], Go]:
    def register(go: Go) -> Go:
        assert name not in STATES
        STATES[name] = go
        return go

    return register


# --- reading ---------------------------------------------------------------------------------------------


@state("a new chat")
def _(stage: Stage) -> None:
    stage.open("New chat")


@state("an answer")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.get_by_text("No. Beans that are sown").wait_for()


@state("an answer from its beginning")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.locator(".prose table").wait_for()
    stage.page.locator(".code code span").first.wait_for(state="attached")
    stage.page.locator("#transcript").focus()
    stage.press("Home")


@state("an answer's table and code")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.locator(".code").scroll_into_view_if_needed()


@state("what was thought")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.get_by_text(stage.says("Thought about it")).click()


@state("a diagram")
def _(stage: Stage) -> None:
    stage.open("The year as a picture")
    stage.page.locator(".diagram img").wait_for()


@state("right to left")
def _(stage: Stage) -> None:
    stage.open("حديقة الخضار")


@state("a failed answer")
def _(stage: Stage) -> None:
    stage.open("No key")
    stage.label("Problem").wait_for()


@state("a cut answer")
def _(stage: Stage) -> None:
    stage.open("March")
    stage.label("Cut off").wait_for()


@state("versions and files")
def _(stage: Stage) -> None:
    stage.open("Beds and versions")
    stage.page.locator(".asked-foot .switch").wait_for()
    stage.page.wait_for_function("document.querySelector('.attached img')?.naturalWidth > 0")


@state("a picture")
def _(stage: Stage) -> None:
    stage.open("Beds and versions")
    stage.page.locator(".attached .picture").first.click()


@state("a message that is written anew")
def _(stage: Stage) -> None:
    stage.open("Beds and versions")
    stage.click("Edit and send again")


@state("an answer that is being written")
def _(stage: Stage) -> None:
    stage.open("New chat")
    stage.say("Write slowly, please")
    expect(stage.page.locator(".transcript")).to_contain_text("and then it")


@state("messages that wait")
def _(stage: Stage) -> None:
    stage.open("Write slowly, please")
    if not stage.page.locator(".queued").count():
        for text in ("And then tell me about tomatoes", "What about pumpkins? " * 12, "Thanks!"):
            stage.say(text)
            stage.page.locator(".queued:not(.coming)", has_text=text[:10]).wait_for()


@state("messages that wait after a stop")
def _(stage: Stage) -> None:
    stage.open("Write slowly, please")
    stage.click("Stop the answer")
    stage.page.locator(".queued .button").first.wait_for()


@state("finding")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.press("Control+f")
    stage.label("Find in this chat").fill("beans")
    expect(stage.page.locator(".find-count")).to_contain_text(re.compile(r"\d+ \w+ \d+"))


@state("the outline")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.click("Your messages in this chat")


@state("a link")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.get_by_role("link", name="second half of May").click()


@state("a selection")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.get_by_text("No. Beans that are sown").last.click(click_count=3)
    stage.button("Quote").wait_for()


# --- menus -----------------------------------------------------------------------------------------------

for _where, _name in (
    (".composer .picker > button", "the models"),
    (".composer .meter", "what a chat has taken"),
    (".reply-made", "what an answer took"),
):

    @state(_name)
    def _(stage: Stage, where: str = _where) -> None:
        stage.open("Runner beans")
        stage.page.locator(where).last.click()
        stage.page.locator(".popup").wait_for()


for _label, _name in (
    ("More about this chat", "the menu of a chat"),
    ("More about this answer", "the menu of an answer"),
    ("Let another model answer", "models to answer again"),
):

    @state(_name)
    def _(stage: Stage, label: str = _label) -> None:
        stage.open("Runner beans")
        stage.click(label)
        stage.page.locator(".popup").wait_for()


@state("a model that is looked for")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.locator(".composer .picker > button").click()
    stage.label("Find a model").fill("zebra")


# --- what an agent does -----------------------------------------------------------------------------------


@state("an approval of a change")
def _(stage: Stage) -> None:
    stage.open("An approval of a change")
    stage.label("Approval needed").wait_for()


@state("an approval of a command")
def _(stage: Stage) -> None:
    stage.open("An approval of a command")
    stage.label("Approval needed").wait_for()


@state("a question")
def _(stage: Stage) -> None:
    stage.open("A question")
    stage.label("The assistant asks you").wait_for()


@state("steps of an answer")
def _(stage: Stage) -> None:
    stage.open("Changed files")
    for summary in stage.page.locator(".reply details:not([open]) > summary").all():
        summary.click()


@state("changes of files")
def _(stage: Stage) -> None:
    stage.open("Changed files")
    stage.button("Show the changes").click()
    stage.page.locator("dialog .undo-file, dialog .diff, dialog li").first.wait_for()


@state("a replay")
def _(stage: Stage) -> None:
    stage.open("Changed files")
    stage.click("More about this answer")
    stage.page.get_by_role("menuitem", name=stage.says("Replay")).click()
    stage.label("Play").wait_for()


# --- writing ---------------------------------------------------------------------------------------------


@state("a long draft")
def _(stage: Stage) -> None:
    stage.open("Reading list for the winter")
    stage.label("Message").fill("A line of what I want to know.\n" * 14)


@state("files to send")
def _(stage: Stage) -> None:
    stage.open("Train to Lisbon, with a night in Irún and a morning by the sea")
    place = stage.folder.parent / "to send"
    place.mkdir(exist_ok=True)
    (place / "a list of everything that is in the cellar.txt").write_text("water")
    (place / "empty.txt").write_text("")
    (place / "bed.png").write_bytes(files.png(320, 200, "seagreen"))
    (place / "bill.pdf").write_bytes(files.pdf())
    if not stage.page.locator(".composer-files li").count():
        stage.page.locator(".composer input[type=file]").set_input_files(sorted(place.iterdir()))
    expect(stage.page.locator(".composer-files progress")).to_have_count(0)
    stage.page.locator(".composer-files img").first.wait_for()


@state("files held over the window")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.evaluate(
        """() => { const held = new DataTransfer(); held.items.add(new File(["x"], "a"));
             document.body.dispatchEvent(new DragEvent("dragenter", { bubbles: true, dataTransfer: held })) }"""
    )
    stage.page.locator(".drop-place").wait_for()


@state("a folder is chosen")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.page.keyboard.press("Escape")  # the files are gone again
    stage.label("Choose a folder").click()
    stage.label("Path").wait_for()


@state("settings of a chat")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.choose("Instructions and settings")
    stage.label("Temperature").fill("9")


# --- around the chats ------------------------------------------------------------------------------------


@state("the list of chats")
def _(stage: Stage) -> None:
    stage.open("Runner beans")
    stage.show_list()


@state("the menu of the list")
def _(stage: Stage) -> None:
    stage.show_list()
    stage.click("Archive, bin and tags")


@state("hits of a search")
def _(stage: Stage) -> None:
    stage.press("Control+Shift+F")
    stage.label("Search all chats").fill("beans")
    stage.page.get_by_text(stage.says("In messages")).wait_for()


@state("no hits")
def _(stage: Stage) -> None:
    stage.press("Control+Shift+F")
    stage.label("Search all chats").fill("zebra")
    stage.page.get_by_text(stage.says("No chat has these words. The bin is not searched.")).wait_for()


@state("the archive")
def _(stage: Stage) -> None:
    stage.show_list()
    stage.click("Archive, bin and tags")
    stage.page.get_by_role("menuitem", name=stage.says("Archive")).click()
    stage.page.get_by_title("Put away", exact=True).wait_for()


@state("a chat's own menu in the list")
def _(stage: Stage) -> None:
    stage.show_list()
    if stage.label("Show all chats").count():
        stage.label("Show all chats").click()
    stage.page.locator('.chat-open[title="Runner beans"]').focus()
    stage.press("Shift+F10")
    stage.page.locator(".popup").wait_for()


for _item, _name in (
    ("Rename", "renaming"),
    ("Tags", "tags"),
    ("All branches", "all branches"),
    ("Delete", "deleting a chat"),
):

    @state(_name)
    def _(stage: Stage, item: str = _item) -> None:
        stage.open("Beds and versions")
        stage.choose(item)
        stage.page.locator("dialog[open]").wait_for()


@state("a note")
def _(stage: Stage) -> None:
    stage.open("Beds and versions")
    stage.choose("Archive")
    stage.button("Undo").wait_for()


@state("the bin")
def _(stage: Stage) -> None:
    if stage.button("Undo").count():
        stage.button("Undo").click()  # of the state before
    _palette(stage, "papierkorb" if stage.words else "open the bin")
    stage.press("Enter")
    stage.page.get_by_text("Thrown away").wait_for()


@state("the palette")
def _(stage: Stage) -> None:
    _palette(stage, "")


@state("found in the palette")
def _(stage: Stage) -> None:
    _palette(stage, "be")


@state("nothing in the palette")
def _(stage: Stage) -> None:
    _palette(stage, "zebra crossing")


@state("all keys")
def _(stage: Stage) -> None:
    stage.press("Control+/")
    stage.page.locator("dialog[open]").wait_for()


def _palette(stage: Stage, text: str) -> None:
    stage.press("Control+k")
    stage.label("What do you want to do?").fill(text)


# --- settings --------------------------------------------------------------------------------------------


def sections(stage: Stage) -> list[str]:
    """The parts that the settings have now."""
    stage.press("Control+,")
    stage.page.get_by_role("tab").first.wait_for()
    names = [tab.inner_text() for tab in stage.page.get_by_role("tab").all()]
    stage.leave()
    return names


def settings_state(name: str | re.Pattern[str]) -> Go:
    def go(stage: Stage) -> None:
        stage.press("Control+,")
        stage.page.get_by_role(
            "tab", name=name if isinstance(name, re.Pattern) else re.compile(f"^{re.escape(name)}$")
        ).click()

    return go


@state("kinds of providers")
def _(stage: Stage) -> None:
    settings_state(stage.says("Models and providers"))(stage)
    stage.button("Add a provider").click()


@state("a new provider")
def _(stage: Stage) -> None:
    settings_state(stage.says("Models and providers"))(stage)
    stage.button("Add a provider").click()
    stage.page.get_by_text(re.compile("^OpenAI-[ck]ompatib")).click()


@state("what is new")
def _(stage: Stage) -> None:
    settings_state(stage.says("About"))(stage)
    stage.button("Read the list").click()
    stage.page.locator(".news-version li").first.wait_for()


@state("a setting that is looked for")
def _(stage: Stage) -> None:
    settings_state(stage.says("General"))(stage)
    stage.label("Search the settings").fill("o")


@state("a setting that is not there")
def _(stage: Stage) -> None:
    settings_state(stage.says("General"))(stage)
    stage.label("Search the settings").fill("zebra")


# --- trouble: last, for it ends the window -------------------------------------------------------------------


@state("no answer from Runnel")
def _(stage: Stage) -> None:
    page = stage.page
    page.route("**/api/events*", lambda route: route.abort())
    page.clock.install()
    page.reload()
    stage.label("Message").wait_for()
    page.clock.fast_forward(5_000)
    page.get_by_text(stage.says("No connection. Trying again…")).wait_for()
    page.clock.fast_forward(25_000)
    stage.button("Try now").wait_for()


# --- the walk --------------------------------------------------------------------------------------------

See = Callable[[Page, str, str], None]


def _first_start(place: Path, browser: Browser, way: Walk, see: See, web_dir: Path | None) -> None:
    """Nothing is set up, and nothing was ever said."""
    fresh = World(place, web_dir=web_dir) if web_dir else World(place)
    fresh.start()
    fresh.patch("/api/settings", {"zoom": way.zoom})
    window = Window(browser, bypass_csp=True, reduced_motion="reduce", locale=way.locale, **NORMAL)
    window.page.set_viewport_size(way.size)  # type: ignore[arg-type]
    window.page.goto(fresh.server.new_boot_url())
    window.page.locator(".found-foot .looked").wait_for()  # for models on this computer
    for look in way.looks:
        window.page.emulate_media(**{**NORMAL, **LOOKS[look]})
        see(window.page, "a first start", look)
    window.context.close()
    fresh.stop()


def walk(
    world: World, browser: Browser, folder: Path, way: Walk, see: See, *, only: str = "", web_dir: Path | None = None
) -> list[str]:
    """Goes to every state and shows it in every look: `see(page, state, look)`. Answers what was not reached."""
    if re.search(only, "a first start"):
        _first_start(folder.parent / "fresh", browser, way, see, web_dir)
    world.patch("/api/settings", {"zoom": way.zoom, "defaultModel": "fake:scripted"})
    window = Window(browser, bypass_csp=True, reduced_motion="reduce", locale=way.locale, **NORMAL)
    page = window.page
    page.set_default_timeout(8_000)
    page.set_viewport_size(way.size)  # type: ignore[arg-type]
    page.goto(world.server.new_boot_url())
    page.locator("#composer").wait_for()
    stage = Stage(world, window, folder, way)
    missed: list[str] = []
    found = {f"settings, {name}": settings_state(name) for name in sections(stage)}
    for name, go in {"a window that was cut off": lambda _: None, **found, **STATES}.items():
        if re.search(only, name) is None:
            continue
        try:
            go(stage)
            stage.settle()
        except (Error, AssertionError) as error:
            missed.append(f"“{name}” was not reached: {error}")
            see(page, f"{name} (not reached)", way.looks[0])
            stage.leave()
            continue
        for look in way.looks:
            has_popup = page.locator(".popup").count() > 0
            page.emulate_media(**{**NORMAL, **LOOKS[look]})
            stage.settle()
            if has_popup and not page.locator(".popup").count():  # other edges moved what is below it, which closes it
                stage.leave()
                go(stage)
            see(page, name, look)
        page.emulate_media(**NORMAL)
        stage.leave()
        if page.locator(".cut-card").count():
            stage.label("Not now").click()
    window.context.close()
    return missed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", default="", help="states whose name has this in it (a regular expression)")
    options.add_argument("--walk", choices=[*WALKS], action="append")
    options.add_argument("--web", type=Path, help="another build of the page than web/dist")
    chosen = options.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    began, count = time.monotonic(), 0
    missed: list[str] = []

    def pictures(way: str) -> See:
        def see(page: Page, name: str, look: str) -> None:
            nonlocal count
            count += 1
            page.screenshot(path=chosen.out / f"{re.sub(r'[^a-z]+', '-', name.lower())}.{way}-{look}.png")

        return see

    with tempfile.TemporaryDirectory() as place, scene.provider() as provider, sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
        sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
        for name in chosen.walk or [*WALKS]:
            home = Path(place) / name
            more = {"web_dir": chosen.web} if chosen.web else {}
            world = World(home / "data", provider.url, **more)
            world.start()
            (folder := home / "garden").mkdir()
            try:
                scene.fill(world, folder)
                missed += walk(
                    world, browser, folder, WALKS[name], pictures(name), only=chosen.only, web_dir=chosen.web
                )
            finally:
                world.stop()
        browser.close()
    print(f"{count} pictures in {chosen.out}, {time.monotonic() - began:.0f} s")
    sys.exit("\n\n".join(missed))


if __name__ == "__main__":
    main()
