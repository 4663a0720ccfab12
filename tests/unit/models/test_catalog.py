"""Providers are set up, listed, checked and built: what is sent where, and with which key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import AnyHttpUrl, SecretStr
from pydantic_ai import Agent

from backend.domain.errors import BadInput, Conflict, KeyMissing, NotFound
from backend.domain.model import ModelInfo, ProviderKind
from backend.domain.settings import PreferencesFile, Provider
from backend.models.catalog import BUILTIN, Catalog
from backend.models.keys import Keys
from backend.models.states import Listing, ProviderState
from tests.fakes.key_backend import FakeKeyBackend
from tests.fakes.scripted_provider import Reply, ScriptedProvider

pytestmark = pytest.mark.anyio
CANARY = "sk-canary-0123456789abcdef"


class World:
    """A network that answers from a table and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[httpx2.Request] = []

    def client(self, *, loopback: bool, keep_alive: bool) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer), trust_env=False)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.get(str(request.url).partition("?")[0])
        if answer is None:
            raise httpx2.ConnectError("nobody there") from ConnectionRefusedError()
        if isinstance(answer, int):
            return httpx2.Response(answer, json={"error": {"message": f"you sent {request.headers}"}})
        return httpx2.Response(200, json=answer)


class Office:
    """A Catalog with a data folder, a keychain and a network of its own."""

    def __init__(self, folder: Path, world: World, environment: Mapping[str, str] | None = None) -> None:
        self.folder, self.world = folder, world
        self.backend = FakeKeyBackend()
        self.preferences = PreferencesFile(folder)
        self.catalog = Catalog(
            preferences=self.preferences,
            keys=Keys(backend=self.backend),
            environment=environment or {},
            http=world.client,
            locals_=(),
            data_dir=folder,
        )

    async def put(self, name: str, kind: str, url: str | None = None, key: str | None = None) -> ProviderState:
        provider = Provider(kind=ProviderKind(kind), base_url=AnyHttpUrl(url) if url else None)
        return await self.catalog.put_provider(name, provider, SecretStr(key) if key else None)

    def has_settings_file(self) -> bool:
        return (self.folder / "settings.json").exists()

    def sent_keys(self) -> set[str]:
        headers = ("authorization", "x-api-key", "x-goog-api-key")
        return {f"{r.url.host}: {r.headers[h]}" for r in self.world.asked for h in headers if h in r.headers}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def office(tmp_path: Path, world: World) -> Office:
    return Office(tmp_path, world)


async def test_a_fresh_start_has_the_built_in_assistant_and_asks_nobody(office: Office) -> None:
    assert await office.catalog.models() == Listing((BUILTIN,), "builtin:assistant")
    model = await office.catalog.build("builtin:assistant")
    assert model.model_name == "assistant"
    assert office.world.asked == []


async def test_a_provider_is_kept_with_its_key_in_the_keychain_and_never_in_the_settings(office: Office) -> None:
    state = await office.put("openai", "openai", key=CANARY)
    assert state == ProviderState("openai", ProviderKind.OPENAI, None, "keychain")
    assert CANARY in str(office.backend.entries)
    assert CANARY not in "".join(path.read_text() for path in office.folder.iterdir())
    again = Catalog(
        preferences=PreferencesFile(office.folder), keys=Keys(backend=office.backend), environment={}, locals_=()
    )
    assert await again.providers() == [state]


