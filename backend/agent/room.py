"""How much a model can read, and what of a history is left out so that it fits. Pure: the log keeps everything.

Tokens are estimated from bytes, because no tokenizer fits every model; what a provider counts corrects the estimate.
Old results of tools are shortened first, since they can be had again. What is cut off for a summary ends where a reply
begins or where the person begins a turn, so that no call is parted from its result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from pydantic_ai.messages import (
    BaseToolReturnPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    RetryPromptPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters

BYTES_PER_TOKEN: Final = 3.5  # English has 4 to 4.5, code and other languages less
FILE_TOKENS: Final = 1_500  # of an image or a document beside the text
MESSAGE_TOKENS: Final = 8  # what a chat template puts around each
RESULT_SHARE: Final = 0.3  # of the room, for one result at most
FULL_SHARE: Final = 0.7  # of the room, after old results were shortened
TAIL_SHARE: Final = 0.35  # of the room, for what stays behind a summary
OLD_RESULT_BYTES: Final = 600
REPLY_TOKENS: Final = 4_096  # left free for the reply where nobody says how long it may be
SHORTENED = "\n… shortened here: {left} of {whole} characters are left out. Ask again for the part that you need …"
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:[,_]\d{3})+|(?<![\d.])\d{3,8}(?!\.\d)")


@dataclass(frozen=True, slots=True)
class Room:
    """`tokens` None: nobody has said how much fits. `scale` corrects the estimate."""

    tokens: int | None
    scale: float = 1.0

    def for_prompt(self, reply_tokens: int | None) -> int | None:
        """What is left for the prompt, in estimated tokens."""
        if self.tokens is None:
            return None
        reserve = min(reply_tokens or REPLY_TOKENS, self.tokens // 4)
        return max(int((self.tokens - reserve) / self.scale), 1)

    def counted(self, estimated: int, tokens: int) -> Room:
        """The same room after a provider counted a prompt of this estimate. Some count only a part: the lower bound."""
        if estimated < 500 or tokens <= 0:
            return self
        return replace(self, scale=min(max(tokens / estimated, 0.8), 2.5))

    def refused(self, estimated: int, sentence: str) -> Room:
        """The same room after a provider refused a prompt of this estimate as too long, in these words."""
        numbers = [int(re.sub(r"[,_]", "", found)) for found in _NUMBER.findall(sentence)]
        said = min((number for number in numbers if number >= 256), default=None)
        guess = int(estimated * self.scale * 0.7) if self.tokens is None else int(self.tokens * 0.8)
        tokens = min(said or max(guess, 1), self.tokens or 2**62)
        scale = self.scale
        if said and estimated * scale <= tokens:  # it should have fitted: the estimate was too low
            scale = min(max(tokens / max(estimated, 1), scale) * 1.1, 6.0)
        return Room(tokens, scale)


def estimate(messages: Sequence[ModelMessage], parameters: ModelRequestParameters | None = None) -> int:
    """Tokens of a question, roughly."""
    size = sum(_size(message) for message in messages)
    if parameters is not None:
        for tool in parameters.function_tools:
            size += len(orjson.dumps(tool.parameters_json_schema)) + len(tool.description or "") + len(tool.name)
    told = next((m.instructions for m in reversed(messages) if isinstance(m, ModelRequest)), None)
    return int((size + len((told or "").encode("utf-8", "replace"))) / BYTES_PER_TOKEN)


def _size(message: ModelMessage) -> int:
    return int(MESSAGE_TOKENS * BYTES_PER_TOKEN) + sum(_part_size(part) for part in message.parts)


def _part_size(part: Any) -> int:  # Any: every kind of part there is or will be
    match part:
        case UserPromptPart():
            content = [part.content] if isinstance(part.content, str) else part.content
            return sum(_bytes(item) if isinstance(item, str) else _item_size(item) for item in content)
        case BaseToolReturnPart():
            files = len(part.files) * int(FILE_TOKENS * BYTES_PER_TOKEN)
            return _bytes(part.model_response_str()) + files
        case RetryPromptPart():
            return _bytes(part.model_response())
        case ToolCallPart():
            return _bytes(part.args_as_json_str()) + _bytes(part.tool_name)
        case TextPart() | ThinkingPart():
            return _bytes(part.content or "")
        case _:
            return _bytes(getattr(part, "content", "") or "") if isinstance(getattr(part, "content", ""), str) else 200


def _item_size(item: object) -> int:
    text = getattr(item, "content", None)
    return _bytes(text) if isinstance(text, str) else int(FILE_TOKENS * BYTES_PER_TOKEN)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def capped(messages: Sequence[ModelMessage], room: int) -> list[ModelMessage]:
    """The same, with no result of a tool larger than its share of the room."""
    most = max(int(room * RESULT_SHARE * BYTES_PER_TOKEN), OLD_RESULT_BYTES)
    return [_with_results(message, most) for message in messages]


def shortened(messages: Sequence[ModelMessage], *, until: int) -> list[ModelMessage]:
    """The same, with the results before place `until` cut to their beginning."""
    return [_with_results(m, OLD_RESULT_BYTES) if place < until else m for place, m in enumerate(messages)]


def shorten_until(messages: Sequence[ModelMessage], room: int, fixed: int) -> int:
    """Up to which place results are to be shortened, the oldest first, for all to fill FULL_SHARE of the room."""
    sizes = [_size(message) for message in messages]
    excess = sum(sizes) / BYTES_PER_TOKEN + fixed - room * FULL_SHARE
    last = _last_request(messages)
    for place, message in enumerate(messages):
        if excess <= 0 or place >= last:
            return place
        excess -= (sizes[place] - _size(_with_results(message, OLD_RESULT_BYTES))) / BYTES_PER_TOKEN
    return len(messages)


def cuts(messages: Sequence[ModelMessage]) -> Iterator[int]:
    """Places before which a history may be cut off, from the first to the last."""
    for place in range(1, len(messages)):
        before, message = messages[place - 1], messages[place]
        if isinstance(message, ModelResponse) and isinstance(before, ModelRequest):
            if before.parts and all(isinstance(p, BaseToolReturnPart | RetryPromptPart) for p in before.parts):
                yield place
        elif (
            isinstance(message, ModelRequest)
            and isinstance(before, ModelResponse)
            and message.parts
            and all(isinstance(part, UserPromptPart) for part in message.parts)
        ):
            yield place


def best_cut(messages: Sequence[ModelMessage], room: int, allowed: Sequence[int]) -> int | None:
    """Where to cut so that what stays fits TAIL_SHARE of the room, as early as possible; None where nothing can go."""
    sizes = [_size(message) / BYTES_PER_TOKEN for message in messages]
    for place in allowed:
        if sum(sizes[place:]) <= room * TAIL_SHARE:
            return place
    return allowed[-1] if allowed else None


def _last_request(messages: Sequence[ModelMessage]) -> int:
    return max((place for place, m in enumerate(messages) if isinstance(m, ModelRequest)), default=0)


def _with_results(message: ModelMessage, most_bytes: int) -> ModelMessage:
    if not isinstance(message, ModelRequest):
        return message
    parts = [_shorter(part, most_bytes) for part in message.parts]
    return message if all(new is old for new, old in zip(parts, message.parts, strict=True)) else _of(message, parts)


def _of(message: ModelRequest, parts: list[Any]) -> ModelRequest:  # Any: the parts of a request
    return replace(message, parts=parts)


def _shorter(part: Any, most_bytes: int) -> Any:  # Any: every kind of part
    if not isinstance(part, BaseToolReturnPart):
        return part
    text = part.model_response_str()
    if _bytes(text) <= most_bytes and not (part.files and most_bytes == OLD_RESULT_BYTES):
        return part
    return replace(part, content=cut_to(text, most_bytes))


def cut_to(text: str, most_bytes: int) -> str:
    """The beginning of the text, with a notice of what is missing."""
    data = text.encode("utf-8", "replace")
    if len(data) <= most_bytes:
        return text
    kept = data[:most_bytes].decode("utf-8", "ignore")
    return kept + SHORTENED.format(left=len(text) - len(kept), whole=len(text))
