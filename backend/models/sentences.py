"""What the person reads when a provider fails: what happened, and what to do. Pure: words in, an error of our tree out.

A sentence names the provider and never holds a key: what a provider said is redacted before it is shortened, because a
key cut in half is no longer recognised.
"""

from __future__ import annotations

from backend.domain.errors import (
    KeyRefused,
    ModelNotFound,
    PaymentRequired,
    ProviderError,
    ProviderFailed,
    ProviderUnreachable,
    RateLimited,
    ReplyUnusable,
    RequestRefused,
)
from backend.domain.model import ProviderKind
from backend.models.redaction import KNOWN

LENGTH_LIMIT = "The answer reached its length limit, so it is not complete. Choose Continue to let it go on."
_QUOTED_CHARS = 300
_SPELLED = {
    "openai": "OpenAI",
    "anthropic": "Anthropic",
    "google": "Google",
    "ollama": "Ollama",
    "openrouter": "OpenRouter",
    "lm-studio": "LM Studio",
    "llama-cpp": "llama.cpp",
    "vllm": "vLLM",
}


def spelled(provider: str) -> str:
    """A provider's name as its maker writes it, where we know it."""
    return _SPELLED.get(provider, provider)


def quoted(words: str) -> str:
    """` It said: “…”`, redacted, on one line and short; nothing when there are no words."""
    words = " ".join(KNOWN.hide_in(words).split())
    if len(words) > _QUOTED_CHARS:
        words = words[:_QUOTED_CHARS].rstrip() + "…"
    return f" It said: “{words}”" if words else ""


def key_refused(provider: str, said: str, *, status: int = 401) -> ProviderError:
    if status == 403:
        return KeyRefused(
            f"{spelled(provider)} does not allow this with your API key (403). "
            f"Check in your account what the key may do, or choose another model.{quoted(said)}"
        )
    return KeyRefused(
        f"{spelled(provider)} did not accept the API key. Enter the key again under Models and providers.{quoted(said)}"
    )


def payment_required(provider: str, said: str) -> ProviderError:
    return PaymentRequired(
        f"{spelled(provider)} asks for payment: the credit or quota of this account is used up. "
        f"Top it up there, or choose another model.{quoted(said)}"
    )


def model_not_found(provider: str, model: str | None, said: str) -> ProviderError:
    what = f"does not know the model “{model}”" if model else "answered “not found” (404)"
    fix = "Choose another model, or check the provider's address under Models and providers."
    return ModelNotFound(f"{spelled(provider)} {what}. {fix}{quoted(said)}")


def too_long(provider: str, said: str) -> ProviderError:
    return RequestRefused(
        f"This conversation is too long for the model at {spelled(provider)}. "
        f"Start a new conversation, or choose a model with a larger context.{quoted(said)}",
        code="context_too_long",
    )


def prompt_truncated(provider: str, kind: ProviderKind, tokens: int, words: int) -> str:
    """A note, not an error: the answer is there, but it was given without part of the question."""
    match kind:
        case ProviderKind.OLLAMA:
            fix = "Raise the context length in Ollama's settings (or OLLAMA_CONTEXT_LENGTH, or num_ctx of the model)"
        case ProviderKind.LLAMA:
            fix = "Start the server with a larger context (--ctx-size)"
        case ProviderKind.OPENAI_COMPATIBLE:
            fix = "Load the model with a larger context there"
        case _:
            fix = "Choose a model with a larger context"
    return (
        f"{spelled(provider)} read only {tokens:,} tokens of a chat of at least {words:,} words, and left out the rest "
        f"without saying so. The answer may lack what was said before. {fix}, or start a shorter chat."
    )


def no_answer_before_limit(provider: str) -> ProviderError:
    return ReplyUnusable(
        f"The model at {spelled(provider)} reached its length limit before it had written an answer. "
        "Ask for less at a time, or choose a model that may write more.",
        code="length_limit",
    )


def request_refused(provider: str, said: str, *, status: int) -> ProviderError:
    return RequestRefused(
        f"{spelled(provider)} refused the request ({status}). Change the message or choose another model.{quoted(said)}"
    )


def rate_limited(provider: str, said: str, *, retry_after_s: float | None) -> ProviderError:
    wait = f"in {retry_after_s:.0f} s" if retry_after_s and retry_after_s >= 1 else "in a moment"
    error = RateLimited(f"{spelled(provider)} is busy or limits how often you may ask. Try again {wait}.{quoted(said)}")
    error.retry_after_s = retry_after_s
    return error