async def test_models_come_from_each_provider_and_a_failing_one_is_a_problem(office: Office, world: World) -> None:
    world.answers = {
        "https://api.openai.com/v1/models": {
            "data": [{"id": "gpt-5"}, {"id": "text-embedding-3"}, {"id": "whisper-1"}]
        },
        "https://api.anthropic.com/v1/models": {"data": [{"id": "claude-x", "max_input_tokens": 200000}]},
        "https://generativelanguage.googleapis.com/v1beta/models": {
            "models": [
                {
                    "name": "models/gemini-x",
                    "inputTokenLimit": 1000,
                    "supportedGenerationMethods": ["generateContent"],
                    "thinking": True,
                },
                {"name": "models/embedding-001", "supportedGenerationMethods": ["embedContent"]},
            ]
        },
        "http://127.0.0.1:11434/api/tags": {"models": [{"name": "qwen3:8b"}, {"name": "nomic-embed-text"}]},
        "http://127.0.0.1:11434/api/show": {
            "capabilities": ["completion", "tools"],
            "model_info": {"qwen3.context_length": 40960},
        },
        "http://127.0.0.1:8000/v1/models": {"data": [{"id": "served", "max_model_len": 8192}]},
        "http://127.0.0.1:9999/v1/models": 401,
    }
    await office.put("openai", "openai", key=CANARY)
    await office.put("anthropic", "anthropic", key=CANARY)
    await office.put("google", "google", key=CANARY)
    await office.put("ollama", "ollama")
    await office.put("vllm", "openai-compatible", "http://127.0.0.1:8000")
    await office.put("broken", "openai-compatible", "http://127.0.0.1:9999/v1", CANARY)
    await office.put("off", "llama", "http://127.0.0.1:8080")
    listing = await office.catalog.models()
    assert listing.models[:5] == (
        BUILTIN,
        ModelInfo("openai", "gpt-5", 400000, ("tools", "vision", "pdf", "thinking")),
        ModelInfo("anthropic", "claude-x", 200000, ("tools", "vision", "pdf", "thinking")),
        ModelInfo("google", "gemini-x", 1000, ("tools", "vision", "pdf", "thinking")),
        ModelInfo("ollama", "qwen3:8b", 40960, ("tools",)),
    )
    assert listing.models[-1] == ModelInfo("vllm", "served", 8192, unsure=("tools", "vision", "thinking"))
    assert [(problem.provider, problem.code) for problem in listing.problems] == [
        ("broken", "key_refused"),
        ("off", "provider_unreachable"),
    ]
    assert not any(CANARY in problem.detail for problem in listing.problems)
    asked = len(world.asked)
    await office.catalog.models()
    assert len(world.asked) == asked  # fresh enough
    await office.catalog.models(refresh=True)
    assert len(world.asked) > asked


async def test_I6_a_start_asks_nobody_beyond_this_machine_and_knows_what_was_named_last(
    office: Office, world: World
) -> None:
    far, near = "https://far.example.org/v1", "http://127.0.0.1:1234/v1"
    world.answers = {f"{far}/models": {"data": [{"id": "big"}]}, f"{near}/models": {"data": [{"id": "own"}]}}
    for name, url in (("far", far), ("near", near)):
        await office.catalog.put_provider(
            name, Provider(kind=ProviderKind.OPENAI_COMPATIBLE, base_url=AnyHttpUrl(url)), None
        )
    assert names(await office.catalog.models(asking=False)) == ["assistant", "own"]
    assert [request.url.host for request in world.asked] == ["127.0.0.1"]

    await office.catalog.models()
    later = Office(office.folder, World(world.answers))

    assert names(await later.catalog.models(asking=False)) == ["assistant", "big", "own"]
    assert [request.url.host for request in later.world.asked] == ["127.0.0.1"]


async def test_an_environment_key_is_used_for_the_vendors_own_address_only(tmp_path: Path, world: World) -> None:
    office = Office(tmp_path, world, {"OPENAI_API_KEY": CANARY, "OPENROUTER_API_KEY": "or-key-987654"})
    assert (await office.put("openai", "openai")).key == "environment"
    assert (await office.put("elsewhere", "openai", "https://proxy.example/v1")).key == "none"
    assert (await office.put("router", "openai-compatible", "https://openrouter.ai/api/v1")).key == "environment"
    assert (await office.put("other", "openai-compatible", "https://other.example/v1")).key == "none"
    await office.catalog.models()
    assert office.sent_keys() == {f"api.openai.com: Bearer {CANARY}", "openrouter.ai: Bearer or-key-987654"}
    with pytest.raises(KeyMissing):
        await office.catalog.build("elsewhere:gpt-5")


async def test_B6_a_changed_address_does_not_get_the_key(office: Office) -> None:
    await office.put("mine", "openai-compatible", "https://good.example/v1", CANARY)
    state = await office.put("mine", "openai-compatible", "https://evil.example/v1")
    assert state.key == "none"
    office.preferences.update(providers={"mine": {"kind": "openai-compatible", "baseUrl": "https://evil.example/v1"}})
    await office.catalog.models(refresh=True)
    assert office.sent_keys() == set()
    assert {request.url.host for request in office.world.asked} == {"evil.example"}


async def test_the_persons_own_key_goes_before_the_environments(tmp_path: Path, world: World) -> None:
    office = Office(tmp_path, world, {"OPENAI_API_KEY": "sk-from-environment"})
    assert (await office.put("openai", "openai", key=CANARY)).key == "keychain"
    await office.catalog.models()
    assert office.sent_keys() == {f"api.openai.com: Bearer {CANARY}"}


