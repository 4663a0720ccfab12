"""What a server asks in the middle of a call, as a question in words, and what the person's answer means for it.

Forms are asked field by field. Words of the model are asked for only after the person read what would be sent, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from backend.domain import limits
from backend.mcp import forms
from backend.mcp.calls import Question

YES, AGREED, NO = "Yes, ask the model", "Yes", "No"
OPENED, NOT_OPENED = "I have done that", "I will not"
AGAIN: Final = object()  # the answer did not fit, or was not the last
ASK_MODEL: Final = object()
_WRONG = " wrong"  # a key that no field of a form has
_TEXT_CHARS = 12_000  # of a question; what is longer could not be read whole, and is declined


@dataclass(frozen=True, slots=True)
class Asks:
    """A question as it is shown."""

    text: str
    choices: Sequence[str]


def asked(server: str, question: Question, *, may_ask_model: bool) -> Asks | None:
    """What the person is asked now; None for what is declined without a question."""
    asks = _sampling(server, question.params) if question.kind == "sampling" else _elicitation(server, question)
    if asks is None or len(asks.text) > _TEXT_CHARS or (question.kind == "sampling" and not may_ask_model):
        return None
    return asks


def take(question: Question, answer: str) -> Any:
    """What goes to the server: the SDK's result, None for a no; AGAIN and ASK_MODEL for what comes before that."""
    if question.kind == "sampling":
        return ASK_MODEL if answer == YES else None
    params = question.params
    if params.mode == "url":
        return _accepted(None) if answer == OPENED else None
    field = forms.next_field(params.requested_schema, question.values)
    if field is None:
        return _accepted({}) if answer == AGREED else None
    question.values.pop(_WRONG, None)
    if answer == forms.SKIP and not field.required:
        question.values[field.name] = None
    else:
        try:
            question.values[field.name] = field.value(answer)
        except ValueError as wrong:
            question.values[_WRONG] = str(wrong)
            return AGAIN
    return AGAIN if forms.next_field(params.requested_schema, question.values) is not None else _filled_in(question)


def _filled_in(question: Question) -> Any:
    """The form as the SDK takes it."""
    return _accepted({name: value for name, value in question.values.items() if value is not None and name != _WRONG})


async def from_model(model: Model, name: str, params: Any) -> Any:  # Any: mcp_types.CreateMessageRequestParams
    """The model's answer as the SDK takes it. Uses no tools and nothing of the chat."""
    from mcp_types import CreateMessageResult, TextContent

    messages: list[ModelMessage] = []
    for message in params.messages:
        text = _text_of(message) or ""
        if message.role == "user":
            messages.append(ModelRequest(parts=[UserPromptPart(text)], instructions=params.system_prompt))
        else:
            messages.append(ModelResponse(parts=[TextPart(text)]))
    settings = ModelSettings(max_tokens=max(1, min(params.max_tokens, limits.MAX_TOKENS_MOST)))
    async with model_request_stream(model, messages, model_settings=settings) as stream:
        async for _ in stream:
            pass
        response = stream.get()
    text = "".join(part.content for part in response.parts if isinstance(part, TextPart))
    return CreateMessageResult(
        role="assistant", content=TextContent(type="text", text=text), model=name, stop_reason="endTurn"
    )


def _sampling(server: str, params: Any) -> Asks | None:
    texts = [_text_of(message) for message in params.messages]
    if params.tools or not texts or params.messages[-1].role != "user" or any(text is None for text in texts):
        return None
    parts = [f"The server “{server}” wants the model to answer this:"]
    if params.system_prompt:
        parts.append(f"Instructions: {params.system_prompt}")
    parts += [f"{message.role}: {text}" for message, text in zip(params.messages, texts, strict=True)]
    return Asks("\n\n".join(parts), (YES, NO))


def _elicitation(server: str, question: Question) -> Asks | None:
    params = question.params
    if params.mode == "url":
        text = f"The server “{server}” asks you to open this address in a browser: {params.url}\n\n{params.message}"
        return Asks(text, (OPENED, NOT_OPENED))
    field = forms.next_field(params.requested_schema, question.values)
    if field is None:
        return Asks(f"The server “{server}” asks: {params.message}", (AGREED, NO))
    wrong = question.values.get(_WRONG)
    parts = [f"The server “{server}” asks: {params.message}", field.text, *([wrong] if wrong else [])]
    return Asks("\n\n".join(parts), field.choices)


def _text_of(message: Any) -> str | None:
    blocks = message.content if isinstance(message.content, list) else [message.content]
    return "\n".join(block.text for block in blocks) if all(block.type == "text" for block in blocks) else None


def _accepted(content: dict[str, Any] | None) -> Any:
    from mcp_types import ElicitResult

    return ElicitResult(action="accept", content=content)
