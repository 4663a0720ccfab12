"""Questions as they are stored: approvals and what the agent asks the person, as AG-UI interrupts that fit a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from backend.domain import limits
from backend.files.differences import smaller

Json = dict[str, Any]  # an AG-UI interrupt; its metadata is what the tool said

APPROVAL = {"type": "object", "properties": {"approved": {"type": "boolean"}}, "required": ["approved"]}
ANSWER = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}


def prepare(interrupts: Sequence[Json]) -> None:
    """Says what each one asks in a sentence, how it is answered, and leaves out hunks that fit no frame together."""
    for interrupt in interrupts:
        metadata = interrupt.get("metadata") or {}
        # the encoder repeats all arguments here; they are in the tool call
        interrupt["message"] = metadata.get("title", "Allow this action?")
        interrupt["responseSchema"] = ANSWER if "question" in metadata else APPROVAL
    changing = [i["metadata"] for i in interrupts if (i.get("metadata") or {}).get("changes")]
    if sum(len(orjson.dumps(metadata["changes"])) for metadata in changing) > limits.CHANGES_ASKED_BYTES:
        for metadata in changing:
            metadata["changes"] = smaller(metadata["changes"], limits.CHANGES_ASKED_BYTES // len(changing))
