"""Attached files as a model is sent them: images as images, PDFs as they are or as their text, text files as text.

What a model cannot take is left out of the question, and said beside the answer. Of a long chat the newest files go
with the question as long as they fit one request; older ones are named instead.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.domain import limits
from backend.domain.errors import RunnelError
from backend.files.contents import as_text
from backend.files.pdf import PdfText, open_pdf, read_pdf
from backend.files.pictures import for_model
from backend.files.store import Attachments

if TYPE_CHECKING:
    from pydantic_ai.messages import UserContent

Json = dict[str, Any]  # a message or one of its attachments, as the fold has them

NOT_TAKEN = "attachment_not_taken"


@dataclass(frozen=True, slots=True)
class Takes:
    """What the model of a run can be sent."""

    images: bool
    pdfs: bool


@dataclass(slots=True)
class Reading:
    """Reads the files of one run. `notes` are the sentences about what could not be sent as it is."""

    store: Attachments
    takes: Takes
    notes: list[str] = field(default_factory=list)
    _left_bytes: int = limits.ATTACHMENTS_SENT_BYTES

    async def of(self, messages: Sequence[Json]) -> dict[str, list[UserContent]]:
        """For each message with files, by its id, the files and its text. The newest message is served first."""
        contents: dict[str, list[UserContent]] = {}
        for message in reversed(messages):
            if attachments := message["metadata"].get("attachments"):
                contents[message["id"]] = await self.content(attachments, message["content"])
        return contents

    async def content(self, attachments: Sequence[Json], text: str) -> list[UserContent]:
        """The files in their order, then the text."""
        parts: list[UserContent] = [await self._part(attachment) for attachment in attachments]
        return [*parts, text] if text else parts

    async def _part(self, attachment: Json) -> UserContent:
        name = attachment["name"]
        if attachment["bytes"] > self._left_bytes:
            return self._left_out(name, "is left out: with it the question would be too large for one request")
        try:
            data = await asyncio.to_thread(self.store.read, attachment["id"])
            match attachment["kind"]:
                case "image":
                    part = await self._image(name, data, attachment["type"])
                case "pdf":
                    part = await self._pdf(name, data)
                case "text":
                    part = self._text(name, as_text(data) or "", None)
                case _:
                    return self._left_out(name, "was not sent: no model can read this kind of file")
        except RunnelError as error:
            return self._left_out(name, f"was not sent. {error.detail}")
        self._left_bytes -= len(data)
        return part

    async def _image(self, name: str, data: bytes, media_type: str) -> UserContent:
        from pydantic_ai.messages import BinaryContent

        if not self.takes.images:
            return self._left_out(name, "was not sent: this model does not look at images")
        shown, shown_type = await asyncio.to_thread(for_model, data, media_type)
        return BinaryContent(shown, media_type=shown_type)

    async def _pdf(self, name: str, data: bytes) -> UserContent:
        from pydantic_ai.messages import BinaryContent

        pages = len((await asyncio.to_thread(open_pdf, data)).pages)  # raises for one that nobody could read
        if self.takes.pdfs and pages <= limits.PDF_PAGES_SENT:
            return BinaryContent(data, media_type="application/pdf")
        read: PdfText = await read_pdf(data)
        if not read.text:
            return self._left_out(name, "was not sent: it has no text in it, only pictures of pages")
        return self._text(name, read.text, read.left_out)

    def _text(self, name: str, text: str, left_out: str | None) -> str:
        if len(text) > limits.PDF_TEXT_CHARS:
            left_out = f"only its first {limits.PDF_TEXT_CHARS:,} characters were sent"
            text = text[: limits.PDF_TEXT_CHARS]
        if left_out is not None:
            self.notes.append(f"“{name}” is long: {left_out}.")
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        about = f" ({left_out})" if left_out else ""
        return f"File “{name}”{about}:\n{fence}\n{text}\n{fence}"

    def _left_out(self, name: str, why: str) -> str:
        self.notes.append(f"“{name}” {why.removesuffix('.')}.")
        return f"[The file “{name}” {why.removesuffix('.')}.]"
