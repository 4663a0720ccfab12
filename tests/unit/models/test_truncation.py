"""When a server is suspected of not having read all of a prompt, and when never."""

from __future__ import annotations

import pytest
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ThinkingPart,
    ToolReturnPart,
    UserPromptPart,
)

from backend.models.truncation import WORDS_AT_LEAST, words_unread


def asked(text: str) -> list[ModelMessage]:
    return [ModelRequest.user_text_prompt(text)]


@pytest.mark.parametrize(
    ("tokens", "suspected"), [(4096, True), (4499, True), (4500, False), (8000, False), (0, False)]
)
def test_G7_far_fewer_tokens_than_words_were_not_all_read(tokens: int, suspected: bool) -> None:
    assert words_unread(asked("word " * 6000), tokens) == (6000 if suspected else None)


def test_G7_a_short_prompt_is_never_suspected() -> None:
    assert words_unread(asked("word " * (WORDS_AT_LEAST - 1)), 1) is None
    assert words_unread(asked("word " * WORDS_AT_LEAST), 1) == WORDS_AT_LEAST


def test_G7_text_without_spaces_long_spaces_and_long_words_are_no_reason() -> None:
    for text in ("海が深い。" * 20_000, " " * 100_000, "x" * 100_000, "\n\n\n" * 50_000):
        assert words_unread(asked(text), 50) is None


def test_G7_everything_that_was_sent_counts_and_nothing_else() -> None:
    words = "word " * 500
    messages: list[ModelMessage] = [
        ModelRequest(
            parts=[SystemPromptPart(words), UserPromptPart([words, BinaryContent(b"x" * 9000, media_type="image/png")])]
        ),
        ModelResponse(parts=[ThinkingPart(words * 10), TextPart(words)]),
        ModelRequest(parts=[ToolReturnPart("read_file", words, "c1")]),
    ]
    assert words_unread(messages, 100) == 2000
