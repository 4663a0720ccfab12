"""The fold as a client uses it: begun from an answer of GET /api/conversations/{id}, then grown by frames.

`backend.log.fold.Fold` always begins at a conversation's first row, because the server has them all. A client begins
from a state, so this fills one in; reaching into its parts is the price of testing with the server's own rules.
"""

from __future__ import annotations

import copy
from typing import Any

import orjson

from backend.log.fold import Fold
from backend.log.record import Record

Json = dict[str, Any]


def folded(state: Json) -> Fold:
    """A fold that stands where this state stands."""
    state = copy.deepcopy(state)
    fold = Fold(state["id"])
    fold.n = state["n"]
    fold._head = {key: state[key] for key in fold._head}
    fold._deleted = bool(state.get("deleted"))
    for message in state["messages"]:
        fold._messages[message["id"]] = message
        if message["role"] != "tool":
            message["content"] = [message["content"]]
        if message["role"] == "assistant":
            fold._last_assistant[message["metadata"].get("runId")] = message["id"]
        for call in message.get("toolCalls", ()):
            call["function"]["arguments"] = [call["function"]["arguments"]]
            fold._calls[call["id"]] = call
    fold._runs = {run["id"]: run for run in state["runs"]}
    fold._interrupts = list(state["interrupts"])
    return fold


def record(frame: Json) -> Record:
    """A frame as the fold takes it."""
    return Record(
        frame["s"],
        frame["c"],
        frame.get("r"),
        frame["n"],
        orjson.dumps(frame["e"]),
        frame.get("n0"),
        frame.get("set", False),
    )


def shown(state: Json) -> Json:
    """A conversation without the moment it was asked for: what a fold has to equal."""
    return {key: value for key, value in state.items() if key != "asOf"}
