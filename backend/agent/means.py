"""What every run of one server may draw on beside its own chat: the way to the web, the search, the person's skills."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from backend.web.fetch import Reach
from backend.web.search import Searching


@dataclass(frozen=True, slots=True)
class Means:
    """`skills` is the folder in which a person keeps skills. `reach` is another one in tests only."""

    searching: Searching
    skills: Path
    reach: Reach = field(default_factory=Reach)
