"""What a chat's facts have to be like to be taken from a file, which anybody may have written.

Each is an AG-UI event, and our own have the values that both folds expect, so that no file can break a window for
good. A file brings words and no power: `closing` ends what it would have going on here, and takes back its folder, its
mode and its queue, because with them it would decide what the next message may touch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from backend.domain import conversation as heads
from backend.domain import facts, limits
from backend.domain.errors import BadInput
from backend.domain.facts import Event, Fact, OpenParts
from backend.log.record import Record
from backend.log.recover import SENTENCE
from backend.log.transaction import encode, require_fit

if TYPE_CHECKING:
    from ag_ui.core import Event as AguiEvent
    from pydantic import TypeAdapter

Json = dict[str, Any]
NOT_DONE = "Not done: it waited to be allowed when this chat was exported."


def record_of(conversation: str, line: bytes, last_n: int) -> Record:
    """One line of an archive as a record without its number in this log. Raises BadInput."""
    try:
        read = orjson.loads(line)
        n, n0, replaces, run, event = read["n"], read.get("n0"), read.get("set", False), read.get("r"), read["e"]
        first = n if n0 is None else n0
        is_delta = event["type"] in facts.DELTA_KEYS
        _require(type(n) is int and type(first) is int and last_n + 1 == first <= n < 2**53)
        _require(type(replaces) is bool and (run is None or type(run) is str))
        _require(is_delta or not replaces or _is_output(event))
        if run is not None:
            heads.checked_id(run, "run")
        _events().validate_python(event)
        _require_values(event)
        if is_delta:
            require_fit(event)
        return Record(0, conversation, run, n, encode(event), n0, replaces)
    except (BadInput, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput("A chat in this file is not as Runnel writes it.", code="bad_archive") from error


def closing(state: Json) -> list[Fact]:
    """What is added behind an imported chat. `state` is its fold."""
    added: list[Fact] = []

    def add(run: str | None, event: Event) -> None:
        added.append(Fact(state["id"], run, event))

    for run in state["runs"]:
        if run["status"] == "running":
            for event in _parts_left_open(state, run["id"]):
                add(run["id"], event)
            add(run["id"], facts.run_error(SENTENCE, "interrupted"))
        elif run["status"] == "waiting":
            for asked in state["interrupts"]:
                if asked["runId"] == run["id"] and asked.get("toolCallId"):
                    add(run["id"], facts.given_up(run["id"], asked, NOT_DONE))
            add(run["id"], facts.custom(facts.ANSWERED, {"runId": run["id"], "answers": [], "cancelled": True}))
    for message in state["queue"]:
        add(None, facts.custom(facts.QUEUE_REMOVED, {"id": message["id"]}))
    for job in state["jobs"]:
        if job["endedAt"] is None:
            ended = {"id": job["id"], "endedAt": facts.now_ms(), "status": None, "how": "app", "output": ""}
            add(job["runId"], facts.custom(facts.JOB_ENDED, ended))
    taken_back: Json = {
        key: value for key, value in (("workspace", None), ("folders", []), ("mode", "ask")) if state[key] != value
    }
    if taken_back:
        add(None, facts.custom(facts.CHANGED, taken_back))
    return added


def _parts_left_open(state: Json, run: str) -> Iterable[Event]:
    parts = OpenParts()
    for message in state["messages"]:
        metadata = message["metadata"]
        if metadata.get("runId") != run:
            continue
        if metadata.get("open"):
            kind = "REASONING_MESSAGE" if message["role"] == "reasoning" else "TEXT_MESSAGE"
            parts.see({"type": f"{kind}_START", "messageId": message["id"]})
        for call in message.get("toolCalls", ()):
            if call["metadata"].get("open"):
                parts.see({"type": "TOOL_CALL_START", "toolCallId": call["id"]})
    return parts.close()


@cache
def _events() -> TypeAdapter[AguiEvent]:
    from ag_ui.core import Event  # only an import needs it
    from pydantic import TypeAdapter

    return TypeAdapter(Event)


# --- values -------------------------------------------------------------------------------------------------


def _require(is_so: object) -> None:
    if not is_so:
        raise ValueError


def _require_values(event: Event) -> None:
    """What the folds take from an event beyond what AG-UI says of it. Raises ValueError, KeyError, BadInput."""
    metadata = event.get("metadata")
    _require(metadata is None or isinstance(metadata, dict))
    for key in ("messageId", "toolCallId", "runId", "parentRunId", "parentMessageId"):
        value = event.get(key)
        _require(value is None or (type(value) is str and 0 < len(value) <= limits.ID_CHARS * 4))
    match event["type"]:
        case "TEXT_MESSAGE_START":
            heads.checked_id(event["messageId"], "message")
            _require_user(metadata or {})
        case "RUN_STARTED":
            heads.checked_id(event["runId"], "run")
            _texts(metadata or {}, "messageId", "model")
        case "RUN_FINISHED" | "RUN_ERROR":
            _require_cost((metadata or {}).get("cost"))
            _require(type((metadata or {}).get("context", 0)) is int)
            for interrupt in (event.get("outcome") or {}).get("interrupts", ()):
                _require_changes((interrupt.get("metadata") or {}).get("changes"))
        case "TOOL_CALL_RESULT":
            _require(type(event["content"]) is str)
            _texts(metadata or {}, "error", "source")
            _require_changes((metadata or {}).get("changes"))
        case "CUSTOM" if event["name"] in _OURS:
            _require(isinstance(event["value"], dict))
            _OURS[event["name"]](event["value"])


def _is_output(event: Event) -> bool:
    return bool(event["type"] == "CUSTOM" and event["name"] == facts.TOOL_OUTPUT)


def _texts(value: Json, *keys: str) -> None:
    """Each is text, null or not there."""
    _require(all(value.get(key) is None or type(value[key]) is str for key in keys))


def _needed_texts(*keys: str) -> Callable[[Json], None]:
    return lambda value: _require(all(type(value[key]) is str for key in keys))


def _require_user(metadata: Json) -> None:
    _texts(metadata, "parentId", "model", "steers", "runId")
    _require(all(type(source) is str for source in metadata.get("untrusted", [])))
    for file in metadata.get("attachments", []):
        _require(type(file["bytes"]) is int and len(file["id"]) == 64)
        _needed_texts("id", "name", "type", "kind")(file)


def _require_head(value: Json) -> None:
    _require("title" not in value or type(value["title"]) is str)
    _texts(value, "workspace", "model", "leaf", "system", "systemMore")
    for key, check in _CHECKS.items():
        if key in value:
            check(value[key])


_CHECKS: Mapping[str, Callable[[Any], object]] = {
    "title": lambda value: _require(len(value) <= limits.TITLE_CHARS * 4),
    "parameters": heads.checked_parameters,
    "tags": heads.checked_tags,
    "mode": heads.checked_mode,
    "folders": lambda value: _require(isinstance(value, list) and all(type(folder) is str for folder in value)),
    "pinned": lambda value: heads.checked_flag(value, "pinned"),
    "archived": lambda value: heads.checked_flag(value, "archived"),
}


def _require_queued(value: Json) -> None:
    _needed_texts("id", "text", "runId")(value)
    _require(type(value["steer"]) is bool)
    _require_user(value)


def _require_moved(value: Json) -> None:
    _needed_texts("id")(value)
    _require(value["before"] is None or type(value["before"]) is str)


def _require_answered(value: Json) -> None:
    _require(type(value["runId"]) is str and isinstance(value["answers"], list))


def _require_plan(value: Json) -> None:
    for item in value["items"]:
        _require(type(item["text"]) is str and item["status"] in ("todo", "doing", "done"))


def _require_summary(value: Json) -> None:
    _needed_texts("id", "through", "text")(value)
    _require(type(value["messages"]) is int and type(value["at"]) is int)


def _require_choice(value: Json) -> None:
    _needed_texts("toolCallId")(value)
    _require(value["choice"] in ("again", "done", "skip"))


def _require_job(value: Json) -> None:
    _needed_texts("id", "runId", "toolCallId", "command", "folder")(value)
    _require(type(value["startedAt"]) is int)


def _require_job_ended(value: Json) -> None:
    _needed_texts("id", "output")(value)
    _require(type(value["endedAt"]) is int and value["how"] in ("itself", "stopped", "app"))
    _require(value["status"] is None or type(value["status"]) is int)


def _require_step(value: Json) -> None:
    step = value["message"]
    _needed_texts("toolCallId")(value)
    _needed_texts("id", "role", "content")(step)
    _require(step["role"] in ("assistant", "tool") and isinstance(step["metadata"], dict))
    _texts(step, "error", "toolCallId")
    _require_changes(step["metadata"].get("changes"))
    for call in step.get("toolCalls", []):
        _needed_texts("id")(call)
        _needed_texts("name", "arguments")(call["function"])
        _require(isinstance(call["metadata"], dict))


def _require_more(value: Json) -> None:
    _needed_texts("toolCallId", "message", "delta")(value)
    _texts(value, "call")


def _require_spent(value: Json) -> None:
    _require(isinstance(value["usage"], list) and all(isinstance(usage, dict) for usage in value["usage"]))
    _require_cost(value["cost"])


def _require_cost(cost: Any) -> None:
    _require(cost is None or (isinstance(cost["amount"], int | float) and type(cost["currency"]) is str))


def _require_changes(changes: Any) -> None:
    for change in changes or []:
        _needed_texts("path", "kind")(change)
        _require(type(change["added"]) is int and type(change["removed"]) is int)
        for hunk in change["hunks"]:
            _require(all(type(hunk[key]) is int for key in ("oldStart", "oldLines", "newStart", "newLines")))
            _require(all(type(line) is str for line in hunk["lines"]))


def _require_files(value: Json) -> None:
    """Undo asks for more than this: that it was done here."""
    _needed_texts("toolCallId", "folder")(value)
    for change in value["changes"]:
        _require_change(change)


def _require_intent(value: Json) -> None:
    """Nobody follows one that was not written here."""
    _needed_texts("toolCallId", "folder")(value)
    _texts(value, "copies", "held", "alive")
    for change in value.get("planned", []):
        _require_change(change)


def _require_change(change: Json) -> None:
    _needed_texts("id", "path", "kind")(change)
    _texts(change, "to", "before", "after", "entry")
    _require(type(change["added"]) is int and type(change["removed"]) is int)
    _require(len(change["modes"]) == 2 and all(m is None or type(m) is int for m in change["modes"]))


def _require_ids(value: Json) -> None:
    _require(all(type(id_) is str for id_ in value["changes"]))


_OURS: Mapping[str, Callable[[Json], None]] = {
    facts.CREATED: _require_head,
    facts.CHANGED: _require_head,
    facts.DELETED: lambda _: None,
    facts.RESTORED: lambda _: None,
    facts.SPENT: _require_spent,
    facts.QUEUE_ADDED: _require_queued,
    facts.QUEUE_CHANGED: _needed_texts("id", "text"),
    facts.QUEUE_MOVED: _require_moved,
    facts.QUEUE_REMOVED: _needed_texts("id"),
    facts.ANSWERED: _require_answered,
    facts.NOTE: _needed_texts("code", "text"),
    facts.SETTLED: _needed_texts("choice"),
    facts.PLAN: _require_plan,
    facts.SUMMARISED: _require_summary,
    facts.SUMMARY_UNDONE: _needed_texts("id"),
    facts.CALL_SETTLED: _require_choice,
    facts.JOB_STARTED: _require_job,
    facts.JOB_ENDED: _require_job_ended,
    facts.HELPER_STEP: _require_step,
    facts.HELPER_MORE: _require_more,
    facts.TOOL_WHOLE: _needed_texts("toolCallId", "text"),
    facts.FILES_CHANGING: _require_intent,
    facts.FILES_CHANGED: _require_files,
    facts.FILES_UNDONE: _require_ids,
    facts.FILES_REDONE: _require_ids,
    facts.TOOL_OUTPUT: _needed_texts("toolCallId", "delta"),
}
