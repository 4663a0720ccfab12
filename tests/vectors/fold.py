"""The Python fold over a vector's frames."""

from __future__ import annotations

from typing import Any

import orjson

from backend.log.fold import Fold
from backend.log.record import Record


def fold_frames(conversation: str, frames: list[dict[str, Any]]) -> tuple[list[str], dict[str, Any]]:
    """What the fold said to each frame, and the state after all of them."""
    fold = Fold(conversation)
    outcomes = [
        fold.apply(Record(f["s"], f["c"], f.get("r"), f["n"], orjson.dumps(f["e"]), f.get("n0"), f.get("set", False)))
        for f in frames
    ]
    return list(outcomes), fold.state()
