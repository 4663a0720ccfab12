"""The same reply in every provider's own format, frame by frame, so that one test can say it to all of them.

Shapes are the vendors' documented streams; the real SDKs read them in `tests/contract`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.scripted_provider import Call, Reply, frames

Json = dict[str, Any]
KINDS = ("openai", "anthropic", "google", "ollama", "llama", "openai-compatible")


@dataclass(frozen=True)
class Words:
    """What a model says: text in pieces, or one action, why it ended, and how many tokens it read."""

    text: Sequence[str] = ()
    call: Call | None = None
    finish: str = "stop"  # or "length"
    read: int = 10


@dataclass(frozen=True)
class Dialect:
    """One kind of provider as it is spoken to. `under_v1`: the address that a person enters ends in /v1."""

    kind: str
    model: str
    path: str
    under_v1: bool
    ping: bytes = b": ping\n\n"
    unknown: bytes = b'event: new_thing\ndata: {"type": "new_thing"}\n\n'
    headers: Mapping[str, str] = field(default_factory=dict)

    def frames(self, words: Words) -> list[bytes]:
        """The reply as server-sent events, one frame an item."""
        match self.kind:
            case "openai":
                return _responses(words)
            case "anthropic":
                return _anthropic(words)
            case "google":
                return _google(words)
            case _:
                calls = (words.call,) if words.call else ()
                return frames(Reply(text=words.text, calls=calls, finish=words.finish, usage=(words.read, 5)))

    def reply(self, words: Words) -> Reply:
        return Reply(raw=self.frames(words))

    def error(self, status: int, message: str, **headers: str) -> Reply:
        """The provider's own error document."""
        body: Json = {"error": {"message": message, "type": "invalid_request_error", "code": None}}
        if self.kind == "anthropic":
            body = {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
        elif self.kind == "google":
            body = {"error": {"code": status, "message": message, "status": "INVALID_ARGUMENT"}}
        return Reply(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


_GEMINI = "/v1beta/models/gemini-2.0-flash:streamGenerateContent"
DIALECTS: Mapping[str, Dialect] = {
    "openai": Dialect("openai", "gpt-4o", "/v1/responses", under_v1=True),
    "anthropic": Dialect(
        "anthropic",
        "claude-3-5-sonnet-20241022",
        "/v1/messages",
        under_v1=False,
        ping=b'event: ping\ndata: {"type": "ping"}\n\n',
    ),
    "google": Dialect("google", "gemini-2.0-flash", _GEMINI, under_v1=False, unknown=b'data: {"newThing": 1}\n\n'),
    "ollama": Dialect("ollama", "scripted", "/v1/chat/completions", under_v1=False),
    "llama": Dialect("llama", "scripted", "/v1/chat/completions", under_v1=True),
    "openai-compatible": Dialect("openai-compatible", "scripted", "/v1/chat/completions", under_v1=True),
}


def _event(data: Json) -> bytes:
    return f"event: {data['type']}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _pieces(call: Call) -> list[str]:
    step = max(1, -(-len(call.arguments) // call.pieces))
    return [call.arguments[at : at + step] for at in range(0, len(call.arguments), step)]


def _responses(words: Words) -> list[bytes]:
    text = "".join(words.text)
    base: Json = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4o", "output": []}
    out: list[Json] = [{"type": "response.created", "response": {**base, "status": "in_progress"}}]
    if words.text:
        item: Json = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        part: Json = {"type": "output_text", "text": "", "annotations": []}
        out.append({"type": "response.output_item.added", "output_index": 0, "item": item})
        out.append({"type": "response.content_part.added", **place, "part": part})
        out += [{"type": "response.output_text.delta", **place, "delta": p, "logprobs": []} for p in words.text]
        out.append({"type": "response.output_text.done", **place, "text": text, "logprobs": []})
        out.append({"type": "response.content_part.done", **place, "part": {**part, "text": text}})
        done = {**item, "status": "completed", "content": [{**part, "text": text}]}
        out.append({"type": "response.output_item.done", "output_index": 0, "item": done})
    if words.call:
        item = {"id": "fc_1", "type": "function_call", "call_id": words.call.id, "name": words.call.name}
        item |= {"arguments": "", "status": "in_progress"}
        place = {"item_id": "fc_1", "output_index": 0}
        out.append({"type": "response.output_item.added", "output_index": 0, "item": item})
        out += [{"type": "response.function_call_arguments.delta", **place, "delta": p} for p in _pieces(words.call)]
        whole = {"arguments": words.call.arguments}
        out.append({"type": "response.function_call_arguments.done", **place, "name": words.call.name, **whole})
        done = {**item, "status": "completed", **whole}
        out.append({"type": "response.output_item.done", "output_index": 0, "item": done})
    usage: Json = {"input_tokens": words.read, "output_tokens": 5, "total_tokens": words.read + 5}
    usage |= {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    if words.finish == "length":
        end = {**base, "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "usage": usage}
        out.append({"type": "response.incomplete", "response": end})
    else:
        out.append({"type": "response.completed", "response": {**base, "status": "completed", "usage": usage}})
    return [_event({**data, "sequence_number": at}) for at, data in enumerate(out)]


def _anthropic(words: Words) -> list[bytes]:
    message: Json = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", "content": []}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": words.read, "output_tokens": 1}}
    out: list[Json] = [{"type": "message_start", "message": message}]
    block: Json = {"type": "text", "text": ""}
    deltas: list[Json] = [{"type": "text_delta", "text": piece} for piece in words.text]
    why = {"stop": "end_turn", "length": "max_tokens"}[words.finish]
    if words.call:
        block = {"type": "tool_use", "id": words.call.id, "name": words.call.name, "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(words.call)]
        why = "tool_use" if words.finish == "stop" else why
    if deltas or words.call:
        out.append({"type": "content_block_start", "index": 0, "content_block": block})
        out += [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
        out.append({"type": "content_block_stop", "index": 0})
    end = {"stop_reason": why, "stop_sequence": None}
    out.append({"type": "message_delta", "delta": end, "usage": {"output_tokens": 5}})
    out.append({"type": "message_stop"})
    return [_event(data) for data in out]


def _google(words: Words) -> list[bytes]:
    parts: list[Json] = [{"text": piece} for piece in words.text]
    if words.call:
        try:
            arguments = json.loads(words.call.arguments)
        except ValueError:
            arguments = words.call.arguments  # Google sends whole JSON, so this is as wrong as it can be
        parts.append({"functionCall": {"name": words.call.name, "args": arguments}})
    usage = {"promptTokenCount": words.read, "candidatesTokenCount": 5, "totalTokenCount": words.read + 5}
    ending = {"stop": "STOP", "length": "MAX_TOKENS"}[words.finish]
    out: list[Json] = []
    for at, part in enumerate(parts or [{"text": ""}]):
        candidate: Json = {"content": {"role": "model", "parts": [part]}, "index": 0}
        if at == max(0, len(parts) - 1):
            candidate["finishReason"] = ending
        out.append({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-2.0-flash"})
    return [b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\r\n\r\n" for data in out]
