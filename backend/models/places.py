"""Where models are usually found: vendors with their addresses and environment keys, local servers with their ports.

Values only. An environment key belongs to the vendor's own address and is used for no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.model import ProviderKind


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider on the network. `variables` are tried in order; `base_url` is its own address."""

    name: str
    title: str
    kind: ProviderKind
    base_url: str
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """A model server on this machine, at the port its makers chose."""

    name: str
    title: str
    kind: ProviderKind
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


OPENAI_URL: Final = "https://api.openai.com/v1"
ANTHROPIC_URL: Final = "https://api.anthropic.com"
GOOGLE_URL: Final = "https://generativelanguage.googleapis.com"
OLLAMA_URL: Final = "http://127.0.0.1:11434"

_COMPATIBLE = ProviderKind.OPENAI_COMPATIBLE

VENDORS: Final = (
    Vendor("openai", "OpenAI", ProviderKind.OPENAI, OPENAI_URL, ("OPENAI_API_KEY",)),
    Vendor("anthropic", "Anthropic", ProviderKind.ANTHROPIC, ANTHROPIC_URL, ("ANTHROPIC_API_KEY",)),
    Vendor("google", "Google", ProviderKind.GOOGLE, GOOGLE_URL, ("GEMINI_API_KEY", "GOOGLE_API_KEY")),
    Vendor("openrouter", "OpenRouter", _COMPATIBLE, "https://openrouter.ai/api/v1", ("OPENROUTER_API_KEY",)),
    Vendor("mistral", "Mistral", _COMPATIBLE, "https://api.mistral.ai/v1", ("MISTRAL_API_KEY",)),
    Vendor("groq", "Groq", _COMPATIBLE, "https://api.groq.com/openai/v1", ("GROQ_API_KEY",)),
    Vendor("deepseek", "DeepSeek", _COMPATIBLE, "https://api.deepseek.com/v1", ("DEEPSEEK_API_KEY",)),
    Vendor("xai", "xAI", _COMPATIBLE, "https://api.x.ai/v1", ("XAI_API_KEY",)),
)

LOCALS: Final = (
    Local("ollama", "Ollama", ProviderKind.OLLAMA, 11434),
    Local("lm-studio", "LM Studio", _COMPATIBLE, 1234),
    Local("llama-cpp", "llama.cpp server", ProviderKind.LLAMA, 8080),
    Local("vllm", "vLLM", _COMPATIBLE, 8000),
    Local("jan", "Jan", _COMPATIBLE, 1337),
    Local("gpt4all", "GPT4All", _COMPATIBLE, 4891),
)

OWN_ADDRESS: Final = {
    ProviderKind.OPENAI: OPENAI_URL,
    ProviderKind.ANTHROPIC: ANTHROPIC_URL,
    ProviderKind.GOOGLE: GOOGLE_URL,
    ProviderKind.OLLAMA: OLLAMA_URL,
}

NEEDS_KEY: Final = frozenset({ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GOOGLE})
