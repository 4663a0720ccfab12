"""F11: AG-UI's own client (`@ag-ui/client`) chats, calls a tool and gives an approval at our standard door."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.api import conftest as api
from tests.api.world import World

provider, provider_url, world = api.provider, api.provider_url, api.world  # the same fixtures
HERE = Path(__file__).parent


@pytest.fixture
def agent(world: World, node_modules: str) -> Any:
    """Runs the client once; answers what it printed."""

    def run(**order: Any) -> dict[str, Any]:
        told = json.dumps({"url": world.server.url, "token": world.server.token, **order})
        command = [node_modules, "http_agent.mjs", told]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return run


def test_F11_the_standard_client_chats(world: World, agent: Any) -> None:
    told = agent(threadId="t1", text="hello you")
    assert [(m["role"], m["content"]) for m in told["messages"]] == [
        ("user", "hello you"),
        ("assistant", "You said: hello you"),
    ]
    assert (told["types"][0], told["types"][-1]) == ("RUN_STARTED", "RUN_FINISHED")
    assert world.get("/api/conversations/t1")["runs"][-1]["status"] == "finished"


def test_F11_the_standard_client_sees_a_tool_call_and_its_result(world: World, agent: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("from the file")
    world.conversation(id="t1", workspace=str(tmp_path))
    told = agent(threadId="t1", text='[[call=read_file {"path": "a.txt"}]]')
    assert [m["role"] for m in told["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert told["messages"][2]["content"] == "from the file"


@pytest.mark.parametrize("approved", [True, False])
def test_F11_the_standard_client_gives_an_approval(world: World, agent: Any, tmp_path: Path, approved: bool) -> None:
    world.conversation(id="t1", workspace=str(tmp_path))
    told = agent(threadId="t1", text='[[call=run_command {"command": "touch done"}]]', approve=approved)
    assert told["waiting"] == 0
    assert (tmp_path / "done").exists() is approved
    assert world.get("/api/conversations/t1")["runs"][-1]["status"] == "finished"
