"""Asks a provider for its models and keeps those one can chat with. One function a format; foreign JSON stays here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from backend.domain import limits
from backend.domain.errors import ProviderError
from backend.domain.model import Capability, ModelInfo, ProviderKind
from backend.models import failures
from backend.models.endpoint import Endpoint
from backend.models.http import fetch_json

if TYPE_CHECKING:
    import httpx2

Json = Mapping[str, Any]  # Any: foreign JSON; every use checks the shape it needs

_OLLAMA_DETAILS = 60  # models asked about one by one; more would make a long list slow
_NO_CHAT = re.compile(
    r"embed|whisper|tts|dall-e|image|moderation|transcribe|realtime|audio|rerank|davinci|babbage|instruct-0914"
    r"|sora|computer-use|speech|guard|aqa|imagen|veo|lyria|robotics",
    re.IGNORECASE,
)
_UNSURE: tuple[Capability, ...] = ("tools", "vision", "thinking")
_OPENAI_BLIND = re.compile(r"^(gpt-3\.5|gpt-4(-\d{4}(-preview)?)?$|o1-(mini|preview)|o3-mini)", re.IGNORECASE)
_OPENAI_THINKS = re.compile(r"^(o\d|gpt-[5-9]|codex|gpt-oss)", re.IGNORECASE)


async def list_models(endpoint: Endpoint, client: httpx2.AsyncClient) -> tuple[ModelInfo, ...]:
    """The provider's models for chat, in its own order. Raises a ProviderError."""
    match endpoint.kind:
        case ProviderKind.OLLAMA:
            return await _ollama(endpoint, client)
        case ProviderKind.ANTHROPIC:
            headers = {"x-api-key": endpoint.key or "", "anthropic-version": "2023-06-01"}
            url = f"{endpoint.base_url}/v1/models?limit=1000"
            return tuple(_anthropic(endpoint, await _rows(endpoint, client, url, headers, "data")))
        case ProviderKind.GOOGLE:
            url = f"{endpoint.base_url}/v1beta/models?pageSize=1000"
            rows = await _rows(endpoint, client, url, {"x-goog-api-key": endpoint.key or ""}, "models")
            return tuple(_google(endpoint, rows))
        case _:
            headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
            rows = await _rows(endpoint, client, f"{endpoint.base_url}/models", headers, "data")
            return tuple(_openai(endpoint, rows))


async def engine_of(endpoint: Endpoint, client: httpx2.AsyncClient) -> str | None:
    """What a compatible server calls itself in its list of models, such as `vllm`. Raises a ProviderError."""
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    rows = await _rows(endpoint, client, f"{endpoint.base_url}/models", headers, "data")
    return next((owner for row in rows if isinstance(owner := row.get("owned_by"), str)), None)


async def _rows(
    endpoint: Endpoint, client: httpx2.AsyncClient, url: str, headers: Mapping[str, str], key: str
) -> list[Json]:
    answer = await fetch_json(client, url, provider=endpoint.name, headers=headers)
    rows = answer.get(key) if isinstance(answer, dict) else answer
    if not isinstance(rows, list):
        raise failures.not_the_protocol(provider=endpoint.name, address=endpoint.origin, sent="")
    return [row for row in rows if isinstance(row, dict)]


def _openai(endpoint: Endpoint, rows: Iterable[Json]) -> Iterable[ModelInfo]:
    for row in rows:
        name = row.get("id")
        if not isinstance(name, str) or not name or _NO_CHAT.search(name):
            continue
        if endpoint.kind is ProviderKind.OPENAI:
            capabilities: list[Capability] = ["tools"]
            if not _OPENAI_BLIND.match(name):
                capabilities += ["vision", "pdf"]
            if _OPENAI_THINKS.match(name):
                capabilities.append("thinking")
            yield ModelInfo(endpoint.name, name, None, tuple(capabilities))
        else:
            yield ModelInfo(endpoint.name, name, _context(row), *_told(row))


def _context(row: Json) -> int | None:
    """What vLLM, OpenRouter, LM Studio and llama.cpp each call it."""
    places = (row, row.get("meta"))
    for place in places:
        for key in ("max_model_len", "context_length", "loaded_context_length", "max_context_length", "n_ctx"):
            if isinstance(place, dict) and isinstance(size := place.get(key), int) and size > 0:
                return size
    meta = row.get("meta")
    trained = meta.get("n_ctx_train") if isinstance(meta, dict) else None
    return trained if isinstance(trained, int) else None


