"""What a vendor's SDK hands on is held to the same bounds as what we read ourselves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from backend.domain import limits
from backend.domain.errors import ReplyUnusable
from backend.models.honest import HonestModel

pytestmark = pytest.mark.anyio


async def heard(calls: DeltaToolCalls) -> str:
    """The sentence that ended the reply."""

    async def stream(_: list[ModelMessage], __: AgentInfo) -> AsyncIterator[DeltaToolCalls]:
        yield calls

    model = HonestModel(FunctionModel(stream_function=stream), provider="openai")
    try:
        async with model.request_stream([ModelRequest.user_text_prompt("hi")], None, ModelRequestParameters()) as reply:
            async for _ in reply:
                pass
    except ReplyUnusable as error:
        return error.detail
    raise AssertionError("it ended well")


async def test_names_ids_and_numbers_of_calls_are_bounded() -> None:
    most = limits.ID_CHARS
    fitting = {i: DeltaToolCall("n" * most, "{}", tool_call_id=f"{i}".zfill(most)) for i in range(33)}
    assert "more than 32 actions" in await heard(fitting)
    assert "far too long" in await heard({0: DeltaToolCall("n" * (most + 1), "{}")})
    assert "far too long" in await heard({0: DeltaToolCall("n", "{}", tool_call_id="i" * (most + 1))})
    assert "before its end" in await heard(dict(list(fitting.items())[:32]))  # it only lacks the reason of its end
