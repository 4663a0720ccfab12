"""Keeps keys out of everything that is shown, stored or logged.

A provider may echo the key it refused, whole or in part, so every word that comes from one passes through here. The
keys this process holds are known to `KNOWN`: one register for the process, because a log line or a foreign exception
does not say whose key it may contain. It keeps nothing longer than the process lives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

HIDDEN: Final = "[key hidden]"
_SHARED = 10  # so many characters in a row of a key are treated as the key
_SHORTEST = 4  # shorter "keys" are placeholders that servers without one are given

# What keys look like that were never told to us, and keys that a provider echoes with stars in the middle.
_KEY_SHAPES = re.compile(
    r"""\b(?:sk|pk|rk|gsk|xai|pplx|hf|tgp|csk|key)[-_][A-Za-z0-9*._-]{6,}
      | \bAIza[A-Za-z0-9*_-]{10,}
      | (?<=[Bb]earer\ )[A-Za-z0-9*._~+/=-]{6,}
      | (?<=api_key=)[^&\s"']+ | (?<=[?&]key=)[^&\s"']+""",
    re.VERBOSE,
)


class KnownSecrets:
    """The keys this process holds, so that they can be taken out of any text."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def add(self, secret: str) -> None:
        if len(secret) >= _SHORTEST:
            self._secrets.add(secret)

    def hide_in(self, text: str) -> str:
        """`text` without any known key, and without what looks like one."""
        return redact(text, self._secrets)

    def __repr__(self) -> str:
        return f"KnownSecrets({len(self._secrets)})"


KNOWN: Final = KnownSecrets()


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret hidden: whole, in part (ten characters in a row), URL-quoted, or by its look."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in {secret, quote(secret, safe="")}:
            if len(form) >= _SHORTEST:
                text = text.replace(form, HIDDEN)
        if len(secret) > _SHARED:
            text = _hide_pieces(text, secret)
    return _KEY_SHAPES.sub(HIDDEN, text)


def _hide_pieces(text: str, secret: str) -> str:
    pieces = {secret[i : i + _SHARED] for i in range(len(secret) - _SHARED + 1)}
    if not any(piece in text for piece in pieces):
        return text
    shown: list[str] = []
    hidden_until = 0
    for i, character in enumerate(text):
        if text[i : i + _SHARED] in pieces:
            if i >= hidden_until:
                shown.append(HIDDEN)
            hidden_until = i + _SHARED
        if i >= hidden_until:
            shown.append(character)
    return "".join(shown)
