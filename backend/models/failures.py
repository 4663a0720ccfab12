"""Foreign failures become errors of our tree here: an HTTP status, an error inside a stream, a broken connection, or an
exception of pydantic-ai or an SDK. It decides which error it is; `sentences` says it.

It imports no SDK: an exception of a library that was never imported cannot be here, so it looks among what is loaded.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from time import time

from backend.domain import limits
from backend.domain.errors import ProviderError, ReplyUnusable, RequestRefused, RunnelError
from backend.models import sentences
from backend.models.redaction import KNOWN, redact
from backend.models.sentences import not_the_protocol
from backend.models.sse import LineTooLong

__all__ = ["from_error_object", "from_status", "from_transport", "not_the_protocol", "redact", "translate"]

_TOO_LONG = (
    "maximum context length",
    "context_length_exceeded",
    "exceed_context_size",
    "exceeds the available context size",
    "context window",
    "prompt is too long",
    "input is too long",
    "input token count",
    "reduce the length of the messages",
)
_NO_MONEY = (
    "insufficient_quota",
    "billing_hard_limit",
    "credit_balance",
    "credit balance",
    "billing_error",
    "spend_limit",
    "exceeded_current_quota",
)
_STATUS_OF_CODE = {
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "too_many_requests": 429,
    "overloaded_error": 529,
    "server_is_overloaded": 529,
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_error": 403,
    "model_not_found": 404,
    "not_found_error": 404,
    "invalid_request_error": 400,
    "server_error": 500,
    "api_error": 500,
}


def from_status(
    status: int,
    body: object,
    *,
    provider: str,
    headers: Mapping[str, str] | None = None,
    address: str = "",
    model: str | None = None,
) -> ProviderError:
    """The error for an HTTP status that is not 200. `body` is bytes, text or parsed JSON."""
    said, code = _words_of(body)
    clue = f"{code} {said}".lower()
    wait_s = _wait_of(headers or {})
    if 300 <= status < 400:
        return sentences.redirected(provider, (headers or {}).get("location", ""))
    if status == 402 or any(word in clue for word in _NO_MONEY):
        return sentences.payment_required(provider, said)
    if any(word in clue for word in _TOO_LONG):
        return sentences.too_long(provider, said)
    if status == 401 or "api_key_invalid" in clue or "api key not valid" in clue:
        return sentences.key_refused(provider, said)
    if status == 403:
        return sentences.key_refused(provider, said, status=403)
    if status == 404:
        return sentences.model_not_found(provider, model, said)
    if status in (429, 529) or "overloaded" in code:
        return sentences.rate_limited(provider, said, retry_after_s=wait_s)
    if status == 503 and "loading model" in clue:
        return sentences.still_loading(provider, said)
    if status >= 500 or status == 408:
        return sentences.provider_failed(provider, said, status=status, retry_after_s=wait_s)
    if 400 <= status < 500:
        return sentences.request_refused(provider, said, status=status)
    return sentences.not_the_protocol(provider, address, (headers or {}).get("content-type", ""))


def from_error_object(error: object, *, provider: str, model: str | None = None) -> ProviderError:
    """The error inside a reply that had begun with 200: `{"message", "code", "type"}` or a text."""
    said, code = _words_of({"error": error})
    status = 500
    for key in ("status", "code", "type"):
        value = error.get(key) if isinstance(error, dict) else None
        if isinstance(value, str) and value.isdigit():
            value = int(value)
        if isinstance(value, int) and 400 <= value < 600:
            status = value
            break
        if isinstance(value, str) and value in _STATUS_OF_CODE:
            status = _STATUS_OF_CODE[value]
            break
    return from_status(status, {"error": {"message": said, "code": code}}, provider=provider, model=model)


def from_transport(
    error: BaseException, *, provider: str, address: str = "", waited_s: float = limits.IDLE_TIMEOUT_S
) -> ProviderError:
    """The error for a connection that was not made, or broke before a reply began."""
    chain = list(_chain(error))
    names = {cls.__name__ for link in chain for cls in type(link).__mro__}
    for link in chain:
        if isinstance(link, ssl.SSLError):
            why = getattr(link, "verify_message", "") or getattr(link, "reason", "") or "the certificate is not valid"
            return sentences.not_trusted(provider, address, str(why))
    if any(isinstance(link, socket.gaierror) for link in chain):
        return sentences.no_such_host(provider, address)
    if "ConnectTimeout" in names:
        return sentences.nothing_answers(provider, address)
    if names & {"ReadTimeout", "APITimeoutError", "TimeoutError", "TimeoutException"}:
        return sentences.silent(provider, waited_s)
    if any(isinstance(link, ConnectionRefusedError) or "connection attempts failed" in str(link) for link in chain):
        return sentences.nothing_answers(provider, address)
    if names & {"UnsupportedProtocol", "InvalidURL"}:
        return sentences.address_unusable(provider)
    return sentences.no_connection(provider, address)


def translate(error: Exception, *, provider: str) -> ProviderError:
    """Any exception that a model request can end with, as an error of our tree. Never raises."""
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, RunnelError):
        return ProviderError(error.detail, code=error.code)
    if any(isinstance(link, LineTooLong) for link in _chain(error)):
        return sentences.line_too_long(provider)
    if isinstance(error, _loaded("pydantic_ai.exceptions", "AgentRunError", "UserError")):
        return _from_pydantic_ai(error, provider)
    status = getattr(error, "status_code", None)  # the SDKs' own errors, where pydantic-ai let one through
    if isinstance(status, int):
        return from_status(status, getattr(error, "body", None) or str(error), provider=provider)
    http_errors = ("HTTPError", "InvalidURL", "StreamError")
    if isinstance(error, (*_loaded("httpx2", *http_errors), *_loaded("httpx", *http_errors))):
        return from_transport(error, provider=provider)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return sentences.not_json(provider)
    if isinstance(error, OSError):
        return from_transport(error, provider=provider)
    return ProviderError(
        f"Something unexpected went wrong while {sentences.spelled(provider)} was asked ({type(error).__name__}). "
        "The log has the details. Try again."
    )


def _from_pydantic_ai(error: Exception, provider: str) -> ProviderError:
    from pydantic_ai import exceptions  # loaded already, or the error could not be here

    match error:
        case exceptions.ModelQuotaExceededError():
            return sentences.payment_required(provider, _words_of(error.body)[0])
        case exceptions.ModelContextWindowExceededError():
            return sentences.too_long(provider, _words_of(error.body)[0])
        case exceptions.ModelHTTPError():
            translated = from_status(
                error.status_code,
                error.body,
                provider=provider,
                headers=error.headers,
                model=error.model_name,
            )
            translated.retry_after_s = translated.retry_after_s or error.retry_after
            return translated
        case exceptions.ModelConnectionError():
            if error.phase == "read" and not isinstance(error, exceptions.ModelTimeoutError):
                return sentences.ended_early(provider, nothing_came=False)
            return from_transport(error, provider=provider)
        case exceptions.ModelRequestTimeout():
            return sentences.silent(provider, error.timeout)
        case exceptions.ModelAPIError() if error.in_stream:
            return from_error_object(error.body, provider=provider, model=error.model_name)
        case exceptions.ModelAPIError():
            return sentences.not_the_protocol(provider, "", "")
        case exceptions.IncompleteToolCall():
            return sentences.action_unusable(provider, "requested")
        case exceptions.OutputTokenLimitExceeded():
            return sentences.no_answer_before_limit(provider)
        case exceptions.UsageLimitExceeded():
            return ProviderError(
                "This answer needed more steps than one run may take, so it was stopped. "
                "Send another message to go on.",
                code="step_limit",
            )
        case exceptions.ContentFilterError():
            return RequestRefused(f"{sentences.spelled(provider)} withheld the answer: its content filter objected.")
        case exceptions.UnexpectedModelBehavior():
            return ReplyUnusable(
                f"The model at {sentences.spelled(provider)} answered in a way that cannot be used. "
                f"Send the message again, or choose another model.{sentences.quoted(error.message)}"
            )
        case _:
            return RequestRefused(
                f"{sentences.spelled(provider)} cannot be asked like this.{sentences.quoted(str(error))}"
            )


def _words_of(body: object) -> tuple[str, str]:
    """What an error's body says, and its code: `{"error": {"message", "code"}}` in all its spellings."""
    if isinstance(body, bytes):
        body = body[: limits.ERROR_BODY_BYTES].decode("utf-8", errors="replace")
    if isinstance(body, str):
        text = body
        try:
            body = json.loads(text)
        except ValueError:
            return ("" if "<" in text[:20] else text), ""  # a page of HTML says nothing to a person
    if isinstance(body, list) and body:  # Google wraps its error in a list when it streams
        body = body[0]
    if not isinstance(body, dict):
        return (body if isinstance(body, str) else ""), ""
    inner = body.get("error", body)
    if isinstance(inner, str):
        return inner, ""
    if not isinstance(inner, dict):
        return "", ""
    said = inner.get("message") or inner.get("detail") or body.get("message") or body.get("detail") or ""
    code = " ".join(str(inner[key]) for key in ("code", "type", "status") if inner.get(key))
    reasons = [d.get("reason") for d in inner.get("details") or [] if isinstance(d, dict) and d.get("reason")]
    return (said if isinstance(said, str) else json.dumps(said)), " ".join([code, *map(str, reasons)]).strip()


def _wait_of(headers: Mapping[str, str]) -> float | None:
    """How long the provider asked to wait, from `retry-after-ms` or `retry-after` (seconds or a date)."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        if not (wait := headers.get("retry-after")):
            return None
        if wait.replace(".", "", 1).isdigit():
            return float(wait)
        return max(0.0, parsedate_to_datetime(wait).timestamp() - time())
    except (ValueError, TypeError, OverflowError):
        return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _loaded(module: str, *names: str) -> tuple[type[BaseException], ...]:
    found = sys.modules.get(module)
    return tuple(getattr(found, name) for name in names) if found else ()


def remember(secret: str) -> None:
    """From now on this key is hidden in every sentence."""
    KNOWN.add(secret)
