"""Group B: a key goes to its provider and nowhere else."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest

from tests.api.world import World
from tests.fakes.scripted_provider import ScriptedProvider

CANARY = "sk-canary-5up3r-s3cr3t-0123456789"


def test_B1_a_key_is_in_no_answer_stream_url_log_or_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    caplog.set_level(logging.DEBUG)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    provider = ScriptedProvider(key="another-key")  # refuses ours, and says it back
    asyncio.run_coroutine_threadsafe(provider.__aenter__(), loop).result(5)
    world = World(tmp_path / "data")
    world.start()
    seen: list[str] = []
    seen.append(
        world.http.put(
            "/api/providers/mine", json={"kind": "openai-compatible", "baseUrl": provider.url, "apiKey": CANARY}
        ).text
    )
    chat = world.conversation()
    as_of = world.get("/api/snapshot")["asOf"]
    world.say(chat, "hello", model="mine:scripted")
    state = world.wait(chat)
    assert state["runs"][-1]["error"]["code"] == "key_refused"
    with world.stream(as_of) as frames:
        next(frames)
        for frame in frames:
            seen.append(str(frame))
            if frame["data"]["e"]["type"] == "RUN_ERROR":
                break
    for path in ("models?refresh=true", "providers", "settings", "snapshot", "discovery", f"conversations/{chat}"):
        seen.append(world.http.get(f"/api/{path}").text)
    seen.append(world.http.post("/api/providers/mine/check", json={}).text)
    world.stop()
    asyncio.run_coroutine_threadsafe(provider.__aexit__(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    sent = [request.headers.get("authorization") for request in provider.requests]
    assert f"Bearer {CANARY}" in sent, "the provider itself was given it"
    for part in (CANARY, CANARY[3:], CANARY[5:20]):
        assert not [text for text in seen if part in text]
        assert part not in caplog.text
        files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
        assert not [file for file in files if part.encode() in file.read_bytes()]


def test_a_prompt_is_in_no_log_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat = world.conversation()
    for order in ("", "[[error=500]]", "[[cut=300]]", '[[call=read_file {"path": 7}]]', "[[error=400]]"):
        world.say(chat, f"my-secret-prompt {order}")
        world.wait(chat, timeout_s=40)
    assert "my-secret-prompt" not in caplog.text
