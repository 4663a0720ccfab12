"""Where content in front of the model came from that nobody here wrote: it makes later calls ask, and says why.

A result names its sources in `metadata.untrusted`, and so does a message of the person's that holds a server's words
(`log.given`). They hold for all that follows in the same branch, whatever is summed up or left out of what the model
is sent: once read, it may have told the model what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend.agent import history
from backend.agent.job import Job

SOURCES_MOST = 20
SOURCE_CHARS = 200
COMMAND_CHARS = 60
IMPORTED = "an imported chat"
_MORE = "and others"


class Taint:
    """The sources so far, each once, in their order. False while there is none."""

    def __init__(self) -> None:
        self._sources: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._sources)

    @property
    def sources(self) -> tuple[str, ...]:
        """Each on one line, cut; beyond SOURCES_MOST the rest is one."""
        return tuple(self._sources)

    def add(self, untrusted: object) -> None:
        """Takes what a result calls untrusted: a source or several. What names nothing is a source all the same."""
        for source in untrusted if isinstance(untrusted, (list, tuple)) else [untrusted]:
            named = " ".join(str(source).split())[:SOURCE_CHARS] or "an unnamed source"
            self._sources[named if len(self._sources) < SOURCES_MOST else _MORE] = None

    def add_results(self, messages: Iterable[Mapping[str, Any]]) -> None:  # Any: folded messages, JSON
        """Takes those of all results among these messages, and of the person's that hold a server's words."""
        for message in messages:
            for call in message.get("toolCalls", ()):
                self.add_results((call.get("metadata") or {}).get("steps", ()))  # a helper's
            untrusted = message["metadata"].get("untrusted")
            if message["role"] in ("tool", "user") and untrusted:
                self.add(untrusted)


def of_command(words: str) -> str:
    """The source that a command is which nothing kept from the network: it may have brought text from anywhere."""
    words = " ".join(words.split())
    return f"command: {words if len(words) <= COMMAND_CHARS else words[: COMMAND_CHARS - 1] + '…'}"


def of_branch(state: dict[str, Any], job: Job) -> list[dict[str, Any]]:
    """The messages that lead to this run, none summed up."""
    return history.branch(state, job.message_id, [job.run, *history.ancestors(state, job.run)])
