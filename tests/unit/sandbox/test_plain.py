"""Output of programs is text and nothing else, wherever it is cut."""

from __future__ import annotations

import pytest

from backend.sandbox.plain import Plain, plain

CASES = {
    "colours": ("\x1b[1;31mred\x1b[0m", "red"),
    "a title": ("\x1b]0;owned\x07x\x1b]2;again\x1b\\y", "xy"),
    "a link": ("\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text"),
    "the clipboard": ("\x1b]52;c;ZXZpbA==\x07", ""),
    "the cursor": ("a\x1b[2K\x1b[1Gb\x1b7c\x1b8\x1bMd\x1b(Be", "abcde"),
    "eight bits": ("\x9b31mx\x9d", "x\ufffd"),
    "progress": ("10%\r20%\r\ndone", "10%\n20%\ndone"),
    "a manual page": ("N\bNA\bAM\bME\bE", "NAME"),
    "bells and binary": ("\x07\0\x1f\x7f\t", "␇␀␟␡\t"),
}


@pytest.mark.parametrize("case", CASES)
def test_D11_what_a_terminal_would_obey_is_gone_or_visible(case: str) -> None:
    written, shown = CASES[case]
    assert plain(written) == shown


@pytest.mark.parametrize("case", [case for case in CASES if case != "a manual page"])
def test_D11_and_so_in_pieces_of_one_byte(case: str) -> None:
    written, shown = CASES[case]
    pieces = Plain()
    text = "".join(pieces.take(bytes([byte])) for byte in ("é" + written + "…").encode())
    assert text + pieces.take(b"", final=True) == "é" + shown + "…"


def test_D11_a_sequence_that_never_ends_is_not_waited_for() -> None:
    pieces = Plain()
    assert pieces.take(b"\x1b]0;") == ""
    assert len(pieces.take(b"x" * 5_000)) > 4_000
