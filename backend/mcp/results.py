"""What a server answers, as text and pictures. Pure; takes the SDK's values by their shape and keeps none of them.

What it says is the server's word: it is marked as such by who shows it to a model.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

IMAGE_BYTES_MOST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """An image's own bytes, as the server claims them to be."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Said:
    """A result. `failed`: the server says that its tool failed."""

    text: str
    pictures: Sequence[Picture] = field(default=())
    failed: bool = False


def of_call(result: Any) -> Said:  # Any: mcp_types.CallToolResult
    """A tool's result. What it says structured is only used where it says nothing else."""
    said = of_blocks(result.content)
    text = said.text
    if not text and not said.pictures and result.structured_content is not None:
        text = orjson.dumps(result.structured_content, option=orjson.OPT_INDENT_2).decode()
    return Said(text or ("" if said.pictures else "(nothing)"), said.pictures, bool(result.is_error))


def of_resource(result: Any) -> Said:  # Any: mcp_types.ReadResourceResult
    """A resource that was read."""
    pictures: list[Picture] = []
    texts = [_contents(contents, pictures) for contents in result.contents]
    return Said("\n\n".join(text for text in texts if text) or "(nothing)", pictures)


def of_blocks(blocks: Sequence[Any]) -> Said:  # Any: mcp_types.ContentBlock
    """Blocks of content, one after the other."""
    texts: list[str] = []
    pictures: list[Picture] = []
    for block in blocks:
        match block.type:
            case "text":
                texts.append(block.text)
            case "image":
                texts.append(_picture(block.data, block.mime_type, pictures))
            case "audio":
                texts.append(f"(a sound, {block.mime_type}, which is not played)")
            case "resource_link":
                texts.append(f"(a resource: {block.name}, {block.uri})")
            case "resource":
                texts.append(_contents(block.resource, pictures))
            case other:
                texts.append(f"({other}, which is not shown)")
    return Said("\n\n".join(text for text in texts if text), pictures)


def _contents(contents: Any, pictures: list[Picture]) -> str:  # Any: Text- or BlobResourceContents
    text = getattr(contents, "text", None)
    if isinstance(text, str):
        return text
    media_type = str(contents.mime_type or "application/octet-stream")
    if media_type.startswith("image/"):
        return _picture(contents.blob, media_type, pictures)
    return f"({contents.uri}: {len(contents.blob) * 3 // 4:,} bytes of {media_type}, which are not shown)"


def _picture(data: str, media_type: str, pictures: list[Picture]) -> str:
    try:
        decoded = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return f"(an image, {media_type}, that cannot be read)"
    if len(decoded) > IMAGE_BYTES_MOST or media_type not in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        return f"(an image, {media_type}, {len(decoded):,} bytes, which is not shown)"
    pictures.append(Picture(decoded, media_type))
    return f"(an image, {media_type}, {len(decoded):,} bytes)"
