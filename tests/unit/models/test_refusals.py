"""What a compatible server refuses is recognised by its words, and only where it can be left out."""

from __future__ import annotations

from typing import Any

import pytest

from backend.models.refusals import refused_part

IMAGE = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}


def body(**more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": "hi"}], **more}


@pytest.mark.parametrize(
    ("status", "said", "sent", "expected"),
    [
        (400, b"Unknown field stream_options", body(stream_options={}), "stream_options"),
        (400, b"qwen does not support tools", body(tools=[]), "tools"),
        (400, b"Unsupported parameter: 'temperature'", body(temperature=1), "temperature"),
        (400, b'"llama3" does not support thinking', body(reasoning_effort="low"), "reasoning_effort"),
        (
            422,
            b"extra fields not permitted: chat_template_kwargs",
            body(chat_template_kwargs={}),
            "chat_template_kwargs",
        ),
        (500, b"image input is not supported - hint: mmproj", body(messages=[IMAGE]), "images"),
        (400, b"Model does not support images.", body(messages=[IMAGE]), "images"),
        (400, b"unknown variant `image_url`, expected `text`", body(messages=[IMAGE]), "images"),
        (400, b"messages.0.content : value must be a string", body(messages=[IMAGE]), "images"),
        # what is not in the request cannot be left out of it
        (400, b"Unsupported parameter: 'temperature'", body(), None),
        (500, b"image input is not supported", body(), None),
        (400, b"does not support thinking", body(temperature=1), None),
        # other failures are failures
        (401, b"temperature", body(temperature=1), None),
        (429, b"image tokens per minute", body(messages=[IMAGE]), None),
        (500, b"temperature", body(temperature=1), None),
    ],
)
def test_it_is_the_part_that_the_words_name(
    status: int, said: bytes, sent: dict[str, Any], expected: str | None
) -> None:
    assert refused_part(status, said, sent) == expected
