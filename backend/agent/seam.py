"""Where the second half of an answer meets the first: what the first half ended with is not written twice. Pure.

The model was sent the first half without the spaces at its end, so it writes them anew; some providers say the whole
first half again before they go on.
"""

from __future__ import annotations


class Seam:
    """Give it the second half piece by piece; it answers what is new. `echoes`: the first half may come again."""

    def __init__(self, first_half: str, *, echoes: bool = False) -> None:
        sent = first_half.rstrip()
        self._spaces = first_half[len(sent) :]
        self._echo = sent if echoes else ""
        self._held = ""

    def take(self, piece: str) -> str:
        if self._echo:
            self._held += piece
            if len(self._held) < len(self._echo) and self._echo.startswith(self._held):
                return ""
            piece, self._held, self._echo = self._held.removeprefix(self._echo), "", ""
        while self._spaces and piece[:1] == self._spaces[:1]:
            piece, self._spaces = piece[1:], self._spaces[1:]
        if piece:
            self._spaces = ""
        return piece
