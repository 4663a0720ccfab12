"""G3 and G4 for the vendors' own formats: aimock's recorded reply, cut at many places, its connection closed politely.

A polite close is the hard case: no transport reports it, and an SDK takes what came for a whole reply.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.contract.chat import say
from tests.contract.conftest import Server
from tests.fakes.scripted_provider import Reply, ScriptedProvider

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")]

GEMINI = "/v1beta/models/gemini-2.0-flash:streamGenerateContent"
TOOL = {"name": "get_time", "description": "", "parameters": {"type": "object", "properties": {}}}
FORMATS: dict[str, tuple[str, str, dict[str, Any]]] = {  # kind → model, path, body without the prompt
    "openai": ("gpt-4o", "/v1/responses", {"model": "gpt-4o", "stream": True, "tools": [{"type": "function", **TOOL}]}),
    "anthropic": ("claude-3-5-sonnet-20241022", "/v1/messages", {"model": "c", "stream": True, "max_tokens": 100}),
    "google": ("gemini-2.0-flash", GEMINI, {}),
}


async def recorded(aimock: Server, kind: str, prompt: str) -> bytes:
    """The bytes that aimock streams for this prompt."""
    _, path, body = FORMATS[kind]
    match kind:
        case "openai":
            said: dict[str, Any] = {"input": [{"role": "user", "content": prompt}]}
        case "anthropic":
            said = {"messages": [{"role": "user", "content": prompt}]}
        case _:
            said = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
    headers = {"Authorization": f"Bearer {aimock.key}", "x-api-key": aimock.key, "x-goog-api-key": aimock.key}
    async with httpx2.AsyncClient(trust_env=False, verify=False) as client:
        response = await client.post(f"{aimock.origin}{path}?alt=sse", json={**body, **said}, headers=headers)
    assert response.status_code == 200, response.text
    return response.content


async def replayed(folder: Path, kind: str, stream: bytes, *, tools: bool) -> tuple[str, str | None, list[str], bool]:
    """What our code makes of these bytes: text, output, actions done, and whether there was an error."""
    model, path, _ = FORMATS[kind]
    answers = {path: Reply(raw=[stream], chunked=False)}
    async with ScriptedProvider(routes=answers) as provider:
        url = provider.url if kind == "openai" else provider.origin
        said = await say(folder, kind, Server(url), model, "hi", tools=tools)
    return said.text, said.output, said.zones, said.error is not None


@pytest.mark.parametrize("kind", FORMATS)
async def test_G3_text_cut_anywhere_is_never_a_whole_answer(tmp_path: Path, aimock: Server, kind: str) -> None:
    whole = await recorded(aimock, kind, "say hello")
    text, output, _, failed = await replayed(tmp_path, kind, whole, tools=False)
    assert (output, failed) == (text, False)
    for at in range(0, len(whole), max(29, len(whole) // 60)):
        came, output, _, failed = await replayed(tmp_path, kind, whole[:at], tools=False)
        assert text.startswith(came)
        assert failed or came == text, f"cut at {at} of {len(whole)} was taken for whole: {came!r}"
        assert (output is None) == failed


@pytest.mark.parametrize("kind", FORMATS)
async def test_G4_a_call_cut_anywhere_is_never_done(tmp_path: Path, aimock: Server, kind: str) -> None:
    whole = await recorded(aimock, kind, "what time is it?")
    assert b"get_time" in whole
    for at in range(0, whole.rindex(b"UTC"), max(29, len(whole) // 40)):
        _, output, done, failed = await replayed(tmp_path, kind, whole[:at], tools=True)
        assert (output, done, failed) == (None, [], True), f"cut at {at} of {len(whole)}"
