"""read_file: a text file, whole or some of its lines; an image as the model sees it; a PDF's text."""

from __future__ import annotations

import asyncio

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed
from pydantic_ai.messages import BinaryContent, ToolReturn

from backend.agent.hands import Hands
from backend.agent.tools.common import place_of
from backend.domain import limits
from backend.domain.errors import BadInput
from backend.files import contents, pdf
from backend.files.pictures import for_model
from backend.sandbox.workspace import Workspace

_HEAD_BYTES = 8_192


async def read_file(
    context: RunContext[Hands], path: str, first_line: int = 1, last_line: int | None = None
) -> str | ToolReturn[str]:
    """Read a file in the workspace: text, the text of a PDF, or an image.

    Args:
        path: The file, relative to the workspace.
        first_line: The first line to read, counted from 1.
        last_line: The last line to read; without it, to the end.
    """
    workspace, path = place_of(context, path)
    data, size = await asyncio.to_thread(workspace.read, path)
    try:
        kind = await asyncio.to_thread(contents.contents_of, data, "")
        if kind.kind == "image":
            return await _image(context, workspace, path, kind.type)
        if kind.kind == "pdf" and data.lstrip().startswith(b"%PDF-"):  # a text may speak of the mark
            data = await asyncio.to_thread(_whole, workspace, path)
            text = (await pdf.read_pdf(data)).text or "This PDF has no text in it, only pictures of pages."
            return _range(text, path, first_line, last_line)
    except BadInput as error:
        raise ToolFailed(f"{path}: {error.detail}") from None
    if size > len(data):
        data = data[: data.rfind(b"\n") + 1] or data  # no half character at the end
    text = _range(as_text(data, path), path, first_line, last_line)
    if size > len(data):
        text += f"\n… {size - len(data):,} more bytes are not shown …"
    return text or "The file is empty."


def as_text(data: bytes, path: str) -> str:
    """UTF-8, UTF-16 with its mark, or Windows' letters. Raises ToolFailed for what is no text."""
    text = contents.as_text(data)
    if text is not None:
        return text
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:_HEAD_BYTES]:
        raise ToolFailed(f"{path} is not a text file ({len(data):,} bytes of binary data).")
    return data.decode("utf-8-sig", "replace")


def _range(text: str, path: str, first_line: int, last_line: int | None) -> str:
    if first_line <= 1 and last_line is None:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(lines[max(first_line, 1) - 1 : last_line]) or f"{path} has {len(lines)} lines."


async def _image(context: RunContext[Hands], workspace: Workspace, path: str, media_type: str) -> str | ToolReturn[str]:
    if not (await context.deps.takes()).images:
        raise ToolFailed(f"{path} is an image ({media_type}), and this model does not look at images.")
    data = await asyncio.to_thread(_whole, workspace, path)
    shown, shown_type = await asyncio.to_thread(for_model, data, media_type)
    return ToolReturn(
        f"{path} is an image ({media_type}, {len(data):,} bytes); it is shown to you.",
        content=[BinaryContent(shown, media_type=shown_type)],
    )


def _whole(workspace: Workspace, path: str) -> bytes:
    data, size = workspace.read(path, most_bytes=limits.IMAGE_READ_BYTES)
    if size > len(data):
        raise ToolFailed(f"{path} has {size:,} bytes, more than can be read at once.")
    return data
