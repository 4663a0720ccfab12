"""Letters as they are compared: without case, without accents, the same in every form of Unicode.

Character by character, so that a place in the folded text is a place in the text. Only the accents of Latin, Greek
and Cyrillic letters go; the signs of other scripts are letters there.
"""

from __future__ import annotations

import re
import unicodedata


class _Folding(dict[int, str]):
    """A table for str.translate that fills itself."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if character.isspace():
            folded = " "
        else:
            parts = unicodedata.normalize("NFKD", character.casefold())
            bare = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
            folded = unicodedata.normalize("NFKC", bare.casefold())
        self[point] = folded
        return folded


_FOLDING = _Folding()
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_ASCII = bytes(ord(_FOLDING[point]) for point in range(128)) + bytes(range(128, 256))  # of UTF-8, ten times as fast


def composed(text: str) -> str:
    """The text in the one form that is folded and shown."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """What two texts are compared by. `text` is composed."""
    letters = text.encode().translate(_ASCII).decode()
    return letters if letters.isascii() else _NOT_ASCII.sub(lambda run: run[0].translate(_FOLDING), letters)


def place_of(text: str, at: int) -> int:
    """The place in `text` of the character whose folding holds place `at` of folded(text)."""
    begin = 0
    for start in range(0, len(text), 4096):
        size = len(folded(text[start : start + 4096]))
        if begin + size > at:
            for place in range(start, len(text)):
                begin += len(folded(text[place]))
                if begin > at:
                    return place
        begin += size
    return len(text)
