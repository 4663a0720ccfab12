"""What our side sends of a history to an OpenAI-compatible server."""

from __future__ import annotations

import pytest
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from backend.domain.errors import RequestRefused
from backend.models.chat_request import Json, known_call_ids, request_body
from tests.fakes.scripted_provider import Call, Reply, ScriptedProvider
from tests.unit.models.hearing import TOOLS, hear


def body(messages: list[ModelMessage], settings: ModelSettings | None = None) -> Json:
    return request_body(
        model="m",
        messages=messages,
        instructions=None,
        settings=settings or ModelSettings(),
        parameters=ModelRequestParameters(function_tools=TOOLS),
    )


CALL = ToolCallPart("get_time", '{"zone": "UTC"}', tool_call_id="call_1")
HISTORY: list[ModelMessage] = [
    ModelRequest([SystemPromptPart("Be brief."), UserPromptPart("What time is it?")]),
    ModelResponse([ThinkingPart("hm", id="reasoning_content"), TextPart("Let me look."), CALL]),
    ModelRequest([ToolReturnPart("get_time", "12:00", tool_call_id="call_1")]),
]


def test_a_conversation_with_a_tool_call_keeps_its_shape() -> None:
    assert body(HISTORY)["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What time is it?"},
        {
            "role": "assistant",
            "reasoning_content": "hm",  # of this turn: DeepSeek refuses the result without it
            "content": "Let me look.",
            "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "get_time", "arguments": '{"zone":"UTC"}'}}
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "12:00"},
    ]


def test_the_thinking_of_earlier_turns_is_not_sent_again() -> None:
    later = [*HISTORY, ModelResponse([TextPart("Noon.")]), ModelRequest([UserPromptPart("Thanks")])]
    assert "reasoning_content" not in str(body(later))


def test_there_is_one_system_message_at_the_front() -> None:
    messages: list[ModelMessage] = [ModelRequest([SystemPromptPart("A."), SystemPromptPart("B."), UserPromptPart("x")])]
    sent = request_body(
        model="m", messages=messages, instructions="C.", settings=ModelSettings(), parameters=ModelRequestParameters()
    )
    assert sent["messages"][0] == {"role": "system", "content": "A.\n\nB.\n\nC."}
    assert "tools" not in sent


def test_images_are_sent_as_data_and_what_cannot_be_sent_is_named() -> None:
    image = BinaryContent(b"\x89PNG", media_type="image/png")
    (sent,) = body([ModelRequest([UserPromptPart(["look", image])])])["messages"]
    assert sent["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")
    (sent,) = body([ModelRequest([UserPromptPart(["a", BinaryContent(b"b", media_type="text/plain")])])])["messages"]
    assert sent["content"] == "a\n\nb"
    with pytest.raises(RequestRefused):
        body([ModelRequest([UserPromptPart([BinaryContent(b"x", media_type="audio/wav")])])])


def test_settings_have_their_names_on_the_wire() -> None:
    settings = ModelSettings(max_tokens=5, temperature=0.1, stop_sequences=["x"], parallel_tool_calls=False)
    sent = body(HISTORY, settings)
    assert (sent["max_tokens"], sent["temperature"], sent["stop"], sent["parallel_tool_calls"]) == (
        5,
        0.1,
        ["x"],
        False,
    )


@pytest.mark.anyio
async def test_a_server_that_counts_its_calls_from_zero_each_time_does_not_mix_them_up() -> None:
    assert known_call_ids(HISTORY) == {"call_1"}
    async with ScriptedProvider([Reply(calls=[Call("get_time", "{}", "call_1")])]) as provider:
        heard = await hear(provider, history=HISTORY, tools=True)
    assert heard.response is not None
    (call,) = heard.response.tool_calls
    assert call.tool_call_id not in {"call_1", ""}


@pytest.mark.anyio
async def test_half_a_surrogate_pair_that_was_pasted_does_not_stop_the_message() -> None:
    async with ScriptedProvider([Reply(text=["ok"])]) as provider:
        heard = await hear(provider, history=[ModelRequest([UserPromptPart("a\ud83d")])])
    assert (heard.text, heard.error) == ("ok", None)
