"""Every way a provider can fail, and the sentence a person reads. No sentence holds a key."""

from __future__ import annotations

import socket
import ssl

import httpx2
import pytest
from pydantic_ai import exceptions

from backend.domain import errors
from backend.models.failures import from_status, from_transport, translate
from backend.models.redaction import HIDDEN, KNOWN, redact

CANARY = "canary-7f3e9a1b2c4d5e6f"


@pytest.mark.parametrize(
    ("status", "body", "expected", "code"),
    [
        (401, {"error": {"message": "bad key"}}, errors.KeyRefused, "key_refused"),
        (403, {"error": {"message": "no access"}}, errors.KeyRefused, "key_refused"),
        (402, {"error": {"message": "pay"}}, errors.PaymentRequired, "payment_required"),
        (429, {"error": {"code": "insufficient_quota"}}, errors.PaymentRequired, "payment_required"),
        (404, {"error": {"message": "no such model"}}, errors.ModelNotFound, "model_not_found"),
        (404, "404 page not found", errors.ModelNotFound, "model_not_found"),
        (429, {}, errors.RateLimited, "rate_limited"),
        (529, {"type": "error", "error": {"type": "overloaded_error"}}, errors.RateLimited, "rate_limited"),
        (500, b"<html>oops</html>", errors.ProviderFailed, "provider_failed"),
        (503, {"error": {"message": "Loading model", "code": 503}}, errors.ProviderFailed, "provider_failed"),
        (400, {"error": {"message": "nope"}}, errors.RequestRefused, "request_refused"),
        (400, {"error": {"code": "context_length_exceeded"}}, errors.RequestRefused, "context_too_long"),
        (400, {"error": {"type": "exceed_context_size_error"}}, errors.RequestRefused, "context_too_long"),
        (400, [{"error": {"message": "API key not valid. Please pass"}}], errors.KeyRefused, "key_refused"),
        (413, {"detail": "too big"}, errors.RequestRefused, "request_refused"),
        (301, b"", errors.ReplyUnusable, "reply_unusable"),
        (204, b"", errors.ReplyUnusable, "reply_unusable"),
    ],
)
def test_a_status_becomes_its_error_and_a_whole_sentence(
    status: int, body: object, expected: type[errors.ProviderError], code: str
) -> None:
    error = from_status(status, body, provider="openai", model="gpt-x")
    assert (type(error), error.code) == (expected, code)
    assert error.detail.endswith((".", "”"))
    assert "OpenAI" in error.detail or "https" in error.detail


def test_G1_the_wait_that_a_provider_asks_for_is_kept() -> None:
    error = from_status(429, {}, provider="openai", headers={"retry-after": "7"})
    assert (error.retry_after_s, error.retryable) == (7.0, True)
    assert "in 7 s" in error.detail
    assert from_status(429, {}, provider="x", headers={"retry-after-ms": "250"}).retry_after_s == 0.25
    assert from_status(429, {}, provider="x", headers={"retry-after": "soon"}).retry_after_s is None


def test_G2_what_will_not_change_is_not_retried() -> None:
    for status in (401, 402, 403, 404, 400):
        assert not from_status(status, {}, provider="x").retryable


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (_caused(httpx2.ConnectError("x"), ConnectionRefusedError()), errors.ProviderUnreachable, "Is Ollama running"),
        (_caused(httpx2.ConnectError("x"), socket.gaierror(-2, "x")), errors.ProviderUnreachable, "was not found"),
        (_caused(httpx2.ConnectError("x"), ssl.SSLError(1, "bad")), errors.ProviderUnreachable, "secure connection"),
        (httpx2.ConnectTimeout("x"), errors.ProviderUnreachable, "Nothing answers"),
        (httpx2.ReadTimeout("x"), errors.ProviderUnreachable, "has not sent anything"),
        (httpx2.RemoteProtocolError("x"), errors.ProviderUnreachable, "connection"),
        (httpx2.UnsupportedProtocol("x"), errors.RequestRefused, "address"),
        (TimeoutError(), errors.ProviderUnreachable, "has not sent anything"),
    ],
)
def test_a_connection_that_fails_says_what_to_do(
    error: Exception, expected: type[errors.ProviderError], words: str
) -> None:
    for told in (from_transport(error, provider="ollama"), translate(error, provider="ollama")):
        assert type(told) is expected
        assert words in told.detail


def test_a_server_whose_name_nobody_chose_is_called_by_its_address() -> None:
    error = _caused(httpx2.ConnectError("x"), ConnectionRefusedError())
    told = from_transport(error, provider="custom", address="http://127.0.0.1:9/v1")
    assert told.detail == (
        "Nothing answers at http://127.0.0.1:9/v1. Is a model server running there? "
        "Start it, or check the address under Models and providers."
    )


def test_every_exception_becomes_an_error_of_our_tree() -> None:
    quota = exceptions.ModelHTTPError.for_category(
        exceptions.ModelQuotaExceededError, status_code=429, model_name="m", body={"error": {"message": "x"}}
    )
    cases: list[tuple[Exception, type[errors.ProviderError]]] = [
        (errors.KeyMissing("Enter it."), errors.KeyMissing),
        (errors.StorageFailed("It is full."), errors.ProviderError),
        (exceptions.ModelHTTPError(401, "m", {"error": "no"}), errors.KeyRefused),
        (quota, errors.PaymentRequired),
        (exceptions.ModelConnectionError("m", "gone", phase="read"), errors.ReplyUnusable),
        (exceptions.ModelTimeoutError("m", "slow", phase="read"), errors.ProviderUnreachable),
        (exceptions.ModelAPIError("m", "Failed to decode response as JSON"), errors.ReplyUnusable),
        (exceptions.IncompleteToolCall("cut"), errors.ReplyUnusable),
        (exceptions.UnexpectedModelBehavior("odd"), errors.ReplyUnusable),
        (exceptions.UsageLimitExceeded("50"), errors.ProviderError),
        (exceptions.UserError("no tools"), errors.RequestRefused),
        (ValueError("?"), errors.ProviderError),
    ]
    for error, expected in cases:
        told = translate(error, provider="openai")
        assert type(told) is expected, error
        assert told.detail.endswith((".", "”"))


def test_B2_a_key_that_a_provider_echoes_is_hidden_whole_in_part_and_quoted() -> None:
    KNOWN.add(CANARY)
    KNOWN.add("a key/with?signs")
    said = f"Incorrect API key {CANARY}; you sent {CANARY[:14]}… and a%20key%2Fwith%3Fsigns, sk-proj-ABC***xyz9"
    for told in (
        from_status(401, {"error": {"message": said}}, provider="openai"),
        from_status(500, {"error": {"message": "x" * 290 + said}}, provider="openai"),
        translate(exceptions.ModelHTTPError(401, "m", {"error": {"message": said}}), provider="openai"),
        translate(exceptions.UnexpectedModelBehavior(said), provider="openai"),
    ):
        for piece in (CANARY[i : i + 10] for i in range(len(CANARY) - 9)):
            assert piece not in told.detail
        assert "a%20key" not in told.detail
        assert "xyz9" not in told.detail


def test_redacting_leaves_the_rest_of_a_text_as_it_was() -> None:
    assert redact("the key secret-123456 is bad", ["secret-123456"]) == f"the key {HIDDEN} is bad"
    assert redact("nothing here", ["secret-123456"]) == "nothing here"
    assert redact("no", ["no"]) == "no"  # too short to be a key
