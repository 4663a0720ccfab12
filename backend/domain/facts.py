"""Facts: what happened, in AG-UI 1.0's words, as JSON objects ready for the log.

AG-UI's own models build them, so that a shape is never typed twice. Their import costs 0.24 CPU-seconds, which is why
it stands inside the functions: the server answers its first request without it. What AG-UI has no word for is a
CUSTOM event whose name begins with `runnel:`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from ag_ui.core import BaseEvent

# Any: the values of a JSON object. AG-UI's models make these objects and the fold reads them by their type.
Event = dict[str, Any]

DELTA_CHARS = 8_000  # in one event; six bytes each in JSON at worst, so it fits limits.EVENT_BYTES

CREATED = "runnel:conversation.created"
CHANGED = "runnel:conversation.changed"
DELETED = "runnel:conversation.deleted"
RESTORED = "runnel:conversation.restored"
SPENT = "runnel:conversation.spent"  # tokens of a request that belongs to no run: its title
QUEUE_ADDED = "runnel:queue.added"  # a message that waits for its turn
QUEUE_CHANGED = "runnel:queue.changed"
QUEUE_MOVED = "runnel:queue.moved"  # before another one that waits, or to the end
QUEUE_REMOVED = "runnel:queue.removed"
ANSWERED = "runnel:interrupts.answered"
NOTE = "runnel:run.note"
SUMMARISED = "runnel:context.summarised"  # what the model is sent in the place of all up to a message
SUMMARY_UNDONE = "runnel:context.restored"  # … is sent whole again
CALL_SETTLED = "runnel:call.settled"  # what the person chose for a call whose outcome is unknown
JOB_STARTED = "runnel:job.started"  # a command in the background
JOB_ENDED = "runnel:job.ended"
HELPER_STEP = "runnel:helper.step"  # a message of a helper, whole; it belongs to the call that gave it its task
HELPER_MORE = "runnel:helper.more"  # … where one fact does not hold it
TOOL_WHOLE = "runnel:tool.whole"  # a piece of a result that is too long for the model; the fold leaves it out
PLAN = "runnel:run.plan"  # the run's list of what is to do, whole each time
TOOL_OUTPUT = "runnel:tool.output"  # what a running call writes, until its result takes its place
FILES_CHANGING = "runnel:files.changing"  # what a call is about to do to files; its copies are on the disk
FILES_CHANGED = "runnel:files.changed"  # what it did
FILES_UNDONE = "runnel:files.undone"
FILES_REDONE = "runnel:files.redone"
SETTLED = "runnel:run.settled"  # what the person chose for a run that had ended: retry, continue or keep

# Which key of an event names the thing that its delta belongs to.
DELTA_KEYS: Mapping[str, str] = {
    "TEXT_MESSAGE_CONTENT": "messageId",
    "REASONING_MESSAGE_CONTENT": "messageId",
    "TOOL_CALL_ARGS": "toolCallId",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One event and where it belongs. It has no number yet; the log's writer gives it one."""

    conversation: str
    run: str | None
    event: Event


def now_ms() -> int:
    """Milliseconds since 1970, as AG-UI's `timestamp`."""
    return time.time_ns() // 1_000_000


def dump(event: BaseEvent) -> Event:
    """An AG-UI model as the JSON object that is stored and sent."""
    dumped: Event = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    return dumped


def custom(name: str, value: Event) -> Event:
    """A fact that AG-UI has no word for."""
    return {"type": "CUSTOM", "timestamp": now_ms(), "name": name, "value": value}


def seal(changed: Event) -> bytes:
    """The value of a FILES_CHANGED in one spelling. Undo keeps it beside the copies, and follows no other."""
    return orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)


def head_changed(value: Event) -> Iterable[Event]:
    """CHANGED, with instructions that are too long for one frame in several of them."""
    system = value.get("system")
    if not isinstance(system, str) or len(system) <= DELTA_CHARS:
        yield custom(CHANGED, value)
        return
    yield custom(CHANGED, {**value, "system": system[:DELTA_CHARS]})
    for start in range(DELTA_CHARS, len(system), DELTA_CHARS):
        yield custom(CHANGED, {"systemMore": system[start : start + DELTA_CHARS]})


