"""The built-in assistant as a pydantic-ai model, so that it runs through the same loop as every other.

It knows only the messages: the plan is read anew from the last thing the person said, and how far it got from the calls
that follow it. So it goes on after a restart or an approval as if nothing had been between. One tool call a reply.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import uuid4

import orjson
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextContent,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from backend.models.builtin import texts
from backend.models.builtin.calculator import NotCalculable, calculate
from backend.models.builtin.phrases import plan
from backend.models.builtin.results import failed, told
from backend.models.builtin.steps import Calculate, NotUnderstood, Say, TellTime, Use

_PIECE = re.compile(r"\S{1,40}\s*|\s+")
_NO_ATTACHMENTS = "I cannot look at attachments; a language model can. Type `set up a model`."


def build() -> FunctionModel:
    """The model `builtin:assistant`. Needs no network and no key."""
    return FunctionModel(stream_function=_answer, model_name="assistant")


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a request got: its text, the calls made for it, and what they came back with."""

    text: str
    has_attachments: bool
    calls: tuple[ToolCallPart, ...]
    results: dict[str, ToolReturnPart]


async def _answer(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    words, call = reply(messages, offered={tool.name for tool in info.function_tools})
    for piece in _PIECE.findall(words):
        yield piece
        await asyncio.sleep(0)  # let the piece go out, and a stop come in
    if call is not None:
        arguments = orjson.dumps(call.arguments).decode()
        yield {0: DeltaToolCall(name=call.tool, json_args=arguments, tool_call_id=f"call_{uuid4().hex}")}


def reply(messages: Sequence[ModelMessage], *, offered: set[str]) -> tuple[str, Use | None]:
    """The words to say next and the tool call to make after them, if any."""
    progress = _progress(messages)
    if progress.has_attachments and not progress.text.strip():
        return _NO_ATTACHMENTS, None
    steps = plan(progress.text)
    said: list[str] = []
    done = 0  # tool steps that were called before
    for index, step in enumerate(steps):
        if not isinstance(step, Use):
            if done == len(progress.calls):
                said.append(_words(step))
            continue
        if done < len(progress.calls):
            call = progress.calls[done]
            done += 1
            if done < len(progress.calls):
                continue
            words, go_on = _told(step, progress.results.get(call.tool_call_id))
            said.append(words)
            if not go_on:
                said += [texts.REST_LEFT] * (index + 1 < len(steps))
                break
            continue
        if step.tool not in offered:
            said.append(texts.tool_missing(step.tool))
            break
        return _joined(said, before_a_call=True), step
    return _joined(said) or "Done.", None


def _progress(messages: Sequence[ModelMessage]) -> _Progress:
    text, attachments = "", False
    calls: list[ToolCallPart] = []
    results: dict[str, ToolReturnPart] = {}
    for message in messages:
        if isinstance(message, ModelResponse):
            calls += [part for part in message.parts if isinstance(part, ToolCallPart)]
        elif isinstance(message, ModelRequest):
            for part in message.parts:
                if isinstance(part, UserPromptPart):
                    text, attachments = _typed(part)
                    calls, results = [], {}
                elif isinstance(part, ToolReturnPart):
                    results[part.tool_call_id] = part
    return _Progress(text, attachments, tuple(calls), results)


def _typed(part: UserPromptPart) -> tuple[str, bool]:
    if isinstance(part.content, str):
        return part.content, False
    typed = [c if isinstance(c, str) else c.content for c in part.content if isinstance(c, str | TextContent)]
    return "\n".join(typed), len(typed) < len(part.content)


def _told(step: Use, result: ToolReturnPart | None) -> tuple[str, bool]:
    """What to say of a result, and whether the plan goes on after it."""
    if result is None:
        return "I do not know how that ended, so I did not go on.", False
    content = result.content if isinstance(result.content, str) else result.model_response_str(wrap_if_error=False)
    if result.outcome == "denied":
        return texts.DENIED, False
    if result.outcome != "success":
        return failed(step, content), False
    return told(step, content), True


def _words(step: Say | Calculate | TellTime | NotUnderstood) -> str:
    match step:
        case Say(text):
            return text
        case Calculate(expression):
            try:
                return f"{texts.code(expression)} = **{calculate(expression)}**"
            except NotCalculable as problem:
                return f"I cannot calculate {texts.code(expression)}: {problem}."
        case TellTime():
            now = datetime.now().astimezone()
            return f"It is **{now:%H:%M}** on {now:%A}, {now.day} {now:%B %Y} ({now.tzname()})."
        case NotUnderstood(_, suggestion):
            return texts.not_understood(suggestion)
        case _:
            assert_never(step)


def _joined(said: list[str], *, before_a_call: bool = False) -> str:
    return "\n\n".join(said) + ("\n\n" if said and before_a_call else "")
