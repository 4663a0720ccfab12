"""The text of a PDF, within limits of time, pages and characters. pypdf does the reading; nothing is rendered.

A PDF is a program of sorts: a hostile one can keep a reader busy for very long. So the reading happens on a thread of
its own that nothing waits for at the end, and is asked between pages whether its time is up.
"""

from __future__ import annotations

import asyncio
import io
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.domain import limits
from backend.domain.errors import BadInput

if TYPE_CHECKING:
    from pypdf import PdfReader

PROTECTED = "This PDF is protected by a password, so it cannot be read. Save it without one, then attach it again."
BROKEN = "This PDF is damaged, so it cannot be read. Open it in a PDF program, save it anew, then attach it again."
SLOW = "This PDF takes too long to read."


@dataclass(frozen=True, slots=True)
class PdfText:
    """`text` has a heading for each page. `left_out` says in words what of it is missing, or is None."""

    text: str
    pages: int
    left_out: str | None = None


def open_pdf(data: bytes) -> PdfReader:
    """The PDF, ready to be read. Raises BadInput when it is damaged or wants a password."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of a file, with pieces of it
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput(PROTECTED, code="pdf_protected")
        if len(reader.pages) == 0:
            raise BadInput(BROKEN, code="pdf_broken")
    except BadInput:
        raise
    except Exception as error:  # a broken file leads pypdf into errors of every kind
        is_locked = type(error).__name__ in ("DependencyError", "FileNotDecryptedError", "WrongPasswordError")
        raise BadInput(
            PROTECTED if is_locked else BROKEN, code="pdf_protected" if is_locked else "pdf_broken"
        ) from None
    return reader


async def read_pdf(
    data: bytes,
    *,
    timeout_s: float = limits.PDF_TIMEOUT_S,
    most_pages: int = limits.PDF_PAGES,
    most_chars: int = limits.PDF_TEXT_CHARS,
) -> PdfText:
    """Its text. Raises BadInput when it is damaged, protected, or nothing of it was read in time."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[PdfText] = loop.create_future()

    def work() -> None:
        try:
            text = _text_of(data, time.monotonic() + timeout_s, most_pages, most_chars)
        except BaseException as error:
            _tell(loop, answer, error)
        else:
            _tell(loop, answer, text)

    # no executor: the end of the program waits for those, and this may be stuck in a hostile page
    threading.Thread(target=work, name="pdf", daemon=True).start()
    try:
        async with asyncio.timeout(timeout_s * 1.5):
            return await answer
    except TimeoutError:
        raise BadInput(SLOW, code="pdf_slow") from None


def _tell(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[PdfText], outcome: PdfText | BaseException) -> None:
    def settle() -> None:
        if answer.done():
            return
        if isinstance(outcome, PdfText):
            answer.set_result(outcome)
        elif isinstance(outcome, BadInput):
            answer.set_exception(outcome)
        else:
            answer.set_exception(BadInput(BROKEN, code="pdf_broken"))

    if not loop.is_closed():
        loop.call_soon_threadsafe(settle)


def _text_of(data: bytes, until: float, most_pages: int, most_chars: int) -> PdfText:
    reader = open_pdf(data)
    pages = len(reader.pages)
    texts: list[str] = []
    size = 0
    for number in range(1, pages + 1):
        if number > most_pages or size > most_chars or time.monotonic() > until:
            if number == 1:
                raise BadInput(SLOW, code="pdf_slow")
            return PdfText(_joined(texts), pages, f"only pages 1 to {number - 1} of {pages} were read")
        try:
            page = reader.pages[number - 1].extract_text().strip()
        except Exception:  # one bad page is no reason to lose the others
            page = ""
        size += len(page)
        texts.append(f"[page {number}]\n{page}" if page else "")
    if size > most_chars:
        return PdfText(_joined(texts)[:most_chars], pages, "the last page was cut")
    return PdfText(_joined(texts), pages)


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text).encode("utf-8", "replace").decode()
