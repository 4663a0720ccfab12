"""The end of a folded conversation, for a page that opens a long one: what it shows first. Pure.

A tail is cut before a message of a person, and only where everything in it hangs below something in it: where the end
is one path that is shown, without answers or branches of what is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]  # a folded conversation, and its parts


def tail(state: Json, last: int) -> Json | None:
    """The state with its last messages, at least `last` of them, and `before`, how many are left out.

    None where that is less than half of the conversation, or its end does not stand alone.
    """
    messages: Sequence[Json] = state["messages"]
    first = _begin(messages, last)
    if first == 0 or first * 2 < len(messages) or state["leaf"] is not None or state["interrupts"]:
        return None
    shown = messages[first:]
    runs = _runs(state["runs"], {message["id"] for message in shown})
    if runs is None or not _stand_alone(shown, messages[first - 1]["id"], {run["id"] for run in runs}):
        return None
    return {**state, "messages": shown, "runs": runs, "before": first}


def _begin(messages: Sequence[Json], last: int) -> int:
    """The last place where a person's own message begins so many; 0 for none."""
    at = len(messages) - last
    while at > 0 and not _asks(messages[at]):
        at -= 1
    return max(at, 0)


def _asks(message: Json) -> bool:
    return message["role"] == "user" and "steers" not in message["metadata"]


def _runs(runs: Sequence[Json], shown: set[str]) -> list[Json] | None:
    """The runs that answer what is shown. None where one goes on from a run that is not among them."""
    found: dict[str, Json] = {}
    for run in runs:
        parent = run["parentRunId"]
        if run["messageId"] in shown or parent in found:
            if parent is not None and parent not in found:
                return None
            found[run["id"]] = run
    return list(found.values())


def _stand_alone(shown: Sequence[Json], before: str, runs: set[str]) -> bool:
    """Each message follows one that is shown, the first one the last that is not; each answer is of a run shown."""
    seen: set[str] = set()
    previous = before
    for message in shown:
        metadata = message["metadata"]
        if _asks(message):
            parent = metadata.get("parentId", previous)
            stands = parent in seen or (parent == before and not seen)
        else:
            stands = message["role"] == "tool" or metadata.get("steers", metadata.get("runId")) in runs
        if not stands:
            return False
        previous = message["id"]
        seen.add(previous)
    return True