def provider_failed(
    provider: str, said: str, *, status: int | None, retry_after_s: float | None = None
) -> ProviderError:
    where = f" ({status})" if status else ""
    error = ProviderFailed(f"{spelled(provider)} had an error of its own{where}. Try again in a moment.{quoted(said)}")
    error.retry_after_s = retry_after_s
    return error


def still_loading(provider: str, said: str) -> ProviderError:
    return ProviderFailed(f"{spelled(provider)} is still loading the model. Try again in a moment.{quoted(said)}")


def redirected(provider: str, target: str) -> ProviderError:
    where = f" to {KNOWN.hide_in(target)}" if target else ""
    return ReplyUnusable(
        f"The address of {spelled(provider)} sends us on{where}. For the safety of your key we do not follow. "
        "Enter the final address under Models and providers."
    )


def not_the_protocol(provider: str, address: str, sent: str) -> ProviderError:
    kind = sent.partition(";")[0].strip()
    what = f" (it sent {kind})" if kind and kind != "application/json" else ""
    return ReplyUnusable(
        f"{address or spelled(provider)} answered, but not like a model server{what}. "
        f"Check the address of {spelled(provider)} under Models and providers; it often ends in /v1."
    )


def ended_early(provider: str, *, nothing_came: bool) -> ProviderError:
    if nothing_came:
        return ReplyUnusable(f"{spelled(provider)} ended its reply before it began. Send the message again.")
    return ReplyUnusable(
        f"The reply of {spelled(provider)} broke off before its end. What came is kept above, but it is not complete."
    )


def not_json(provider: str) -> ProviderError:
    return ReplyUnusable(
        f"{spelled(provider)} sent something in its reply that is not valid JSON, so the rest could not be read. "
        "Send the message again, or choose another model."
    )


def line_too_long(provider: str) -> ProviderError:
    return ReplyUnusable(f"{spelled(provider)} sent a piece of its reply that is far too large, so it was stopped.")


def action_unusable(provider: str, tool: str) -> ProviderError:
    return ReplyUnusable(
        f"The model at {spelled(provider)} asked for the action “{tool}”, but its details were cut off or not valid. "
        "Nothing was done. Send the message again."
    )


def action_oversized(provider: str) -> ProviderError:
    return ReplyUnusable(
        f"The model at {spelled(provider)} asked for an action whose name or id is far too long. Nothing was done. "
        "Send the message again."
    )


def too_many_actions(provider: str, most: int) -> ProviderError:
    return ReplyUnusable(
        f"The model at {spelled(provider)} asked for more than {most} actions at once. None of them was done. "
        "Send the message again, or ask for less at a time."
    )


def address_unusable(provider: str) -> ProviderError:
    return RequestRefused(f"The address of {spelled(provider)} cannot be used. Correct it under Models and providers.")


def silent(provider: str, idle_s: float) -> ProviderError:
    return ProviderUnreachable(
        f"{spelled(provider)} has not sent anything for {idle_s:.0f} seconds, so we stopped waiting. Try again."
    )


def nothing_answers(provider: str, address: str) -> ProviderError:
    if address and provider not in _SPELLED:  # a name that nobody chose, such as “custom”, says nothing
        return ProviderUnreachable(
            f"Nothing answers at {address}. Is a model server running there? "
            "Start it, or check the address under Models and providers."
        )
    at = f" at {address}" if address else ""
    return ProviderUnreachable(
        f"Nothing answers{at}. Is {spelled(provider)} running? "
        "Start it, or check the address under Models and providers."
    )


def no_such_host(provider: str, address: str) -> ProviderError:
    where = address or f"of {spelled(provider)}"
    return ProviderUnreachable(f"The address {where} was not found. Check it, and your network connection.")


def not_trusted(provider: str, address: str, why: str) -> ProviderError:
    return ProviderUnreachable(
        f"No secure connection to {address or spelled(provider)} was possible: {KNOWN.hide_in(why)}. "
        "Check the address, this computer's clock, and whether a proxy replaces certificates."
    )


def no_connection(provider: str, address: str) -> ProviderError:
    where = f" ({address})" if address else ""
    return ProviderUnreachable(
        f"The connection to {spelled(provider)}{where} failed. Check your network connection and try again."
    )
