"""The fold as a client uses it: begun from an answer of GET /api/conversations/{id}, then grown by frames.

The server's fold begins at a conversation's first row, because the server has them all; a client begins from a state.
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
    return Fold.from_state(copy.deepcopy(state))


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
