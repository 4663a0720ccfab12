"""Every kind of provider against aimock: text, thinking, a tool call, cuts, and the errors that a person meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain import errors
from tests.contract.chat import catalog_with, say
from tests.contract.conftest import Server

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason"),  # aimock's own invention
]
PROVIDERS = {
    "openai": "gpt-4o",
    "anthropic": "claude-3-5-sonnet-20241022",
    "google": "gemini-2.0-flash",
    "ollama": "gpt-4o",
    "openai-compatible": "gpt-4o",
}
HELLO = "Hello from the other side, in several pieces."
WRONG = "wrong-key-abcdefghij"


@pytest.fixture(params=PROVIDERS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(aimock: Server, kind: str) -> Server:
    return Server(f"{aimock.origin}/v1" if kind == "openai" else aimock.origin)


async def test_text_comes_in_pieces(tmp_path: Path, server: Server, kind: str) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "say hello")
    assert (said.text, said.output, said.error) == (HELLO, HELLO, None)
    assert len(said.pieces) > 1


async def test_thinking_is_told_apart_from_the_answer(tmp_path: Path, server: Server, kind: str) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "think first")
    assert ("".join(said.thoughts), said.text, said.error) == ("Let me see.", "42", None)


async def test_a_tool_call_is_made_answered_and_told(tmp_path: Path, server: Server, kind: str) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "what time is it?", tools=True)
    assert (said.zones, said.text, said.error) == (["UTC"], "It is noon.", None)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("too often", errors.RateLimited),
        ("no such model", errors.ModelNotFound),
        ("break", errors.ProviderFailed),
    ],
)
async def test_an_error_is_the_right_one_and_comes_at_once(
    tmp_path: Path, server: Server, kind: str, prompt: str, expected: type[errors.ProviderError]
) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], prompt)
    assert type(said.error) is expected
    assert said.text == ""


async def test_a_wrong_key_is_said_and_not_shown(tmp_path: Path, server: Server, kind: str) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "say hello", key=WRONG)
    assert isinstance(said.error, errors.KeyRefused)
    assert WRONG not in said.error.detail


async def test_G3_an_answer_without_its_end_is_an_error_and_keeps_what_came(
    tmp_path: Path, server: Server, kind: str
) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "cut the text")
    assert isinstance(said.error, errors.ReplyUnusable | errors.ProviderUnreachable)
    assert said.output is None
    assert "This answer is cut before its end, and nobody may take it for whole.".startswith(said.text)


# not Google's: its calls come whole in one piece, so aimock has nothing to cut (test_vendor_cuts cuts the piece)
@pytest.mark.parametrize("kind", [kind for kind in PROVIDERS if kind != "google"], indirect=True)
async def test_G4_a_tool_call_that_was_cut_is_not_done(tmp_path: Path, server: Server, kind: str) -> None:
    said = await say(tmp_path, kind, server, PROVIDERS[kind], "cut the call", tools=True)
    assert said.error is not None
    assert (said.zones, said.output) == ([], None)


@pytest.mark.parametrize("kind", ["openai", "anthropic", "ollama", "openai-compatible"], indirect=True)
async def test_its_models_are_listed(tmp_path: Path, server: Server, kind: str) -> None:
    async with catalog_with(tmp_path, kind, server.origin, server.key) as catalog:
        names = {model.name for model in (await catalog.models()).models}
    assert PROVIDERS[kind] in names
    assert "text-embedding-3-small" not in names or kind == "anthropic"


async def test_a_server_that_is_not_there_is_said_at_once(tmp_path: Path, kind: str) -> None:
    said = await say(tmp_path, kind, Server("http://127.0.0.1:9"), PROVIDERS[kind], "hi")
    assert isinstance(said.error, errors.ProviderUnreachable)
    assert "Nothing answers" in said.error.detail
