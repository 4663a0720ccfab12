"""A whole task over HTTP: a failing test is found, mended and shown to pass; then it is undone to the first byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.providers import serving
from tests.api.test_sandbox import needs_bubblewrap
from tests.api.world import World
from tests.fakes import repair
from tests.fakes.scripted_provider import ScriptedProvider

BUILTIN = "builtin:assistant"


@pytest.fixture
def mender() -> Iterator[ScriptedProvider]:
    with serving(script=repair.model) as provider:
        yield provider


@needs_bubblewrap
@pytest.mark.parametrize("mode", ["ask", "auto"])
def test_D6_a_task_from_a_failing_test_to_a_passing_one_and_back_to_the_first_byte(
    mender: ScriptedProvider, tmp_path: Path, mode: str
) -> None:
    folder = repair.repository(tmp_path / "shop")
    before = repair.tree(folder)
    world = World(tmp_path / "data", mender.url)
    world.start()
    try:
        assert world.get("/api/sandbox")["works"]
        chat = world.conversation(workspace=str(folder), mode=mode)
        world.say(chat, repair.TASK)
        asked = []
        while (state := world.wait(chat, "waiting", "finished", "failed"))["runs"][-1]["status"] == "waiting":
            asked.append(state["interrupts"][0]["metadata"])
            world.resume(chat, approved=True)
        assert world.answer(chat) == "Mended: the test passes."
        tools = [call["function"]["name"] for m in state["messages"] for call in m.get("toolCalls", ())]
        assert tools == ["run_command", "search_text", "read_file", "edit_file", "run_command"]
        assert [a["tool"] for a in asked] == (["run_command", "edit_file", "run_command"] if mode == "ask" else [])
        if mode == "ask":
            assert [a.get("command") for a in asked] == [repair.TESTS, None, repair.TESTS]
            assert asked[0]["sandbox"] == world.get("/api/sandbox")["says"]
            lines = asked[1]["changes"][0]["hunks"][0]["lines"]
            assert [line for line in lines if line[0] in "+-"] == [f"-    {repair.WRONG}", f"+    {repair.RIGHT}"]
        assert repair.RIGHT in (folder / "shop/basket.py").read_text()
        assert repair.tree(folder) != before
        answer = world.post(f"/api/conversations/{chat}/undo", {"run": state["runs"][0]["id"]})
        assert answer["conflicts"] == []
        assert repair.tree(folder) == before
    finally:
        world.stop()


@needs_bubblewrap
def test_D6_the_same_task_by_the_built_in_assistants_commands(world: World, tmp_path: Path) -> None:
    folder = repair.repository(tmp_path / "shop")
    before = repair.tree(folder)
    chat = world.conversation(workspace=str(folder))

    def says(text: str, approvals: int) -> str:
        world.say(chat, text, model=BUILTIN)
        for _ in range(approvals):
            world.resume(chat, approved=True)
        state = world.wait(chat, "finished")
        return "\n".join(str(m["content"]) for m in state["messages"] if m["role"] in ("assistant", "tool"))

    assert "FAIL" in says(f"run `{repair.TESTS}`", 1)
    assert "shop/basket.py" in says("search for def total", 0)
    assert repair.WRONG in says("read shop/basket.py", 0)
    says(f'replace "{repair.WRONG}" with "{repair.RIGHT}" in shop/basket.py', 1)
    assert repair.RIGHT in (folder / "shop/basket.py").read_text()
    assert "\nOK" in says(f"run `{repair.TESTS}`", 1)
    assert repair.tree(folder) != before
    for _ in range(len(world.get(f"/api/conversations/{chat}/changes")["turns"])):
        says("undo that", 1)
    assert repair.tree(folder) == before
