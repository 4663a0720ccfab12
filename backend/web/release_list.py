"""A project's list of releases: which one is the newest, and whether it comes after this one.

The list is what GitHub and Forgejo answer for `/repos/…/releases` or `…/releases/latest`: JSON with `tag_name` and
`html_url`. Only final versions (`v1.2.3`) count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson

from backend.domain import limits

# compiled when somebody looks: this file is imported by every start
_FINAL = r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})"
_ANY = r"v?([0-9]{1,9}(?:\.[0-9]{1,9})*)(.*)"
_LATER = r"(?i:[._-]?(?:post|rev|r(?!c))|-[0-9]|\+)"  # what follows a final version


def newest(content: bytes) -> tuple[str, str] | None:
    """Version and page of the newest final release of a list; None of an empty one. Raises ValueError."""
    found = orjson.loads(content)
    entries = found if isinstance(found, list) else [found]
    if not all(isinstance(entry, Mapping) and isinstance(entry.get("tag_name"), str) for entry in entries):
        raise ValueError("no list of releases")
    releases = []
    for entry in entries:
        final, url = re.fullmatch(_FINAL, entry["tag_name"]), entry.get("html_url")
        if final is not None and _is_page(url) and not (entry.get("draft") or entry.get("prerelease")):
            releases.append((_numbers(final[1]), final[1], str(url)))
    return max(releases)[1:] if releases else None


def is_after(version: str, other: str) -> bool:
    """Whether a final version comes after another one, which may be of any kind that PEP 440 knows."""
    ours, theirs = re.fullmatch(_FINAL, version), re.fullmatch(_ANY, other)
    if ours is None or theirs is None:
        return False
    is_early = bool(theirs[2]) and re.match(_LATER, theirs[2]) is None  # of `1.2rc1` the final one is after it
    here, there = _numbers(ours[1]), _numbers(theirs[1])
    return here > there or (here == there and is_early)


def _numbers(version: str) -> tuple[int, ...]:
    """`1.2.0` is `1.2`."""
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _is_page(url: object) -> bool:
    return isinstance(url, str) and url.startswith("https://") and url.isprintable() and len(url) <= limits.URL_CHARS
