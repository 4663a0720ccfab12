"""A person follows what an agent does: its steps, their output, changes of files, questions, the plan."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.process import Killable
from tests.browser.test_access import SIZES, Look
from tests.fakes.scripted_provider import Call, Reply, ScriptedProvider


def call(name: str, **values: object) -> str:
    return f"[[call={name} {json.dumps(values)}]]"


@pytest.fixture
def page(world: World, window: Window, folder: Path) -> Page:
    world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    return page


def allow(page: Page) -> None:
    page.get_by_label("Approval needed").get_by_role("button", name="Allow").click()
    expect(page.get_by_label("Approval needed")).to_have_count(0)


def test_reading_and_searching_is_one_line_that_opens_and_is_found_in(page: Page, window: Window, folder: Path) -> None:
    (folder / "b.txt").write_text("a needle\n")
    window.say(call("read_file", path="readme.md") + call("read_file", path="b.txt") + call("search_text", text="x"))
    line = page.get_by_text("Read 2 files, searched once")
    line.wait_for()
    expect(page.get_by_text("b.txt", exact=True)).to_have_count(0)
    line.focus()
    page.locator(".looks summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".looks-inside .tool")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator(".looks-inside")).to_have_count(0)
    page.keyboard.press("Control+f")
    page.get_by_label("Find in this chat").fill("needle")
    expect(page.locator(".looks-inside pre", has_text="a needle")).to_be_visible()


def test_D11_a_commands_output_is_followed_and_its_exit_status_stays(page: Page, window: Window, folder: Path) -> None:
    script = r"for i in $(seq 60); do printf '\033[31mline %s\033[0m\n' $i; done; "
    script += "while [ ! -e go ]; do sleep 0.05; done; exit 3"
    window.say(call("run_command", command=script))
    card = page.get_by_label("Approval needed")
    expect(card).to_contain_text(script)
    expect(card).to_contain_text(f"in {folder}")
    expect(card.get_by_text("environment variables")).to_be_visible()
    allow(page)
    live = page.get_by_label("Output of for i in")
    expect(live).to_contain_text("line 60")
    assert live.evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight < 4"), "its end is in view"
    assert "[31m" not in live.inner_text()
    expect(page.locator(".tool.running .badge")).to_have_text("running")
    (folder / "go").touch()
    expect(page.locator(".tool.failed")).to_contain_text("exit status 3")
    expect(live).to_have_count(0)
    page.locator(".tool.failed summary").click()
    expect(page.locator(".tool.failed").get_by_role("group", name="Problem")).to_contain_text("line 60")


def test_C11_a_change_is_shown_line_by_line_before_and_after_with_nothing_hidden(
    page: Page, window: Window, folder: Path
) -> None:
    (folder / "a.txt").write_text("one\nthe old line\nthree\n")
    window.say(call("write_file", path="a.txt", content="one\nthe new\u202e line\nthree\n"))
    card = page.get_by_label("Approval needed")
    diff = card.get_by_role("group", name="Lines of a.txt: 1 line added, 1 line removed")
    expect(diff.get_by_role("deletion")).to_contain_text("the old line")
    expect(diff.get_by_role("insertion")).to_contain_text("the newU+202E line")
    expect(diff.locator(".differs")).to_have_count(2)
    assert diff.locator(".diff-line").evaluate_all("lines => lines.map(l => [l.dataset.old, l.dataset.now])") == [
        ["1", "1"], ["2", ""], ["", "2"], ["3", "3"],
    ]  # fmt: skip
    expect(card).to_contain_text("characters that are normally invisible")
    allow(page)
    expect(page.locator(".tool.done .counts").first).to_contain_text("1 line added, 1 line removed")
    page.locator(".tool.done summary").first.click()
    expect(page.locator(".tool-body").get_by_role("insertion")).to_contain_text("U+202E")


def test_five_hundred_lines_of_a_change_are_drawn_and_the_rest_when_asked_for(
    page: Page, window: Window, folder: Path
) -> None:
    window.say(call("write_file", path="long.txt", content="x\n" * 900))
    card = page.get_by_label("Approval needed")
    expect(card.locator(".diff-line")).to_have_count(500)
    card.get_by_role("button", name="Show all 900 lines").click()
    expect(card.locator(".diff-line")).to_have_count(900)
    expect(card.get_by_text("new file")).to_be_visible()


def test_I4_a_question_is_answered_by_keys_alone(world: World, page: Page, window: Window) -> None:
    window.say(call("ask_user", question="Which colour?", choices=["red", "blue"]))
    card = page.get_by_label("The assistant asks you")
    expect(card).to_contain_text("Which colour?")
    first = card.get_by_role("button", name="red")
    expect(first).to_be_enabled()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()  # not taken from somebody who writes
    page.keyboard.press("Control+j")
    expect(first).to_be_focused()
    page.keyboard.press("2")
    expect(card).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("has answered: blue")
    window.say(call("ask_user", question="Your name?"))
    field = page.get_by_label("Your answer")
    field.fill("Ada")
    expect(card.get_by_role("button", name="Answer", exact=True)).to_be_enabled()
    field.press("Enter")
    expect(page.get_by_label("Conversation")).to_contain_text("has answered: Ada")
    window.say(call("ask_user", question="And now?"))
    card.get_by_role("button", name="Go on without an answer").click()
    expect(page.get_by_label("Conversation")).to_contain_text("did not answer")


def test_an_answer_that_is_being_written_stays_while_another_chat_is_on_screen(
    world: World, page: Page, window: Window
) -> None:
    world.conversation(title="kitchen", model="fake:scripted")
    window.say(call("ask_user", question="Your name?"))
    card = page.get_by_label("The assistant asks you")
    field = page.get_by_label("Your answer")
    field.fill("a long and careful answer")
    page.get_by_role("button", name="kitchen").first.click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="garden").first.click()
    expect(field).to_have_value("a long and careful answer")

    field.fill("x" * 4_001)  # nothing of it is cut off without a word
    expect(field).to_have_value("x" * 4_001)
    expect(card.get_by_role("alert")).to_contain_text("has 4,001 characters; 4,000 can be given")
    expect(card.get_by_role("button", name="Answer", exact=True)).to_be_disabled()
    field.press("Enter")
    field.press("Backspace")
    expect(card.get_by_role("alert")).to_have_count(0)
    expect(field).to_have_value("x" * 4_000)
    expect(card.get_by_role("button", name="Answer", exact=True)).to_be_enabled()
    field.press("Enter")
    expect(card).to_have_count(0)
    expect(page.get_by_label("Conversation")).to_contain_text("has answered: xxx")


def test_a_plan_is_pinned_while_it_is_worked_on_and_kept_in_the_answer(
    page: Page, window: Window, folder: Path
) -> None:
    items = [{"text": "look", "status": "done"}, {"text": "mend", "status": "doing"}]
    window.say(call("update_plan", items=items) + call("write_file", path="n.txt", content="x"))
    plan = page.get_by_role("region", name="Plan")
    expect(plan).to_contain_text("1 of 2 done")
    expect(plan.get_by_role("listitem").nth(1)).to_contain_text("in progress")
    head = plan.get_by_role("button", name="Plan")
    head.focus()
    page.keyboard.press("Enter")
    expect(plan.get_by_role("listitem")).to_have_count(0)
    expect(plan).to_contain_text("mend")
    allow(page)
    expect(plan).to_have_count(0)
    page.locator(".plan.kept summary").click()
    expect(page.locator(".plan.kept")).to_contain_text("not finished")


def test_I4_an_answer_is_replayed_by_keys_step_by_step_and_cannot_be_answered_again(
    world: World, page: Page, window: Window, folder: Path
) -> None:
    window.say(call("list_folder") + call("write_file", path="n.txt", content="x"))
    allow(page)
    expect(page.get_by_label("Conversation")).to_contain_text("The tool has answered")
    (folder / "n.txt").unlink()
    page.get_by_label("More about this answer").click()
    page.get_by_role("menuitem", name="Replay").click()
    replay = page.get_by_role("dialog")
    expect(replay.get_by_role("button", name="Play")).to_be_focused()
    expect(replay).to_contain_text("Before the answer.")
    stage = replay.get_by_label("The answer at this place")
    expect(stage.locator(".tool")).to_have_count(0)
    step = replay.locator(".replay-step")
    seen = []
    while "The work has ended" not in (text := step.inner_text()):
        page.keyboard.press("ArrowRight")
        expect(step).not_to_have_text(text)
        seen.append(step.inner_text())
        if "You were asked" in seen[-1]:
            card = stage.get_by_label("Approval needed")
            expect(card).to_contain_text("Nothing can be answered in a replay")
            page.wait_for_timeout(900)  # longer than a card waits
            expect(card.get_by_role("button", name="Allow")).to_be_disabled()
    assert [text.partition(". ")[2] for text in seen][-3:] == [
        "An action has ended: Write.",
        "Text was written.",
        "The work has ended.",
    ]
    expect(stage).to_contain_text("The tool has answered: Created n.txt")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(stage).not_to_contain_text("The tool has answered")
    slider = replay.get_by_label("Place in the answer")
    slider.focus()
    page.keyboard.press("Home")
    expect(step).to_have_text("Before the answer.")
    page.keyboard.press("Space")
    expect(step).to_contain_text("The work has ended", timeout=20_000)
    expect(replay.get_by_role("button", name="Play")).to_be_visible()
    assert not (folder / "n.txt").exists(), "a replay does nothing"
    page.keyboard.press("Escape")
    expect(replay).to_have_count(0)
    expect(page.get_by_label("More about this answer")).to_be_focused()


def test_who_wants_less_motion_gets_a_replay_in_steps(world: World, browser: Browser) -> None:
    chat = world.conversation(title="garden", model="fake:scripted")
    world.say(chat, "[[tokens=300]]")
    world.wait(chat)
    window = Window(browser, reduced_motion="reduce")
    page = window.open(world)
    page.get_by_role("button", name="garden").first.click()
    page.get_by_label("More about this answer").click()
    page.get_by_role("menuitem", name="Replay").click()
    stage = page.get_by_role("dialog").get_by_label("The answer at this place")
    page.get_by_role("dialog").get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    lengths: set[int] = set()
    while "word299" not in (text := stage.inner_text()):
        lengths.add(text.count("word"))
    assert lengths == {0}, "no growing text"
    window.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_I4_axe_finds_nothing_serious_in_what_an_agent_does(
    size: str, world: World, browser: Browser, folder: Path
) -> None:
    chat = world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
    items = [{"text": "look", "status": "done"}, {"text": "mend", "status": "doing"}]
    looks = call("read_file", path="readme.md") + call("read_file", path="none.md") + call("list_folder")
    world.say(chat, looks + call("update_plan", items=items) + call("write_file", path="readme.md", content="hi\n"))
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    if size == "narrow":
        page.get_by_label("Show the list of chats").click()
    page.get_by_role("button", name="garden").first.click()
    allowing = page.get_by_role("button", name="Allow")
    expect(allowing).to_be_enabled()
    look("an approval of a change", settle_ms=300)
    allowing.click()
    world.wait(chat, "finished")
    for summary in page.locator(".tool summary, .plan summary").all():
        summary.click()
    look("steps with their details")
    page.get_by_label("More about this answer").click()
    page.get_by_role("menuitem", name="Replay").click()
    page.get_by_text("Before the answer.").wait_for()
    page.keyboard.press("End")
    look("a replay")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show the changes").click()
    page.get_by_role("button", name="readme.md edited").click()
    page.get_by_role("dialog").get_by_role("deletion").wait_for()
    look("the changes of files")
    page.keyboard.press("Escape")
    world.say(chat, call("ask_user", question="Which?", choices=["red", "blue"]))
    expect(page.locator(".answer").first).to_be_enabled()
    look("a question")
    window.context.close()


@pytest.fixture
def runnel(tmp_path: Path, provider_url: str, browser: Browser) -> Iterator[Killable]:
    runnel = Killable(tmp_path / "killed")
    runnel.start()
    runnel.use(browser, provider_url)
    yield runnel
    runnel.kill()


def test_F4_what_is_known_of_an_unknown_outcome_is_said_and_what_to_do(
    runnel: Killable, browser: Browser, folder: Path
) -> None:
    window = Window(browser)
    request = window.context.request
    chat = runnel.call(request, "POST", "/api/conversations", {"title": "garden", "workspace": str(folder)})["id"]
    page = window.page
    page.goto(runnel.boot)
    page.get_by_role("button", name="garden").first.click()
    window.say(call("run_command", command="echo begun; sleep 600"))
    allow(page)
    expect(page.get_by_label("Output of echo begun")).to_contain_text("begun")
    runnel.kill()
    runnel.start()
    card = page.get_by_role("note", name="Outcome unknown")
    expect(card).to_contain_text("It was not repeated", timeout=20_000)
    expect(card).to_contain_text("Look at what it should have changed")
    expect(page.locator(".tool.unknown .badge")).to_have_text("outcome unknown")
    if (pictures := os.environ.get("RUNNEL_PICTURES")) is not None:
        page.screenshot(path=Path(pictures) / "an-unknown-outcome.png")
    assert runnel.call(request, "GET", f"/api/conversations/{chat}")["runs"][-1]["status"] == "interrupted"
    card.get_by_role("button", name="Mark as done").click()
    expect(card).to_contain_text("You marked it as done.")
    expect(card.get_by_role("button", name="Run again")).to_have_count(0)
    window.context.close()


def test_F4_what_was_lost_runs_again_only_when_a_person_says_so_and_asks_like_anything_else(
    runnel: Killable, browser: Browser, folder: Path
) -> None:
    window = Window(browser)
    request = window.context.request
    runnel.call(request, "POST", "/api/conversations", {"title": "garden", "workspace": str(folder)})
    page = window.page
    page.goto(runnel.boot)
    page.get_by_role("button", name="garden").first.click()
    window.say(call("run_command", command="echo ran >> runs.txt; while [ ! -e go ]; do sleep 0.05; done"))
    allow(page)
    runs = folder / "runs.txt"
    World.until(lambda: {} if runs.exists() and runs.read_text() == "ran\n" else None)
    runnel.kill()
    runnel.start()
    card = page.get_by_role("note", name="Outcome unknown")
    again = card.get_by_role("button", name="Run again")
    expect(again).to_be_enabled(timeout=20_000)
    assert runs.read_text() == "ran\n"
    (folder / "go").touch()
    again.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Approval needed")).to_contain_text("echo ran")
    assert runs.read_text() == "ran\n"
    allow(page)
    expect(page.locator(".tool.done")).to_have_count(1)
    assert runs.read_text() == "ran\nran\n"
    window.context.close()


def test_an_answer_that_another_window_gives_leaves_what_was_being_written_to_be_written_on(
    world: World, window: Window, page: Page
) -> None:
    chat = world.get("/api/conversations")["conversations"][0]["id"]
    message = page.get_by_label("Message", exact=True)
    for words in ("neither, for the soil is", ""):
        window.say(call("ask_user", question="Which bed?", choices=["One", "Two"]))
        answer = page.get_by_role("textbox", name="Another answer")
        answer.fill("neither, for the soil is")
        answer.fill(words)
        asked = world.wait(chat, "waiting")["interrupts"][0]
        given = {"interruptId": asked["id"], "status": "resolved", "payload": {"answer": "One"}}
        world.post(f"/api/runs/{asked['runId']}/resume", {"resume": [given]})
        expect(answer).to_have_count(0)
        expect(message).to_be_focused()
        page.keyboard.type(" wet")
        expect(message).to_have_value(f"{words} wet")
        expect(page.get_by_text("is not open any more")).to_have_count(1 if words else 0)
        world.wait(chat, "finished")
        message.fill("")


def test_a_choice_that_the_server_refuses_keeps_the_keyboard(window: Window, page: Page) -> None:
    window.say(call("ask_user", question="Which bed?", choices=["One", "Two"]))
    two = page.get_by_role("button", name="Two", exact=True)
    expect(two).to_be_enabled()
    page.route("**/resume", lambda route: route.fulfill(status=500, json={}))
    two.press("Enter")
    expect(page.get_by_label("The assistant asks you").get_by_role("alert")).to_be_visible()
    expect(two).to_be_focused()
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(two).to_have_count(0)
    window.complaints.clear()  # what was refused


@pytest.fixture
def retried(tmp_path: Path, folder: Path) -> Iterator[World]:
    """Its model fails at first, then looks into the folder, then is silent."""
    look = Reply(calls=[Call("list_folder", "{}", id="look")])
    silent = Reply(hang=True, finish=None, done=False, usage=None)
    with ScriptedProvider([Reply(status=503), look, silent]).in_thread() as provider:
        world = World(tmp_path / "data", provider.url)
        world.start()
        world.conversation(title="garden", model="fake:scripted", workspace=str(folder))
        yield world
        world.stop()


def test_what_was_said_of_a_retry_is_not_said_again_after_what_came_of_it(retried: World, browser: Browser) -> None:
    window = Window(browser)
    page = window.open(retried)
    page.get_by_role("button", name="garden").first.click()
    window.say("What is in it?")
    line = page.locator(".waiting-line")
    expect(line).to_contain_text("Trying again")
    expect(page.get_by_label("What was done")).to_contain_text("done")
    expect(line).to_have_text("")
    page.reload()
    expect(page.get_by_label("What was done")).to_contain_text("done")
    expect(line).to_have_text("")
    window.context.close()
