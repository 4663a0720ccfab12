"""Prices and sizes of contexts from the tables that come with genai-prices. Nothing is fetched."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from pydantic import AnyHttpUrl
from pydantic_ai.usage import RequestUsage

from backend.domain.model import ProviderKind
from backend.domain.settings import Provider
from backend.models.prices import PriceTag, price_tag

USED = RequestUsage(input_tokens=1_000_000, output_tokens=100_000)


def at(kind: str, url: str | None = None) -> Provider:
    return Provider(kind=ProviderKind(kind), base_url=AnyHttpUrl(url) if url else None)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a price was asked for over the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_a_vendors_model_has_the_vendors_price_also_behind_a_gateway() -> None:
    direct = price_tag(at("openai"), "gpt-4o")
    assert direct is not None
    assert direct.cost(USED) == pytest.approx(3.5)  # $2.50 a million in, $10 a million out
    assert price_tag(at("openai", "http://127.0.0.1:4000/v1"), "gpt-4o") == direct


def test_another_host_is_known_by_its_address() -> None:
    tag = price_tag(at("openai-compatible", "https://api.deepseek.com/v1"), "deepseek-chat")
    assert tag is not None
    cost = tag.cost(USED)
    assert cost is not None
    assert 0 < cost < 10


@pytest.mark.parametrize(
    ("kind", "url"),
    [("ollama", None), ("llama", "http://127.0.0.1:8080/v1"), ("openai-compatible", "http://192.168.1.5:8000/v1")],
)
def test_a_server_nearby_costs_nothing_that_we_know(kind: str, url: str | None) -> None:
    assert price_tag(at(kind, url), "gpt-4o") is None


def test_what_the_tables_do_not_know_has_no_price() -> None:
    assert PriceTag("no-such-model", "openai", None).cost(USED) is None
    assert PriceTag("gpt-4o", None, "https://models.example/v1").cost(USED) is None
    assert PriceTag("no-such-model", "openai", None).context_tokens() is None
    assert PriceTag("gpt-4o", "openai", None).cost(RequestUsage()) is None  # nothing was reported
    odd = RequestUsage(input_tokens=1, output_tokens=1, cache_read_tokens=50)  # more read from the cache than at all
    assert PriceTag("gpt-4o", "openai", None).cost(odd) is None


def test_the_size_of_a_context_is_known() -> None:
    assert PriceTag("gpt-4o", "openai", None).context_tokens() == 128_000
