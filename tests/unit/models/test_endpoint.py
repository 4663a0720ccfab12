"""Addresses as people type them, and what they come to."""

from __future__ import annotations

import pytest
from pydantic import AnyHttpUrl

from backend.domain.model import ProviderKind
from backend.domain.settings import Provider
from backend.models.endpoint import Endpoint, address_of
from backend.models.http import is_loopback, is_nearby, origin_of


@pytest.mark.parametrize(
    ("kind", "typed", "address"),
    [
        ("openai", None, "https://api.openai.com/v1"),
        ("anthropic", None, "https://api.anthropic.com"),
        ("anthropic", "https://proxy.example/v1", "https://proxy.example"),
        ("google", None, "https://generativelanguage.googleapis.com"),
        ("google", "https://proxy.example/v1beta/", "https://proxy.example"),
        ("ollama", None, "http://127.0.0.1:11434"),
        ("ollama", "http://box:11434/v1", "http://box:11434"),
        ("ollama", "http://box:11434/", "http://box:11434"),
        ("openai-compatible", "http://127.0.0.1:1234", "http://127.0.0.1:1234/v1"),
        ("openai-compatible", "https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1"),
        ("openai-compatible", "https://host.example/custom", "https://host.example/custom"),
        ("llama", "http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_an_address_is_made_complete(kind: str, typed: str | None, address: str) -> None:
    assert address_of(Provider(kind=ProviderKind(kind), base_url=AnyHttpUrl(typed) if typed else None)) == address


def test_an_origin_has_no_path_and_no_usual_port() -> None:
    assert origin_of("https://API.openai.com:443/v1") == "https://api.openai.com"
    assert origin_of("http://127.0.0.1:80") == "http://127.0.0.1"
    assert origin_of("http://[::1]:8080/v1") == "http://[::1]:8080"
    assert origin_of("https://a.example:8443/") == "https://a.example:8443"


def test_near_and_far_are_told_apart() -> None:
    for near in ("http://127.0.0.1:1", "http://localhost", "http://[::1]", "http://127.9.9.9"):
        assert is_loopback(near)
    for near in ("http://192.168.0.4", "http://10.1.2.3", "http://nas", "http://nas.local", "http://[fd00::1]"):
        assert is_nearby(near)
        assert not is_loopback(near)
    for far in ("http://example.com", "http://8.8.8.8", "http://localhost.example.com", "http://127.0.0.1.example.com"):
        assert not is_nearby(far)


def test_a_key_is_not_in_what_is_printed() -> None:
    assert "sk-canary" not in repr(Endpoint("openai", ProviderKind.OPENAI, "https://x", "sk-canary"))
