"""Who takes the beginning of its own answer, as makers and servers document it."""

from __future__ import annotations

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart
from pydantic_ai.models import ModelRequestParameters

from backend.domain.model import ProviderKind
from backend.models.chat_request import WireSettings, request_body
from backend.models.prefill import Prefill, prefill_of

LAST, OPEN = Prefill("last"), Prefill("open")


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("claude-3-5-sonnet-20241022", True),
        ("claude-3-7-sonnet-latest", True),
        ("claude-opus-4-20250514", True),
        ("claude-opus-4-1-20250805", True),
        ("claude-sonnet-4-5", True),
        ("claude-haiku-4-5-20251001", True),
        ("claude-opus-4-6", False),
        ("claude-sonnet-4-6-20260217", False),
        ("claude-opus-4-8", False),
        ("claude-opus-5-5", False),
        ("claude-sonnet-5", False),
        ("claude-fable-5-1", False),
    ],
)
def test_claude_takes_it_up_to_4_5(name: str, takes: bool) -> None:
    assert prefill_of(ProviderKind.ANTHROPIC, "", name) == (LAST if takes else None)
    routed = f"anthropic/{name}"
    url = "https://openrouter.ai/api/v1"
    assert prefill_of(ProviderKind.OPENAI_COMPATIBLE, url, routed) == (LAST if takes else None)


def test_spellings_of_openrouter() -> None:
    url = "https://openrouter.ai/api/v1"
    names = ["anthropic/claude-sonnet-4.5", "anthropic/claude-3.5-haiku", "anthropic/claude-opus-4.6", "openai/gpt-4o"]
    assert [prefill_of(ProviderKind.OPENAI_COMPATIBLE, url, name) for name in names] == [LAST, LAST, None, None]


def test_gemini_takes_it_up_to_3_1() -> None:
    names = ["gemini-2.0-flash", "gemini-2.5-pro", "gemini-3-pro-preview", "gemini-3.1-pro", "gemini-3.6-flash"]
    assert [prefill_of(ProviderKind.GOOGLE, "", name) for name in names] == [LAST] * 4 + [None]


def test_openai_and_the_built_in_assistant_do_not() -> None:
    assert prefill_of(ProviderKind.OPENAI, "https://api.openai.com/v1", "gpt-4o") is None
    assert prefill_of(ProviderKind.BUILTIN, "", "assistant") is None


def test_a_compatible_server_is_known_by_its_address_or_by_what_it_calls_itself() -> None:
    def of(url: str, model: str = "m", engine: str | None = None) -> Prefill | None:
        return prefill_of(ProviderKind.OPENAI_COMPATIBLE, url, model, engine=engine)

    here = "http://127.0.0.1:8000/v1"
    assert [of(here, engine=engine) for engine in ("vllm", "sglang", "llamacpp", "library")] == [OPEN] * 3 + [LAST]
    assert [of(here, engine=engine) for engine in ("organization_owner", "", None)] == [None] * 3
    assert of("https://api.mistral.ai/v1") == Prefill("prefix", echoes=True)
    assert (of("https://api.deepseek.com/v1"), of("https://api.deepseek.com/beta")) == (None, Prefill("prefix"))
    assert (of("https://api.groq.com/openai/v1"), of("https://api.groq.com/openai/v1", "openai/gpt-oss-20b")) == (
        LAST,
        None,
    )


def test_where_a_model_thought_first_only_llama_cpp_is_tried() -> None:
    tried = {kind for kind in ProviderKind if prefill_of(kind, "http://x/v1", "claude-3", engine="vllm", thought=True)}
    assert tried == {ProviderKind.LLAMA}


def test_each_way_as_it_is_sent() -> None:
    messages: list[ModelMessage] = [ModelRequest.user_text_prompt("hi"), ModelResponse(parts=[TextPart("Hel")])]

    def body(settings: WireSettings) -> dict[str, object]:
        sent = request_body(
            model="m", messages=messages, instructions=None, settings=settings, parameters=ModelRequestParameters()
        )
        return {key: sent[key] for key in sent if key not in ("model", "stream", "stream_options")}

    hi, half = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hel"}
    assert body(WireSettings()) == {"messages": [hi, half]}
    assert body(WireSettings(prefill="prefix")) == {"messages": [hi, {**half, "prefix": True}]}
    opened = {"continue_final_message": True, "add_generation_prompt": False}
    assert body(WireSettings(prefill="open")) == {"messages": [hi, half], **opened}
