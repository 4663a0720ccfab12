"""A yes is for one call: what it is bound to is looked at again when the call is carried out."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ToolFailed
from pydantic_ai.models.test import TestModel
from pydantic_ai.usage import RunUsage

from backend.agent import toolbox
from backend.agent.asking import permitted
from backend.agent.hands import Hands
from backend.agent.line import parse
from backend.agent.tools.common import Described
from backend.domain.conversation import Mode
from backend.sandbox.state import State
from backend.sandbox.workspace import Workspace

WORKS = State("bubblewrap", True, "It holds.")
GONE = State("none", False, "Nothing holds it.")
LINE = "touch a.txt"


def context(folder: Path, mode: Mode = "ask", yes_to: dict[str, Any] | None = None) -> RunContext[Hands]:
    async def now() -> Mode:
        return mode

    hands = SimpleNamespace(workspace=Workspace(folder), mode=now, sandbox=SimpleNamespace(ours=()))
    return RunContext(
        deps=cast(Hands, hands),  # what a decision looks at, and nothing else
        model=TestModel(),
        usage=RunUsage(),
        tool_name="run_command",
        tool_call_id="c1",
        tool_call_approved=yes_to is not None,
        tool_call_metadata=yes_to,
    )


def said(line: str = LINE, sandbox: State = WORKS, environment: tuple[str, ...] = ("PATH",)) -> Described:
    return Described(
        "Run", "command", line=parse(line), environment=environment, sandbox=sandbox, seen={"command": line}
    )


def question(where: RunContext[Hands], about: Described, line: str = LINE) -> dict[str, Any]:
    with pytest.raises(ApprovalRequired) as asked:
        asyncio.run(permitted(where, about, {"command": line}))
    return cast(dict[str, Any], asked.value.metadata)


def test_D9_the_same_call_is_carried_out_and_any_other_asked_again(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    yes = question(context(tmp_path), said())
    approved = context(tmp_path, yes_to=yes)
    assert asyncio.run(permitted(approved, said(), {"command": LINE})) is approved
    for again in (
        question(approved, said(f"{LINE} "), f"{LINE} "),
        question(context(other, yes_to=yes), said()),
        question(approved, said(environment=("PATH", "LANG"))),
        question(approved, said(sandbox=GONE)),
        question(context(tmp_path, yes_to={**yes, "hash": yes["hash"][:-1] + "x"}), said()),
        question(context(tmp_path, yes_to={"title": "of an older version"}), said()),
    ):
        assert again["hash"]


def test_the_question_says_everything_that_it_is_bound_to(tmp_path: Path) -> None:
    asked = question(context(tmp_path), said("git init"), "git init")
    assert asked.pop("hash")
    assert asked == {
        "tool": "run_command",
        "title": "Run",
        "risk": "command",
        "command": "git init",
        "folder": str(tmp_path),
        "environment": ["PATH"],
        "sandbox": "It holds.",
        "why": "git may change what it runs or obeys later",
    }


def test_D12_what_is_refused_is_refused_even_after_a_yes(tmp_path: Path) -> None:
    yes = question(context(tmp_path), said())
    with pytest.raises(ToolFailed, match="in any mode"):
        asyncio.run(permitted(context(tmp_path, yes_to=yes), said("rm -rf /"), {"command": LINE}))


def test_a_plan_takes_back_no_words_but_carries_nothing_out(tmp_path: Path) -> None:
    yes = question(context(tmp_path), said())
    with pytest.raises(ToolFailed, match="plan mode"):
        asyncio.run(permitted(context(tmp_path, "plan", yes_to=yes), said(), {"command": LINE}))


def test_every_tool_that_does_something_says_so_before_it_does_it() -> None:
    for tool in toolbox.DOING:
        source = inspect.getsource(tool)
        acts = min(at for word in (".around", "undoing.go(", "commands.run(") if (at := source.find(word)) >= 0)
        assert 0 < source.find("describe(") < acts, tool.__name__
