"""What a model is told before the history."""

from __future__ import annotations

from pathlib import Path

from backend.agent.instructions import ASSISTANT, Surroundings, instructions


def test_without_a_folder_and_without_words_nothing_is_said() -> None:
    assert instructions(Surroundings(None)) is None


def test_the_person_has_the_last_word_after_all_parts() -> None:
    around = Surroundings(Path("/work"), own="Be brief.", parts=("first part", "", "second part"))

    said = instructions(around)

    assert said == "\n\n".join([ASSISTANT.format(workspace="/work"), "first part", "second part", "Be brief."])
