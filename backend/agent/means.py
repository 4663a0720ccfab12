"""What every run of one server may draw on beside its own chat: the way to the web, the search, the person's skills,
and the commands in the background, which outlive the run that began them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from backend.agent.jobs import Jobs
from backend.web.fetch import Reach
from backend.web.search import Searching


@dataclass(frozen=True, slots=True)
class Means:
    """`skills` is the folder in which a person keeps skills. `reach` is another one in tests only."""

    jobs: Jobs
    searching: Searching
    skills: Path
    reach: Reach = field(default_factory=Reach)
