"""What is remembered of a look at a folder: what was there, and which contents were read."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from backend.undo.change import Seen, State

_RACY_NS = 100_000_000  # a file that changed so shortly before it was read may change again within the same tick
Stamp = tuple[int, ...]


@dataclass(slots=True)
class Known:
    """Contents that were read before, by place and stamp. One for each folder.

    A place that was not seen from one look at the whole folder to the end of the next is forgotten."""

    _now: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    _before: dict[str, tuple[Stamp, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._now.keys() | self._before.keys())

    def sha(self, seen: Seen) -> str | None:
        """Of this very content, if it was read."""
        known = self._now.get(seen.path) or self._before.get(seen.path)
        if known is None or known[0] != seen.stamp:
            return None
        self._now[seen.path] = known
        return known[1]

    def learn(self, seen: Seen, sha: str) -> None:
        """What was just read."""
        if time.time_ns() - max(seen.stamp[:2]) > _RACY_NS:
            self._now[seen.path] = seen.stamp, sha

    def saw_all(self) -> None:
        """The whole folder has been looked at."""
        self._before, self._now = self._now, {}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`scope` are the places that were looked at; "." is the whole folder. `says` is what is not kept, in a sentence.

    A file without a stamp was read a moment after it changed: it is read again whatever it looks like.
    """

    scope: tuple[str, ...]
    states: Mapping[str, State]
    stamps: Mapping[str, Stamp]
    says: str | None = None
    is_whole: bool = True  # False: too many entries, so nothing is known

    def packed(self) -> bytes:
        """For the store, until the call has ended."""
        states = {path: [state.entry, state.sha, state.mode] for path, state in self.states.items()}
        value = [self.scope, states, self.stamps, self.says, self.is_whole]
        return zlib.compress(orjson.dumps(value), level=1)

    @classmethod
    def unpacked(cls, data: bytes) -> Snapshot:
        """From what `packed` made. Raises ValueError, zlib.error."""
        scope, states, stamps, says, is_whole = orjson.loads(zlib.decompress(data))
        return cls(
            tuple(scope),
            {path: State(entry, sha, mode) for path, (entry, sha, mode) in states.items()},
            {path: tuple(stamp) for path, stamp in stamps.items()},
            says,
            is_whole,
        )
