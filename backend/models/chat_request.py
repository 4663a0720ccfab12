"""Our side of chat completions: pydantic-ai's history and settings as the JSON an OpenAI-compatible server reads. Pure.

What the format cannot carry is refused in words, never left out silently. One leading system message, because many chat
templates of local models fail on a second one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal

from pydantic_ai.messages import (
    BinaryContent,
    FilePart,
    ImageUrl,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextContent,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    ToolReturnPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from backend.domain.errors import RequestRefused
from backend.models.thinking import Effort, Style, thinking_fields

Json = dict[str, Any]  # Any: JSON is what it is; the server checks it


class WireSettings(ModelSettings, total=False):
    """`prefill`: the last message is the beginning of the reply. How a server is told so: see `prefill`.

    `effort`: how much to think, in the server's own way: see `thinking`.
    """

    prefill: Literal["open", "prefix"]
    effort: Effort


IMAGE_LEFT_OUT = "[An image was here. This server does not take images, so it was left out.]"
REASONING_FIELDS = ("reasoning_content", "reasoning")
_SETTINGS = {
    "max_tokens": "max_tokens",
    "temperature": "temperature",
    "top_p": "top_p",
    "seed": "seed",
    "stop_sequences": "stop",
    "presence_penalty": "presence_penalty",
    "frequency_penalty": "frequency_penalty",
    "logit_bias": "logit_bias",
}


def request_body(
    *,
    model: str,
    messages: Sequence[ModelMessage],
    instructions: str | None,
    settings: ModelSettings,
    parameters: ModelRequestParameters,
    thinking: Style = "effort",
    without: Collection[str] = (),
) -> Json:
    """The body of `POST /chat/completions`, streamed. `without` are fields, or `images`, that the server refuses."""
    body: Json = {
        "model": model,
        "messages": _one_system_message(instructions, _conversation(messages)),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    tools = [
        {
            "type": "function",
            "function": {"name": t.name, "description": t.description or "", "parameters": t.parameters_json_schema},
        }
        for t in parameters.declared_tool_defs.values()
    ]
    if tools and "tools" not in without:
        body["tools"] = tools
        if not parameters.allow_text_output:
            body["tool_choice"] = "required"
        if "parallel_tool_calls" in settings:
            body["parallel_tool_calls"] = settings["parallel_tool_calls"]
    given: Json = {**settings}
    body |= {wire: given[name] for name, wire in _SETTINGS.items() if given.get(name) is not None}
    if (effort := given.get("effort")) is not None:
        body |= thinking_fields(thinking, effort)
    if "images" in without:
        _leave_out_images(body["messages"])
    match given.get("prefill"):
        case "open":
            body |= {"continue_final_message": True, "add_generation_prompt": False}
        case "prefix":
            body["messages"][-1]["prefix"] = True
    extra = given.get("extra_body")
    body = {**body, **extra} if isinstance(extra, dict) else body
    return {field: value for field, value in body.items() if field not in without}


def has_images(body: Json) -> bool:
    """Whether the request shows the model an image."""
    return any(part["type"] == "image_url" for message in body["messages"] for part in _parts(message))


def _leave_out_images(messages: list[Json]) -> None:
    for message in messages:
        if parts := _parts(message):
            texts = [part["text"] if part["type"] == "text" else IMAGE_LEFT_OUT for part in parts]
            message["content"] = "\n\n".join(texts)


def _parts(message: Json) -> list[Json]:
    content = message.get("content")
    return content if isinstance(content, list) else []


def known_call_ids(messages: Sequence[ModelMessage]) -> set[str]:
    """Every tool call id that the history holds. Some servers begin again at `call_0` with each reply."""
    return {part.tool_call_id for message in messages for part in message.parts if isinstance(part, ToolCallPart)}


def _conversation(messages: Sequence[ModelMessage]) -> Iterator[Json]:
    last_words = max((i for i, m in enumerate(messages) if _has_user_words(m)), default=-1)
    for i, message in enumerate(messages):
        if isinstance(message, ModelResponse):
            yield from _reply(message, with_reasoning=i > last_words)
        else:
            yield from _request(message)


def _has_user_words(message: ModelMessage) -> bool:
    return isinstance(message, ModelRequest) and any(isinstance(part, UserPromptPart) for part in message.parts)


def _one_system_message(instructions: str | None, conversation: Iterator[Json]) -> list[Json]:
    items = list(conversation)
    leading = next((i for i, item in enumerate(items) if item["role"] != "system"), len(items))
    texts = [*(item["content"] for item in items[:leading]), *([instructions] if instructions else [])]
    return ([{"role": "system", "content": "\n\n".join(texts)}] if texts else []) + items[leading:]


def _request(message: ModelRequest) -> Iterator[Json]:
    files: list[UserContent] = []
    for part in message.parts:
        match part:
            case SystemPromptPart():
                yield {"role": "system", "content": part.content}
            case UserPromptPart():
                yield {"role": "user", "content": _user_content(part.content)}
            case ToolReturnPart():
                text, more = part.model_response_str_and_user_content()
                files += more
                yield {"role": "tool", "tool_call_id": part.tool_call_id, "content": text}
            case _:
                raise RequestRefused(
                    f"This model cannot be sent a part of kind “{part.part_kind}”. Choose another model."
                )
    if files:  # the tool role carries text only, so a tool's images follow as the user's
        yield {"role": "user", "content": _user_content(files)}


def _reply(message: ModelResponse, *, with_reasoning: bool) -> Iterator[Json]:
    text: list[str] = []
    calls: list[Json] = []
    item: Json = {"role": "assistant"}
    for part in message.parts:
        match part:
            case TextPart():
                text.append(part.content)
            case ThinkingPart():
                # DeepSeek refuses a tool's result whose call comes back without its reasoning; older turns go without
                if with_reasoning and part.id in REASONING_FIELDS and part.content:
                    item[part.id] = item.get(part.id, "") + part.content
            case ToolCallPart():
                function = {"name": part.tool_name, "arguments": part.args_as_json_str()}
                calls.append({"id": part.tool_call_id, "type": "function", "function": function})
            case FilePart():
                text.append("[a file the model made]")
            case _:
                pass  # what another provider ran on its own side means nothing to this one
    if not text and not calls:
        return
    item["content"] = "".join(text) or (None if calls else "")
    if calls:
        item["tool_calls"] = calls
    yield item


def _user_content(content: str | Sequence[UserContent]) -> str | list[Json]:
    if isinstance(content, str):
        return content
    parts = [part for item in content if (part := _user_part(item)) is not None]
    if all(part["type"] == "text" for part in parts):
        return "\n\n".join(part["text"] for part in parts)  # older servers know text only as a string
    return parts


def _user_part(item: UserContent) -> Json | None:
    match item:
        case str():
            return {"type": "text", "text": item}
        case TextContent():
            return {"type": "text", "text": item.content}
        case BinaryContent() if item.is_image:
            return {"type": "image_url", "image_url": {"url": item.data_uri}}
        case BinaryContent() if item.media_type == "application/pdf":
            file = {"filename": f"{item.identifier}.pdf", "file_data": item.data_uri}
            return {"type": "file", "file": file}
        case BinaryContent() if item.media_type.startswith("text/") or item.media_type == "application/json":
            return {"type": "text", "text": item.data.decode("utf-8", errors="replace")}
        case ImageUrl() if item.url.startswith("data:"):
            return {"type": "image_url", "image_url": {"url": item.url}}
        case _ if item.kind == "cache-point":
            return None
        case _:
            raise RequestRefused(
                f"This model cannot be sent a “{item.kind}” attachment. Remove it, or choose another model."
            )
