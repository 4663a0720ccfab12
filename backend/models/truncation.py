"""Whether a server read less than it was sent: some cut a long prompt to their context and say nothing. Pure.

Tokenizers make at least one token of a word between spaces, and chat templates only add to that. So a count of tokens
well below the count of words is a prompt that was not read. The margin is for a tokenizer that joins a few words; what
is short, or not counted, is never suspected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    SystemPromptPart,
    TextContent,
    TextPart,
    ToolReturnPart,
    UserPromptPart,
)

WORDS_AT_LEAST: Final = 1200  # no server's context is smaller than what this fits in
TOKENS_PER_WORD: Final = 0.75  # English has 1.3, other languages and code have more


def words_unread(messages: Sequence[ModelMessage], input_tokens: int) -> int | None:
    """How many words were sent, where the server cannot have read them all in `input_tokens`; else None."""
    if input_tokens <= 0:  # not counted
        return None
    words = sum(len(text.split()) for text in _texts(messages))
    return words if words >= WORDS_AT_LEAST and input_tokens < words * TOKENS_PER_WORD else None


def _texts(messages: Sequence[ModelMessage]) -> Iterator[str]:
    """What is certainly sent: thinking and attachments may be left out, so they do not count."""
    for message in messages:
        for part in message.parts:
            match part:
                case TextPart() | SystemPromptPart():
                    if isinstance(message, ModelResponse) or isinstance(part, SystemPromptPart):
                        yield part.content
                case ToolReturnPart():
                    yield part.model_response_str()
                case UserPromptPart(content=str(text)):
                    yield text
                case UserPromptPart():
                    for item in part.content:
                        if isinstance(item, str):
                            yield item
                        elif isinstance(item, TextContent):
                            yield item.content
