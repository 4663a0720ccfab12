"""Questions of one run, however many and long: all fit the event of its end, and each keeps what it is bound to."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from backend.agent.asked import prepare
from backend.domain import limits

Json = dict[str, Any]


def question(number: int, text: str, *, lines: int = 0) -> Json:
    offer = {"kind": "command", "value": ["x"] * 10, "says": text[:300], "folder": "/work", "until": ["run", "always"]}
    hunk = {"oldStart": 1, "oldLines": 1, "newStart": 1, "newLines": 1, "lines": ["+" + "x" * 200] * lines}
    change = {"path": f"{number}.txt", "kind": "create", "added": lines, "removed": 0, "hunks": [hunk]}
    return {
        "id": f"int-{number}",
        "reason": "tool_call",
        "toolCallId": f"call_{number}",
        "metadata": {
            "tool": "run_command",
            "title": text[:200],
            "command": text[:4_000],
            "environment": [f"NAME_{n}" for n in range(25)],
            "sandbox": "Commands run in a sandbox. " * 5,
            "hash": f"{number:064}",
            "was": f"{number:064}",
            "why": text[:600],
            "grants": [offer, offer],
            **({"changes": [change]} if lines else {}),
        },
    }


@pytest.mark.parametrize("letter", ["x", "ü", "語", "\n", '"'])
@pytest.mark.parametrize("lines", [0, 20, 60])
@pytest.mark.parametrize("many", [1, 5, limits.CALLS_PER_REPLY])
def test_however_many_questions_there_are_they_fit_one_event(letter: str, lines: int, many: int) -> None:
    asked = [question(number, letter * 4_000, lines=lines) for number in range(many)]
    prepare(asked)
    assert len(orjson.dumps(asked)) <= limits.ASKED_BYTES
    for number, interrupt in enumerate(asked):
        metadata = interrupt["metadata"]
        assert (metadata["hash"], metadata["was"]) == (f"{number:064}", f"{number:064}")
        assert metadata["title"]
        assert len(metadata["environment"]) == 25


def test_a_question_that_fits_is_left_as_it_was() -> None:
    asked = [question(0, "echo"), question(1, "ls -la", lines=3)]
    kept = [orjson.loads(orjson.dumps(interrupt["metadata"])) for interrupt in asked]
    prepare(asked)
    assert [interrupt["metadata"] for interrupt in asked] == kept
    assert [interrupt["message"] for interrupt in asked] == ["echo", "ls -la"]
