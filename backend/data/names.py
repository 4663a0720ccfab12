"""File names made from titles, safe on every system that a file may be copied to."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
BYTES = 120


def safe_name(title: str, default: str = "Chat") -> str:
    """A name without folders, control, hidden or reserved characters; never empty."""
    text = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    text = " ".join(text.split()).strip(". ").encode()[:BYTES].decode(errors="ignore").strip(". ")
    if not text:
        return default
    return f"_{text}" if _RESERVED.fullmatch(text) else text
