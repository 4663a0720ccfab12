"""Their side of chat completions: the JSON objects of a streamed reply, folded into pydantic-ai's parts. Pure.

A reply is complete when a choice said why it finished, or the server said `[DONE]`. Servers differ: reasoning has two
names, an index may be missing, a name may be repeated with every piece, arguments may be an object. Pieces of two calls
may be mixed; one call is shown at a time and the others wait, because an event after a call's end means nothing. Names,
ids and the number of calls are bounded: they go into facts, which have to fit a frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pydantic_ai._parts_manager import ModelResponsePartsManager
from pydantic_ai.messages import FinishReason, ModelResponseStreamEvent
from pydantic_ai.usage import RequestUsage

from backend.domain import limits
from backend.models import failures, sentences
from backend.models.chat_request import REASONING_FIELDS

Json = dict[str, Any]  # Any: foreign JSON; every use checks the shape it needs

_FINISH_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_call",
    "function_call": "tool_call",
    "content_filter": "content_filter",
    "error": "error",
}


@dataclass
class _Call:
    """One tool call as it arrives. `waiting` are pieces not shown yet, because another call is being shown."""

    key: str
    id: str
    name: str = ""
    arguments: str = ""
    waiting: list[str] = field(default_factory=list)

    def is_whole(self) -> bool:
        return self.arguments.rstrip().endswith("}") and _is_object(self.arguments)


class ReplyFold:
    """Feed it chunks; it yields events. `finish_reason`, `usage` and `complete` say what is known so far."""

    def __init__(self, parts: ModelResponsePartsManager, *, provider: str, model: str, taken_ids: set[str]) -> None:
        self._parts = parts
        self._provider = provider
        self._model = model
        self._taken_ids = taken_ids
        self._run = 0  # text, reasoning and calls each begin a new part when something else came between
        self._kind = ""
        self._calls: dict[object, _Call] = {}
        self._shown: _Call | None = None
        self.finish_reason: FinishReason | None = None
        self.raw_finish_reason: str | None = None
        self.usage: RequestUsage | None = None
        self.response_id: str | None = None
        self.something_came = False
        self.progress = 0  # grows with every piece of content: what counts as a sign of life

    def take(self, chunk: object) -> Iterator[ModelResponseStreamEvent]:
        """Folds one JSON object of the stream. What it does not know, it leaves. Raises a ProviderError."""
        if not isinstance(chunk, dict):
            return
        if (error := chunk.get("error")) and not chunk.get("choices"):
            raise failures.from_error_object(error, provider=self._provider, model=self._model)
        if isinstance(identity := chunk.get("id"), str) and identity:
            self.response_id = identity
        if isinstance(usage := chunk.get("usage"), dict):
            self.usage = _usage(usage)
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            yield from self._delta(delta)
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            if reason == "error":
                raise failures.from_error_object(
                    choice.get("error") or chunk.get("error") or {}, provider=self._provider, model=self._model
                )
            self.raw_finish_reason = reason
            self.finish_reason = _FINISH_REASONS.get(reason, "stop")

    def finish(self) -> Iterator[ModelResponseStreamEvent]:
        """At the true end: shows the calls that waited. Raises where a call was cut by the model's length limit."""
        cut = self.finish_reason == "length"
        for call in self._calls.values():
            if not call.name or (cut and not _is_object(call.arguments)):
                raise sentences.action_unusable(self._provider, call.name or "unnamed")
        for call in self._calls.values():
            yield from self._show_waiting(call)

    def _delta(self, delta: Json) -> Iterator[ModelResponseStreamEvent]:
        for name in REASONING_FIELDS:
            if isinstance(thought := delta.get(name), str) and thought:
                self._begin("thinking")
                yield from self._parts.handle_thinking_delta(
                    vendor_part_id=("thinking", self._run), content=thought, id=name, provider_name=self._provider
                )
                break
        for words in (_text(delta.get("content")), _text(delta.get("refusal"))):
            if words:
                self._begin("text")
                yield from self._parts.handle_text_delta(
                    vendor_part_id=("text", self._run), content=words, thinking_tags=("<think>", "</think>")
                )
        calls = delta.get("tool_calls")
        for piece in calls if isinstance(calls, list) else ():
            if isinstance(piece, dict):
                yield from self._call_piece(piece)

    def _begin(self, kind: str) -> None:
        self.something_came = True
        self.progress += 1
        if kind != self._kind:
            self._kind, self._run = kind, self._run + 1

    def _call_piece(self, piece: Json) -> Iterator[ModelResponseStreamEvent]:
        function = piece.get("function")
        function = function if isinstance(function, dict) else {}
        call = self._call_of(piece)
        arguments = function.get("arguments")
        if arguments is not None and not isinstance(arguments, str):
            arguments = json.dumps(arguments)
        arguments = arguments or ""
        call.arguments += arguments
        if not call.name and isinstance(name := function.get("name"), str):
            if len(name) > limits.ID_CHARS:
                raise sentences.action_oversized(self._provider)
            call.name = name
        call.waiting.append(arguments)
        self._begin("calls")
        if self._shown is None or (self._shown is not call and self._shown.is_whole()):
            self._shown = call
        if self._shown is call:
            yield from self._show_waiting(call)

    def _call_of(self, piece: Json) -> _Call:
        given = piece.get("id") if isinstance(piece.get("id"), str) else ""
        slot: object = piece.get("index")
        if slot is None:  # without an index an id names the call, and a piece without either continues the last one
            slot = given or next(reversed(self._calls), "only")
        call = self._calls.get(slot)
        if call is not None and given and call.key != given:  # every call of this server has index 0
            slot = (slot, given)
            call = self._calls.get(slot)
        if call is None:
            if len(self._calls) == limits.CALLS_PER_REPLY:
                raise sentences.too_many_actions(self._provider, limits.CALLS_PER_REPLY)
            key = str(given or "")
            call = self._calls[slot] = _Call(key=key, id=self._free_id(key))
        return call

    def _free_id(self, given: str) -> str:
        is_good = 0 < len(given) <= limits.ID_CHARS and given not in self._taken_ids
        chosen = given if is_good else f"call_{uuid4().hex}"
        self._taken_ids.add(chosen)
        return chosen

    def _show_waiting(self, call: _Call) -> Iterator[ModelResponseStreamEvent]:
        if not call.name:
            return
        pieces, call.waiting = call.waiting, []
        part_id = ("call", call.id)
        if self._parts.get_part_by_vendor_id(part_id) is None:
            yield from self._parts.handle_tool_call_delta_events(
                vendor_part_id=part_id, tool_name=call.name, args="".join(pieces), tool_call_id=call.id
            )
        elif text := "".join(pieces):
            yield from self._parts.handle_tool_call_delta_events(
                vendor_part_id=part_id, args=text, tool_call_id=call.id
            )


def _text(content: object) -> str:
    """Text as it is, or joined from a list of parts, as some servers stream it."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(p["text"] for p in content if isinstance(p, dict) and isinstance(p.get("text"), str))
    return ""


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _usage(usage: Json) -> RequestUsage:
    def number(source: object, name: str) -> int:
        value = source.get(name) if isinstance(source, dict) else None
        return value if isinstance(value, int) else 0

    thought = number(usage.get("completion_tokens_details"), "reasoning_tokens")
    return RequestUsage(
        input_tokens=number(usage, "prompt_tokens"),
        output_tokens=number(usage, "completion_tokens"),
        cache_read_tokens=number(usage.get("prompt_tokens_details"), "cached_tokens"),
        details={"reasoning_tokens": thought} if thought else {},
    )
