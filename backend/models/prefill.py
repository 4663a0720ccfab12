"""Which models go on in mid-sentence from the beginning of their own answer, and how each is told to. Pure.

Told by what makers and servers document (November 2026). Anthropic took prefill away with Claude 4.6, Google with
its newest Gemini models; OpenAI never had it. llama.cpp, Ollama, vLLM, SGLang, Groq and Mistral have it. Where a model
thought before it spoke most refuse it, or think again into the answer. A server that is not known is not tried: it
would begin a second answer behind the first. One that refuses after all is asked in another way (`continuing`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from backend.domain.model import ProviderKind

Way = Literal["last", "open", "prefix"]


@dataclass(frozen=True, slots=True)
class Prefill:
    """How the beginning is handed over.

    `last`: as the last message and nothing more. `open`: the server is also told not to close that message. `prefix`:
    the message itself says so. `echoes`: the reply begins with the beginning once more.
    """

    way: Way
    echoes: bool = False


_LAST: Final = Prefill("last")
_OPEN: Final = Prefill("open")
# Claude up to 4.5, however it is spelled: claude-3-5-haiku-latest, claude-opus-4-1-20250805, claude-sonnet-4.5
_CLAUDE: Final = re.compile(r"^claude-(instant|2|3|(opus|sonnet|haiku)-4([-.][015])?([-@]20\d{6}|-latest|$))")
_GEMINI: Final = re.compile(r"^gemini-(2\.\d|3|3\.1)-")
_THINKS_ALWAYS: Final = re.compile(r"gpt-oss|deepseek-r1|qwq|magistral|thinking|reason", re.IGNORECASE)
_OF_HOST: Final = {
    "api.groq.com": _LAST,
    "api.mistral.ai": Prefill("prefix", echoes=True),
}
_OF_ENGINE: Final = {"llamacpp": _OPEN, "vllm": _OPEN, "sglang": _OPEN, "library": _LAST}  # `library`: Ollama


def prefill_of(
    kind: ProviderKind, base_url: str, model: str, *, engine: str | None = None, thought: bool = False
) -> Prefill | None:
    """How this model takes the beginning of its answer; None where it does not, or nobody knows.

    `engine` is what a compatible server calls itself (`owned_by` in its list of models). `thought`: there was thinking
    before the text.
    """
    if kind is ProviderKind.LLAMA:
        return _OPEN  # takes the thinking too, and refuses where its template cannot
    if thought:
        return None
    match kind:
        case ProviderKind.OLLAMA:
            return _LAST
        case ProviderKind.ANTHROPIC:
            return _LAST if _CLAUDE.match(model) else None
        case ProviderKind.GOOGLE:
            return _LAST if _GEMINI.match(model) else None
        case ProviderKind.OPENAI_COMPATIBLE:
            return _of_compatible(base_url, model, engine)
        case _:
            return None


def knows_host(base_url: str) -> bool:
    """Whether the address alone decides, so that the server need not be asked what it is."""
    host = urlsplit(base_url).hostname or ""
    return host in _OF_HOST or host in ("openrouter.ai", "api.deepseek.com", "api.x.ai", "api.openai.com")


def _of_compatible(base_url: str, model: str, engine: str | None) -> Prefill | None:
    parts = urlsplit(base_url)
    if _THINKS_ALWAYS.search(model):
        return None
    match parts.hostname:
        case "openrouter.ai":
            maker, _, name = model.partition("/")
            return _LAST if maker == "anthropic" and _CLAUDE.match(name.replace("claude-3.", "claude-3-")) else None
        case "api.deepseek.com":  # only at its beta address
            return Prefill("prefix") if parts.path.startswith("/beta") else None
        case host:
            return _OF_HOST.get(host or "") or _OF_ENGINE.get((engine or "").lower())
