"""What the Catalog tells of providers and models, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from backend.domain.model import ModelInfo, ProviderKind

KeyPlace = Literal["keychain", "session", "environment", "none"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A provider whose models could not be listed, and the sentence that says why."""

    provider: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Every model that can be chosen, the built-in assistant first."""

    models: tuple[ModelInfo, ...]
    default: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderState:
    """A provider as the settings show it. `base_url` None means the vendor's own address."""

    name: str
    kind: ProviderKind
    base_url: str | None
    key: KeyPlace


@dataclass(frozen=True, slots=True)
class Check:
    """What a provider answered when it was asked for its models just now."""

    ok: bool
    detail: str
    code: str | None = None
    models: int = 0
