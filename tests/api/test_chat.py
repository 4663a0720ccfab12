"""A person chats, over HTTP: messages, runs, stops, approvals, restarts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider


def test_a_question_is_answered_and_stays(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "hello there")
    assert world.answer(chat) == "You said: hello there"
    world.restart()
    state = world.get(f"/api/conversations/{chat}")
    assert [(m["role"], m["content"]) for m in state["messages"]] == [
        ("user", "hello there"),
        ("assistant", "You said: hello there"),
    ]
    assert (state["title"], [run["status"] for run in state["runs"]]) == ("hello there", ["finished"])


def test_the_model_is_sent_the_whole_conversation(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "one")
    world.wait(chat)
    world.say(chat, "two")
    state = world.wait(chat)
    assert [run["usage"][0]["outputTokens"] for run in state["runs"]] == [5, 5]
    assert [m["role"] for m in state["messages"]] == ["user", "assistant", "user", "assistant"]


def test_F3_the_same_message_again_is_the_same_message(world: World) -> None:
    """F3★ within one life and across a restart."""
    chat = world.conversation()
    body = {"id": "m-1", "text": "once", "model": "fake:scripted"}
    first = world.post(f"/api/conversations/{chat}/messages", body)
    assert world.post(f"/api/conversations/{chat}/messages", body) == first
    world.wait(chat)
    world.restart()
    assert world.post(f"/api/conversations/{chat}/messages", body) == first
    state = world.get(f"/api/conversations/{chat}")
    assert (len(state["runs"]), len([m for m in state["messages"] if m["role"] == "user"])) == (1, 1)


def test_stop_ends_a_running_answer_within_half_a_second_and_keeps_its_text(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, "[[tokens=5000 pace_ms=5]]")
    world.until(lambda: _text(world, chat, "word1 ") or None)
    began = time.monotonic()
    world.post(f"/api/runs/{run}/cancel")
    took = time.monotonic() - began
    state = world.get(f"/api/conversations/{chat}")
    assert state["runs"][-1]["status"] == "cancelled"
    answer = state["messages"][-1]
    assert answer["content"].startswith("word0 word1 ")
    assert answer["metadata"]["partial"] is True
    assert took < 0.5
    assert world.post(f"/api/runs/{run}/cancel") == {}


def test_a_silent_provider_can_be_stopped_too(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, "[[silence=30]]")
    began = time.monotonic()
    world.post(f"/api/runs/{run}/cancel")
    assert time.monotonic() - began < 2
    assert world.wait(chat)["runs"][-1]["status"] == "cancelled"


def test_a_second_message_waits_its_turn(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, "[[silence=30]]")
    status, code, _ = world.problem("POST", f"/api/conversations/{chat}/messages", {"id": "b", "text": "and?"})
    assert (status, code) == (409, "run_active")
    world.post(f"/api/runs/{run}/cancel")


def test_a_client_that_leaves_ends_nothing(world: World) -> None:
    chat = world.conversation()
    with world.stream() as frames:
        next(frames)
        world.say(chat, "[[tokens=100 pace_ms=2]]")
        next(frames)
    state = world.wait(chat)
    assert state["runs"][-1]["status"] == "finished"
    assert state["messages"][-1]["content"].endswith("word99 ")


def test_a_provider_error_is_a_sentence_in_the_chat_and_the_question_stays(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "[[error=401]]")
    state = world.wait(chat)
    assert (state["runs"][-1]["status"], state["runs"][-1]["error"]["code"]) == ("failed", "key_refused")
    assert state["messages"][0]["content"] == "[[error=401]]"


def test_a_provider_that_cannot_be_reached_says_so(world: World) -> None:
    world.put("/api/providers/gone", {"kind": "openai-compatible", "baseUrl": "http://127.0.0.1:9/v1"})
    chat = world.conversation()
    world.say(chat, "hi", model="gone:x")
    run = world.wait(chat, timeout_s=40)["runs"][-1]
    assert (run["status"], run["error"]["code"]) == ("failed", "provider_unreachable")
    assert [note["code"] for note in run["notes"]] == ["retrying"] * 3


def test_G3_a_cut_answer_is_kept_and_never_shown_as_finished(world: World) -> None:
    """G3★."""
    chat = world.conversation()
    world.say(chat, "[[tokens=50 cut=2000]]")
    state = world.wait(chat)
    assert state["runs"][-1]["status"] == "failed"
    assert state["messages"][-1]["content"].startswith("word0 ")
    assert state["messages"][-1]["metadata"]["partial"] is True


def test_a_call_is_asked_for_and_done_only_when_allowed(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    chat = world.conversation(workspace=str(folder))
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "hello"}]]')
    state = world.wait(chat, "waiting")
    added = ["+hello", "\\ No newline at end of file"]
    hunk = {"oldStart": 0, "oldLines": 0, "newStart": 1, "newLines": 1, "lines": added}
    asked = state["interrupts"][0]["metadata"]
    assert len(asked.pop("hash")) == 64
    assert [offer["value"] for offer in asked.pop("grants")] == [str(folder)]
    assert asked == {
        "tool": "write_file",
        "folder": str(folder),
        "title": f"Create a.txt (5 bytes) in {folder}",
        "risk": "write",
        "was": "new",
        "changes": [{"path": "a.txt", "kind": "create", "added": 1, "removed": 0, "hunks": [hunk]}],
    }
    assert not (folder / "a.txt").exists()
    world.resume(chat, approved=True)
    state = world.wait(chat)
    assert (folder / "a.txt").read_text() == "hello"
    assert [r["status"] for r in state["runs"]] == ["finished", "finished"]
    assert [m["role"] for m in state["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert state["messages"][-1]["content"] == "The tool has answered: Created a.txt (5 bytes)."


def test_D4_what_changed_since_the_question_is_not_overwritten(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    for name, old, since in (
        ("a.txt", "mine", "mine, and more"),
        ("b.txt", None, "by somebody else"),
        ("a.txt", "", None),
    ):
        path = tmp_path / name
        if old is not None:
            path.write_text(old)
        chat = world.conversation(workspace=str(tmp_path))
        world.say(chat, f'[[call=write_file {{"path": "{name}", "content": "hello"}}]]')
        asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
        assert asked.pop("changes")[0]["kind"] == ("create" if old is None else "replace")
        assert asked.pop("hash")
        assert asked.pop("grants")
        assert asked == {
            "tool": "write_file",
            "folder": str(tmp_path),
            "title": f"{'Create' if old is None else 'Replace'} {name} (5 bytes) in {tmp_path}",
            "risk": "write",
            "was": "new" if old is None else hashlib.sha256(old.encode()).hexdigest(),
        }
        path.write_text(since) if since is not None else path.unlink()
        world.resume(chat, approved=True)
        result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
        assert (result["error"], result["content"]) == (
            "failed",
            f"{name} has changed since this was asked. Nothing was written; read it again.",
        )
        assert (path.read_text() if path.exists() else None) == since
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["b.txt"]


def test_D4_a_file_that_is_as_it_was_is_replaced(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfold\r\n")
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "hello"}]]')
    world.resume(chat, approved=True)
    assert world.answer(chat) == "The tool has answered: Replaced a.txt (5 bytes)."
    assert (tmp_path / "a.txt").read_text() == "hello"


def test_D2_a_link_in_the_place_of_the_chosen_folder_is_refused(world: World, tmp_path: Path) -> None:
    folder, other = tmp_path / "work", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "a.txt").write_text("secret")
    chat = world.conversation(workspace=str(folder))
    folder.rmdir()
    folder.symlink_to(other)
    for call in ('read_file {"path": "a.txt"}', 'run_command {"command": "touch b.txt"}'):
        world.say(chat, f"[[call={call}]]")
        if call.startswith("run"):
            world.resume(chat, approved=True)
        result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
        assert result["error"] == "failed"
        assert "a link took its place" in result["content"]
    assert [path.name for path in other.iterdir()] == ["a.txt"]


def test_a_refused_call_is_not_done_and_the_model_is_told(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=run_command {"command": "touch evil"}]]')
    world.resume(chat, approved=False)
    state = world.wait(chat, "finished")
    assert not (tmp_path / "evil").exists()
    tool = next(m for m in state["messages"] if m["role"] == "tool")
    assert (tool["error"], tool["content"]) == ("denied", "Not done: the person said no.")


def test_F5_an_approval_given_after_a_restart_runs_exactly_that_call(world: World, tmp_path: Path) -> None:
    """F5★."""
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=run_command {"command": "echo ran >> log"}]]')
    world.wait(chat, "waiting")
    world.restart()
    assert [i["conversation"] for i in world.get("/api/snapshot")["interrupts"]] == [chat]
    world.resume(chat, approved=True)
    assert world.wait(chat)["runs"][-1]["status"] == "finished"
    assert (tmp_path / "log").read_text() == "ran\n"


def test_an_answer_given_twice_runs_once_and_a_different_one_is_refused(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    run = world.say(chat, '[[call=run_command {"command": "echo ran >> log"}]]')
    interrupt = world.wait(chat, "waiting")["interrupts"][0]["id"]

    def body(approved: bool) -> dict[str, object]:
        return {"resume": [{"interruptId": interrupt, "status": "resolved", "payload": {"approved": approved}}]}

    first = world.post(f"/api/runs/{run}/resume", body(True))
    assert world.post(f"/api/runs/{run}/resume", body(True)) == first
    assert world.problem("POST", f"/api/runs/{run}/resume", body(False))[:2] == (409, "answered")
    world.wait(chat)
    assert (tmp_path / "log").read_text() == "ran\n"


def test_while_a_question_is_open_nothing_else_is_taken(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    run = world.say(chat, '[[call=run_command {"command": "true"}]]')
    world.wait(chat, "waiting")
    posted = world.problem("POST", f"/api/conversations/{chat}/messages", {"id": "n", "text": "next"})
    assert posted[:2] == (409, "interrupt_open")
    moved = world.problem("PATCH", f"/api/conversations/{chat}", {"workspace": None})
    assert moved[:2] == (409, "run_active")
    assert world.problem("POST", f"/api/runs/{run}/resume", {"resume": []})[:2] == (422, "partial_resume")


def test_stopping_a_run_that_waits_makes_none_of_its_calls(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    run = world.say(chat, '[[call=run_command {"command": "touch evil"}]]')
    world.wait(chat, "waiting")
    world.post(f"/api/runs/{run}/cancel")
    state = world.get(f"/api/conversations/{chat}")
    assert (state["runs"][-1]["status"], state["interrupts"]) == ("cancelled", [])
    assert state["messages"][-1]["error"] == "stopped"
    world.say(chat, "go on")
    assert world.answer(chat) == "You said: go on"
    assert not (tmp_path / "evil").exists()


def test_D10_stopping_a_running_command_ends_its_processes(world: World, tmp_path: Path) -> None:
    """D10."""
    chat = world.conversation(workspace=str(tmp_path))
    seconds = f"60.{os.getpid()}"  # in a sandbox its processes have other numbers, so they are known by their words
    line = f"(sleep {seconds}; touch late) & touch begun; sleep {seconds}"
    world.say(chat, f'[[call=run_command {{"command": "{line}"}}]]')
    run = world.resume(chat, approved=True)
    world.until(lambda: {} if (tmp_path / "begun").exists() and _are_alive(seconds) else None)
    world.post(f"/api/runs/{run}/cancel")
    state = world.wait(chat, "cancelled")
    assert state["messages"][-1]["error"] == "stopped"
    world.until(lambda: None if _are_alive(seconds) else {}, timeout_s=2)
    assert not (tmp_path / "late").exists()


def test_a_failing_tool_is_a_result_and_not_the_end(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    for call, sentence in (
        ('read_file {"path": "none.txt"}', "No such file"),
        ('read_file {"path": "../up.txt"}', "leads out of the workspace"),
        ('list_folder {"path": "/etc"}', "outside the workspace"),
    ):
        world.say(chat, f"[[call={call}]]")
        state = world.wait(chat)
        tool = [m for m in state["messages"] if m["role"] == "tool"][-1]
        assert state["runs"][-1]["status"] == "finished"
        assert tool["error"] == "failed"
        assert sentence in tool["content"]


def test_F10_a_stop_of_the_server_ends_runs_as_interrupted_and_says_bye(world: World) -> None:
    """F10: the end takes less than half a second once the streams know."""
    chat = world.conversation()
    world.say(chat, "[[tokens=5000 pace_ms=5]]")
    world.until(lambda: _text(world, chat) or None)
    names: list[str] = []
    listening = threading.Event()

    def listen() -> None:
        with world.stream() as frames:
            for frame in frames:
                listening.set()
                names.append(frame["event"])

    thread = threading.Thread(target=listen)
    thread.start()
    listening.wait(5)
    began = time.monotonic()
    world.server.stop()
    took = time.monotonic() - began
    thread.join(5)
    assert (names[0], names[-1]) == ("hello", "bye")
    assert took < 1.0
    world.restart()
    state = world.get(f"/api/conversations/{chat}")
    assert state["runs"][-1]["status"] == "interrupted"
    assert state["messages"][-1]["metadata"]["partial"] is True


def test_an_interrupted_answer_is_listed_and_tried_again_once(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    with provider.holding():
        run = world.say(chat, "[[tokens=300]]")
        world.until(lambda: _text(world, chat) or None)
        world.restart()
    assert world.get("/api/snapshot")["interrupted"] == [{"conversation": chat, "run": run}]
    again = world.post(f"/api/runs/{run}/retry")
    assert world.post(f"/api/runs/{run}/retry") == again
    assert world.problem("POST", f"/api/runs/{run}/keep", {})[:2] == (409, "settled")
    state = world.wait(chat, "finished")
    assert [(r["status"], r["settled"]) for r in state["runs"]] == [("interrupted", "retry"), ("finished", None)]
    assert state["messages"][-1]["content"].endswith("word299 ")
    assert world.get("/api/snapshot")["interrupted"] == []


def test_an_interrupted_answer_goes_on_or_is_kept(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    with provider.holding():
        run = world.say(chat, "[[tokens=300]]")
        partial = world.until(lambda: _text(world, chat) or None)["text"]
        world.restart()
    more = world.post(f"/api/runs/{run}/continue")["runId"]
    state = world.wait(chat, "finished")
    assert state["runs"][-1] | {"id": more, "parentRunId": run} == state["runs"][-1]
    texts = [m["content"] for m in state["messages"] if m["role"] == "assistant"]
    assert texts[0].startswith(partial)
    assert texts[1].startswith("You said: Your answer was cut off.")
    assert world.post(f"/api/runs/{more}/keep") == {}
    assert world.get(f"/api/conversations/{chat}")["runs"][-1]["settled"] == "keep"
    assert len([m for m in state["messages"] if m["role"] == "user"]) == 1


def test_an_answer_that_was_kept_can_still_be_tried_again(world: World, provider: ScriptedProvider) -> None:
    chat = world.conversation()
    with provider.holding():
        run = world.say(chat, "[[tokens=300]]")
        world.until(lambda: _text(world, chat) or None)
        world.restart()
    assert world.post(f"/api/runs/{run}/keep") == world.post(f"/api/runs/{run}/keep") == {}
    again = world.post(f"/api/runs/{run}/retry")
    assert world.post(f"/api/runs/{run}/retry") == again != {}
    assert world.problem("POST", f"/api/runs/{run}/keep", {})[:2] == (409, "settled")
    state = world.wait(chat, "finished")
    assert [(r["status"], r["settled"]) for r in state["runs"]] == [("interrupted", "retry"), ("finished", None)]


def test_I3_what_was_typed_and_not_sent_comes_back(world: World) -> None:
    chat = world.conversation()
    world.put(f"/api/drafts/{chat}", {"text": "half a tho"})
    world.put("/api/drafts/new", {"text": "x"})
    world.put("/api/drafts/new", {"text": ""})
    world.restart()
    assert world.get("/api/snapshot")["drafts"] == {chat: "half a tho"}


def test_approved_calls_of_one_answer_are_done_in_the_order_they_were_shown(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    (tmp_path / "a.txt").write_text("old")
    world.say(
        chat,
        '[[call=write_file {"path": "a.txt", "content": "new"}]]'
        '[[call=run_command {"command": "cat a.txt > seen.txt"}]]'
        '[[call=write_file {"path": "a.txt", "content": "newest"}]]',
    )
    world.resume(chat, approved=True)
    assert world.wait(chat)["runs"][-1]["status"] == "finished"
    assert ((tmp_path / "seen.txt").read_text(), (tmp_path / "a.txt").read_text()) == ("new", "newest")


def test_an_interrupt_that_is_answered_twice_in_one_command_is_refused(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    run = world.say(chat, '[[call=run_command {"command": "touch evil"}]]')
    interrupt = world.wait(chat, "waiting")["interrupts"][0]["id"]
    both = [{"interruptId": interrupt, "status": "resolved", "payload": {"approved": yes}} for yes in (False, True)]
    assert world.problem("POST", f"/api/runs/{run}/resume", {"resume": both})[:2] == (422, "partial_resume")
    assert world.get(f"/api/conversations/{chat}")["interrupts"][0]["id"] == interrupt


def test_a_message_cannot_take_the_id_of_an_answer(world: World) -> None:
    chat = world.conversation()
    world.say(chat, "hello")
    answer = world.wait(chat)["messages"][-1]["id"]
    taken = world.problem("POST", f"/api/conversations/{chat}/messages", {"id": answer, "text": "mine"})
    assert taken[:2] == (409, "id_taken")


def test_F3_a_retried_message_is_the_same_also_when_its_provider_has_gone(world: World) -> None:
    chat = world.conversation()
    body = {"id": "m-1", "text": "once", "model": "fake:scripted"}
    first = world.post(f"/api/conversations/{chat}/messages", body)
    world.wait(chat)
    assert world.http.delete("/api/providers/fake").status_code == 200
    assert world.post(f"/api/conversations/{chat}/messages", body) == first


def test_a_sent_message_is_no_draft_any_more(world: World) -> None:
    chat = world.conversation()
    world.put(f"/api/drafts/{chat}", {"text": "hello"})
    world.say(chat, "hello")
    assert world.get("/api/snapshot")["drafts"] == {}


def test_I3_what_is_to_follow_a_sent_message_stays_its_chats_draft(world: World) -> None:
    """The page keeps what is on its way as a part of the draft: it may be gone when the message is taken."""
    chat = world.conversation()
    first, second = world.attach(b"one", "1.txt"), world.attach(b"two", "2.txt")
    world.put(f"/api/drafts/{chat}", {"text": "hello\n\nand then\n\nthis", "attachments": [first, second]})
    world.say(chat, "hello", attachments=[first])
    snapshot = world.get("/api/snapshot")
    assert snapshot["drafts"] == {chat: "and then\n\nthis"}
    assert snapshot["draftAttachments"] == {chat: [second]}


@pytest.mark.parametrize("kept", ["hello", "  hel\n", " \n"])
def test_I3_a_draft_that_a_message_holds_goes_with_it(world: World, kept: str) -> None:
    """The page sends what stands in the composer, without its ends, and the kept draft may be an earlier state."""
    chat = world.conversation()
    world.put(f"/api/drafts/{chat}", {"text": kept})
    world.say(chat, "hello")
    assert world.get("/api/snapshot")["drafts"] == {}
    world.put(f"/api/drafts/{chat}", {"text": "and"})
    world.restart()
    assert world.get("/api/snapshot")["drafts"] == {chat: "and"}


def test_I3_a_message_from_elsewhere_leaves_the_words_and_files_that_it_does_not_hold(world: World) -> None:
    """Sent by a script, another program, another window, or as an earlier message in other words."""
    chat, mine = world.conversation(), world.attach(b"one", "1.txt")
    for draft, text in (("my long unsent essay", "hello"), ("hello\nyou", "hello"), ("\n\nx  ", "hello"), ("hel", "")):
        world.put(f"/api/drafts/{chat}", {"text": draft, "attachments": [mine]})
        world.say(chat, text, attachments=[] if text else [world.attach(b"two", "2.txt")])
        snapshot = world.get("/api/snapshot")
        assert (snapshot["drafts"], snapshot["draftAttachments"]) == ({chat: draft}, {chat: [mine]})
        world.wait(chat)
    world.put(f"/api/drafts/{chat}", {"text": "hel", "attachments": [mine]})
    world.say(chat, "hello")
    snapshot = world.get("/api/snapshot")
    assert (snapshot["drafts"], snapshot["draftAttachments"]) == ({}, {chat: [mine]})


def _text(world: World, chat: str, up_to: str = "") -> dict[str, str]:
    """What the newest answer says, once it says something, and has come so far."""
    state = world.get(f"/api/conversations/{chat}")
    said = [m["content"] for m in state["messages"] if m["role"] == "assistant" and m["content"]]
    found = [text for text in said if up_to in text]
    return {"text": found[-1]} if found else {}


def _are_alive(word: str) -> bool:
    """Whether a process runs that was given this word. One that has ended has no words left."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word.encode() in (process / "cmdline").read_bytes():
                return True
    return False


def test_F3_a_retry_that_is_repeated_is_the_same_although_its_model_is_gone(world: World) -> None:
    chat = world.conversation()
    run = world.say(chat, "[[error=401]]")
    world.wait(chat, "failed")
    first = world.post(f"/api/runs/{run}/retry", {"model": "fake:scripted"})
    world.wait(chat, "failed")
    world.delete("/api/providers/fake")
    assert world.post(f"/api/runs/{run}/retry", {"model": "fake:scripted"}) == first
    assert len(world.get(f"/api/conversations/{chat}")["runs"]) == 2
