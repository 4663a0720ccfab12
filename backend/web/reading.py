"""A fetched page as text to read: without scripts, menus and what a browser would not show. Nothing of it is run.

What is hidden from a person's eyes is left out, because instructions for a model are hidden there. html-to-markdown
(Rust) does the work, on a thread, within READING_TIMEOUT_S: it holds no lock that the server needs meanwhile.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from html import unescape

from backend.domain import limits
from backend.domain.aside import aside
from backend.domain.errors import BadInput
from backend.files import pdf
from backend.web.fetch import Fetched, FetchFailed

_AROUND = [  # what surrounds a page's content
    *("nav", "footer", "aside", "dialog", "form", "button", "iframe", "object", "embed", "svg", "canvas", "video"),
    *("audio", "template", "noscript", "script", "style", "[aria-hidden=true]", "[role=navigation]", "[role=banner]"),
    *("[role=contentinfo]", "[role=search]", "[role=dialog]"),
]
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "application/x-yaml")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:-]{1,40})""", re.IGNORECASE)
_TITLE_BEGINS = re.compile(r"<title[\s>/]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_PAYLOAD = re.compile(r"\]\(<?(?:data|javascript|vbscript):(?:[^()\s]|\([^()\s]*\))*\)", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")
NOTHING = "The page has no text that can be read without running its scripts."


@dataclass(frozen=True, slots=True)
class Page:
    """Text in Markdown where it was HTML. `left_out` says in words what is missing, or is None."""

    title: str
    text: str
    left_out: str | None = None


async def read(page: Fetched) -> Page:
    """Raises FetchFailed for what is no text."""
    kind, _, more = page.content_type.lower().partition(";")
    kind = kind.strip()
    left_out = f"only its first {len(page.body):,} bytes were read" if page.cut else None
    if kind == "application/pdf" or page.body.startswith(b"%PDF-"):
        if page.cut:
            raise FetchFailed(f"The PDF is larger than {limits.FETCH_PDF_BYTES // limits.MIB} MiB.")
        try:
            found = await pdf.read_pdf(page.body)
        except BadInput as error:
            raise FetchFailed(error.detail) from None
        return Page("", found.text or "This PDF has no text in it, only pictures of pages.", found.left_out)
    is_html = kind in ("text/html", "application/xhtml+xml") or (not kind and page.body.lstrip()[:1] == b"<")
    if not is_html and kind and not (kind.startswith(_TEXTS) or kind.endswith(("+json", "+xml"))):
        raise FetchFailed(f"At this address is no text but “{kind[:60]}”, so it was not read.")
    text = _decoded(page.body, more, is_html=is_html)
    if not is_html:
        return _page("", text, left_out)
    try:
        async with asyncio.timeout(limits.READING_TIMEOUT_S):
            title, text = await aside(lambda: _readable(text), name="reading")
    except TimeoutError:
        raise FetchFailed("The page is built in a way that takes too long to read.") from None
    return _page(title, text or NOTHING, left_out)


def _page(title: str, text: str, left_out: str | None) -> Page:
    if len(text) > limits.PAGE_TEXT_CHARS:
        left_out = left_out or f"only the first {limits.PAGE_TEXT_CHARS:,} characters are kept"
    return Page(title, text[: limits.PAGE_TEXT_CHARS], left_out)


def _readable(html: str) -> tuple[str, str]:
    """Title and text."""
    from html_to_markdown import ConversionOptions, convert

    options = ConversionOptions(
        exclude_selectors=_AROUND,
        extract_metadata=False,
        skip_images=True,
        compact_tables=True,
        infer_dimensions=False,
    )
    text = convert(html, options).content or ""
    text = _BLANKS.sub("\n\n", _PAYLOAD.sub("]()", text)).strip()
    return title_of(html), text


def title_of(html: str) -> str:
    """As the first place says that has one; "" where that is none."""
    begins = _TITLE_BEGINS.search(html)
    title = _TITLE.match(html, begins.start()) if begins else None  # once: a page may be all beginnings
    return " ".join(unescape(title[1]).split())[:200] if title else ""


def _decoded(body: bytes, parameters: str, *, is_html: bool) -> str:
    """By its mark, by what the server says, by what the page says; else UTF-8."""
    said = re.search(r"charset\s*=\s*\"?([\w:-]{1,40})", parameters)
    named = said[1] if said else ""
    if not named and is_html and (meta := _CHARSET.search(body[:2048])):
        named = meta[1].decode("ascii")
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            named = name
    if named.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        named = "cp1252"  # as every browser reads them
    try:
        text = body.decode(named or "utf-8", "replace")
    except (LookupError, ValueError):
        text = body.decode("utf-8", "replace")
    return text.replace("\0", "")
