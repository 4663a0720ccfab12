"""What a model and its provider are called and can do. A model's id is `provider:name`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

BUILTIN_PROVIDER = "builtin"
BUILTIN_MODEL = "builtin:assistant"

Capability = Literal["tools", "vision", "pdf", "thinking"]


class ProviderKind(StrEnum):
    """How a provider is spoken to (contract: `PUT /api/providers/{name}`)."""

    OPENAI = "openai"
    OPENAI_COMPATIBLE = "openai-compatible"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"
    OLLAMA = "ollama"
    LLAMA = "llama"
    BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model as the picker shows it. `context_tokens` is None where nobody says.

    `unsure` are capabilities of which the provider says nothing: it may have them, and trying tells.
    """

    provider: str
    name: str
    context_tokens: int | None = None
    capabilities: tuple[Capability, ...] = ()
    unsure: tuple[Capability, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.provider}:{self.name}"


def split_model_id(model_id: str) -> tuple[str, str]:
    """`"ollama:qwen3:8b"` → `("ollama", "qwen3:8b")`: only the first colon divides.

    Raises ValueError when there is no provider or no name.
    """
    provider, colon, name = model_id.partition(":")
    if not (provider and colon and name):
        raise ValueError(f"{model_id!r} is not of the form provider:name")
    return provider, name
