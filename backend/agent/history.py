"""A conversation's fold as the message history that a model continues from.

Only the branch that leads to the run's message is sent. What a crash or a stop left half done is made honest: a cut
tool call disappears, a call without a result gets one that says the outcome is unknown, empty answers are left out. An
answer that goes on in mid-sentence (`metadata.continues` names its first half) is one text again.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, UserContent

Json = dict[str, Any]  # a folded conversation, as GET /api/conversations/{id} shows it

UNKNOWN = "Outcome unknown: Runnel ended before a result was recorded. It may or may not have taken effect."
DONE = "Runnel ended before a result was recorded. The person has looked and says: it was done. Do not do it again."
SKIPPED = "Runnel ended before a result was recorded. The person says: leave it, and go on without it."
_SETTLED = {"done": DONE, "skip": SKIPPED}
SUMMED_UP = "What was said and done before was summed up to save room. The summary:\n\n"
LAST_WORDS = "\n\nThe person's last message before that, word for word:\n\n"
_LAST_WORDS_CHARS = 8_000


@dataclass(frozen=True, slots=True)
class FirstHalf:
    """The text at the end of a history that is to go on. `thought`: there was thinking in its run before it."""

    message_id: str
    text: str
    thought: bool


def ancestors(state: Json, run_id: str) -> list[str]:
    """The runs that a run continues, through the interrupts between them."""
    return _chain({run["id"]: run["parentRunId"] for run in state["runs"]}, run_id)[1:]


def _chain(parents: Mapping[str, str | None], run_id: str) -> list[str]:
    """The run, the one it continues, and so on to the one that began."""
    chain: dict[str, None] = {}
    at: str | None = run_id
    while at is not None and at not in chain:
        chain[at] = None
        at = parents.get(at)
    return list(chain)


def branch(state: Json, message_id: str | None, run_ids: Container[str]) -> list[Json]:
    """The messages from the root to the user's message, and those of `run_ids` (the runs that answer it so far).

    A user's message hangs on `metadata.parentId`, or without one on the message before it; all others hang on the
    message before them of the same answer, and an answer's first on the user's message. An answer is a run with those
    that continue it; a retried run is another answer to the same message. What the person said while an answer was
    written (`metadata.steers`) is a part of that answer.
    """
    messages: list[Json] = state["messages"]
    continued = {run["id"]: run["parentRunId"] for run in state["runs"]}
    answers = {run["id"]: (run["messageId"], _chain(continued, run["id"])[-1]) for run in state["runs"]}
    parents: dict[str, str | None] = {}  # of messages
    last_of: dict[tuple[str | None, str], str] = {}  # by the user's message and the run that began the answer
    previous: str | None = None
    for message in messages:
        key, metadata = message["id"], message["metadata"]
        run = _run_of(message)
        if message["role"] == "user" and run is None:
            parents[key] = metadata.get("parentId", previous)
        else:
            answer = answers.get(run, (None, ""))
            parents[key] = last_of.get(answer) or answer[0] or previous
            last_of[answer] = key
        previous = key
    by_id = {message["id"]: message for message in messages}
    path: dict[str, Json] = {}
    at = message_id
    while at is not None and at in by_id and at not in path:
        path[at] = by_id[at]
        at = parents[at]
    return [*reversed(path.values())] + [m for m in messages if _run_of(m) in run_ids]


def _run_of(message: Json) -> str | None:
    """The run that a message belongs to; None for one of the person's that began a turn."""
    metadata: Json = message["metadata"]
    return metadata.get("steers") if message["role"] == "user" else metadata.get("runId")


def sewn(messages: Sequence[Json]) -> list[Json]:
    """The same messages with each second half joined to its first, which gives the whole its id."""
    whole: dict[str, Json] = {}
    for message in messages:
        first = whole.get(message["metadata"].get("continues"))
        if first is None:
            whole[message["id"]] = dict(message)
            continue
        first["content"] += message["content"]
        if "toolCalls" in message:
            first["toolCalls"] = [*first.get("toolCalls", ()), *message["toolCalls"]]
    return list(whole.values())


def without_thoughts_at_end(messages: Sequence[Json]) -> list[Json]:
    """Thinking that led to nothing, and empty text, is left out: what comes before is then what is answered."""
    kept = list(messages)
    while kept and kept[-1]["role"] in ("assistant", "reasoning") and not _says_something(kept[-1]):
        kept.pop()
    return kept


def _says_something(message: Json) -> bool:
    calls = (call for call in message.get("toolCalls", ()) if not call["metadata"].get("partial"))
    return message["role"] == "assistant" and (bool(message["content"]) or any(calls))


