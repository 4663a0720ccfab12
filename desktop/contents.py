"""What the tray shows, as a plain value that also crosses to the window's process as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A chat. `page` is where a click leads."""

    page: str
    label: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """`lines` has who waits first; `nothing` stands there instead when there are none."""

    lines: tuple[Line, ...]
    nothing: str
    show: str
    quit: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Contents:
        """What `asdict` made of one."""
        return cls(**{**document, "lines": tuple(Line(**line) for line in document["lines"])})
