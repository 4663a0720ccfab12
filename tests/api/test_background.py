"""Commands with a time of their own, and in the background: those live as long as the app, and end for certain."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from backend.log.folder import DataFolder
from tests.api.test_held_back import MAKES, hidden
from tests.api.world import Json, World

# a tree: the shell, a child, and one that left the group
SERVES = "echo up; (setsid sleep 600 &) ; sleep 600 & echo $$ > pid.txt; echo ready; wait"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    return work


def call(tool: str, **arguments: object) -> str:
    return f"[[call={tool} {json.dumps(arguments)}]]"


def begun(world: World, work: Path, command: str = SERVES) -> tuple[str, Json]:
    """A chat with one command in the background, allowed."""
    chat = world.conversation(workspace=str(work))
    world.say(chat, call("run_command", command=command, background=True))
    asked = world.wait(chat, "waiting")["interrupts"][0]["metadata"]
    assert "undo cannot take it back" in asked["why"]
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    return chat, state["jobs"][-1]


def alive(work: Path) -> list[str]:
    """Processes whose folder is this one."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                if (process / "cwd").readlink() == work:
                    found.append(process.name)
            except OSError:
                continue
    return found


def output(world: World, chat: str, job: str, after: int = 0) -> Json:
    return world.get(f"/api/conversations/{chat}/jobs/{job}/output?after={after}")


def test_a_command_in_the_background_goes_on_behind_its_run_and_is_read_and_stopped_by_the_agent(
    world: World, work: Path
) -> None:
    chat, job = begun(world, work)
    assert (job["endedAt"], job["how"], job["command"]) == (None, None, SERVES)
    world.until(lambda: output(world, chat, job["id"]) if "ready" in output(world, chat, job["id"])["text"] else None)
    world.say(chat, call("job_output", job=job["id"]))
    said = world.wait(chat, "finished")["messages"]
    results = [m["content"] for m in said if m["role"] == "tool"]
    assert results[0].startswith(f"It runs in the background as job {job['id']}.")
    assert results[1].startswith(f"{job['id']}: it runs.")
    notes = [m["metadata"].get("undo") for m in said if m["role"] == "tool"]
    assert "undo does not know of it" in notes[0]
    world.say(chat, call("stop_job", job=job["id"]))
    state = world.wait(chat, "finished")
    assert [m["content"] for m in state["messages"] if m["role"] == "tool"][-1].startswith("Stopped.")
    ended = state["jobs"][0]
    assert (ended["how"], ended["status"]) == ("stopped", None)
    assert ended["output"].startswith("up\n")
    assert alive(work) == []


def test_a_command_that_ends_by_itself_says_how(world: World, work: Path) -> None:
    chat, job = begun(world, work, "echo begun; read -t 1 _ < <(sleep 9); echo over; exit 3")
    ended = world.until(
        lambda: next((j for j in world.get(f"/api/conversations/{chat}")["jobs"] if j["endedAt"]), None)
    )
    assert (ended["id"], ended["how"], ended["status"]) == (job["id"], "itself", 3)
    world.say(chat, call("job_output", job=job["id"], wait_s=5))
    assert "it ended with exit status 3." in world.answer(chat)
    first = output(world, chat, job["id"])
    assert (first["text"], first["running"]) == ("begun\nover\n", False)
    assert output(world, chat, job["id"], first["next"])["text"] == ""


def test_D10_stopping_a_background_command_ends_its_whole_tree(world: World, work: Path) -> None:
    chat, job = begun(world, work)
    assert alive(work) != []
    before = time.monotonic()
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    assert time.monotonic() - before < 2
    assert alive(work) == []
    assert world.get(f"/api/conversations/{chat}")["jobs"][0]["how"] == "stopped"
    other = world.conversation()
    assert world.problem("POST", f"/api/conversations/{other}/jobs/{job['id']}/stop", {})[0] == 404


def test_D10_a_deleted_chat_takes_its_background_commands_with_it(world: World, work: Path) -> None:
    chat, _ = begun(world, work)
    before = time.monotonic()
    world.delete(f"/api/conversations/{chat}")
    assert time.monotonic() - before < 2
    assert alive(work) == []


def test_D10_the_end_of_the_app_ends_background_commands_and_says_so(world: World, work: Path) -> None:
    chat, job = begun(world, work)
    before = time.monotonic()
    world.stop()
    assert time.monotonic() - before < 4
    assert alive(work) == []
    world.start()
    assert world.get(f"/api/conversations/{chat}")["jobs"][0]["how"] == "app"
    assert world.problem("GET", f"/api/conversations/{chat}/jobs/{job['id']}/output")[0] == 404


def test_a_file_that_a_crash_left_behind_changes_no_end_that_is_known(world: World, work: Path) -> None:
    chat, job = begun(world, work)
    left = (world.data_dir / "jobs.json").read_bytes()
    assert (world.data_dir / "jobs.json").stat().st_mode & 0o777 == 0o600
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    world.stop()
    folder = DataFolder(world.data_dir)
    (world.data_dir / "jobs.json").write_bytes(left)  # as a killed app leaves it
    folder.release()
    world.start()
    assert world.get(f"/api/conversations/{chat}")["jobs"][0]["how"] == "stopped"
    world.until(lambda: {} if not (world.data_dir / "jobs.json").exists() else None)