def _told(row: Json) -> tuple[tuple[Capability, ...], tuple[Capability, ...]]:
    """What a compatible server says the model can do, and of what it says nothing. OpenRouter tells all of it in
    `supported_parameters` and `architecture`, llama.cpp the second of these, Mistral `capabilities`."""
    parameters, architecture, told = row.get("supported_parameters"), row.get("architecture"), row.get("capabilities")
    inputs = architecture.get("input_modalities") if isinstance(architecture, dict) else None
    told = told if isinstance(told, dict) else {}
    known: dict[Capability, bool | None] = {
        "tools": "tools" in parameters if isinstance(parameters, list) else _flag(told, "function_calling"),
        "vision": "image" in inputs if isinstance(inputs, list) else _flag(told, "vision"),
        "pdf": isinstance(inputs, list) and "file" in inputs,  # elsewhere a PDF goes as its text
        "thinking": "reasoning" in parameters if isinstance(parameters, list) else _flag(told, "reasoning"),
    }
    return (
        tuple(capability for capability, is_there in known.items() if is_there),
        tuple(capability for capability, is_there in known.items() if is_there is None),
    )


def _flag(told: Json, name: str) -> bool | None:
    return value if isinstance(value := told.get(name), bool) else None


def _anthropic(endpoint: Endpoint, rows: Iterable[Json]) -> Iterable[ModelInfo]:
    for row in rows:
        if isinstance(name := row.get("id"), str) and name:
            size = row.get("max_input_tokens")
            yield ModelInfo(
                endpoint.name, name, size if isinstance(size, int) else None, ("tools", "vision", "pdf", "thinking")
            )


def _google(endpoint: Endpoint, rows: Iterable[Json]) -> Iterable[ModelInfo]:
    for row in rows:
        name = row.get("name")
        if not isinstance(name, str) or "generateContent" not in (row.get("supportedGenerationMethods") or []):
            continue
        name = name.removeprefix("models/")
        if _NO_CHAT.search(name):
            continue
        size = row.get("inputTokenLimit")
        capabilities: tuple[Capability, ...] = ("tools", "vision", "pdf")
        if row.get("thinking") is True:
            capabilities = (*capabilities, "thinking")
        yield ModelInfo(endpoint.name, name, size if isinstance(size, int) else None, capabilities)


async def _ollama(endpoint: Endpoint, client: httpx2.AsyncClient) -> tuple[ModelInfo, ...]:
    """The names come from /api/tags; what each can do from /api/show, asked together and left out where it fails."""
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    rows = await _rows(endpoint, client, f"{endpoint.base_url}/api/tags", headers, "models")
    names = [name for row in rows if isinstance(name := row.get("name") or row.get("model"), str) and name]
    few_at_once = asyncio.Semaphore(8)

    async def describe(name: str) -> ModelInfo | None:
        async with few_at_once:
            try:
                details = await fetch_json(
                    client,
                    f"{endpoint.base_url}/api/show",
                    provider=endpoint.name,
                    headers=headers,
                    body={"model": name},
                    timeout_s=limits.LIST_MODELS_TIMEOUT_S / 2,
                )
            except ProviderError:
                return _unless_embedding(ModelInfo(endpoint.name, name, unsure=_UNSURE))
            return _ollama_details(endpoint, name, details)

    described = await asyncio.gather(*(describe(name) for name in names[:_OLLAMA_DETAILS]))
    rest = (_unless_embedding(ModelInfo(endpoint.name, name, unsure=_UNSURE)) for name in names[_OLLAMA_DETAILS:])
    return tuple(info for info in (*described, *rest) if info is not None)


def _ollama_details(endpoint: Endpoint, name: str, details: object) -> ModelInfo | None:
    if not isinstance(details, dict):
        return _unless_embedding(ModelInfo(endpoint.name, name, unsure=_UNSURE))
    told = details.get("capabilities")
    if isinstance(told, list) and told and "completion" not in told:
        return None
    info = details.get("model_info")
    sizes = [v for k, v in info.items() if k.endswith(".context_length")] if isinstance(info, dict) else []
    capabilities: list[Capability] = []
    known: tuple[Capability, ...] = ("tools", "vision", "thinking")
    capabilities += [c for c in known if isinstance(told, list) and c in told]
    size = sizes[0] if sizes and isinstance(sizes[0], int) else None
    return ModelInfo(endpoint.name, name, size, tuple(capabilities))


def _unless_embedding(info: ModelInfo) -> ModelInfo | None:
    return None if _NO_CHAT.search(info.name) else info
