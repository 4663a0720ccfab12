"""The servers that the protocol's makers publish, each through a whole Runnel: set up, allowed, called by a model."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.test_mcp import Json, allow, answer, call, result, settled, shown
from tests.api.world import World

pytestmark = pytest.mark.timeout(180)
MODULES = Path(__file__).parents[2] / "web/node_modules/@modelcontextprotocol"
NODE = shutil.which("node") or "node"
EVERYTHING = {"command": NODE, "args": [str(MODULES / "server-everything/dist/index.js")]}


def program(name: str) -> str:
    """One that came with the tests' packages."""
    return str(Path(sys.executable).parent / name)


def do(world: World, chat: str, name: str, **arguments: object) -> Json:
    """Lets a model call a tool, says yes, and answers its result."""
    world.say(chat, call(name, **arguments))
    world.resume(chat, approved=True)
    return result(world.wait(chat, "finished", "waiting", timeout_s=60))


@pytest.fixture
def chat(world: World) -> str:
    return world.conversation()


@pytest.fixture
def everything(world: World) -> World:
    world.put("/api/mcp/servers/everything", EVERYTHING)
    assert allow(world, "everything")["state"] == "ready", shown(world, "everything")["says"]
    return world


def test_everything_lists_tools_prompts_and_resources(everything: World, chat: str) -> None:
    server = shown(everything, "everything")
    names = {tool["name"] for tool in server["tools"]}
    assert {"echo", "get-sum", "get-tiny-image", "trigger-elicitation-request", "trigger-sampling-request"} <= names
    assert do(everything, chat, "everything__echo", message="hello")["content"] == "Echo: hello"
    assert "42" in do(everything, chat, "everything__get-sum", a=40, b=2)["content"]
    assert "an image" in do(everything, chat, "everything__get-tiny-image")["content"]
    listed = do(everything, chat, "list_resources", server="everything")["content"]
    uri = next(line.split(" – ")[0] for line in listed.splitlines() if "demo://" in line)
    assert do(everything, chat, "read_resource", server="everything", uri=uri)["content"]
    prompts = {prompt["name"]: prompt for prompt in everything.get("/api/mcp/prompts")["prompts"]}
    simple = everything.post("/api/mcp/servers/everything/prompts/simple-prompt", {"arguments": {}})
    assert "prompt" in simple["text"]
    with_arguments = next(prompt for prompt in prompts.values() if prompt["arguments"])
    assert with_arguments["server"] == "everything"


