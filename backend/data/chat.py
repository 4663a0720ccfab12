"""The shown branch of a conversation as a plain sequence of entries, which every readable form is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from backend.log.branches import Reply, shown

Json = dict[str, Any]  # a folded conversation and its parts


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said or done. `text` is Markdown where `kind` is asked or answered, plain text otherwise.

    `who` is the model of an answer and the name of an action; `details` an action's arguments; `model` whose thought,
    answer or action it is.
    """

    kind: Literal["asked", "answered", "thought", "acted", "ended"]
    text: str
    who: str = ""
    at: str = ""
    details: str = ""
    files: tuple[tuple[str, str, str], ...] = ()  # id, name, type
    model: str = ""


def entries(state: Json) -> list[Entry]:
    """What the page shows of the conversation, from top to bottom."""
    found: list[Entry] = []
    for step in shown(state):
        if step.turn.asked is not None:
            found.append(_asked(step.turn.asked))
        if step.reply is not None:
            found += _reply(step.reply)
    return found


def title_of(state: Json) -> str:
    """The title, or what is said where there is none."""
    return state["title"] or "Untitled chat"


def _asked(message: Json) -> Entry:
    files = tuple(
        (str(file.get("id", "")), str(file.get("name", "")), str(file.get("type", "")))
        for file in message["metadata"].get("attachments", ())
    )
    return Entry("asked", message["content"], "You", _time(message), files=files)


def _reply(reply: Reply) -> list[Entry]:
    models = {run["id"]: run["model"] or "" for run in reply.runs}
    results = {id(call): result for call, result in reply.results}
    found: list[Entry] = []
    for part in reply.parts:
        who = models.get(part["metadata"].get("runId"), "")
        match part["role"]:
            case "user":
                found.append(_asked(part))
            case "reasoning" if part["content"].strip():
                found.append(Entry("thought", part["content"], who, _time(part), model=who))
            case "assistant":
                if part["content"].strip():
                    found.append(Entry("answered", part["content"], who, _time(part), model=who))
                found += [_acted(call, results.get(id(call)), who) for call in part.get("toolCalls", ())]
    for run in reply.runs:
        if run["error"] is not None:
            found.append(Entry("ended", run["error"]["message"]))
        elif run["status"] == "cancelled":
            found.append(Entry("ended", "Stopped."))
    return found


def _acted(call: Json, result: Json | None, model: str) -> Entry:
    try:
        details = json.dumps(json.loads(call["function"]["arguments"] or "{}"), indent=2, ensure_ascii=False)
    except ValueError:
        details = call["function"]["arguments"]
    text = "No result was recorded." if result is None else str(result["content"])
    details = "" if details == "{}" else details
    return Entry("acted", text, call["function"]["name"], _time(call), details, model=model)


def _time(part: Json) -> str:
    at = part["metadata"].get("createdAt", part["metadata"].get("startedAt"))
    if not isinstance(at, int | float) or not 0 < at < 1e14:
        return ""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
