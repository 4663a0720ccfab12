"""What a file is, is decided by its bytes; its name only makes a note."""

from __future__ import annotations

import pytest

from backend.domain.errors import BadInput
from backend.files.contents import as_text, contents_of
from tests.fakes import files

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
PROTECTED = "This PDF is protected by a password, so it cannot be read. Save it without one, then attach it again."


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (files.png(), "photo.png", ("image/png", "image", None)),
        (files.image("JPEG"), "photo.JPG", ("image/jpeg", "image", None)),
        (files.image("GIF"), "a.gif", ("image/gif", "image", None)),
        (files.image("WEBP"), "a.webp", ("image/webp", "image", None)),
        (files.image("BMP"), "a.bmp", ("image/bmp", "image", None)),
        (files.pdf(), "paper.pdf", ("application/pdf", "pdf", None)),
        (b"hello", "notes.txt", ("text/plain", "text", None)),
        (b"const x = 1\n", "main.ts", ("text/plain", "text", None)),
        ("größer".encode("cp1252"), "alt.txt", ("text/plain", "text", None)),
        ("größer".encode("utf-16"), "alt.txt", ("text/plain", "text", None)),
        (SVG, "logo.svg", ("text/plain", "text", None)),
        (b"\0\1\2\3", "data.bin", ("application/octet-stream", "other", None)),
        (b"ID3\x03\0\0\0\0\0\0" + b"\0" * 100, "song.mp3", ("audio/mpeg", "other", None)),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, name: str, expected: tuple[str, str, str | None]) -> None:
    found = contents_of(data, name)
    if expected[0] == "audio/mpeg":  # puremagic knows no media type for every kind it knows
        assert (found.kind, found.note) == expected[1:]
        return
    assert (found.type, found.kind, found.note) == expected


@pytest.mark.parametrize(
    ("data", "name", "kind", "note"),
    [
        (files.pdf(), "photo.png", "pdf", "By its name this would be an image, but it is a PDF."),
        (files.png(), "paper.pdf", "image", "By its name this would be a PDF, but it is an image."),
        (files.image("JPEG"), "photo.png", "image", "By its name this would be image/png, but it is image/jpeg."),
        (b"<script>alert(1)</script>", "cat.jpg", "text", "By its name this would be an image, but it is text."),
        (b"MZ\0\1", "notes.txt", "other", "By its name this would be text, but it is a file of another kind."),
        (SVG, "cat.png", "text", "By its name this would be an image, but it is text."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_noted(data: bytes, name: str, kind: str, note: str) -> None:
    found = contents_of(data, name)
    assert (found.kind, found.note) == (kind, note)


def test_an_image_of_ten_thousand_million_pixels_is_refused_without_being_decoded() -> None:
    with pytest.raises(BadInput, match="more than 80 million pixels"):
        contents_of(files.bomb(), "cat.png")


def test_a_damaged_image_is_no_image() -> None:
    found = contents_of(files.png()[:20], "cat.png")
    assert found.kind == "other"
    assert found.note is not None
    assert "damaged" in found.note


def test_a_protected_or_broken_pdf_says_what_to_do() -> None:
    found = contents_of(files.protected_pdf(), "paper.pdf")
    assert (found.kind, found.note) == ("pdf", PROTECTED)
    broken = contents_of(files.pdf()[:60], "paper.pdf")
    assert broken.kind == "pdf"
    assert broken.note is not None
    assert "damaged" in broken.note


def test_text_is_decided_by_decoding() -> None:
    assert as_text("naïve 日本".encode()) == "naïve 日本"
    assert as_text("\ufeffnaïve".encode()) == "naïve"
    assert as_text("naïve".encode("utf-16")) == "naïve"
    assert as_text("naïve".encode("cp1252")) == "naïve"
    assert as_text(b"\x7fELF\x02\x01\x01\0") is None
    assert as_text(b"\xff\x01\x02") is None
