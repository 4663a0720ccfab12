"""Commands with a time of their own, and in the background: those live as long as the app, and end for certain."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from backend.log.folder import DataFolder
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


def test_after_a_crash_a_background_command_is_said_to_have_ended_with_the_app(world: World, work: Path) -> None:
    chat, job = begun(world, work)
    left = (world.data_dir / "jobs.json").read_bytes()
    assert (world.data_dir / "jobs.json").stat().st_mode & 0o777 == 0o600
    world.post(f"/api/conversations/{chat}/jobs/{job['id']}/stop")
    world.stop()
    folder = DataFolder(world.data_dir)
    (world.data_dir / "jobs.json").write_bytes(left)  # as a killed app leaves it
    folder.release()
    world.start()
    assert world.get(f"/api/conversations/{chat}")["jobs"][0]["how"] == "app"
    assert not (world.data_dir / "jobs.json").exists()


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