def cut_off(messages: Sequence[Json]) -> list[tuple[str, str]]:
    """Id and name of the calls of the last reply that have no result: a crash came while they were carried out."""
    with_result = {m["toolCallId"] for m in messages if m["role"] == "tool"}
    for message in reversed(messages):
        if message["role"] == "assistant":
            calls = [c for c in message.get("toolCalls", ()) if not c["metadata"].get("partial")]
            return [(c["id"], c["function"]["name"]) for c in calls if c["id"] not in with_result]
    return []


def in_place_of(summary: str, words: str) -> str:
    """What is sent in the place of what was summed up; `words` are the person's last before that."""
    return SUMMED_UP + summary + (LAST_WORDS + words[:_LAST_WORDS_CHARS] if words else "")


def last_words(text: str) -> str:
    """A message of the person's as it was typed, also where it stands in a summary's place."""
    return text.rpartition(LAST_WORDS)[2] if text.startswith(SUMMED_UP) else text


def from_summary(messages: Sequence[Json], runs: Sequence[Json]) -> list[Json]:
    """The same branch with its newest summary in the place of what it sums up. A summary that was undone is none.

    The newest is the one that reaches furthest. Takes `sewn` messages.
    """
    places = {message["id"]: place for place, message in enumerate(messages)}
    summaries = [s for run in runs for s in run["summaries"] if not s["undone"] and s["through"] in places]
    if not summaries:
        return list(messages)
    newest = max(summaries, key=lambda summary: places[summary["through"]])
    place = places[newest["through"]] + 1
    words = next((m["content"] for m in reversed(messages[:place]) if m["role"] == "user"), "")
    rest = list(messages[place:])
    while rest and rest[0]["role"] == "tool":  # its call is summed up
        rest.pop(0)
    text = in_place_of(newest["text"], words)
    return [{"id": f"summary-{newest['id']}", "role": "user", "content": text, "metadata": {}}, *rest]


def first_half(messages: Sequence[Json]) -> FirstHalf | None:
    """What a continued answer goes on from in mid-sentence; None where the last thing is no text. Takes `sewn` ones."""
    last = messages[-1] if messages else None
    if last is None or last["role"] != "assistant" or not last["content"].strip() or last.get("toolCalls"):
        return None
    run = last["metadata"].get("runId")
    thought = any(m["role"] == "reasoning" and m["metadata"].get("runId") == run for m in messages)
    return FirstHalf(last["id"], last["content"], thought)


def model_messages(
    messages: Sequence[Json],
    *,
    answered_now: Container[str] = (),
    contents: Mapping[str, Sequence[UserContent]] | None = None,
) -> list[ModelMessage]:
    """pydantic-ai's form of these AG-UI messages. Calls in `answered_now` are left without a result: it comes.

    `contents` is what a user's message of this id is sent as, where that is more than its text.
    """
    # Imported here: this is pydantic-ai, 1.4 CPU-seconds that the start of the server does without.
    from ag_ui.core import Message
    from pydantic import TypeAdapter
    from pydantic_ai.messages import ModelRequest, UserPromptPart
    from pydantic_ai.ui.ag_ui import AGUIAdapter

    with_result = {m["toolCallId"] for m in messages if m["role"] == "tool"}
    repaired: list[Json] = []
    for message in messages:
        calls = [call for call in message.get("toolCalls", ()) if not call["metadata"].get("partial")]
        if message["role"] in ("assistant", "reasoning") and not message["content"] and not calls:
            continue
        kept = {key: value for key, value in message.items() if key not in ("toolCalls", "metadata")}
        if calls:
            kept["toolCalls"] = [{key: value for key, value in call.items() if key != "metadata"} for call in calls]
        repaired.append(kept)
        for call in calls:
            if call["id"] not in with_result and call["id"] not in answered_now:
                known = _SETTLED.get(call["metadata"].get("settled"), UNKNOWN)
                result = {"id": f"{call['id']}-unknown", "role": "tool", "toolCallId": call["id"], "content": known}
                repaired.append(result)
    adapter: TypeAdapter[list[Message]] = TypeAdapter(list[Message])
    loaded = AGUIAdapter.load_messages(adapter.validate_python(repaired))
    if contents:
        said = (m["id"] for m in repaired if m["role"] == "user")
        requests = (message for message in loaded if isinstance(message, ModelRequest))
        prompts = (part for request in requests for part in request.parts if isinstance(part, UserPromptPart))
        for message_id, prompt in zip(said, prompts, strict=True):
            prompt.content = contents.get(message_id, prompt.content)
    return loaded
