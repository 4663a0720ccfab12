"""One provider as it is reached: its address made complete, and the key that belongs to that address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from backend.domain.errors import BadInput
from backend.domain.model import ProviderKind
from backend.domain.settings import Provider
from backend.models.http import is_nearby, origin_of
from backend.models.places import OWN_ADDRESS, VENDORS

_V1_KINDS = frozenset({ProviderKind.OPENAI, ProviderKind.OPENAI_COMPATIBLE, ProviderKind.LLAMA})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`base_url` has no slash at its end; for the OpenAI family it includes `/v1`, for the others it does not."""

    name: str
    kind: ProviderKind
    base_url: str
    key: str | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        return origin_of(self.base_url)

    @property
    def keep_alive(self) -> bool:
        # llama.cpp ends one in five connections that are used again after a streamed reply
        return self.kind is not ProviderKind.LLAMA

    @property
    def chat_url(self) -> str:
        """The base of `/chat/completions`; Ollama has it beside its own API."""
        return f"{self.base_url}/v1" if self.kind is ProviderKind.OLLAMA else self.base_url


def address_of(provider: Provider) -> str:
    """The provider's address: its own or the one given. A bare `http://host:port` gets the `/v1` it lacks."""
    own = OWN_ADDRESS.get(provider.kind, "")
    given = str(provider.base_url).rstrip("/") if provider.base_url is not None else own
    if provider.kind is ProviderKind.OLLAMA:
        return given.removesuffix("/v1").removesuffix("/api")
    if provider.kind is ProviderKind.ANTHROPIC:
        return given.removesuffix("/v1")
    if provider.kind is ProviderKind.GOOGLE:
        return given.removesuffix("/v1beta").removesuffix("/v1")
    if provider.kind in _V1_KINDS and given and urlsplit(given).path in ("", "/"):
        return f"{given}/v1"
    return given


def environment_variable(provider: Provider, environment: Mapping[str, str]) -> str | None:
    """The name of the variable whose key belongs to exactly this provider's kind and address, where one is set."""
    origin = origin_of(address_of(provider))
    for vendor in VENDORS:
        if vendor.kind is provider.kind and origin_of(vendor.base_url) == origin:
            return next((name for name in vendor.variables if environment.get(name, "").strip()), None)
    return None


def check_address(name: str, provider: Provider, *, with_key: bool) -> None:
    """Raises BadInput for an address that cannot work, or that a key must not be sent to."""
    if provider.kind is ProviderKind.BUILTIN or name == ProviderKind.BUILTIN.value:
        raise BadInput("The built-in assistant is always there and needs no settings.")
    address = address_of(provider)
    if not address:
        raise BadInput("This kind of provider needs an address, for example http://127.0.0.1:8080/v1.")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise BadInput("The address must not contain a user name or password. Enter the key in its own field.")
    if parts.query or parts.fragment:
        raise BadInput("The address must not contain “?” or “#”. Leave out what follows it.")
    if with_key and parts.scheme == "http" and not is_nearby(address):
        raise BadInput("Over http the key could be read on its way. Use an address that begins with https.")
