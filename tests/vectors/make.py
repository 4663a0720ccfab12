"""Writes the vectors that both folds have to agree on: `python -m tests.vectors.make`.

Frames are written here by hand, as the contract says them; `expect` is written by hand too where it is short, and
otherwise by the Python fold, and then read by a person before it is committed. Both test suites only read the files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.vectors.branches import BRANCHES, path_of
from tests.vectors.fold import fold_frames

HERE = Path(__file__).parent
Json = dict[str, Any]


def frames(*events: Json, start: int = 1, run: str | None = "r1") -> list[Json]:
    """Events of one conversation as frames; keys `_r`, `_n0` and `_set` of an event go into its frame."""
    made: list[Json] = []
    n = start - 1
    for event in events:
        event = dict(event)
        own_run = event.pop("_r", run)
        first, replaces = event.pop("_n0", None), event.pop("_set", None)
        n = event.pop("_n", n + 1)
        frame: Json = {"s": n, "c": "c1", "n": n, "e": event}
        if own_run is not None:
            frame["r"] = own_run
        if first is not None:
            frame["n0"] = first
        if replaces is not None:
            frame["set"] = replaces
        made.append(frame)
    return made


def user(text: str, message: str = "u1", **metadata: Any) -> list[Json]:
    start: Json = {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "user", "timestamp": 100, "_r": None}
    if metadata:
        start["metadata"] = metadata
    return [
        start,
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": text, "_r": None},
        {"type": "TEXT_MESSAGE_END", "messageId": message, "_r": None},
    ]


CREATED: Json = {
    "type": "CUSTOM",
    "name": "runnel:conversation.created",
    "timestamp": 90,
    "value": {"title": "", "workspace": "/w", "model": None},
    "_r": None,
}
STARTED: Json = {
    "type": "RUN_STARTED",
    "threadId": "c1",
    "runId": "r1",
    "timestamp": 110,
    "metadata": {"messageId": "u1", "model": "builtin:assistant"},
}
FINISHED: Json = {
    "type": "RUN_FINISHED",
    "threadId": "c1",
    "runId": "r1",
    "timestamp": 190,
    "outcome": {"type": "success"},
}
TEXT: list[Json] = [
    {"type": "TEXT_MESSAGE_START", "messageId": "m1", "role": "assistant", "timestamp": 120},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1", "delta": "Hello"},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m1", "delta": " 😀\r\n\u2028\u0000"},
    {"type": "TEXT_MESSAGE_END", "messageId": "m1", "timestamp": 130},
]
CALL: list[Json] = [
    {"type": "TEXT_MESSAGE_START", "messageId": "m1", "role": "assistant", "timestamp": 120},
    {"type": "TEXT_MESSAGE_END", "messageId": "m1", "timestamp": 120},
    {
        "type": "TOOL_CALL_START",
        "toolCallId": "t1",
        "toolCallName": "write_file",
        "parentMessageId": "m1",
        "timestamp": 121,
    },
    {"type": "TOOL_CALL_ARGS", "toolCallId": "t1", "delta": '{"path":'},
    {"type": "TOOL_CALL_ARGS", "toolCallId": "t1", "delta": '"a.txt","content":"x"}'},
    {"type": "TOOL_CALL_END", "toolCallId": "t1", "timestamp": 122},
]
INTERRUPT: Json = {
    "id": "int-t1",
    "reason": "tool_call",
    "toolCallId": "t1",
    "message": "Write a.txt (1 bytes) in /w",
    "metadata": {"tool": "write_file", "title": "Write a.txt (1 bytes) in /w", "risk": "write"},
}
WAITING: Json = {
    "type": "RUN_FINISHED",
    "threadId": "c1",
    "runId": "r1",
    "timestamp": 123,
    "outcome": {"type": "interrupt", "interrupts": [INTERRUPT]},
}


def custom(name: str, *, _r: str | None = "r1", **value: Any) -> Json:
    return {"type": "CUSTOM", "name": name, "timestamp": 150, "value": value, "_r": _r}


def summarised(summary: str, through: str) -> Json:
    value: Json = {"id": summary, "through": through, "text": "They agreed.", "messages": 3, "at": 150}
    return custom("runnel:context.summarised", **value)


def step(message: str, content: str, calls: list[tuple[str, str]] | None = None) -> Json:
    made: Json = {"id": message, "role": "assistant", "content": content, "metadata": {"createdAt": 140}}
    if calls:
        made["toolCalls"] = [
            {"id": call, "type": "function", "function": {"name": "read_file", "arguments": arguments}, "metadata": {}}
            for call, arguments in calls
        ]
    return made


def answered(status: str = "resolved", **more: Any) -> Json:
    value = {
        "runId": "r1",
        "answers": [{"interruptId": "int-t1", "status": status, "payload": {"approved": True}}],
        **more,
    }
    return {"type": "CUSTOM", "name": "runnel:interrupts.answered", "timestamp": 150, "value": value}


RESUMED: list[Json] = [
    answered(),
    {**STARTED, "runId": "r2", "parentRunId": "r1", "timestamp": 151, "_r": "r2"},
    {
        "type": "TOOL_CALL_RESULT",
        "messageId": "m2",
        "toolCallId": "t1",
        "role": "tool",
        "content": "Created a.txt",
        "timestamp": 152,
        "_r": "r2",
    },
    {"type": "TEXT_MESSAGE_START", "messageId": "m3", "role": "assistant", "timestamp": 153, "_r": "r2"},
    {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m3", "delta": "Done.", "_r": "r2"},
    {"type": "TEXT_MESSAGE_END", "messageId": "m3", "_r": "r2"},
    {**FINISHED, "runId": "r2", "usage": [{"provider": "p", "inputTokens": 3, "outputTokens": 2}], "_r": "r2"},
]
CUT = {"partial": True}


def ours(name: str, value: Json) -> Json:
    """A fact of our own that belongs to no run."""
    return {"type": "CUSTOM", "name": f"runnel:{name}", "timestamp": 200, "value": value, "_r": None}


def changed(**value: Any) -> Json:
    return ours("conversation.changed", value)


def queued(message: str, **more: Any) -> Json:
    return ours("queue.added", {"id": message, "runId": f"r-{message}", "steer": False, **more})


def plan(*items: tuple[str, str]) -> Json:
    value = {"items": [{"text": text, "status": status} for text, status in items]}
    return {"type": "CUSTOM", "name": "runnel:run.plan", "value": value}


def output(delta: str) -> Json:
    return {"type": "CUSTOM", "name": "runnel:tool.output", "value": {"toolCallId": "t1", "delta": delta}}


def files(what: str, *changes: Any) -> Json:
    """`changed` with paths of new files, or `undone` and `redone` with ids."""
    if what != "changed":
        return ours(f"files.{what}", {"changes": list(changes)})
    made = [
        {"id": f"c-{path}", "path": path, "kind": "create", "before": None, "after": "a" * 64, "modes": [None, 420]}
        | {"added": 1, "removed": 0}
        for path in changes
    ]
    value = {"toolCallId": "t1", "folder": "/work", "changes": made}
    return {"type": "CUSTOM", "name": "runnel:files.changed", "value": value}


VECTORS: dict[str, list[Json]] = {
    "a chat of one question and one answer": frames(
        CREATED, *user("Hi", model="builtin:assistant"), STARTED, *TEXT, FINISHED
    ),
    "an answer that is still being written": frames(CREATED, *user("Hi"), STARTED, *TEXT[:3]),
    "a title, a folder and a model are changed": frames(
        CREATED,
        {
            "type": "CUSTOM",
            "name": "runnel:conversation.changed",
            "value": {"title": "T", "workspace": None},
            "_r": None,
        },
        {"type": "CUSTOM", "name": "runnel:conversation.changed", "value": {"model": "p:m"}, "_r": None},
    ),
    "a deleted conversation": frames(
        CREATED, {"type": "CUSTOM", "name": "runnel:conversation.deleted", "value": {}, "_r": None}
    ),
    "a frame seen before changes nothing": frames(CREATED, *user("Hi"), {**user("Hi")[1], "_n": 3}),
    "a frame too far ahead is a gap and changes nothing": frames(CREATED, {**user("Hi")[0], "_n": 5}),
    "a merged frame covers several numbers": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        TEXT[0],
        {**TEXT[1], "delta": "Hello there", "_n0": 7, "_n": 9},
        {**TEXT[3], "_n": 10},
    ),
    "a merged frame that begins too far ahead is a gap": frames(
        CREATED, *user("Hi"), STARTED, TEXT[0], {**TEXT[1], "_n0": 8, "_n": 9}
    ),
    "a set row replaces what was there, also when it overlaps": frames(
        CREATED, *user("Hi"), STARTED, *TEXT[:2], {**TEXT[1], "delta": "Hello whole", "_n0": 6, "_n": 9, "_set": True}
    ),
    "a set row stands for a message never begun": frames(
        CREATED, {**TEXT[1], "delta": "Whole", "_n0": 2, "_n": 5, "_set": True}, {**TEXT[3], "_n": 6}
    ),
    "set replaces the arguments of a tool call": frames(
        CREATED, *user("Hi"), STARTED, *CALL[:4], {**CALL[4], "delta": "{}", "_n0": 9, "_n": 10, "_set": True}
    ),
    "a tool call waits for approval": frames(CREATED, *user("write"), STARTED, *CALL, WAITING),
    "an approved call is carried out in the run that continues": frames(
        CREATED, *user("write"), STARTED, *CALL, WAITING, *RESUMED
    ),
    "a waiting run is stopped": frames(
        CREATED,
        *user("write"),
        STARTED,
        *CALL,
        WAITING,
        {
            "type": "TOOL_CALL_RESULT",
            "messageId": "x",
            "toolCallId": "t1",
            "role": "tool",
            "content": "Not done",
            "timestamp": 150,
            "metadata": {"error": "stopped"},
        },
        answered("cancelled", cancelled=True),
    ),
    "a crash in an answer and in a call's arguments": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT[:2],
        {**CALL[2], "toolCallId": "t9", "parentMessageId": "m1"},
        {**CALL[3], "toolCallId": "t9"},
        {"type": "TOOL_CALL_END", "toolCallId": "t9", "timestamp": 180, "metadata": CUT},
        {"type": "TEXT_MESSAGE_END", "messageId": "m1", "timestamp": 180, "metadata": CUT},
        {"type": "RUN_ERROR", "message": "Runnel ended.", "code": "interrupted", "timestamp": 181},
    ),
    "a foreign log that ends a run with open parts": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT[:2],
        *CALL[2:4],
        {"type": "RUN_ERROR", "message": "It broke.", "code": "provider_failed"},
    ),
    "a stopped run": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT[:2],
        {"type": "TEXT_MESSAGE_END", "messageId": "m1", "metadata": CUT},
        {**FINISHED, "outcome": {"type": "cancelled"}},
    ),
    "thinking before the answer, with its signature": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        {"type": "REASONING_START", "messageId": "t"},
        {"type": "REASONING_MESSAGE_START", "messageId": "t", "role": "reasoning", "timestamp": 115},
        {"type": "REASONING_MESSAGE_CONTENT", "messageId": "t", "delta": "let me "},
        {"type": "REASONING_MESSAGE_CONTENT", "messageId": "t", "delta": "see"},
        {"type": "REASONING_MESSAGE_END", "messageId": "t"},
        {"type": "REASONING_ENCRYPTED_VALUE", "subtype": "message", "entityId": "t", "encryptedValue": "sig"},
        {"type": "REASONING_END", "messageId": "t"},
        *TEXT,
        FINISHED,
    ),
    "notes beside a run, and unknown events": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        {"type": "CUSTOM", "name": "runnel:run.note", "value": {"code": "retrying", "text": "Trying again in 2 s."}},
        {"type": "CUSTOM", "name": "somebody:else", "value": 7},
        {"type": "STEP_STARTED", "stepName": "s"},
    ),
    "an interrupted answer is kept, and another is tried again": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        {"type": "RUN_ERROR", "message": "Runnel ended.", "code": "interrupted", "timestamp": 181},
        {"type": "CUSTOM", "name": "runnel:run.settled", "timestamp": 190, "value": {"choice": "retry"}},
        {**STARTED, "runId": "r2", "timestamp": 191, "_r": "r2"},
        {"type": "RUN_ERROR", "message": "Runnel ended.", "code": "interrupted", "timestamp": 195, "_r": "r2"},
        {"type": "CUSTOM", "name": "runnel:run.settled", "timestamp": 199, "value": {"choice": "keep"}, "_r": "r2"},
    ),
    "an answer that was cut goes on in mid-sentence": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT[:2],
        {"type": "TEXT_MESSAGE_END", "messageId": "m1", "timestamp": 130, "metadata": {"partial": True}},
        {**FINISHED, "outcome": {"type": "cancelled"}},
        {"type": "CUSTOM", "name": "runnel:run.settled", "timestamp": 191, "value": {"choice": "continue"}},
        {**STARTED, "runId": "r2", "parentRunId": "r1", "timestamp": 191, "_r": "r2"},
        {**TEXT[0], "messageId": "m2", "timestamp": 192, "metadata": {"continues": "m1"}, "_r": "r2"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m2", "delta": " to you.", "_r": "r2"},
        {"type": "TEXT_MESSAGE_END", "messageId": "m2", "_r": "r2"},
        {**FINISHED, "runId": "r2", "_r": "r2"},
    ),
    "two calls whose ids are the same in two runs": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *CALL,
        FINISHED,
        {**STARTED, "runId": "r2", "_r": "r2"},
        *(
            {
                **e,
                "_r": "r2",
                **({"messageId": "m9"} if "messageId" in e else {}),
                **({"parentMessageId": "m9"} if "parentMessageId" in e else {}),
            }
            for e in CALL
        ),
    ),
    "a call without a parent gets a message of its own": frames(
        CREATED, *user("Hi"), STARTED, {k: v for k, v in CALL[2].items() if k != "parentMessageId"}, *CALL[3:]
    ),
    "a head is changed, deleted and restored": frames(
        {
            **CREATED,
            "value": {
                **CREATED["value"],
                "system": "Be brief.",
                "parameters": {"temperature": 0.5, "topP": 0.9, "maxTokens": 100, "thinking": "low"},
                "tags": ["Work", "größe"],
                "mode": "plan",
            },
        },
        changed(pinned=True, archived=True, tags=["Home"], mode="auto", unknown=7),
        changed(parameters={}, system=None),
        ours("conversation.deleted", {}),
        ours("conversation.restored", {}),
        ours("conversation.spent", {"usage": [{"provider": "p", "inputTokens": 5, "outputTokens": 2}], "cost": None}),
    ),
    "long instructions come in several facts": frames(
        CREATED,
        changed(system="You are "),
        changed(systemMore="brief and "),
        changed(systemMore="kind."),
    ),
    "an earlier branch is shown until something new is asked": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT,
        FINISHED,
        changed(leaf="m1"),
        *user("Ho", "u2", parentId=None),
    ),
    "an earlier branch is shown until an answer is tried again": frames(
        CREATED, *user("Hi"), STARTED, *TEXT, FINISHED, changed(leaf="m1"), {**STARTED, "runId": "r2", "_r": "r2"}
    ),
    "a run that goes on does not leave the branch that is shown": frames(
        CREATED, *user("write"), STARTED, *CALL, WAITING, changed(leaf="m1"), *RESUMED
    ),
    "messages wait in a queue, are changed, taken and removed": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        queued("q1", text="one"),
        queued("q2", text="two", steer=True, parentId="m1", attachments=[{"id": "ab", "name": "a.png"}]),
        queued("q3", text="three", model="p:m"),
        ours("queue.changed", {"id": "q1", "text": "one, better"}),
        ours("queue.changed", {"id": "gone", "text": "nobody"}),
        ours("queue.removed", {"id": "q2"}),
        *user("two", "q2", parentId="m1", steers="r1", untrusted=["mcp: docs"]),
        ours("queue.removed", {"id": "gone"}),
        queued("q1", text="one, once more"),
    ),
    "messages that wait change their order": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        queued("q1", text="one"),
        queued("q2", text="two"),
        queued("q3", text="three"),
        ours("queue.moved", {"id": "q3", "before": "q1"}),
        ours("queue.moved", {"id": "q1", "before": None}),
        ours("queue.moved", {"id": "gone", "before": "q1"}),
        ours("queue.moved", {"id": "q2", "before": "gone"}),
    ),
    "a run counts tokens, money and context": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *TEXT,
        {
            **FINISHED,
            "usage": [{"provider": "p", "inputTokens": 3, "outputTokens": 2}],
            "metadata": {"cost": {"amount": 0.0125, "currency": "USD", "about": True}, "context": 1234},
        },
    ),
    "a run that fails counts too": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        {
            "type": "RUN_ERROR",
            "message": "It broke.",
            "code": "provider_failed",
            "timestamp": 180,
            "usage": [{"provider": "p", "inputTokens": 3}],
            "metadata": {"cost": {"amount": 0.5, "currency": "USD", "about": True}, "context": 9},
        },
    ),
    "a plan is replaced whole": frames(
        CREATED, *user("Hi"), STARTED, plan(("look", "doing"), ("write", "todo")), plan(("look", "done"))
    ),
    "files are changed undone and redone": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *CALL,
        files("changed", "a.txt", "b.txt"),
        files("changed", "c.txt"),
        {"type": "RUN_FINISHED", "threadId": "c1", "runId": "r1", "timestamp": 180},
        files("undone", "c-a.txt", "c-c.txt", "c-unknown"),
        files("redone", "c-c.txt"),
    ),
    "a call writes while it runs": frames(CREATED, *user("Hi"), STARTED, *CALL, output("one\n"), output("two 😀\n")),
    "a call's output keeps its last characters and no half one": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *CALL,
        output("gone" + "😀" * 8_000),
        *(output("é" * 8_000) for _ in range(6)),
        output("x" * 8_001),
    ),
    "a set row replaces a call's output": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *CALL,
        output("one"),
        {**output(""), "_n0": 12, "_n": 15, "_set": True},
        output("two"),
    ),
    "a call's result takes the place of its output": frames(
        CREATED,
        *user("Hi"),
        STARTED,
        *CALL,
        output("one"),
        {
            "type": "TOOL_CALL_RESULT",
            "messageId": "x",
            "toolCallId": "t1",
            "role": "tool",
            "content": "Replaced a.txt",
            "timestamp": 150,
            "metadata": {
                "error": "failed",
                "exitCode": 3,
                "truncated": True,
                "source": "https://example.org",
                "changes": [
                    {
                        "path": "a.txt",
                        "kind": "edit",
                        "added": 1,
                        "removed": 1,
                        "hunks": [
                            {"oldStart": 1, "oldLines": 2, "newStart": 1, "newLines": 2, "lines": [" a", "-b", "+c"]}
                        ],
                    }
                ],
            },
        },
        output("too late"),
    ),
    "an approval shows exactly what would be done": frames(
        CREATED,
        *user("write"),
        STARTED,
        *CALL,
        {
            **WAITING,
            "outcome": {
                "type": "interrupt",
                "interrupts": [
                    {
                        **INTERRUPT,
                        "metadata": {
                            **INTERRUPT["metadata"],
                            "command": "make",
                            "folder": "/w",
                            "environment": ["PATH"],
                            "sandbox": "No network.",
                            "hash": "ab12",
                            "changes": [{"path": "a.txt", "kind": "create", "added": 1, "removed": 0, "hunks": []}],
                        },
                    }
                ],
            },
        },
    ),
    "what came before is summed up and one summary is undone": frames(
        CREATED,
        *user("go on"),
        STARTED,
        *CALL,
        summarised("s1", "m1"),
        summarised("s2", "t1-result"),
        {"type": "CUSTOM", "name": "runnel:context.restored", "timestamp": 160, "value": {"id": "s1"}, "_r": None},
        {"type": "CUSTOM", "name": "runnel:context.restored", "timestamp": 161, "value": {"id": "nobody"}, "_r": None},
    ),
    "what becomes of a call whose outcome is unknown is chosen": frames(
        CREATED,
        *user("write"),
        STARTED,
        *CALL,
        {"type": "RUN_ERROR", "message": "ended", "code": "interrupted", "timestamp": 140},
        custom("runnel:call.settled", toolCallId="t1", choice="done"),
        custom("runnel:call.settled", toolCallId="nothing", choice="done"),
    ),
    "commands in the background begin and end": frames(
        CREATED,
        STARTED,
        *CALL,
        custom("runnel:job.started", id="j1", runId="r1", toolCallId="t1", command="make", folder="/w", startedAt=125),
        custom("runnel:job.started", id="j2", runId="r1", toolCallId="t1", command="top", folder="/w", startedAt=126),
        custom("runnel:job.ended", id="j1", endedAt=130, status=0, how="itself", output="done\n"),
        custom("runnel:job.ended", id="j3", endedAt=130, status=0, how="itself", output=""),
    ),
    "a helper's steps stand with the call that gave it the task": frames(
        CREATED,
        *user("write"),
        STARTED,
        *CALL,
        custom("runnel:helper.step", toolCallId="t1", message=step("h1", "Loo", calls=[("c1", "")])),
        custom("runnel:helper.more", toolCallId="t1", message="h1", delta="king 😀"),
        custom("runnel:helper.more", toolCallId="t1", message="h1", call="c1", delta='{"path":"a"}'),
        custom("runnel:helper.more", toolCallId="t1", message="h9", call="c1", delta="nobody's"),
        custom(
            "runnel:helper.step",
            toolCallId="t1",
            message={"id": "h2", "role": "tool", "toolCallId": "c1", "content": "x", "metadata": {"exitCode": 0}},
        ),
        custom("runnel:helper.more", toolCallId="t1", message="h2", delta="y"),
        custom("runnel:helper.step", toolCallId="t1", message=step("h3", "Found.")),
        custom("runnel:helper.step", toolCallId="t1", message=step("h3", "Found it.")),
        custom("runnel:helper.step", toolCallId="none", message=step("h4", "Lost.")),
    ),
    "further folders are opened": frames(
        CREATED,
        custom("runnel:conversation.changed", folders=["/a", "/b"], _r=None),
        custom("runnel:conversation.changed", folders=["/b"], _r=None),
    ),
    "a parent that is null makes a first message": frames(
        CREATED, *user("Hi", parentId=None), *user("Yo", "u2", parentId="u1")
    ),
}


def main() -> None:
    """Writes one file a vector."""
    for old in HERE.glob("*.json"):
        old.unlink()
    for name, vector in VECTORS.items():
        outcomes, state = fold_frames("c1", vector)
        whole = {"name": name, "frames": vector, "outcomes": outcomes, "expect": state}
        path = HERE / (name.replace(",", "").replace("'", "").replace(" ", "_") + ".json")
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    folder = HERE / "branches"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, events in BRANCHES.items():
        vector = frames(*events)
        whole = {"name": name, "frames": vector, "shown": path_of(vector)}
        path = folder / (name.replace(",", "").replace("'", "").replace(" ", "_") + ".json")
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
