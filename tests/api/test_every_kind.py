"""Files, instructions and parameters in every provider's own format, from a person's message to the bytes on the wire.

OpenAI, Anthropic and Google go through their real SDKs, the others through our own model.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.api.providers import serving
from tests.api.world import Json, World
from tests.fakes import files
from tests.fakes.dialects import DIALECTS, Dialect, Words
from tests.fakes.scripted_provider import ScriptedProvider

IMAGE, PAPER = files.png(), files.pdf(["One fish"])
IMAGE_64, PAPER_64 = base64.b64encode(IMAGE).decode(), base64.b64encode(PAPER).decode()
PAPER_TEXT = "File “a.pdf”:\n```\n[page 1]\nOne fish\n```"


@pytest.fixture(autouse=True)
def no_titles(world: World) -> None:
    """A title's request would stand among those that are looked at."""
    world.patch("/api/settings", {"modelTitles": False})


@contextmanager
def provider_of(world: World, dialect: Dialect) -> Iterator[ScriptedProvider]:
    with serving(routes={dialect.path: lambda _: dialect.reply(Words(["fine"]))}) as provider:
        url = provider.url if dialect.under_v1 else provider.origin
        world.put("/api/providers/it", {"kind": dialect.kind, "baseUrl": url, "apiKey": "sk-test-123456"})
        yield provider


def ask(
    world: World, provider: ScriptedProvider, dialect: Dialect, *, model: str = "", **head: Any
) -> tuple[Json, Any]:
    """What the chat is afterwards, and the JSON that the provider was sent."""
    chat = world.conversation()
    world.patch(f"/api/conversations/{chat}", head)
    attached = [world.attach(IMAGE, "a.png"), world.attach(PAPER, "a.pdf")] if not model else []
    named = [{"id": file["id"], "name": file["name"]} for file in attached]
    world.say(chat, "hi", model=f"it:{model or dialect.model}", attachments=named)
    state = world.wait(chat)
    assert state["runs"][-1]["status"] == "finished", state["runs"][-1]["error"]
    return state, [request.json for request in provider.requests if request.path.endswith(dialect.path[-12:])][-1]


def _camel(value: Any) -> Any:
    """Google's SDK mixes both ways of writing names, and Google takes both."""
    if isinstance(value, list):
        return [_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), key): _camel(item) for key, item in value.items()}


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[str(request.param)]


