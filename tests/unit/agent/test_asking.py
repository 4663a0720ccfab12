"""A yes is for one call: what it is bound to is looked at again when the call is carried out."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Sequence
from pathlib import Path, PurePath
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ToolFailed
from pydantic_ai.models.test import TestModel
from pydantic_ai.usage import RunUsage

from backend.agent import toolbox
from backend.agent.asking import PutOff, permitted
from backend.agent.grants import Grant, Offer
from backend.agent.hands import Hands
from backend.agent.line import parse
from backend.agent.plans import Steps
from backend.agent.taint import Taint
from backend.agent.tools.common import Described
from backend.agent.trust import Trust
from backend.domain.conversation import Mode
from backend.sandbox.state import State
from backend.sandbox.workspace import Workspace

WORKS = State("bubblewrap", True, "It holds.")
GONE = State("none", False, "Nothing holds it.")
LINE = "touch a.txt"


class Without(Trust):
    """A run of a chat in which nothing was granted."""

    def __init__(self) -> None:
        self.taint, self.steps, self.by_plan = Taint(), Steps(), False

    async def grants(self, folders: Sequence[PurePath]) -> list[Grant]:
        return []

    async def keep(self, chosen: object, offered: Sequence[Offer]) -> None:
        assert chosen is None


def context(folder: Path, mode: Mode = "ask", yes_to: dict[str, Any] | None = None) -> RunContext[Hands]:
    async def now() -> Mode:
        return mode

    hands = SimpleNamespace(
        workspace=Workspace(folder),
        further=[],
        mode=now,
        sandbox=SimpleNamespace(ours=()),
        trust=Without(),
        results={},
    )
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


def test_D9_a_yes_does_not_hold_where_a_variable_has_another_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    yes = question(context(tmp_path), said())
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin")  # as after a start of the app from elsewhere
    again = question(context(tmp_path, yes_to=yes), said())
    assert again["environment"] == ["PATH"], "what is in it is not shown"


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
        "sandboxed": True,
        "why": "git may change what it runs or obeys later",
    }


def test_D12_what_is_refused_is_refused_even_after_a_yes(tmp_path: Path) -> None:
    yes = question(context(tmp_path), said())
    with pytest.raises(ToolFailed, match="in any mode"):
        asyncio.run(permitted(context(tmp_path, yes_to=yes), said("rm -rf /"), {"command": LINE}))


def test_a_yes_holds_in_a_chat_that_plans_and_everything_else_becomes_a_step(tmp_path: Path) -> None:
    yes = question(context(tmp_path), said())
    approved = context(tmp_path, "plan", yes_to=yes)
    assert asyncio.run(permitted(approved, said(), {"command": LINE})) is approved
    planning = context(tmp_path, "plan")
    with pytest.raises(PutOff, match=r"^Step 1 of the plan, not done yet: Run\."):
        asyncio.run(permitted(planning, said(), {"command": LINE}))
    assert planning.deps.results["c1"]["planned"]["asked"] == {k: v for k, v in yes.items() if k != "grants"}


def test_every_tool_that_does_something_says_so_before_it_does_it() -> None:
    for tool in toolbox.DOING:
        source = inspect.getsource(tool)
        acts = min(at for word in (".around", "undoing.go(", "carry_out(") if (at := source.find(word)) >= 0)
        assert 0 < source.find("describe(") < acts, tool.__name__
