"""What is in the kept databases: chats that use what each schema brought, and what a person must find of them today.

`since` is the schema that brought it. A new schema gets a chat of its own here. What stands here is never changed, as
the databases that were made of it are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Chat:
    """Facts as they were written, each with its run, and what is to be seen once they are opened."""

    since: int
    id: str
    facts: Sequence[tuple[str | None, Json]]
    expect: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """Of a table that is no fold of facts."""

    since: int
    sql: str


def custom(name: str, at: int, **value: Any) -> Json:
    return {"type": "CUSTOM", "name": f"runnel:{name}", "timestamp": at, "value": value}


def created(at: int, title: str, workspace: str | None = None) -> tuple[None, Json]:
    return None, custom("conversation.created", at, title=title, workspace=workspace, model=None)


def asked(message: str, at: int, *pieces: str, **metadata: Any) -> list[tuple[str | None, Json]]:
    start: Json = {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "user", "timestamp": at}
    if metadata:
        start["metadata"] = metadata
    deltas = [{"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": piece} for piece in pieces]
    return [(None, event) for event in (start, *deltas, {"type": "TEXT_MESSAGE_END", "messageId": message})]


def begun(run: str, chat: str, message: str, at: int) -> tuple[str, Json]:
    metadata = {"messageId": message, "model": "builtin:assistant"}
    return run, {"type": "RUN_STARTED", "threadId": chat, "runId": run, "timestamp": at, "metadata": metadata}


def said(run: str, message: str, at: int, *pieces: str, ends: bool = True) -> list[tuple[str | None, Json]]:
    events: list[Json] = [
        {"type": "TEXT_MESSAGE_START", "messageId": message, "role": "assistant", "timestamp": at},
        *({"type": "TEXT_MESSAGE_CONTENT", "messageId": message, "delta": piece} for piece in pieces),
    ]
    if ends:
        events.append({"type": "TEXT_MESSAGE_END", "messageId": message, "timestamp": at + 1})
    return [(run, event) for event in events]


def called(run: str, call: str, parent: str, name: str, at: int, *pieces: str) -> list[tuple[str | None, Json]]:
    start = {"type": "TOOL_CALL_START", "toolCallId": call, "toolCallName": name}
    return [
        (run, {**start, "parentMessageId": parent, "timestamp": at}),
        *((run, {"type": "TOOL_CALL_ARGS", "toolCallId": call, "delta": piece}) for piece in pieces),
        (run, {"type": "TOOL_CALL_END", "toolCallId": call, "timestamp": at + 1}),
    ]


def ended(run: str, chat: str, at: int, outcome: Json | None = None) -> tuple[str, Json]:
    event: Json = {"type": "RUN_FINISHED", "threadId": chat, "runId": run, "timestamp": at}
    return run, {**event, "outcome": outcome or {"type": "success"}}


ASKS = {
    "id": "int-t1",
    "reason": "tool_call",
    "toolCallId": "t1",
    "message": "Write notes.txt (5 bytes) in /w",
    "metadata": {"tool": "write_file", "title": "Write notes.txt (5 bytes) in /w", "risk": "write"},
}
FILE: Json = {"id": "ab" * 32, "name": "whale.png", "mediaType": "image/png", "size": 67, "kind": "image"}
COPY = "cd" * 32

CHATS: Sequence[Chat] = (
    Chat(
        1,
        "whales",
        [
            created(1_000, "Über Wale 🐋"),
            *asked("u1", 1_001, "Wie schlafen\n", "Wale?"),
            begun("r1", "whales", "u1", 1_002),
            *said("r1", "m1", 1_003, "Mit einer ", "Hälfte des Gehirns", "\r\n\u2028日本語 \u0000 end"),
            ended("r1", "whales", 1_005),
        ],
        {
            "title": "Über Wale 🐋",
            "messages": [
                ["user", "Wie schlafen\nWale?"],
                ["assistant", "Mit einer Hälfte des Gehirns\r\n\u2028日本語 \u0000 end"],
            ],
            "runs": [["r1", "finished"]],
        },
    ),
    Chat(
        1,
        "asks",
        [
            created(2_000, "Writes", "/w"),
            *asked("u2", 2_001, "write notes.txt: hello"),
            begun("r2", "asks", "u2", 2_002),
            *said("r2", "m2", 2_003),
            *called("r2", "t1", "m2", "write_file", 2_004, '{"path":', '"notes.txt","content":"hello"}'),
            ended("r2", "asks", 2_006, {"type": "interrupt", "interrupts": [ASKS]}),
        ],
        {
            "title": "Writes",
            "workspace": "/w",
            "messages": [["user", "write notes.txt: hello"], ["assistant", ""]],
            "runs": [["r2", "waiting"]],
            "asks": ["Write notes.txt (5 bytes) in /w"],
        },
    ),
    Chat(
        1,
        "cut",
        [
            created(3_000, "Cut off"),
            *asked("u3", 3_001, "Go on"),
            begun("r3", "cut", "u3", 3_002),
            *said("r3", "m3", 3_003, "The first thing ", "is", ends=False),
        ],
        {
            "title": "Cut off",
            "messages": [["user", "Go on"], ["assistant", "The first thing is"]],
            "runs": [["r3", "interrupted"]],  # the process was killed: opening it ends the run
        },
    ),
    Chat(
        1,
        "gone",
        [created(4_000, "Thrown away"), *asked("u4", 4_001, "x"), (None, custom("conversation.deleted", 4_002))],
        {"title": "Thrown away", "messages": [["user", "x"]], "deleted": True},
    ),
    Chat(
        2,
        "garden",
        [
            created(5_000, "Garden"),
            (
                None,
                custom(
                    "conversation.changed",
                    5_001,
                    pinned=True,
                    tags=["Grün", "garden"],
                    mode="plan",
                    system="Be brief.",
                    parameters={"temperature": 0.5},
                ),
            ),
            *asked("u5", 5_002, "When do I sow?"),
            begun("r5", "garden", "u5", 5_003),
            *said("r5", "m5", 5_004, "In May."),
            ended("r5", "garden", 5_006),
            (None, custom("queue.added", 5_007, id="q1", runId="r-q1", steer=False, text="And water?")),
        ],
        {
            "title": "Garden",
            "messages": [["user", "When do I sow?"], ["assistant", "In May."]],
            "runs": [["r5", "finished"]],
            "queue": ["And water?"],
            "pinned": True,
            "tags": ["Grün", "garden"],
            "mode": "plan",
            "system": "Be brief.",
            "parameters": {"temperature": 0.5},
        },
    ),
    Chat(
        3,
        "picture",
        [created(6_000, "Picture"), *asked("u6", 6_001, "What is this?", attachments=[FILE])],
        {"title": "Picture", "messages": [["user", "What is this?"]], "files": ["whale.png"]},
    ),
    Chat(
        6,
        "changed",
        [
            created(7_000, "Changed", "/w"),
            *asked("u7", 7_001, "write a.txt: x"),
            begun("r7", "changed", "u7", 7_002),
            (
                "r7",
                custom(
                    "files.changed",
                    7_003,
                    toolCallId="t7",
                    folder="/w",
                    changes=[
                        {
                            "id": "c1",
                            "path": "a.txt",
                            "kind": "create",
                            "before": None,
                            "after": COPY,
                            "modes": [None, 420],
                            "added": 1,
                            "removed": 0,
                        }
                    ],
                ),
            ),
            ended("r7", "changed", 7_004),
        ],
        {
            "title": "Changed",
            "workspace": "/w",
            "messages": [["user", "write a.txt: x"]],
            "runs": [["r7", "finished"]],
            "changed": ["a.txt"],
        },
    ),
)

ROWS: Sequence[Row] = (
    Row(1, "INSERT INTO epoch(id, first_s) VALUES ('0a1b2c', 1)"),
    Row(1, "INSERT INTO command VALUES ('message', 'u1', CAST('{\"runId\":\"r1\"}' AS BLOB))"),
    Row(1, "INSERT INTO draft(key, text) VALUES ('whales', 'und Delfine, ')"),
    Row(5, f"""UPDATE draft SET attachments = '[{{"id":"{FILE["id"]}","name":"whale.png"}}]' WHERE key = 'whales'"""),
    Row(
        7,
        """INSERT INTO "grant" VALUES ('g1', 'command', '["npm","test"]', 'Run npm test, in /w', 'always',
           NULL, NULL, '/w', 8000, NULL, 2)""",
    ),
)

_USUAL: Mapping[str, Any] = {
    "workspace": None,
    "messages": [],
    "runs": [],
    "asks": [],
    "queue": [],
    "files": [],
    "changed": [],
    "pinned": False,
    "tags": [],
    "mode": "ask",
    "system": None,
    "parameters": {},
    "deleted": False,
}


def expected(schema: int) -> Json:
    """What is to be seen of a database of this schema, once today's Runnel has opened it."""
    chats = [chat for chat in CHATS if chat.since <= schema]
    kept = [chat.id for chat in chats if not chat.expect.get("deleted")]
    return {
        "chats": {chat.id: {**_USUAL, **chat.expect} for chat in chats},
        # the pinned one first, then the one whose run was ended by the opening, then by time
        "listed": sorted(kept, key=["garden", "cut", "changed", "picture", "asks", "whales"].index),
        "binned": ["gone"],
        "drafts": {"whales": "und Delfine, "},
        "draftFiles": {"whales": ["whale.png"]} if schema >= 5 else {},
        "answered": '{"runId":"r1"}',
        "copies": schema >= 6,
        "grants": ["Run npm test, in /w"] if schema >= 7 else [],
    }
