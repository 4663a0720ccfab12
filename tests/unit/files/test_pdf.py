"""The text of a PDF, within its limits."""

from __future__ import annotations

import pytest

from backend.domain.errors import BadInput
from backend.files.pdf import read_pdf
from tests.fakes import files

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_its_text_comes_page_by_page() -> None:
    read = await read_pdf(files.pdf(["One fish", "Two fish"]))
    assert (read.text, read.pages, read.left_out) == ("[page 1]\nOne fish\n\n[page 2]\nTwo fish", 2, None)


async def test_a_pdf_without_text_is_empty() -> None:
    assert (await read_pdf(files.pdf([""]))).text == ""


@pytest.mark.parametrize("data", [files.protected_pdf(), files.pdf()[:40], b"%PDF-1.7 nothing more"])
async def test_one_that_cannot_be_read_says_why(data: bytes) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        await read_pdf(data)


async def test_its_pages_and_characters_are_capped() -> None:
    many = files.pdf([f"Page {at}" for at in range(12)])
    read = await read_pdf(many, most_pages=10)
    assert (read.text[-6:], read.left_out) == ("Page 9", "only pages 1 to 10 of 12 were read")
    read = await read_pdf(many, most_chars=20)
    assert (read.text[-6:], read.left_out) == ("Page 3", "only pages 1 to 4 of 12 were read")
    read = await read_pdf(files.pdf(["a" * 50]), most_chars=20)
    assert (len(read.text), read.left_out) == (20, "the last page was cut")


async def test_one_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(BadInput, match="too long"):
        await read_pdf(files.pdf(["x"] * 500), timeout_s=0.0)
