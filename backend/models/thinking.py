"""How a compatible server is told how much to think: the same wish has a field of its own in almost every one.

A server that does not take the field refuses it by name; `openai_wire` then asks without it, and says so.
"""

from __future__ import annotations

from typing import Any, Literal, assert_never
from urllib.parse import urlsplit

from backend.domain.model import ProviderKind

Effort = Literal["off", "low", "medium", "high"]
Style = Literal["effort", "openrouter", "deepseek", "template"]

FIELDS = ("reasoning_effort", "reasoning", "thinking", "chat_template_kwargs")


def thinking_style(kind: ProviderKind, base_url: str) -> Style:
    """Which of the ways this server understands."""
    host = urlsplit(base_url).hostname or ""
    if kind is ProviderKind.LLAMA:
        return "template"
    if host == "openrouter.ai" or host.endswith(".openrouter.ai"):
        return "openrouter"
    return "deepseek" if host == "api.deepseek.com" else "effort"


def thinking_fields(style: Style, effort: Effort) -> dict[str, Any]:  # Any: JSON for the request
    """What goes into the body of the request."""
    match style:
        case "effort":  # OpenAI's name for it; Ollama, vLLM, LM Studio, Groq, Mistral and xAI took it over
            return {"reasoning_effort": "none" if effort == "off" else effort}
        case "openrouter":
            return {"reasoning": {"enabled": False} if effort == "off" else {"effort": effort}}
        case "deepseek":
            return {"thinking": {"type": "disabled" if effort == "off" else "enabled"}}
        case "template":  # llama.cpp hands these to the model's own chat template
            more = {} if effort == "off" else {"reasoning_effort": effort}
            return {"chat_template_kwargs": {"enable_thinking": effort != "off", **more}}
        case _:
            assert_never(style)
