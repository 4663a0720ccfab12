"""Our own model code against the real llama.cpp: text, thinking, a tool call, stopping, and errors."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart
from pydantic_ai.models import ModelRequestParameters

from backend.domain import errors
from backend.models.continuing import Continuing
from backend.models.failures import translate
from tests.contract.chat import catalog_with, say
from tests.contract.conftest import Server

pytestmark = pytest.mark.anyio
KINDS = ["llama", "openai-compatible"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_text_comes_in_pieces(tmp_path: Path, llama: Server, kind: str) -> None:
    said = await say(tmp_path, kind, llama, "tiny", "hi")
    assert (said.text, said.output, said.error) == ("Hello from the tiny model.",) * 2 + (None,)
    assert len(said.pieces) > 3
    assert said.usage is not None
    assert said.usage.output_tokens > 3


async def test_a_tool_call_is_made_answered_and_told(tmp_path: Path, llama: Server, kind: str) -> None:
    said = await say(tmp_path, kind, llama, "tiny", "what time is it?", tools=True)
    assert (said.zones, said.text, said.error) == (["UTC"], "The tool answered!", None)


async def test_thinking_is_told_apart_from_the_answer(tmp_path: Path, llama: Server) -> None:
    said = await say(tmp_path, "llama", llama, "tiny", "think")
    assert ("".join(said.thoughts), said.text.strip(), said.error) == ("Let me see", "It is forty-two", None)


async def test_a_wrong_key_is_said_and_not_shown(tmp_path: Path, llama: Server, kind: str) -> None:
    said = await say(tmp_path, kind, llama, "tiny", "hi", key="wrong-key-abcdefghij")
    assert isinstance(said.error, errors.KeyRefused)
    assert "wrong-key" not in said.error.detail


async def test_a_conversation_that_is_too_long_is_named_as_such(tmp_path: Path, llama: Server) -> None:
    said = await say(tmp_path, "llama", llama, "tiny", "many words " * 2000)
    assert said.error is not None
    assert said.error.code == "context_too_long"


async def test_its_models_are_listed_with_their_context(tmp_path: Path, llama: Server) -> None:
    async with catalog_with(tmp_path, "llama", llama.origin, llama.key) as catalog:
        (model,) = (await catalog.models()).models[1:]
        check = await catalog.check("it")
    assert (model.id, check.ok) == ("it:tiny", True)
    assert model.context_tokens is not None
    assert model.context_tokens >= 1024


async def test_an_endless_answer_stops_within_half_a_second(tmp_path: Path, llama: Server) -> None:
    async with catalog_with(tmp_path, "llama", llama.origin, llama.key) as catalog:
        agent = Agent(await catalog.build("it:tiny"))
        heard = asyncio.Event()

        async def listen() -> None:
            async with agent.run_stream_events("endless") as events:
                async for _ in events:
                    heard.set()

        task = asyncio.create_task(listen())
        await asyncio.wait_for(heard.wait(), 20)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=0.5)
        assert done == {task}
    assert (await say(tmp_path, "llama", llama, "tiny", "hi")).error is None


async def test_replies_after_one_another_do_not_trip_over_a_kept_connection(tmp_path: Path, llama: Server) -> None:
    async with catalog_with(tmp_path, "llama", llama.origin, llama.key) as catalog:
        agent = Agent(await catalog.build("it:tiny"))
        for _ in range(20):
            async with agent.run_stream_events("hi") as events:
                output = [event.result.output async for event in events if hasattr(event, "result")]
            assert output == ["Hello from the tiny model."]


async def test_an_answer_goes_on_in_mid_sentence(tmp_path: Path, llama: Server, kind: str) -> None:
    refused: list[str] = []
    history: list[ModelMessage] = [ModelRequest.user_text_prompt("hi"), ModelResponse(parts=[TextPart("Hello from ")])]
    async with catalog_with(tmp_path, kind, llama.origin, llama.key) as catalog:
        prefill = await catalog.prefill("it:tiny", thought=False)  # a compatible server says that it is llama.cpp
        assert prefill is not None
        model = Continuing(
            await catalog.build("it:tiny"),
            prefill,
            instruction="Go on.",
            translate=lambda error: translate(error, provider="it"),
            taken=lambda: None,
            refused=lambda: refused.append("refused"),
        )
        answer = await Agent(model).run("Go on.", message_history=history)
    assert (answer.output, refused) == (" the tiny model.", [])


async def test_G7_llama_cpp_counts_at_least_one_token_for_each_word_it_read(tmp_path: Path, llama: Server) -> None:
    history: list[ModelMessage] = [ModelRequest.user_text_prompt("a b c d " * 100)]
    async with catalog_with(tmp_path, "llama", llama.origin, llama.key) as catalog:
        model = await catalog.build("it:tiny")
        said = await model.request(history, None, ModelRequestParameters())
    assert said.usage.input_tokens > 400
