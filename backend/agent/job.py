"""One run to be done: what was accepted and committed, in the words the runner needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """`approvals` answers a waiting run's tool calls: True to carry the call out, False to refuse it."""

    conversation: str
    run: str
    model: str
    message_id: str | None
    workspace: str | None
    approvals: Mapping[str, bool] = field(default_factory=dict)
    carries_on: bool = False  # continues an answer that was cut off, in a new turn
