"""A person uses the page: first run, chat, approval, reload, second window, providers, stop, crash."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.process import Killable


def test_the_first_run_says_what_was_found_and_works_at_once(tmp_path: Path, window: Window) -> None:
    world = World(tmp_path)
    world.start()
    page = window.open(world)
    expect(page.get_by_role("heading", name="The built-in assistant is ready")).to_be_visible()
    expect(page.get_by_label("Language models")).to_contain_text("Add a provider")
    page.get_by_text("What can you do?").click()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("not a language model")
    window.context.close()
    world.stop()


def test_a_folder_is_chosen_listed_and_searched_and_each_action_is_shown(
    world: World, window: Window, folder: Path
) -> None:
    page = window.open(world)
    page.get_by_label("Choose a folder").click()
    page.get_by_label("Path").fill(str(folder))
    page.get_by_role("button", name="Use this folder").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # the folder is looked at first
    window.say("list this folder")
    expect(page.get_by_label("Conversation")).to_contain_text("readme.md")
    window.say("search for TODO")
    expect(page.get_by_label("Conversation")).to_contain_text("src/a.py:1")
    state = world.get(f"/api/conversations/{world.get('/api/snapshot')['conversations'][0]['id']}")
    assert state["workspace"] == str(folder)
    calls = [c["function"]["name"] for m in state["messages"] for c in m.get("toolCalls", [])]
    assert calls == ["list_folder", "search_text"]


def test_what_is_typed_takes_the_place_of_the_folder_that_the_dialog_begins_at(
    window: Window, world: World, folder: Path
) -> None:
    page = window.open(world)
    page.get_by_label("Choose a folder").click()
    expect(page.get_by_label("Path")).not_to_have_value("")
    expect(page.get_by_label("Path")).to_be_focused()
    page.keyboard.insert_text(str(folder))
    expect(page.get_by_label("Path")).to_have_value(str(folder))


def test_a_folder_that_is_not_there_is_said_in_the_dialog_which_stays_open(
    world: World, window: Window, folder: Path
) -> None:
    page = window.open(world)
    page.get_by_label("Choose a folder").click()
    page.get_by_label("Path").fill(str(folder / "none"))
    page.get_by_role("button", name="Use this folder").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("No such file or directory")
    page.get_by_label("Path").fill(str(folder))
    page.get_by_role("button", name="Use this folder").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    window.say("Hi")
    expect(page.get_by_label("Answer", exact=True)).to_have_count(1)
    folder.rename(folder.with_name("moved"))
    page.get_by_title(str(folder), exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("No such file or directory")
    expect(page.get_by_label("Path")).to_have_value(str(folder))
    window.complaints.clear()  # the browser itself reports what was refused


def test_a_write_is_asked_for_with_all_that_it_writes(world: World, window: Window, folder: Path) -> None:
    chat = world.conversation(workspace=str(folder), title="writing")
    page = window.open(world)
    page.get_by_text("writing").click()
    window.say("write notes.txt: call the dentist")
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text("notes.txt")
    expect(card).to_contain_text("call the dentist")
    assert not (folder / "notes.txt").exists()
    card.get_by_role("button", name="Deny").click()
    world.wait(chat, "finished")
    assert not (folder / "notes.txt").exists()
    window.say("write notes.txt: call the dentist")
    page.get_by_label("Approval needed").get_by_role("button", name="Allow").click()
    world.until(lambda: {} if (folder / "notes.txt").exists() else None)
    assert (folder / "notes.txt").read_text().strip() == "call the dentist"
    expect(card).to_have_count(0)


def test_a_double_click_or_a_held_key_answers_one_approval_only(world: World, window: Window, folder: Path) -> None:
    world.conversation(workspace=str(folder), title="twice")
    page = window.open(world)
    page.get_by_text("twice").click()
    allow = page.get_by_role("button", name="Allow")
    window.say("run `touch a` then run `touch b` then run `touch c`")
    allow.click(trial=True)
    box = allow.bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*at)
    for _ in range(5):  # somebody who cannot stop clicking
        page.wait_for_timeout(120)
        page.mouse.click(*at)
    world.until(lambda: {} if (folder / "a").exists() else None)
    expect(page.get_by_label("Approval needed")).to_contain_text("touch b")
    allow.click(trial=True)  # the pause is over
    assert not (folder / "b").exists()
    allow.focus()
    page.keyboard.down("Enter")
    page.wait_for_timeout(300)
    for _ in range(20):
        page.keyboard.down("Enter")  # held: it repeats
        page.wait_for_timeout(60)
    page.keyboard.up("Enter")
    expect(page.get_by_label("Approval needed")).to_contain_text("touch c")
    assert (folder / "b").exists()
    assert not (folder / "c").exists()


def test_a_reload_in_mid_answer_loses_nothing_and_the_answer_goes_on(world: World, window: Window) -> None:
    chat = world.conversation(title="long", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("long").click()
    window.say("[[tokens=400 pace_ms=5]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word20")
    page.reload()
    page.get_by_text("long").first.click()
    expect(page.get_by_label("Conversation")).to_contain_text("word399", timeout=15_000)
    text = world.get(f"/api/conversations/{chat}")["messages"][-1]["content"]
    assert text == "".join(f"word{i} " for i in range(400))
    assert " ".join(window.answers()[-1].split()).startswith(" ".join(text.split()))


def test_F9_two_windows_show_the_same(world: World, window: Window, browser: Browser) -> None:
    world.conversation(title="shared", model="fake:scripted")
    second = Window(browser)
    pages = [window.open(world), second.open(world)]
    for page in pages:
        page.get_by_text("shared").click()
    window.say("[[tokens=100 pace_ms=5]]")
    for page in pages:
        expect(page.get_by_label("Conversation")).to_contain_text("word99", timeout=10_000)
    assert window.answers() == second.answers()
    second.context.close()


def test_stop_ends_the_answer_within_half_a_second(world: World, window: Window) -> None:
    chat = world.conversation(title="endless", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("endless").click()
    took_s: list[float] = []
    while len(took_s) < 3 and min(took_s, default=1) >= 0.5:  # other tests' work can only make one slower
        window.say("[[tokens=5000 pace_ms=5]]")
        expect(page.get_by_label("Answer", exact=True)).to_have_count(len(took_s) + 1)
        expect(page.get_by_label("Answer", exact=True).last).to_contain_text("word10")
        began = time.monotonic()
        page.get_by_label("Stop the answer").click()
        expect(page.get_by_label("Send", exact=True)).to_be_visible(timeout=2_000)
        took_s.append(time.monotonic() - began)
        assert world.wait(chat)["runs"][-1]["status"] == "cancelled"
    assert min(took_s) < 0.5


def test_a_provider_is_added_and_its_model_chosen(world: World, window: Window) -> None:
    url = world.get("/api/providers")["providers"][0]["baseUrl"]
    page = window.open(world)
    page.get_by_role("button", name="Models and providers").click()
    page.get_by_role("button", name="Add a provider").click()
    page.get_by_text("OpenAI-compatible", exact=True).click()
    page.get_by_label("Address").fill(url)
    page.get_by_label("Name").fill("mine")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("answers and has 1 model")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_label("Model:").click()
    page.get_by_label("Find a model").fill("mine")
    page.keyboard.press("Enter")
    window.say("hello from the page")
    expect(page.get_by_label("Conversation")).to_contain_text("You said: hello from the page")


def test_a_wrong_key_is_a_sentence_in_the_chat_and_the_question_can_be_tried_again(
    world: World, window: Window
) -> None:
    world.conversation(title="refused", model="fake:scripted")
    page = window.open(world)
    page.get_by_text("refused").click()
    window.say("[[error=401]]")
    expect(page.get_by_label("Problem")).to_contain_text("key")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Answer 2 of 2")).to_be_visible()
    expect(page.get_by_label("Problem")).to_have_count(1)


def test_a_kill_in_mid_answer_keeps_the_text_and_marks_it(tmp_path: Path, provider_url: str, window: Window) -> None:
    """The page outlives the server: same port, same token, the same page goes on by itself."""
    page = window.page
    runnel = Killable(tmp_path / "killed")
    runnel.start()
    runnel.call(page.request, "PUT", "/api/providers/fake", {"kind": "openai-compatible", "baseUrl": provider_url})
    runnel.call(page.request, "PATCH", "/api/settings", {"defaultModel": "fake:scripted"})
    page.goto(runnel.boot)
    page.get_by_label("Message").wait_for()
    window.say("[[tokens=3000 pace_ms=5]]")
    expect(page.get_by_label("Conversation")).to_contain_text("word40")
    runnel.kill()
    before = len(window.answers()[-1])
    runnel.start()
    expect(page.get_by_label("Conversation")).to_contain_text("This answer was interrupted", timeout=20_000)
    assert len(window.answers()[-1]) >= before
    assert "word40" in window.answers()[-1]
    window.context.close()
    window.complaints.clear()  # the browser itself reports the refused connections in between
    runnel.kill()


def test_the_size_of_text_is_kept(world: World, window: Window) -> None:
    page = window.open(world)
    for _ in range(3):
        page.keyboard.press("Control++")
    world.until(lambda: {} if world.get("/api/settings")["zoom"] == 1.3 else None)
    page.reload()
    page.get_by_label("Message").wait_for()
    page.wait_for_function("document.documentElement.style.fontSize === '130%'")
    page.keyboard.press("Control+0")
    world.until(lambda: {} if world.get("/api/settings")["zoom"] == 1 else None)