def made_settings(world: World, work: Path, line: str = MAKES, **more: object) -> tuple[str, Json]:
    """A chat with a command in the background that has made what other programs obey, and runs on."""
    chat = world.conversation(workspace=str(work))
    wanted = hidden(f"{line}; touch ready; sleep 600")
    world.say(chat, call("run_command", command=wanted, background=True, **more))
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    world.until(lambda: {} if (work / "ready").exists() else None)
    assert (work / "deep/er/.vscode/tasks.json").exists(), "else this shows nothing"
    return chat, state["jobs"][-1]


def test_D3_what_others_obey_is_taken_back_when_a_background_command_ends(world: World, work: Path) -> None:
    chat, job = made_settings(world, work)
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    assert not (work / "lib/.git/hooks").exists()
    assert not (work / "deep/er/.vscode").exists()
    assert (work / "made.txt").exists(), "what nobody obeys is not followed"
    state = world.get(f"/api/conversations/{chat}")
    assert "took back" in state["jobs"][0]["output"]
    assert "lib/.git/hooks/post-checkout" in state["jobs"][0]["output"]
    files = world.get(f"/api/conversations/{chat}/changes")["turns"][0]["files"]
    wanted = [f["id"] for f in files if f["path"].startswith("deep/er/.vscode")]
    assert world.post(f"/api/conversations/{chat}/redo", {"changes": wanted})["conflicts"] == []
    assert (work / "deep/er/.vscode/tasks.json").read_text() == "{}\n", "the person can bring it back"


def test_D3_what_a_person_allows_while_a_background_command_runs_is_theirs_and_stays(world: World, work: Path) -> None:
    chat, job = made_settings(world, work)
    for path in ("plain.txt", "new/sub/.vscode/tasks.json", ".envrc"):
        world.say(chat, call("write_file", path=path, content="export A=1\n"))
        world.resume(chat, approved=True)
        world.wait(chat, "finished")
        is_there = (work / "deep/er/.vscode").exists()
        assert is_there == (path == "plain.txt"), "what was made before is no part of what was allowed"
    other = world.conversation(workspace=str(work))
    world.say(other, call("run_command", command="mkdir .idea && touch .idea/a", changes_settings=True))
    world.resume(other, approved=True)
    world.wait(other, "finished")
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    assert ((work / ".envrc").read_text(), (work / ".idea/a").exists()) == ("export A=1\n", True)
    assert (work / "new/sub/.vscode/tasks.json").exists()


def test_D3_a_background_command_that_was_allowed_to_change_settings_keeps_them(world: World, work: Path) -> None:
    chat, job = made_settings(world, work, changes_settings=True)
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    assert (work / "deep/er/.vscode/tasks.json").exists()
    assert "took back" not in world.get(f"/api/conversations/{chat}")["jobs"][0]["output"]


def test_D3_what_a_background_command_made_before_a_crash_is_taken_back_at_the_next_start(
    world: World, work: Path
) -> None:
    chat, job = made_settings(world, work)
    left = (world.data_dir / "jobs.json").read_bytes()
    kept = {path: path.read_bytes() for path in work.rglob("*") if path.is_file() and path.stat().st_size < 9_999}
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    world.stop()
    folder = DataFolder(world.data_dir)
    (world.data_dir / "jobs.json").write_bytes(left)  # as a killed app leaves it
    folder.release()
    for path, data in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for copy in (world.data_dir / "undo").rglob("*"):
        os.utime(copy)  # it was alive until now
    world.start()
    world.until(lambda: {} if not (world.data_dir / "jobs.json").exists() else None)
    assert not (work / "deep/er/.vscode").exists()
    assert not (work / "lib/.git/hooks").exists()
    assert (work / "made.txt").exists()


def test_D6_what_a_command_changed_while_another_ran_in_the_background_is_said_to_be_its_perhaps(
    world: World, work: Path
) -> None:
    chat, job = begun(world, work)
    world.say(chat, call("run_command", command="echo x > x.txt"))
    world.resume(chat, approved=True)
    result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
    assert f"Meanwhile {job['id']} ran in the background" in result["metadata"]["undo"]
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    world.say(chat, call("run_command", command="echo y > y.txt"))
    world.resume(chat, approved=True)
    result = [m for m in world.wait(chat, "finished")["messages"] if m["role"] == "tool"][-1]
    assert "undo" not in result["metadata"]


def test_a_command_has_the_time_that_the_call_gives_it(world: World, work: Path) -> None:
    chat = world.conversation(workspace=str(work))
    world.say(chat, call("run_command", command="echo begun; sleep 30", timeout_s=1))
    world.resume(chat, approved=True)
    state = world.wait(chat, "finished")
    result = next(m for m in state["messages"] if m["role"] == "tool")
    assert result["content"].startswith("Stopped after 1 seconds.\nbegun")
    assert result["metadata"]["timedOut"] is True
    assert alive(work) == []
    world.say(chat, call("run_command", command="true", timeout_s=99_999))
    assert "timeout_s is 1 to 1800" in json.dumps(world.wait(chat, "finished")["messages"])