@pytest.mark.parametrize(
    ("name", "kind", "url", "key"),
    [
        ("Bad Name", "openai", None, None),
        ("", "openai", None, None),
        ("builtin", "openai", None, None),
        ("x", "builtin", None, None),
        ("x", "openai-compatible", None, None),
        ("x", "llama", None, None),
        ("x", "openai-compatible", "http://user:pass@127.0.0.1/v1", None),
        ("x", "openai-compatible", "https://example.com/v1?key=1", None),
        ("x", "openai-compatible", "http://example.com/v1", CANARY),
        ("x", "openai", None, "two words"),
        ("x", "openai", None, "sk-\nline"),
        ("x", "openai", None, "sk-schlüssel"),
    ],
)
async def test_what_cannot_work_is_refused_in_words_and_nothing_is_kept(
    office: Office, name: str, kind: str, url: str | None, key: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        await office.put(name, kind, url, key)
    assert refused.value.detail.endswith(".")
    assert await office.catalog.providers() == []
    assert office.backend.entries == {}


async def test_a_local_network_may_use_http_with_a_key(office: Office) -> None:
    for url in ("http://127.0.0.1:8080/v1", "http://192.168.1.5:1234/v1", "http://nas.local/v1", "http://box:8000"):
        assert (await office.put("x", "openai-compatible", url, CANARY)).key == "keychain"


async def test_removing_a_provider_forgets_its_key(office: Office) -> None:
    await office.put("openai", "openai", key=CANARY)
    await office.catalog.remove_provider("openai")
    assert (await office.catalog.providers(), office.backend.entries) == ([], {})
    with pytest.raises(NotFound):
        await office.catalog.remove_provider("openai")


async def test_providers_that_the_environment_sets_are_not_written_to_the_file(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNNEL_PROVIDERS", '{"lab": {"kind": "ollama"}}')
    office = Office(tmp_path, world)
    assert [state.name for state in await office.catalog.providers()] == ["lab"]
    with pytest.raises(Conflict):
        await office.put("openai", "openai")
    assert not office.has_settings_file()


async def test_a_model_id_is_known_by_its_provider(office: Office) -> None:
    await office.put("ollama", "ollama")
    for good in ("builtin:assistant", "ollama:qwen3:8b", "ollama:not-listed-yet"):
        office.catalog.known(good)
    for bad in ("", "gpt-5", ":x", "x:", "openai:gpt-5", "builtin:other"):
        with pytest.raises(BadInput):
            office.catalog.known(bad)


async def test_a_default_whose_provider_is_gone_is_the_built_in_assistant(office: Office) -> None:
    await office.put("ollama", "ollama")
    office.preferences.update(default_model="ollama:x")
    assert (await office.catalog.models()).default == "ollama:x"
    await office.catalog.remove_provider("ollama")
    assert (await office.catalog.models()).default == "builtin:assistant"


async def test_without_a_default_the_model_that_was_chosen_last_answers(office: Office) -> None:
    assert office.catalog.default() == "builtin:assistant"
    await office.put("ollama", "ollama")
    office.preferences.update(recent_models=["gone:y", "ollama:x", "builtin:assistant"])
    assert office.catalog.default() == "ollama:x"
    await office.catalog.remove_provider("ollama")
    assert office.catalog.default() == "builtin:assistant"


async def test_a_check_says_how_it_went(office: Office, world: World) -> None:
    await office.put("lm", "openai-compatible", "http://127.0.0.1:1234")
    check = await office.catalog.check("lm")
    assert (check.ok, check.code) == (False, "provider_unreachable")
    assert "Nothing answers" in check.detail
    world.answers["http://127.0.0.1:1234/v1/models"] = {"data": [{"id": "a"}]}
    check = await office.catalog.check("lm")
    assert (check.ok, check.models, check.detail) == (True, 1, "lm answers and has 1 model.")
    world.answers["http://127.0.0.1:1234/v1/models"] = {"hello": 1}
    assert (await office.catalog.check("lm")).code == "reply_unusable"
    with pytest.raises(NotFound):
        await office.catalog.check("nobody")


async def test_a_whole_chat_with_a_compatible_server(tmp_path: Path) -> None:
    async with ScriptedProvider([Reply(text=["Hello ", "there"])], key=CANARY) as provider:
        catalog = Catalog(
            preferences=PreferencesFile(tmp_path), keys=Keys(backend=FakeKeyBackend()), environment={}, locals_=()
        )
        bare_address = Provider(kind=ProviderKind.OPENAI_COMPATIBLE, base_url=AnyHttpUrl(provider.origin))
        await catalog.put_provider("mine", bare_address, SecretStr(CANARY))
        assert (await catalog.check("mine")).ok
        agent = Agent(await catalog.build("mine:scripted"), instructions="Be kind.")
        async with agent.run_stream_events("hi") as events:
            output = [event.result.output async for event in events if hasattr(event, "result")]
        await catalog.aclose()
    assert output == ["Hello there"]
    assert provider.requests[-1].json["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "hi"},
    ]


def names(listing: Listing) -> list[str]:
    return [model.name for model in listing.models]
