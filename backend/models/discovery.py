"""Looks for models on this machine: the usual loopback ports, and the names of keys in the environment.

It sends nothing to the network and no key anywhere: only a GET to 127.0.0.1, without credentials, without redirects,
all ports at once, each for a moment. What it finds is used only after the person chose it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backend.domain import limits
from backend.domain.errors import ProviderError
from backend.domain.model import ProviderKind
from backend.models.http import Clients, fetch_json
from backend.models.places import LOCALS, VENDORS, Local

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class Found:
    """A provider that could be used. `name`, `kind` and `base_url` are what `PUT /api/providers` wants."""

    kind: ProviderKind
    name: str
    title: str
    base_url: str | None
    models: tuple[str, ...]
    how: Literal["port", "environment"]
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One place that was looked at, whether or not something was there."""

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Discovery:
    found: tuple[Found, ...]
    looked: tuple[Looked, ...]


async def discover(clients: Clients, environment: Mapping[str, str], *, locals_: Sequence[Local] = LOCALS) -> Discovery:
    """Everything there is, in the order of `places`; local servers first. Never raises."""
    answers = await asyncio.gather(*(_knock(clients, local) for local in locals_))
    found = [answer for answer in answers if answer is not None]
    looked = [Looked(local.title, local.origin.removeprefix("http://")) for local in locals_]
    for vendor in VENDORS:
        variable = next((name for name in vendor.variables if environment.get(name, "").strip()), None)
        looked.append(Looked(vendor.title, variable or " or ".join(vendor.variables)))
        if variable:
            own = None if vendor.kind is not ProviderKind.OPENAI_COMPATIBLE else vendor.base_url
            found.append(Found(vendor.kind, vendor.name, vendor.title, own, (), "environment", variable))
    return Discovery(tuple(found), tuple(looked))


async def _knock(clients: Clients, local: Local) -> Found | None:
    client = await clients.reach(local.origin, keep_alive=False)
    if local.kind is ProviderKind.OLLAMA:
        names = await _names(client, f"{local.origin}/api/tags", local, rows="models", field="name")
        base_url = local.origin
    else:
        names = await _names(client, f"{local.origin}/v1/models", local, rows="data", field="id")
        base_url = f"{local.origin}/v1"
    if names is None:
        return None
    return Found(local.kind, local.name, local.title, base_url, names, "port")


async def _names(
    client: httpx2.AsyncClient, url: str, local: Local, *, rows: str, field: str
) -> tuple[str, ...] | None:
    """The models' names, or None where no model server answers: any program may listen at such a port."""
    try:
        answer = await fetch_json(
            client, url, provider=local.name, timeout_s=limits.PROBE_TIMEOUT_S, most_bytes=limits.PROBE_BYTES
        )
    except ProviderError:
        return None
    listed = answer.get(rows) if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        return None
    names = tuple(row[field] for row in listed if isinstance(row, dict) and isinstance(row.get(field), str))
    return names if len(names) == len(listed) else None
