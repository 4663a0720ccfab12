"""Where an error came from, for the log, without what it says: messages may hold a key, a path or a prompt."""

from __future__ import annotations

import traceback
from pathlib import Path


def trace(error: BaseException) -> str:
    """Types and places of an error and its causes, innermost place last: `KeyError at fold.py:12 < runner.py:80`."""
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
        parts.append(f"{type(at).__name__} at {places or 'no place'}")
        at = at.__cause__ or at.__context__
    return "; from ".join(parts)