def test_an_image_and_a_pdf_go_as_the_provider_takes_them(world: World, dialect: Dialect) -> None:
    with provider_of(world, dialect) as provider:
        state, sent = ask(world, provider, dialect)
    assert state["runs"][-1]["notes"] == []
    match dialect.kind:
        case "openai":
            image, paper, text = sent["input"][-1]["content"]
            assert (image["type"], image["image_url"]) == ("input_image", f"data:image/png;base64,{IMAGE_64}")
            assert (paper["type"], paper["file_data"]) == ("input_file", f"data:application/pdf;base64,{PAPER_64}")
            assert text == {"type": "input_text", "text": "hi"}
        case "anthropic":
            image, paper, text = sent["messages"][-1]["content"]
            assert image["source"] == {"type": "base64", "media_type": "image/png", "data": IMAGE_64}
            assert paper["source"] == {"type": "base64", "media_type": "application/pdf", "data": PAPER_64}
            assert (paper["type"], text["text"]) == ("document", "hi")
        case "google":
            image, paper, text = _camel(sent)["contents"][-1]["parts"]
            for part, data, media_type in ((image, IMAGE, "image/png"), (paper, PAPER, "application/pdf")):
                assert part["inlineData"]["mimeType"] == media_type
                assert base64.urlsafe_b64decode(part["inlineData"]["data"]) == data
            assert text == {"text": "hi"}
        case _:
            image, paper, text = sent["messages"][-1]["content"]
            assert image == {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{IMAGE_64}"}}
            assert (paper["text"], text["text"]) == (PAPER_TEXT, "hi")


def test_instructions_and_parameters_go_as_the_provider_takes_them(world: World, dialect: Dialect) -> None:
    parameters = {"temperature": 0.25, "maxTokens": 77}
    with provider_of(world, dialect) as provider:
        state, sent = ask(world, provider, dialect, system="Answer in rhymes.", parameters=parameters)
    assert state["runs"][-1]["notes"] == []
    match dialect.kind:
        case "openai":
            assert (sent["temperature"], sent["max_output_tokens"]) == (0.25, 77)
        case "google":
            assert (sent["generationConfig"]["temperature"], sent["generationConfig"]["maxOutputTokens"]) == (0.25, 77)
        case _:
            assert (sent["temperature"], sent["max_tokens"]) == (0.25, 77)
    assert "Answer in rhymes." in json.dumps(sent)


@pytest.mark.parametrize(
    ("kind", "model", "effort", "place"),
    [
        ("openai", "gpt-5", "low", {"reasoning": "low"}),
        ("openai", "gpt-5.1", "off", {"reasoning": "none"}),
        ("anthropic", "claude-haiku-4-5", "low", {"thinking": "enabled"}),
        ("anthropic", "claude-haiku-4-5", "off", {"thinking": None}),
        ("google", "gemini-2.5-flash", "high", {"thinking": True}),
        ("google", "gemini-2.5-flash", "off", {"thinking": 0}),
        ("ollama", "scripted", "off", {"reasoning_effort": "none"}),
        ("openai-compatible", "scripted", "high", {"reasoning_effort": "high"}),
        ("llama", "scripted", "off", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("llama", "scripted", "low", {"chat_template_kwargs": {"enable_thinking": True, "reasoning_effort": "low"}}),
    ],
)
def test_how_much_to_think_is_said_in_each_providers_way(
    world: World, kind: str, model: str, effort: str, place: Json
) -> None:
    known = DIALECTS[kind]
    dialect = replace(known, model=model, path=known.path.replace(known.model, model))
    with provider_of(world, dialect) as provider:
        state, sent = ask(world, provider, dialect, model=model, parameters={"thinking": effort})
    assert state["runs"][-1]["notes"] == []
    match kind:
        case "openai":
            assert sent["reasoning"]["effort"] == place["reasoning"]
        case "anthropic":
            assert (sent.get("thinking") or {"type": None})["type"] == place["thinking"]
        case "google":
            config = _camel(sent)["generationConfig"]["thinkingConfig"]
            assert config.get("thinkingBudget") == 0 if effort == "off" else config["includeThoughts"] is True
        case _:
            assert {key: sent.get(key) for key in place} == place


@pytest.mark.parametrize(
    ("kind", "model", "parameters", "said"),
    [
        ("openai", "gpt-5", {"temperature": 1.5, "topP": 0.5}, "gpt-5 does not take this chat's temperature and top-p"),
        ("openai", "gpt-4o", {"thinking": "high"}, "gpt-4o does not take this chat's setting for thinking."),
        (
            "anthropic",
            "claude-haiku-4-5",
            {"temperature": 0.5, "thinking": "low"},
            "claude-haiku-4-5 does not take this chat's temperature.",
        ),
        ("anthropic", "claude-haiku-4-5", {"temperature": 0.5, "topP": 0.5}, "chat's top-p value."),
    ],
)
def test_what_a_vendors_model_is_known_not_to_take_is_left_out_and_said(
    world: World, kind: str, model: str, parameters: Json, said: str
) -> None:
    dialect = replace(DIALECTS[kind], model=model)
    with provider_of(world, dialect) as provider:
        state, sent = ask(world, provider, dialect, model=model, parameters=parameters)
    (note,) = state["runs"][-1]["notes"]
    assert note["code"] == "parameter_ignored"
    assert said in note["text"]
    left_out = {"temperature": "temperature", "top-p": "top_p", "thinking": "reasoning"}
    assert not {wire for word, wire in left_out.items() if word in said} & sent.keys()


def test_what_a_run_costs_is_known_for_vendors(world: World) -> None:
    """10 tokens in and 5 out, at the prices that genai-prices brings along: more than nothing, less than a cent."""
    costs = {}
    for kind in ("openai", "anthropic", "google", "openai-compatible"):
        with provider_of(world, DIALECTS[kind]) as provider:
            state, _ = ask(world, provider, DIALECTS[kind])
            costs[kind] = state["runs"][-1]["cost"]
            assert state["runs"][-1]["context"] == 10
    assert costs.pop("openai-compatible") is None
    for cost in costs.values():
        assert 0 < cost.pop("amount") < 0.01
        assert cost == {"currency": "USD", "about": True}
