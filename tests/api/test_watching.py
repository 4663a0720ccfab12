"""A person looks on: what would be changed, what a command writes, the plan, questions, and all of it once more."""

from __future__ import annotations

import json
from pathlib import Path

from backend.agent.live import LIVE_OVER
from backend.log.fold import Fold
from backend.log.record import Record
from tests.api.world import Json, World


def results(state: Json) -> list[Json]:
    return [message for message in state["messages"] if message["role"] == "tool"]


def answer(world: World, chat: str, payload: Json, *, status: str = "resolved") -> Json:
    """Answers the one open question; the conversation when the run has ended."""
    asked = world.wait(chat, "waiting")["interrupts"][0]
    entry = {"interruptId": asked["id"], "status": status, "payload": payload}
    world.post(f"/api/runs/{asked['runId']}/resume", {"resume": [entry]})
    return world.wait(chat, "finished")


def folded(chat: str, before: Json, frames: list[Json]) -> Json:
    fold = Fold.from_state(before)
    for frame in frames:
        record = Record(
            frame["s"], chat, frame.get("r"), frame["n"], json.dumps(frame["e"]).encode(), frame.get("n0"),
            bool(frame.get("set")),
        )  # fmt: skip
        assert fold.apply(record) == "applied"
    return fold.state()


def test_what_would_be_written_is_shown_before_and_what_was_written_after(world: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n")
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "one\\n2\\n"}]]')
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]["changes"]
    hunk = {"oldStart": 1, "oldLines": 2, "newStart": 1, "newLines": 2, "lines": [" one", "-two", "+2"]}
    assert asked == [{"path": "a.txt", "kind": "replace", "added": 1, "removed": 1, "hunks": [hunk]}]
    world.resume(chat, approved=True)
    assert results(world.wait(chat, "finished"))[-1]["metadata"]["changes"] == asked


