"""Questions as they are stored: approvals and what the agent asks the person, as AG-UI interrupts that fit a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from backend.domain import limits
from backend.files.differences import smaller

Json = dict[str, Any]  # an AG-UI interrupt; its metadata is what the tool said

APPROVAL = {"type": "object", "properties": {"approved": {"type": "boolean"}}, "required": ["approved"]}
_TEXTS = frozenset({"title", "message", "command", "code", "url", "why"})
_CUTS = (1_000, 300, 100, 40)  # characters of each
ANSWER = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}


def prepare(interrupts: Sequence[Json]) -> None:
    """Says what each one asks in a sentence, how it is answered, and leaves out hunks that fit no frame together."""
    for interrupt in interrupts:
        metadata = interrupt.get("metadata") or {}
        # the encoder repeats all arguments here; they are in the tool call
        interrupt["message"] = metadata.get("title", "Allow this action?")
        interrupt["responseSchema"] = ANSWER if "question" in metadata else APPROVAL
    changing = [i["metadata"] for i in interrupts if (i.get("metadata") or {}).get("changes")]
    if _size([metadata["changes"] for metadata in changing]) > limits.CHANGES_ASKED_BYTES:
        for metadata in changing:
            metadata["changes"] = smaller(metadata["changes"], limits.CHANGES_ASKED_BYTES // len(changing))
    if _size(interrupts) > limits.ASKED_BYTES:
        _shorten(interrupts)


def _shorten(interrupts: Sequence[Json]) -> None:
    """Many questions at once: what is said elsewhere too is cut, the arguments stand whole in the calls."""
    asked = [interrupt["metadata"] for interrupt in interrupts if interrupt.get("metadata")]
    for metadata in asked:
        metadata.pop("grants", None)
    for most in _CUTS:
        if _size(interrupts) <= limits.ASKED_BYTES:
            return
        for said in (*interrupts, *asked):
            for name in _TEXTS & said.keys():
                if isinstance(said[name], str) and len(said[name]) > most:
                    said[name] = said[name][:most] + "…"
    changing = [metadata for metadata in asked if metadata.get("changes")]
    rest = _size(interrupts) - _size([metadata["changes"] for metadata in changing])
    for metadata in changing:
        metadata["changes"] = smaller(metadata["changes"], max(0, limits.ASKED_BYTES - rest) // len(changing))


def _size(value: object) -> int:
    return len(orjson.dumps(value))
