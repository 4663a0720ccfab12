"""What bytes are, decided by the bytes alone: an image, a PDF, text, or something else.

A file's name and what a sender claims never decide: they only make a note when they say something else. An SVG is
text, because as an image it could carry script. Nothing here decodes an image: its size is read from its header.

Pillow, pypdf and puremagic are imported where they are used: none belongs to the start. All of this takes
milliseconds to seconds, so call it on a thread.
"""

from __future__ import annotations

import io
import mimetypes
import re
from dataclasses import dataclass
from typing import Literal

from backend.domain import limits
from backend.domain.errors import BadInput

Kind = Literal["image", "pdf", "text", "other"]

_IMAGES = {
    b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"),
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
    b"GIF8": ("GIF", "image/gif"),
    b"RIFF": ("WEBP", "image/webp"),
    b"BM": ("BMP", "image/bmp"),
}
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")  # never in text, in any of its encodings of one byte
_TEXT_TYPES = re.compile(r"text/.*|.*[+/](json|xml|javascript|yaml|toml|sql|x-sh|x-csh|x-tex|x-latex|rtf)")
_NAMES = {"image": "an image", "pdf": "a PDF", "text": "text", "other": "a file of another kind"}


@dataclass(frozen=True, slots=True)
class Contents:
    """`type` is a media type. `note` is a sentence about what a person should know, or None."""

    type: str
    kind: Kind
    note: str | None = None

    def for_name(self, name: str) -> Contents:
        """The same under this name: with a note when the name promises something else."""
        return self if self.note else Contents(self.type, self.kind, _mismatch(self, name))


def contents_of(data: bytes, name: str) -> Contents:
    """Looks at the bytes; `name` only makes the note. Raises BadInput for an image too large to be shown anywhere."""
    found = _image(data) or _pdf(data) or _text(data) or _other(data)
    return found.for_name(name)


def as_text(data: bytes) -> str | None:
    """The bytes as text: UTF-8, UTF-16 with its mark, or Windows' western letters; None when they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        return None
    text = _decoded(data, "utf-8-sig")
    return text if text is not None or _CONTROLS.search(data) else _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _image(data: bytes) -> Contents | None:
    expected = next((what for start, what in _IMAGES.items() if data.startswith(start)), None)
    if expected is None:
        return None
    from PIL import Image

    format_, media_type = expected
    try:
        with Image.open(io.BytesIO(data), formats=[format_]) as image:  # reads the header, decodes nothing
            width, height = image.size
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:  # Pillow raises whatever a broken header leads it into
        if format_ in ("BMP", "WEBP"):  # two letters, or a family's mark: this may be something else
            return None
        note = f"This begins like a {format_} image, but it is damaged, so it cannot be shown or looked at by a model."
        return Contents("application/octet-stream", "other", note)
    if width * height > limits.IMAGE_PIXELS:
        raise _too_many_pixels()
    return Contents(media_type, "image")


def _too_many_pixels() -> BadInput:
    most = limits.IMAGE_PIXELS // 1_000_000
    return BadInput(f"This image has more than {most} million pixels. Make it smaller, then attach it again.")


def _pdf(data: bytes) -> Contents | None:
    """A PDF, and whether its text can be had. Readers take the mark anywhere in the first kilobyte."""
    if b"%PDF-" not in data[:1024]:
        return None
    from backend.files.pdf import open_pdf

    try:
        open_pdf(data)
    except BadInput as problem:
        return Contents("application/pdf", "pdf", problem.detail)
    return Contents("application/pdf", "pdf")


def _text(data: bytes) -> Contents | None:
    return Contents("text/plain", "text") if as_text(data) is not None else None


def _other(data: bytes) -> Contents:
    import puremagic

    try:
        found = puremagic.from_string(data[: limits.MIB], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    is_type = re.fullmatch(r"[\w.+-]+/[\w.+-]+", found, re.ASCII) is not None
    # what was not let in as text or as an image above is not called one here
    is_shown = is_type and not found.startswith(("text/", "image/svg"))
    return Contents(found if is_shown else "application/octet-stream", "other")


def _mismatch(found: Contents, name: str) -> str | None:
    """A sentence when the name promises something else. Other kinds are only guessed from names: no promise."""
    guessed, _ = mimetypes.guess_type(name, strict=False)
    promised = _kind_of_type(guessed)
    if promised == found.kind and (promised != "image" or guessed == found.type):
        return None
    if promised == "other" and (guessed is None or found.kind in ("text", "other")):
        return None
    if promised == found.kind:
        return f"By its name this would be {guessed}, but it is {found.type}."
    return f"By its name this would be {_NAMES[promised]}, but it is {_NAMES[found.kind]}."


def _kind_of_type(media_type: str | None) -> Kind:
    if media_type is None:
        return "other"
    if media_type == "application/pdf":
        return "pdf"
    if media_type == "image/svg+xml" or _TEXT_TYPES.fullmatch(media_type):
        return "text"
    return "image" if media_type in {t for _, t in _IMAGES.values()} else "other"
