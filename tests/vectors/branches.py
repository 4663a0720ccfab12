"""Vectors of the branch that is shown, for Python and the page: `python -m tests.vectors.make` writes them too."""

from __future__ import annotations

from typing import Any

from backend.log.branches import shown
from tests.vectors.fold import fold_frames

Json = dict[str, Any]


def path_of(frames: list[Json]) -> list[Json]:
    """What is shown after these frames, in the form of a vector's `shown`."""
    _, state = fold_frames("c1", frames)
    return [
        {
            "key": step.turn.key,
            "siblings": step.siblings,
            "at": step.at,
            "replies": [reply.key for reply in step.turn.replies],
            "reply": None if step.reply is None else step.reply.key,
            "parts": [] if step.reply is None else [part["id"] for part in step.reply.parts],
        }
        for step in shown(state)
    ]


def asked(message: str, **metadata: Any) -> list[Json]:
    start: Json = {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "user", "timestamp": 1, "_r": None}
    return [{**start, "metadata": metadata} if metadata else start, {**start, "type": "TEXT_MESSAGE_END"}]


def answered(run: str, message: str | None, *texts: str, after: str | None = None, ended: bool = True) -> list[Json]:
    """A run that answers a message, with these messages of its own."""
    started: Json = {"type": "RUN_STARTED", "threadId": "c1", "runId": run, "metadata": {"messageId": message}}
    if after is not None:
        started["parentRunId"] = after
    events: list[Json] = [started]
    for text in texts:
        events += [
            {"type": "TEXT_MESSAGE_START", "messageId": text, "role": "assistant"},
            {"type": "TEXT_MESSAGE_END", "messageId": text},
        ]
    if ended:
        events.append({"type": "RUN_FINISHED", "threadId": "c1", "runId": run, "outcome": {"type": "success"}})
    return [{**event, "_r": run} for event in events]


def called(run: str, message: str, call: str, *, result: bool = True) -> list[Json]:
    events: list[Json] = [
        {"type": "TOOL_CALL_START", "toolCallId": call, "toolCallName": "read_file", "parentMessageId": message},
        {"type": "TOOL_CALL_END", "toolCallId": call},
    ]
    if result:
        events.append({"type": "TOOL_CALL_RESULT", "messageId": f"{call}-r", "toolCallId": call, "content": "x"})
    return [{**event, "_r": run} for event in events]


def leaf(message: str | None) -> Json:
    return {"type": "CUSTOM", "name": "runnel:conversation.changed", "value": {"leaf": message}, "_r": None}


FORK = [
    *asked("u1", parentId=None),
    *answered("r1", "u1", "a1"),
    *asked("u2", parentId="a1"),
    *answered("r2", "u2", "a2"),
    *asked("v1", parentId=None),
    *answered("s1", "v1", "b1"),
    *asked("v2", parentId="b1"),
    *answered("s2", "v2", "b2"),
    *answered("t1", "v1", "c1"),
]

BRANCHES: dict[str, list[Json]] = {
    "nothing": [],
    "a straight chat without parents": [
        *asked("u1"),
        *answered("r1", "u1", "a1"),
        *asked("u2"),
        *answered("r2", "u2", "a2"),
    ],
    "the newest answer of two branches": FORK,
    **{f"through {place}": [*FORK, leaf(place)] for place in ("u1", "a1", "u2", "v1", "b1", "s1", "v2", "c1", "gone")},
    "a chosen branch and then something new": [*FORK, leaf("a2"), *asked("u3", parentId="a2")],
    "a message follows one without an answer": [*asked("u1"), *answered("r1", "u1"), *asked("u2", parentId="u1")],
    "an answer without words is its run": [
        *asked("u1"),
        *answered("r1", "u1"),
        *answered("r2", "u1", "a2"),
        *asked("u2", parentId="a2"),
        leaf("r1"),
    ],
    "an answer of several runs, calls and results": [
        *asked("u1"),
        *answered("r1", "u1", "a1"),
        *called("r1", "a1", "t1"),
        *answered("r2", "u1", "a2", after="r1"),
        *asked("u2", parentId="t1-r"),
        *answered("r3", "u2", "a3"),
        *asked("u3", parentId="a1"),
    ],
    "calls of the same id in two answers": [
        *asked("u1"),
        *answered("r1", "u1", "a1"),
        *called("r1", "a1", "t1", result=False),
        *answered("r2", "u1", "a2"),
        *called("r2", "a2", "t1"),
        leaf("a1"),
    ],
    "a message that steers": [
        *asked("u1"),
        *answered("r1", "u1", "a1", ended=False),
        *asked("s1", steers="r1", parentId="a1"),
        *answered("r1", "u1", "a2")[1:],
        *asked("u2", parentId="a2"),
    ],
    "parents that name nobody, themselves and each other": [
        *asked("u1", parentId="gone"),
        *asked("u2", parentId="u2"),
        *asked("u3", parentId="u4"),
        *asked("u4", parentId="u3"),
    ],
    "a run of nobody's message": [*answered("r0", None, "a0"), *asked("u1"), *answered("r1", "gone", "a1")],
    "messages of no run": [
        {"type": "TEXT_MESSAGE_START", "messageId": "a0", "role": "assistant", "_r": None},
        *asked("u1"),
        {"type": "TEXT_MESSAGE_START", "messageId": "a1", "role": "assistant", "_r": None},
        {"type": "TEXT_MESSAGE_START", "messageId": "a2", "role": "assistant", "_r": None},
        *asked("u2"),
    ],
}