def test_everything_sees_no_more_of_the_environment_than_it_was_given(
    everything: World, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_OF_OURS", "1")
    seen = json.loads(do(everything, chat, "everything__get-env")["content"])
    assert "PATH" in seen
    assert not {name for name in seen if name.startswith(("CANARY", "PYTEST", "VIRTUAL_ENV"))}


def test_everything_asks_the_person_a_form(everything: World, chat: str) -> None:
    everything.say(chat, call("everything__trigger-elicitation-request"))
    everything.resume(chat, approved=True)
    asked = 0
    while everything.wait(chat, "finished", "waiting", timeout_s=60)["interrupts"]:
        question = everything.get(f"/api/conversations/{chat}")["interrupts"][0]["metadata"]["question"]
        choices = question["choices"]
        text = next((c for c in choices if c != "(leave it out)"), "Ada")
        answer(everything, chat, "(leave it out)" if "(leave it out)" in choices else text)
        asked += 1
        assert asked < 30
    assert asked >= 1
    assert "error" not in result(everything.get(f"/api/conversations/{chat}"))


def test_everything_asks_the_model_after_a_yes(everything: World, chat: str) -> None:
    everything.say(chat, call("everything__trigger-sampling-request", prompt="say this back", maxTokens=50))
    everything.resume(chat, approved=True)
    asked = answer(everything, chat, "Yes, ask the model")
    assert "say this back" in asked["text"]
    assert asked["choices"] == ["Yes, ask the model", "No"]
    said = result(everything.wait(chat, "finished", timeout_s=60))
    assert "fake:scripted" in said["content"]
    everything.say(chat, call("everything__trigger-sampling-request", prompt="again", maxTokens=50))
    everything.resume(chat, approved=True)
    answer(everything, chat, "No")
    assert "declined" in result(everything.wait(chat, "finished", timeout_s=60))["content"]


def elsewhere_at(port: int, way: str = "streamableHttp") -> subprocess.Popen[str]:
    """The same server over HTTP, listening; `sse` is the older way."""
    line = [NODE, *EVERYTHING["args"], way]
    running = subprocess.Popen(
        line,
        env={"PORT": str(port), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert running.stderr is not None
    for said in running.stderr:
        if "listening" in said.lower() or "running on port" in said.lower():
            break
    return running


def end(running: subprocess.Popen[str]) -> None:
    running.kill()
    running.communicate()


@pytest.fixture(params=["http", "sse"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Json]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = elsewhere_at(port, "sse" if request.param == "sse" else "streamableHttp")
    path = "sse" if request.param == "sse" else "mcp"
    yield {"type": request.param, "url": f"http://127.0.0.1:{port}/{path}"}
    end(running)


def test_everything_over_http_in_its_new_way_and_its_old_one(world: World, chat: str, elsewhere: Json) -> None:
    added = world.put("/api/mcp/servers/far", elsewhere)
    assert (added["transport"], added["line"]) == (elsewhere["type"], elsewhere["url"])
    server = allow(world, "far")
    assert server["state"] == "ready", server["says"]
    assert do(world, chat, "far__echo", message="hello")["content"] == "Echo: hello"
    world.say(chat, call("far__trigger-sampling-request", prompt="over http", maxTokens=50))
    world.resume(chat, approved=True)
    assert "over http" in answer(world, chat, "Yes, ask the model")["text"]
    assert "fake:scripted" in result(world.wait(chat, "finished", timeout_s=60))["content"]


def test_filesystem_reads_and_writes_where_it_may(world: World, chat: str, tmp_path: Path) -> None:
    folder = tmp_path / "allowed"
    folder.mkdir()
    (folder / "a.txt").write_text("from the disk")
    line = [str(MODULES / "server-filesystem/dist/index.js"), str(folder)]
    world.put("/api/mcp/servers/files", {"command": NODE, "args": line})
    assert allow(world, "files")["state"] == "ready"
    assert do(world, chat, "files__read_text_file", path=str(folder / "a.txt"))["content"] == "from the disk"
    do(world, chat, "files__write_file", path=str(folder / "b.txt"), content="written")
    assert (folder / "b.txt").read_text() == "written"
    assert do(world, chat, "files__read_text_file", path="/etc/hostname")["error"] == "failed"


def test_git_tells_of_a_repository(world: World, chat: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "repo")], check=True)
    (tmp_path / "repo/new.txt").write_text("x")
    world.put("/api/mcp/servers/git", {"command": program("mcp-server-git")})
    assert allow(world, "git")["state"] == "ready"
    assert "new.txt" in do(world, chat, "git__git_status", repo_path=str(tmp_path / "repo"))["content"]


def test_time_tells_the_time(world: World, chat: str) -> None:
    world.put("/api/mcp/servers/time", {"command": program("mcp-server-time"), "args": ["--local-timezone", "UTC"]})
    assert allow(world, "time")["state"] == "ready"
    assert '"timezone": "UTC"' in do(world, chat, "time__get_current_time", timezone="UTC")["content"]


def test_fetch_says_what_it_could_not_fetch_and_the_chat_goes_on(world: World, chat: str) -> None:
    world.put("/api/mcp/servers/fetch", {"command": program("mcp-server-fetch"), "args": ["--ignore-robots-txt"]})
    assert allow(world, "fetch")["state"] == "ready"
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    refused = do(world, chat, "fetch__fetch", url=f"http://127.0.0.1:{port}/")
    assert refused["error"] == "failed"
    assert str(port) in refused["content"]
    assert world.get("/api/mcp/prompts")["prompts"][0]["name"] == "fetch"
    world.post("/api/mcp/servers/fetch/restart")
    assert settled(world, "fetch")["state"] == "ready"


@pytest.mark.parametrize("noticed", [True, False])
def test_E4_a_server_elsewhere_that_was_restarted_is_connected_anew(world: World, chat: str, *, noticed: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = elsewhere_at(port)
    try:
        world.put("/api/mcp/servers/far", {"url": f"http://127.0.0.1:{port}/mcp"})
        assert allow(world, "far")["state"] == "ready"
        assert do(world, chat, "far__echo", message="one")["content"] == "Echo: one"
        end(running)
        if noticed:
            assert do(world, chat, "far__echo", message="two")["error"] == "failed"
        running = elsewhere_at(port)
        answers = []
        for _ in range(3):  # the first may find out that its session is gone
            answers.append(do(world, chat, "far__echo", message="three")["content"])
            if answers[-1] == "Echo: three":
                break
        assert answers[-1] == "Echo: three", answers
    finally:
        end(running)
