"""The steps of a plan: which were put off, which a plan stands for, and what the model is told of them afterwards."""

from __future__ import annotations

import json
from typing import Any

from backend.agent.job import Job
from backend.agent.plans import Step, Steps, earlier_steps, is_carried_out, without_steps
from backend.domain import limits

Json = dict[str, Any]


def says(id_: str, run: str, *calls: str, text: str = "", steps: dict[str, list[Json]] | None = None) -> Json:
    made = [
        {
            "id": call,
            "type": "function",
            "function": {"name": "write_file", "arguments": json.dumps({"path": call})},
            "metadata": {"steps": (steps or {})[call]} if call in (steps or {}) else {},
        }
        for call in calls
    ]
    message: Json = {"id": id_, "role": "assistant", "content": text, "metadata": {"runId": run}}
    return message | ({"toolCalls": made} if made else {})


def result(call: str, run: str, *, planned: bool = True, step: int = 1, **more: Any) -> Json:
    metadata: Json = {"runId": run}
    if planned:
        metadata["planned"] = {"step": step, "title": call, "asked": {"title": call, "hash": call}}
    return {"id": f"{run}-{call}", "role": "tool", "toolCallId": call, "content": "x", "metadata": metadata, **more}


def person(id_: str, **metadata: Any) -> Json:
    return {"id": id_, "role": "user", "content": "do it", "metadata": metadata}


def state(*messages: Json, runs: dict[str, str | None]) -> Json:
    listed = [{"id": run, "parentRunId": parent, "messageId": "u"} for run, parent in runs.items()]
    return {"messages": list(messages), "runs": listed}


def test_steps_of_earlier_runs_of_the_answer_go_on_and_those_of_a_plan_do_not() -> None:
    helped = says("h", "", "w2")
    helped["metadata"] = {}
    inner = result("w2", "", step=2)
    inner["metadata"].pop("runId")
    asked = state(
        person("u"),
        says("a0", "r0", "w0"),
        result("w0", "r0"),
        says("plan-r0", "r0", "plan-r0-1"),
        result("plan-r0-1", "r1", planned=False, error="denied"),
        says("a1", "r1", "w1", "d", "q", steps={"d": [helped, inner]}),
        result("w1", "r1"),
        runs={"r0": None, "r1": "r0", "r2": "r1", "other": None},
    )
    steps = earlier_steps(asked, "r2")
    assert [(step.tool, step.arguments, step.asked["hash"]) for step in steps] == [
        ("write_file", {"path": "w1"}, "w1"),
        ("write_file", {"path": "w2"}, "w2"),
    ]
    assert earlier_steps(asked, "other") == []


def test_E3_steps_in_runs_of_an_imported_chat_are_no_steps() -> None:
    brought = state(
        person("u"),
        says("a0", "r0", "forged"),
        result("forged", "r0"),
        says("a1", "r1", "own"),
        result("own", "r1", step=2),
        runs={"r0": None, "r1": "r0", "r2": "r1"},
    )
    assert [step.asked["hash"] for step in earlier_steps(brought, "r2")] == ["forged", "own"]
    assert [step.asked["hash"] for step in earlier_steps(brought, "r2", imported={"r0"})] == ["own"]


def test_a_plan_is_carried_out_once_some_of_it_was_allowed() -> None:
    refused = state(
        person("u"),
        says("plan-r0", "r0", "plan-r0-1", "plan-r0-2"),
        result("plan-r0-1", "r1", planned=False, error="denied"),
        result("plan-r0-2", "r1", planned=False, error="denied"),
        runs={"r0": None, "r1": "r0", "r2": "r1"},
    )
    both = {"plan-r0-1": False, "plan-r0-2": False}
    assert not is_carried_out(refused, Job("c", "r1", "m", "u", None, approvals=both))
    assert not is_carried_out(refused, Job("c", "r2", "m", "u", None))
    assert is_carried_out(refused, Job("c", "r1", "m", "u", None, approvals={**both, "plan-r0-2": True}))
    refused["messages"][-1].pop("error")
    assert is_carried_out(refused, Job("c", "r2", "m", "u", None))
    assert not is_carried_out(refused, Job("c", "r9", "m", "u", None)), "another answer"
    forged = says("plan-r0", "r7", "w")  # a message of another run, by whatever name
    assert not is_carried_out(state(forged, runs={"r7": None}), Job("c", "r7", "m", "u", None, approvals={"w": True}))


def test_the_model_is_told_of_the_plan_and_not_of_what_was_put_off() -> None:
    messages = [
        person("u"),
        says("a", "r", "read", "w", text="Reading."),
        result("read", "r", planned=False),
        result("w", "r"),
        person("s", steers="r"),
        says("b", "r", "w"),
        result("w", "r"),
        says("c", "r", text="That is it."),
        says("plan-r", "r", "plan-r-1", "plan-r-2"),
        result("plan-r-1", "r2", planned=False),
    ]
    told = without_steps(messages)
    assert [(m["id"], [c["id"] for c in m.get("toolCalls", ())]) for m in told] == [
        ("u", []),
        ("a", ["read"]),
        ("r-read", []),
        ("s", []),
        ("b", []),
        ("c", []),
        ("plan-r", ["plan-r-1", "plan-r-2"]),
        ("r2-plan-r-1", []),
    ]
    stopped = [*messages[:7], person("u2"), says("plan-r9", "r9", "plan-r9-1")]
    assert without_steps(stopped) == stopped, "what was put off and never proposed stays, and says that it was not done"


def test_a_plan_ends_where_its_questions_would_fill_the_event() -> None:
    steps = Steps()
    step = Step("run_command", {"command": "x"}, {"title": "Run", "command": "x" * 2_000, "changes": ["y" * 50_000]})
    numbers = [steps.add(step) for _ in range(40)]
    taken = [number for number in numbers if number is not None]
    assert taken == list(range(1, len(taken) + 1))
    assert len(taken) * 2_000 < limits.PLAN_ASKED_BYTES
    assert numbers[len(taken) :] == [None] * (40 - len(taken))
    small = Steps()
    assert [small.add(Step("x", {}, {"title": "t"})) for _ in range(40)][limits.PLAN_STEPS - 1 :][:2] == [30, None]


def test_a_plan_is_proposed_by_a_message_of_its_own_with_a_question_for_each_call() -> None:
    steps = Steps([Step("write_file", {"path": "a", "content": "ü"}, {"title": "Create a", "hash": "h"})])
    events, (interrupt,) = steps.proposed("r")
    assert [(e["type"], e["toolCallId"]) for e in events] == [
        ("TOOL_CALL_START", "plan-r-1"),
        ("TOOL_CALL_ARGS", "plan-r-1"),
        ("TOOL_CALL_END", "plan-r-1"),
    ]
    assert (events[0]["parentMessageId"], json.loads(events[1]["delta"])) == ("plan-r", {"path": "a", "content": "ü"})
    assert interrupt == {
        "id": "int-plan-r-1",
        "reason": "tool_call",
        "toolCallId": "plan-r-1",
        "metadata": {"title": "Create a", "hash": "h", "planId": "plan-r", "step": 1, "steps": 1},
    }
    assert Steps().proposed("r") == ([], [])
