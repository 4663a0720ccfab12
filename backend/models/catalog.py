"""The providers a person set up and the models they have. The one door to this package for everything above it.

It keeps no key (`keys` does) and speaks no format (`listing`, `openai_wire`, `vendors` do). Importing it is cheap: what
is heavy is imported where it is used, in a thread, because start-up must not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from pydantic import SecretStr, TypeAdapter, ValidationError

from backend.domain import limits
from backend.domain.errors import BadInput, Conflict, KeyMissing, NotFound, ProviderError
from backend.domain.model import BUILTIN_MODEL, BUILTIN_PROVIDER, ModelInfo, ProviderKind, split_model_id
from backend.domain.settings import PreferencesFile, Provider, ProviderName
from backend.models import building, discovery, failures, listing
from backend.models.endpoint import Endpoint, address_of, check_address, environment_variable
from backend.models.http import Clients, HttpFactory, is_loopback, origin_of
from backend.models.kept_lists import KeptLists
from backend.models.keys import Keys
from backend.models.places import LOCALS, NEEDS_KEY, Local
from backend.models.prefill import Prefill, knows_host, prefill_of
from backend.models.prices import PriceTag, price_tag
from backend.models.redaction import KNOWN
from backend.models.sentences import spelled
from backend.models.states import Check, KeyPlace, Listing, Problem, ProviderState

if TYPE_CHECKING:
    from pydantic_ai.models import Model

_NAME: TypeAdapter[str] = TypeAdapter(ProviderName)
BUILTIN = ModelInfo(BUILTIN_PROVIDER, split_model_id(BUILTIN_MODEL)[1], None, ("tools",))


class Catalog:
    """Everything about models for one running server. Use it from one event loop; `aclose` at the end."""

    def __init__(
        self,
        *,
        preferences: PreferencesFile,
        keys: Keys,
        environment: Mapping[str, str],
        http: HttpFactory | None = None,
        locals_: Sequence[Local] = LOCALS,
        idle_s: float = limits.IDLE_TIMEOUT_S,
        data_dir: Path | None = None,
    ) -> None:
        self._preferences = preferences
        self._keys = keys
        self._environment = environment
        self._clients = Clients(http) if http is not None else Clients()
        self._locals = locals_
        self._idle_s = idle_s
        self._kept = KeptLists(data_dir)
        self._listed: dict[str, tuple[float, tuple[ModelInfo, ...] | ProviderError]] = {}

    async def models(self, *, refresh: bool = False, asking: bool = True) -> Listing:
        """The models of every provider, all asked at once. A provider that fails is a problem, not an error.

        A provider is asked again when `refresh` says so or its answer is older than a minute. Without `asking` only
        this machine's own are; of others it is what they named last, for a start that must send nothing.
        """
        names = list(self._providers())
        answers = await asyncio.gather(*(self._list_one(name, refresh=refresh, asking=asking) for name in names))
        models: list[ModelInfo] = [BUILTIN]
        problems: list[Problem] = []
        for name, answer in zip(names, answers, strict=True):
            if isinstance(answer, ProviderError):
                problems.append(Problem(name, answer.code, answer.detail))
            else:
                models += answer
        return Listing(tuple(models), self.default(), tuple(problems))

    async def providers(self) -> list[ProviderState]:
        """The providers that were set up, in the order they were."""
        return [await self._state(name, provider) for name, provider in self._providers().items()]

    async def put_provider(self, name: str, provider: Provider, api_key: SecretStr | None) -> ProviderState:
        """Sets a provider up, or changes it; durable when it returns. Without `api_key` a key stays as it was.

        Raises BadInput, and Conflict where the environment decides about providers.
        """
        try:
            _NAME.validate_python(name)
        except ValidationError:
            raise BadInput(
                "A provider's name has small letters, digits, “.”, “-” or “_”, begins with a letter or digit, "
                "and is at most 41 characters long."
            ) from None
        key = api_key.get_secret_value().strip() if api_key is not None else ""
        if not key.isprintable() or not key.isascii() or " " in key:
            raise BadInput("The API key contains characters that no key has. Copy it again, without spaces around it.")
        check_address(name, provider, with_key=bool(key))
        self._require_own_providers()
        await asyncio.to_thread(self._preferences.update, lambda now: {"providers": {**now.providers, name: provider}})
        if key:
            await self._keys.put(name, origin_of(address_of(provider)), key)
        self._listed.pop(name, None)
        return await self._state(name, provider)

    async def remove_provider(self, name: str) -> None:
        """Forgets a provider and its key. Raises NotFound, Conflict."""
        self._provider(name)
        self._require_own_providers()
        await asyncio.to_thread(
            self._preferences.update, lambda now: {"providers": {n: p for n, p in now.providers.items() if n != name}}
        )
        await self._keys.remove(name)
        self._listed.pop(name, None)

    async def check(self, name: str) -> Check:
        """Asks a provider for its models now and says in words how that went. Raises NotFound."""
        self._provider(name)
        answer = await self._list_one(name, refresh=True)
        if isinstance(answer, ProviderError):
            return Check(False, answer.detail, answer.code)
        if not answer:
            return Check(True, f"{spelled(name)} answers, but has no model to chat with yet.")
        count = len(answer)
        return Check(True, f"{spelled(name)} answers and has {count} model{'s' if count > 1 else ''}.", models=count)

    async def keychain(self) -> tuple[bool, str]:
        """Whether keys outlive this session, and the sentence that says so."""
        return await self._keys.availability()

    async def discover(self) -> discovery.Discovery:
        """Looks at loopback ports and at names in the environment. Nothing found is used by this."""
        return await discovery.discover(self._clients, self._environment, locals_=self._locals)

    def known(self, model_id: str) -> None:
        """Raises BadInput for an id that is malformed or names no provider that was set up. Asks nobody."""
        try:
            provider, _ = split_model_id(model_id)
        except ValueError:
            raise BadInput("A model is written as “provider:name”, for example “ollama:qwen3:8b”.") from None
        if model_id == BUILTIN_MODEL or (provider != BUILTIN_PROVIDER and provider in self._providers()):
            return
        raise BadInput(
            f"The model “{model_id}” cannot be used: no provider “{provider}” is set up, or it has no such model."
        )

    def kind(self, model_id: str) -> ProviderKind:
        """How the model's provider is spoken to. Raises NotFound, ValueError."""
        provider = split_model_id(model_id)[0]
        return ProviderKind.BUILTIN if provider == BUILTIN_PROVIDER else self._provider(provider).kind

    async def info(self, model_id: str) -> ModelInfo | None:
        """What is known of a model, asking its provider only if it has never told; None for one it does not list."""
        if model_id == BUILTIN_MODEL:
            return BUILTIN
        provider, name = split_model_id(model_id)
        if provider not in self._providers():
            return None
        _, known = self._listed.get(provider, (0.0, None))
        listed = known if isinstance(known, tuple) else await self._list_one(provider, refresh=False)
        return next((info for info in listed if info.name == name), None) if isinstance(listed, tuple) else None

    def price_tag(self, model_id: str) -> PriceTag | None:
        """How the tables of prices know this model; None where it costs no money or nobody knows."""
        provider, name = split_model_id(model_id)
        known = self._providers().get(provider)
        return price_tag(known, name) if known is not None else None

    async def build(self, model_id: str) -> Model:
        """The pydantic-ai model for this id, ready to run. Raises BadInput, KeyMissing."""
        self.known(model_id)
        provider, name = split_model_id(model_id)
        if provider == BUILTIN_PROVIDER:
            return await asyncio.to_thread(building.builtin)
        endpoint = await self._endpoint(provider)
        client = await self._clients.reach(endpoint.base_url, keep_alive=endpoint.keep_alive)
        return await asyncio.to_thread(building.build, endpoint, name, client, idle_s=self._idle_s)

    async def prefill(self, model_id: str, *, thought: bool) -> Prefill | None:
        """How this model goes on from the beginning of its answer; None where it does not, or nobody knows.

        `thought`: there was thinking before the text. May ask the server what it is. Raises BadInput, KeyMissing.
        """
        self.known(model_id)
        provider, name = split_model_id(model_id)
        if provider == BUILTIN_PROVIDER:
            return None
        endpoint = await self._endpoint(provider)
        engine = None
        if endpoint.kind is ProviderKind.OPENAI_COMPATIBLE and not thought and not knows_host(endpoint.base_url):
            client = await self._clients.reach(endpoint.base_url, keep_alive=endpoint.keep_alive)
            try:
                engine = await listing.engine_of(endpoint, client)
            except ProviderError:
                return None  # what is wrong with it is said when it is asked to go on
        return prefill_of(endpoint.kind, endpoint.base_url, name, engine=engine, thought=thought)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._clients.aclose()

    def _providers(self) -> dict[str, Provider]:
        return self._preferences.current.providers

    def _provider(self, name: str) -> Provider:
        provider = self._providers().get(name)
        if provider is None:
            raise NotFound(f"No provider “{name}” is set up.")
        return provider

    def _require_own_providers(self) -> None:
        if "providers" in self._preferences.overridden:
            raise Conflict("The providers are set by RUNNEL_PROVIDERS in the environment; change them there.")

    def default(self) -> str:
        """The model of a chat that names none: the one set for new chats, else the one that was chosen last."""
        current = self._preferences.current
        for wanted in (current.default_model, *current.recent_models):
            if wanted is not None:
                with suppress(BadInput):  # its provider was removed since
                    self.known(wanted)
                    return wanted
        return BUILTIN_MODEL

    async def _state(self, name: str, provider: Provider) -> ProviderState:
        place: KeyPlace = await self._keys.state(name, origin_of(address_of(provider)))
        if place == "none" and environment_variable(provider, self._environment):
            place = "environment"
        url = str(provider.base_url).rstrip("/") if provider.base_url is not None else None
        return ProviderState(name, provider.kind, url, place)

    async def _endpoint(self, name: str) -> Endpoint:
        """Where and with which key. The person's key goes before the environment's. Raises KeyMissing."""
        provider = self._provider(name)
        address = address_of(provider)
        key = await self._keys.get(name, origin_of(address))
        if key is None and (variable := environment_variable(provider, self._environment)):
            key = self._environment[variable].strip()
            KNOWN.add(key)
        if key is None and provider.kind in NEEDS_KEY:
            raise KeyMissing(
                f"{spelled(name)} needs an API key for {origin_of(address)}. Enter it under Models and providers."
            )
        return Endpoint(name, provider.kind, address, key)

    async def _list_one(
        self, name: str, *, refresh: bool, asking: bool = True
    ) -> tuple[ModelInfo, ...] | ProviderError:
        asked_at, answer = self._listed.get(name, (0.0, None))
        fresh_s = limits.PROBLEMS_FRESH_S if isinstance(answer, ProviderError) else limits.MODELS_FRESH_S
        if answer is not None and not refresh and monotonic() - asked_at < fresh_s:
            return answer
        address = address_of(self._provider(name))
        if not asking and not is_loopback(address):
            return await asyncio.to_thread(self._kept.of, name, origin_of(address))
        try:
            endpoint = await self._endpoint(name)
            client = await self._clients.reach(endpoint.base_url, keep_alive=endpoint.keep_alive)
            answer = await listing.list_models(endpoint, client)
            if any(info.context_tokens is None for info in answer):
                answer = await asyncio.to_thread(_with_context, self._provider(name), answer)
            await asyncio.to_thread(self._kept.keep, name, origin_of(address), answer)
        except ProviderError as error:
            answer = error
        except Exception as error:
            answer = failures.translate(error, provider=name)
        self._listed[name] = (monotonic(), answer)
        return answer


def _with_context(provider: Provider, models: tuple[ModelInfo, ...]) -> tuple[ModelInfo, ...]:
    """The same, with the size of the context from the tables of prices where the provider did not tell it."""

    def known(info: ModelInfo) -> ModelInfo:
        tag = price_tag(provider, info.name) if info.context_tokens is None else None
        return info if tag is None else replace(info, context_tokens=tag.context_tokens())

    return tuple(known(info) for info in models)