def test_the_questions_of_one_run_fit_together_whatever_they_change(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    lines = "line of a file\\n" * 1_000
    calls = "".join(f'[[call=write_file {{"path": "{n}.txt", "content": "{lines}"}}]]' for n in range(12))
    world.say(chat, calls)
    asked = world.wait(chat, "waiting")["interrupts"]
    assert [i["metadata"]["changes"][0]["added"] for i in asked] == [1_000] * 12
    assert all(i["metadata"]["changes"][0]["truncated"] for i in asked)


def test_D11_what_a_command_writes_is_seen_while_it_runs_and_does_nothing(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    command = r"printf '\033[31mred\033[0m \033]0;title\007one\r\n'; while [ ! -e go ]; do sleep 0.02; done; exit 3"
    world.say(chat, f"[[call=run_command {json.dumps({'command': command})}]]")
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert (asked["command"], asked["folder"], "PATH" in asked["environment"]) == (command, str(tmp_path), True)
    world.resume(chat, approved=True)

    def output() -> Json | None:
        state = world.get(f"/api/conversations/{chat}")
        call = next(m for m in state["messages"] if m["role"] == "assistant")["toolCalls"][0]
        return call["metadata"] if "output" in call["metadata"] else None

    assert world.until(output)["output"] == "red one\n"
    (tmp_path / "go").touch()
    state = world.wait(chat, "finished")
    result = results(state)[-1]
    assert (result["content"], result["error"]) == ("Exit status 3.\nred one", "failed")
    assert result["metadata"]["exitCode"] == 3
    assert output() is None


def test_D11_a_flood_is_looked_on_at_a_pace_that_a_page_can_follow(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=run_command {"command": "head -c 100000000 /dev/zero"}]]')
    run = world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    metadata = results(state)[-1]["metadata"]
    assert 1_000_000 < metadata["whole"] < 1_100_000  # characters that are kept, beside what the model was given
    assert metadata | {"createdAt": 0, "runId": "", "whole": 0} == {
        "createdAt": 0, "runId": "", "exitCode": 0, "truncated": True, "whole": 0,
    }  # fmt: skip
    told = [f["e"]["value"]["delta"] for f in world.get(f"/api/runs/{run}/frames")["frames"] if _is_output(f)]
    assert told
    assert sum(map(len, told)) < 600_000
    assert set("".join(told)) <= set("␀\n0123456789," + LIVE_OVER + "… about bytes are left out here")


def _is_output(frame: Json) -> bool:
    return bool(frame["e"].get("name") == "runnel:tool.output")


def test_a_plan_is_shown_and_changes(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    items = [{"text": "look", "status": "done"}, {"text": "mend  it", "status": "doing"}]
    world.say(chat, f"[[call=update_plan {json.dumps({'items': items})}]]")
    state = world.wait(chat, "finished")
    assert state["runs"][-1]["plan"] == [{"text": "look", "status": "done"}, {"text": "mend it", "status": "doing"}]
    assert results(state)[-1]["content"] == "1 of 2 steps are done."


def test_the_agent_asks_and_goes_on_with_the_answer_also_after_a_restart(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=ask_user {"question": "Which colour?", "choices": ["red", "blue"]}]]')
    asked = world.wait(chat, "waiting")["interrupts"][0]
    assert asked["metadata"] == {
        "tool": "ask_user",
        "title": "Which colour?",
        "question": {"text": "Which colour?", "choices": ["red", "blue"]},
    }
    assert (asked["message"], asked["responseSchema"]["required"]) == ("Which colour?", ["answer"])
    world.restart()
    state = answer(world, chat, {"answer": "green, please"})
    assert results(state)[-1]["content"] == "green, please"


def test_a_question_left_unanswered_and_answers_that_do_not_fit(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=ask_user {"question": "Which colour?"}]]')
    asked = world.wait(chat, "waiting")["interrupts"][0]
    for payload, code in (({"approved": True}, "bad_input"), ({"answer": "x" * 4_001}, "too_large"), ({}, "bad_input")):
        entry = {"interruptId": asked["id"], "status": "resolved", "payload": payload}
        assert world.problem("POST", f"/api/runs/{asked['runId']}/resume", {"resume": [entry]})[1] == code
    state = answer(world, chat, {}, status="cancelled")
    assert results(state)[-1]["content"] == "The person did not answer. Go on without, or say what you need to know."
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, '[[call=write_file {"path": "a.txt", "content": "x"}]]')
    asked = world.wait(chat, "waiting")["interrupts"][0]
    entry = {"interruptId": asked["id"], "status": "resolved", "payload": {"answer": "yes"}}
    assert world.problem("POST", f"/api/runs/{asked['runId']}/resume", {"resume": [entry]})[1] == "bad_input"


def test_a_run_is_shown_once_more_whole_and_in_pages(world: World, tmp_path: Path) -> None:
    chat = world.conversation(workspace=str(tmp_path))
    world.say(chat, "before")
    world.wait(chat, "finished")
    run = world.say(chat, '[[call=list_folder {"path": "."}]]')
    world.wait(chat, "finished")
    now = {key: value for key, value in world.get(f"/api/conversations/{chat}").items() if key != "asOf"}
    whole = world.get(f"/api/runs/{run}/frames")
    assert [r["id"] for r in whole["before"]["runs"]] == [now["runs"][0]["id"]]
    assert [m["content"] for m in whole["before"]["messages"]][-1].startswith("[[call=")
    assert (whole["next"], folded(chat, whole["before"], whole["frames"])) == (None, now)
    page = world.get(f"/api/runs/{run}/frames?limit=3")
    before, frames = page["before"], page["frames"]
    while page["next"] is not None:
        page = world.get(f"/api/runs/{run}/frames?limit=3&after={page['next']}")
        assert page["before"] is None
        frames += page["frames"]
    assert frames == whole["frames"]
    assert folded(chat, before, frames) == now
    assert world.problem("GET", "/api/runs/none/frames")[0] == 404
    world.delete(f"/api/conversations/{chat}")
    assert world.problem("GET", f"/api/runs/{run}/frames")[0] == 404
