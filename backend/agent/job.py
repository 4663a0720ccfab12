"""One run to be done: what was accepted and committed, in the words the runner needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """`approvals` answers a waiting run's tool calls: True to carry the call out, False to refuse it.

    Any in `asked`: JSON that a tool put into its question and gets back with the answer.
    """

    conversation: str
    run: str
    model: str
    message_id: str | None
    workspace: str | None
    approvals: Mapping[str, bool] = field(default_factory=dict)
    asked: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # each call's metadata, as it was shown
    carries_on: bool = False  # continues an answer that was cut off, in a new turn