def split_deltas(event: Event) -> Iterable[Event]:
    """The same event in pieces of at most DELTA_CHARS characters; other events come back as they are."""
    if event["type"] not in DELTA_KEYS or len(event["delta"]) <= DELTA_CHARS:
        yield event
        return
    delta: str = event["delta"]
    for start in range(0, len(delta), DELTA_CHARS):
        yield {**event, "delta": delta[start : start + DELTA_CHARS]}


def user_message(message_id: str, text: str, metadata: Event) -> list[Event]:
    """START, CONTENT … and END of what the person typed, byte for byte. Of attached files alone there is no CONTENT."""
    from ag_ui.core import TextMessageContentEvent, TextMessageEndEvent, TextMessageStartEvent

    start = TextMessageStartEvent(message_id=message_id, role="user", timestamp=now_ms(), metadata=metadata or None)
    end = dump(TextMessageEndEvent(message_id=message_id))
    if not text:
        return [dump(start), end]
    return [dump(start), *split_deltas(dump(TextMessageContentEvent(message_id=message_id, delta=text))), end]


def run_started(
    conversation: str, run: str, *, message_id: str | None, model: str, parent_run: str | None = None
) -> Event:
    """A run begins; `metadata` says which message it answers and with which model."""
    from ag_ui.core import RunStartedEvent

    return dump(
        RunStartedEvent(
            thread_id=conversation,
            run_id=run,
            parent_run_id=parent_run,
            timestamp=now_ms(),
            metadata={"messageId": message_id, "model": model},
        )
    )


def run_error(message: str, code: str) -> Event:
    """A run ended without finishing. `message` is a sentence for the person."""
    from ag_ui.core import RunErrorEvent

    return dump(RunErrorEvent(message=message, code=code, timestamp=now_ms()))


def run_cancelled(conversation: str, run: str) -> Event:
    """A run ended because the person stopped it."""
    from ag_ui.core import RunFinishedCancelledOutcome, RunFinishedEvent

    return dump(
        RunFinishedEvent(
            thread_id=conversation,
            run_id=run,
            timestamp=now_ms(),
            outcome=RunFinishedCancelledOutcome(type="cancelled"),
        )
    )


BEGUN = "Stopped after it had begun, while it waited for an answer. Whether it took effect is not known."


def given_up(run: str, interrupt: Event, not_done: str) -> Event:
    """The result of a call that waits for an answer and gets none: `not_done`, or BEGUN where it had begun.

    That is a server's call in which the server asks, and one whose helper asks, after whatever it did before.
    """
    call, asked = interrupt["toolCallId"], interrupt.get("metadata") or {}
    return {
        "type": "TOOL_CALL_RESULT",
        "timestamp": now_ms(),
        "messageId": f"{run}-{call}",
        "toolCallId": call,
        "role": "tool",
        "content": BEGUN if "serverAsks" in asked or "helper" in asked else not_done,
        "metadata": {"error": "stopped"},
    }


class OpenParts:
    """Which messages and tool calls of one run have begun and not ended: what a stop has to close."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], None] = {}

    def see(self, event: Event) -> None:
        """Follows one event of the run."""
        match event["type"]:
            case "TEXT_MESSAGE_START" | "REASONING_MESSAGE_START" | "REASONING_START":
                self._open[(event["type"].removesuffix("_START"), event["messageId"])] = None
            case "TEXT_MESSAGE_END" | "REASONING_MESSAGE_END" | "REASONING_END":
                self._open.pop((event["type"].removesuffix("_END"), event["messageId"]), None)
            case "TOOL_CALL_START":
                self._open[("TOOL_CALL", event["toolCallId"])] = None
            case "TOOL_CALL_END":
                self._open.pop(("TOOL_CALL", event["toolCallId"]), None)

    def close(self) -> list[Event]:
        """END events, newest part first, marked `partial`: a cut tool call was never complete, so it never ran."""
        cut = {"partial": True}
        closing: list[Event] = []
        for kind, part in reversed(self._open):
            key = "toolCallId" if kind == "TOOL_CALL" else "messageId"
            closing.append({"type": f"{kind}_END", "timestamp": now_ms(), key: part, "metadata": cut})
        self._open.clear()
        return closing
