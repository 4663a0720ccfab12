"""What programs write to a terminal, as plain text that does nothing: no colours, no cursor, no titles, no bells.

Sequences for a terminal are taken out, other control characters become visible ("␀"), a carriage return begins a line.
"""

from __future__ import annotations

import codecs
import re

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links, clipboard
    r"|\x1b[ -/]*[0-Z\\^-~]"  # the others
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\x9c]*\x1b?|[ -/]*)?$|\x9b[0-?]*[ -/]*$")
_OVERSTRUCK = re.compile(r"[^\n\x08]\x08")
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {0x7F: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_HELD_CHARS = 4_096  # of a sequence that does not end; then it was none


def plain(text: str) -> str:
    """All of it at once."""
    text = _SEQUENCE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _OVERSTRUCK.sub("", text).translate(_PICTURES)


class Plain:
    """The same for bytes that come in pieces: half a character or half a sequence waits for the rest."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""

    def take(self, piece: bytes, *, final: bool = False) -> str:
        """What is certain of the text so far and was not answered before."""
        text = self._held + self._decoder.decode(piece, final)
        self._held = ""
        if not final:
            unfinished = _UNFINISHED.search(text)
            start = unfinished.start() if unfinished is not None else len(text) - text.endswith("\r")
            if len(text) - start <= _HELD_CHARS:
                text, self._held = text[:start], text[start:]
        return plain(text)
