"""What a compatible server did not like about a request, where it can be asked again without it. Pure.

Servers say so in words of their own, so the words are looked for in what they answered. A refusal that names nothing we
can leave out is an error, and is shown as one.
"""

from __future__ import annotations

from typing import Any

from backend.models import thinking
from backend.models.chat_request import has_images

Json = dict[str, Any]  # the body of the request

_NO_TOOLS = (
    b"does not support tools",
    b"tools is not supported",
    b"tool use is not supported",
    b"no endpoints found that support tool",
)
_NO_IMAGES = (
    b"image",
    b"multimodal",
    b"vision",
    b"must be a string",  # servers that know content as text only
    b"expected a string",
)
_NO_THINKING = (b"does not support thinking", b"does not support reasoning")
_OPTIONS = ("stream_options", "temperature", "top_p", "max_tokens", *thinking.FIELDS)


def refused_part(status: int, said: bytes, body: Json) -> str | None:
    """The field of `body`, or `images`, that the answer refuses; None where it refuses something else."""
    said = said.lower()
    if has_images(body) and status in (400, 404, 415, 422, 500) and any(words in said for words in _NO_IMAGES):
        return "images"  # llama.cpp says 500
    if status not in (400, 404, 422):
        return None
    if "tools" in body and any(words in said for words in _NO_TOOLS):
        return "tools"
    if any(words in said for words in _NO_THINKING):
        return next((field for field in thinking.FIELDS if field in body), None)
    return next((option for option in _OPTIONS if option in body and option.encode() in said), None)
