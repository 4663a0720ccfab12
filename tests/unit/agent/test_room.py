"""What is sent of a long history: estimates, what is shortened first, and where it may be cut."""

from __future__ import annotations

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from backend.agent import room
from backend.agent.fitted import Places
from backend.agent.room import Room


def _history(results: list[str]) -> list[ModelMessage]:
    messages: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart("Look at it.")])]
    for at, result in enumerate(results):
        messages.append(ModelResponse(parts=[ToolCallPart("read_file", {"path": "a"}, tool_call_id=f"c{at}")]))
        messages.append(ModelRequest(parts=[ToolReturnPart("read_file", result, tool_call_id=f"c{at}")]))
    return messages


def _results(messages: list[ModelMessage]) -> list[str]:
    return [part.model_response_str() for m in messages for part in m.parts if isinstance(part, ToolReturnPart)]


def test_what_a_refusal_says_becomes_the_room() -> None:
    openai = "This model's maximum context length is 8,192 tokens. However, your messages resulted in 9,020 tokens."
    llama = "the request exceeds the available context size (n_ctx 4096), try increasing it"
    anthropic = "prompt is too long: 210000 tokens > 200000 maximum"
    assert [Room(None).refused(100_000, said).tokens for said in (openai, llama, anthropic)] == [8192, 4096, 200_000]
    assert Room(None).refused(10_000, "Input is too long.").tokens == 7_000
    assert Room(1_000).refused(10_000, "Input is too long.").tokens == 800


def test_a_refusal_of_what_should_have_fitted_corrects_the_estimate() -> None:
    learned = Room(8_192).refused(4_000, "maximum context length is 8192 tokens")
    assert learned.tokens == 8_192
    assert 4_000 * learned.scale > 8_192


def test_what_a_provider_counts_corrects_the_estimate_within_bounds() -> None:
    assert Room(8_000).counted(1_000, 1_500).scale == 1.5
    assert Room(8_000).counted(1_000, 10).scale == 0.8  # it counted a part
    assert Room(8_000).counted(100, 10_000).scale == 1.0  # too short to tell


def test_the_oldest_results_are_shortened_first_and_the_newest_stays() -> None:
    messages = _history(["x" * 10_000] * 4)
    until = room.shorten_until(messages, 9_000, 0)
    short = _results(room.shortened(messages, until=until))
    assert [len(text) > 5_000 for text in short] == [False, False, True, True]
    assert "9400 of 10000 characters are left out" in short[0]
    everything = _results(room.shortened(messages, until=room.shorten_until(messages, 100, 0)))
    assert [len(text) > 5_000 for text in everything] == [False, False, False, True]


def test_one_result_gets_no_more_than_its_share() -> None:
    messages = _history(["x" * 100_000])
    assert room.estimate(room.capped(messages, 4_000)) < 1_300
    assert _results(messages) == ["x" * 100_000]


def test_a_history_is_cut_behind_results_and_before_the_persons_turns_only() -> None:
    messages = [
        *_history(["one", "two"]),
        ModelResponse(parts=[TextPart("Done.")]),
        ModelRequest(parts=[UserPromptPart("And now?")]),
        ModelResponse(parts=[TextPart("Nothing.")]),
    ]
    assert list(room.cuts(messages)) == [3, 5, 6]
    places = Places([("u1", None), ("u2", "m9")], {"c0": "r0", "c1": "r1"})
    assert [places.through(messages, cut) for cut in (3, 5, 6)] == ["r0", "r1", "m9"]
