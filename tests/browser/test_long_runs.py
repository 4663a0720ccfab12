"""A person follows long runs: summaries, commands in the background, helpers, results cut for the model, folders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import World
from tests.browser.conftest import Window
from tests.browser.test_access import SIZES, Look
from tests.fakes.scripted_provider import Call, Reply, Request, ScriptedProvider, from_prompt

CONTEXT = 6_000


class Model:
    """Reads a file again and again with a small context, gives tasks to helpers, and sums up."""

    def __init__(self) -> None:
        self.read = 0

    def reply(self, request: Request) -> Reply:
        first = str(request.json["messages"][0]["content"])
        if first.startswith("Sum up the part of a chat"):
            said = f"- The person wants all notes read.\n- {self.read} times read so far, nothing odd."
            return Reply(text=[said], usage=(3_000, 40))
        if "You are a helper" in first:
            if request.answers_a_tool:
                return Reply(text=["The readme says hello."], usage=(400, 5))
            return Reply(calls=[Call("read_file", '{"path": "readme.md"}', id="h1")])
        read = sum(len(str(message.get("content") or "")) for message in request.json["messages"]) // 4
        if "[[long]]" in request.prompt and self.read < 20:
            self.read += 1
            arguments = '{"path": "notes.txt"}'
            return Reply(calls=[Call("read_file", arguments, id=f"call_{self.read}")], usage=(read, 5))
        if request.answers_a_tool:
            return Reply(text=["Done."], usage=(read, 5))
        return from_prompt(request)


@pytest.fixture
def provider_url() -> Iterator[str]:
    models = {"object": "list", "data": [{"id": "scripted", "object": "model", "max_model_len": CONTEXT}]}
    with ScriptedProvider(Model().reply, routes={"/v1/models": Reply(body=models)}).in_thread() as provider:
        yield provider.url


@pytest.fixture
def chat(world: World, folder: Path) -> str:
    (folder / "notes.txt").write_text("a note that nobody has to remember\n" * 60)
    return world.conversation(title="garden", model="fake:scripted", workspace=str(folder))


def call(tool: str, **arguments: object) -> str:
    return f"[[call={tool} {json.dumps(arguments)}]]"


def summed_up(world: World, chat: str) -> None:
    world.say(chat, "[[long]] Read all the notes.")
    assert world.wait(chat, "finished")["runs"][-1]["summaries"]


def helped(world: World, chat: str) -> None:
    world.say(chat, call("delegate", task="Say what the readme says, word for word."))
    world.wait(chat, "finished")


def begun(world: World, chat: str, command: str = "echo listening; echo $$ > pid; sleep 600") -> None:
    world.say(chat, call("run_command", command=command, background=True))
    world.resume(chat, approved=True)
    world.wait(chat, "finished")


def opened(page: Page) -> Page:
    page.get_by_role("button", name="garden").first.click()
    return page


def test_a_summary_is_read_where_it_was_made_and_undone(world: World, chat: str, window: Window) -> None:
    summed_up(world, chat)
    page = opened(window.open(world))
    notes = page.get_by_text("Everything before was summed up")
    notes.first.wait_for()
    notes.first.focus()
    page.locator(".summed-up summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Summary").first).to_contain_text("The person wants all notes read.")
    page.get_by_role("button", name="Send everything again").first.click()
    expect(page.get_by_text("A summary was undone")).to_be_visible()
    undone = [s["undone"] for run in world.get(f"/api/conversations/{chat}")["runs"] for s in run["summaries"]]
    assert undone.count(True) == 1


def test_a_command_in_the_background_is_listed_read_and_stopped(
    world: World, chat: str, window: Window, folder: Path
) -> None:
    begun(world, chat)
    page = opened(window.open(world))
    page.get_by_role("button", name="1 command in the background").click()
    jobs = page.get_by_role("list", name="Commands in the background")
    expect(jobs).to_contain_text("runs")
    jobs.get_by_role("button", name="echo listening", exact=False).first.click()
    expect(page.get_by_label("Output of echo listening")).to_contain_text("listening")
    page.get_by_role("button", name="Stop echo listening").click()
    expect(page.get_by_label("Commands in the background")).to_have_count(0)
    assert world.get(f"/api/conversations/{chat}")["jobs"][0]["how"] == "stopped"
    pid = int((folder / "pid").read_text())
    assert not Path(f"/proc/{pid}").exists() or world.get("/api/sandbox")["works"]
    page.locator(".tool summary").last.click()
    expect(page.get_by_role("group", name="This command in the background")).to_contain_text("stopped")


def test_what_a_helper_did_is_folded_with_its_call(world: World, chat: str, window: Window) -> None:
    helped(world, chat)
    page = opened(window.open(world))
    page.get_by_text("A helper worked on").click()
    steps = page.locator(".helper")
    expect(steps).to_contain_text("1 action")
    steps.get_by_text("What the helper did").click()
    expect(steps.locator(".tool")).to_contain_text("readme.md")
    expect(steps).to_contain_text("The readme says hello.")


def test_all_of_a_result_that_the_model_was_sent_the_beginning_of_can_be_read(
    world: World, chat: str, window: Window, folder: Path
) -> None:
    (folder / "long.txt").write_text("".join(f"{n:07d}\n" for n in range(9_000)))
    world.say(chat, call("read_file", path="long.txt"))
    world.wait(chat, "finished")
    page = opened(window.open(world))
    page.locator(".tool summary").click()
    page.get_by_role("button", name="Show all 72,000 characters").click()
    expect(page.get_by_role("group", name="Result").last).to_contain_text("0008999")


def test_further_folders_are_opened_and_closed_in_the_folder_dialog(
    world: World, chat: str, window: Window, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    page = opened(window.open(world))
    page.get_by_role("button", name="work", exact=False).last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Path").fill(str(docs))
    dialog.get_by_role("button", name="Open this one as well").click()
    further = dialog.get_by_role("region", name="Also open in this chat")
    expect(further).to_contain_text(str(docs))
    assert world.get(f"/api/conversations/{chat}")["folders"] == [str(docs)]
    dialog.get_by_label("Path").fill(str(tmp_path))
    dialog.get_by_role("button", name="Open this one as well").click()
    expect(dialog.get_by_role("alert")).to_contain_text("which is open in this chat already")
    assert ["422" in complaint for complaint in window.complaints] == [True], "the browser's own line about it"
    window.complaints.clear()
    further.get_by_role("button", name=f"Close {docs}").click()
    expect(further).to_have_count(0)
    assert world.get(f"/api/conversations/{chat}")["folders"] == []


@pytest.mark.parametrize("size", SIZES)
def test_I4_long_runs_are_without_fault_in_every_look(
    size: str, world: World, chat: str, browser: Browser, folder: Path, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    world.patch(f"/api/conversations/{chat}", {"folders": [str(docs)]})
    for made in (summed_up, helped, begun):
        made(world, chat)
    window = Window(browser, bypass_csp=True)
    if size == "narrow":
        window.page.set_viewport_size({"width": 380, "height": 780})
    page = window.open(world)
    look = Look(page, size, SIZES[size])
    if size == "narrow":
        page.get_by_label("Show the list of chats").click()
    opened(page)
    _unfold(page)
    look("a long run")
    page.locator(".summed-up").first.scroll_into_view_if_needed()
    look("a summary")
    page.get_by_role("button", name="work", exact=False).last.click()
    page.get_by_role("dialog").get_by_label("Path").fill(str(tmp_path / "other"))
    look("several folders")
    page.keyboard.press("Escape")
    window.context.close()
    assert window.complaints == []


def _unfold(page: Page) -> None:
    page.locator(".summed-up summary").first.click()
    page.get_by_text("A helper worked on").click()
    page.get_by_text("What the helper did").click()
    page.get_by_role("button", name="1 command in the background").click()
    page.locator(".background-name").first.click()
    expect(page.get_by_label("Output of echo listening")).to_contain_text("listening")
