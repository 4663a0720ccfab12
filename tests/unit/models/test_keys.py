"""Where a key is kept, and for which address it is given out."""

from __future__ import annotations

import time

import pytest

from backend.models.keys import SERVICE, Keys
from tests.fakes.key_backend import FakeKeyBackend

pytestmark = pytest.mark.anyio
OPENAI, EVIL = "https://api.openai.com", "https://evil.example"


async def test_a_key_is_kept_in_the_keychain_and_found_again_by_the_next_process() -> None:
    backend = FakeKeyBackend()
    assert await Keys(backend=backend).put("openai", OPENAI, "sk-canary-1") == "keychain"
    again = Keys(backend=backend)
    assert await again.get("openai", OPENAI) == "sk-canary-1"
    assert await again.state("openai", OPENAI) == "keychain"
    assert await again.availability() == (True, "Keys are kept in this system's keychain.")


async def test_B6_a_changed_address_finds_no_key() -> None:
    keys = Keys(backend=FakeKeyBackend())
    await keys.put("openai", OPENAI, "sk-canary-1")
    assert await keys.get("openai", EVIL) is None
    assert await keys.state("openai", EVIL) == "none"
    assert await keys.get("other", OPENAI) is None


async def test_B5_without_a_keychain_a_key_lives_for_this_session_only_and_the_person_is_told() -> None:
    keys = Keys(backend=FakeKeyBackend(refuses=True))
    assert await keys.put("openai", OPENAI, "sk-canary-1") == "session"
    assert await keys.get("openai", OPENAI) == "sk-canary-1"
    assert await keys.get("openai", EVIL) is None
    assert await keys.state("openai", OPENAI) == "session"
    available, sentence = await keys.availability()
    assert not available
    assert "this session only" in sentence


async def test_a_keychain_that_never_answers_does_not_hold_anyone_up() -> None:
    backend = FakeKeyBackend(hangs=True)
    keys = Keys(backend=backend, timeout_s=0.1)
    begun = time.monotonic()
    assert await keys.put("openai", OPENAI, "sk-canary-1") == "session"
    assert await keys.get("openai", OPENAI) == "sk-canary-1"
    assert await keys.get("anthropic", OPENAI) is None
    assert time.monotonic() - begun < 1
    assert backend.calls == ["set"]  # after a time-out it is left alone for a while
    assert (await keys.availability())[0] is False
    backend.release()


async def test_a_new_key_replaces_the_old_one_and_removing_forgets_it() -> None:
    backend = FakeKeyBackend()
    keys = Keys(backend=backend)
    await keys.put("openai", OPENAI, "sk-canary-1")
    await keys.put("openai", OPENAI, "sk-canary-2")
    assert await keys.get("openai", OPENAI) == "sk-canary-2"
    await keys.remove("openai")
    await keys.remove("openai")
    assert await keys.get("openai", OPENAI) is None
    assert backend.entries == {}


async def test_an_entry_that_is_not_ours_is_no_key() -> None:
    for text in ("plain", "{}", '{"origin": 1}', "null", "[]"):
        assert await Keys(backend=FakeKeyBackend({(SERVICE, "openai"): text})).get("openai", OPENAI) is None


async def test_the_systems_own_keychain_is_never_a_plain_file() -> None:
    available, sentence = await Keys().availability()  # whatever this machine has
    assert isinstance(available, bool)
    assert sentence.endswith((".", "keychain."))
