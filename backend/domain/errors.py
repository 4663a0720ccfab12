"""The one tree of errors. A foreign exception becomes one of these at the edge that met it.

    RunnelError
    ├── BadInput                 what the caller sent cannot be used
    │   ├── TooLarge             … because of its size
    │   └── TooSlow              … because it did not arrive in time
    ├── NotFound                 no such conversation, run, message, provider
    ├── Conflict                 it can be used, but not now
    ├── StorageError             the data folder or the log
    │   ├── DataFolderBusy       another Runnel has it open
    │   ├── DataFolderUnusable   not writable, not a folder, no space at start
    │   ├── DatabaseDamaged      the log cannot be read; a start repairs it
    │   ├── NewerDatabase        written by a later version; left untouched
    │   └── StorageFailed        a commit failed while running
    └── ProviderError            a model's provider
        ├── KeyMissing           none stored for this address
        ├── KeyRefused           401, 403
        ├── PaymentRequired      402
        ├── ModelNotFound        404, or a model the provider does not list
        ├── RequestRefused       400, 413, 422: the provider did not like the request
        ├── RateLimited          429, 529                          (retryable)
        ├── ProviderUnreachable  no connection, no answer in time  (retryable)
        ├── ProviderFailed       5xx                               (retryable)
        └── ReplyUnusable        not the protocol, cut off, or without its end

`detail` is a sentence for the person: what happened and what to do. It never holds a key, a token or a
prompt; what a log needs beyond it goes to the log. `code` is stable: scripts and tests compare it.
"""

from __future__ import annotations


class RunnelError(Exception):
    """Base of the tree. `status` is the HTTP status of the problem document (RFC 9457)."""

    code = "internal_error"
    title = "Something went wrong"
    status = 500
    retryable = False

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class BadInput(RunnelError):
    code, title, status = "bad_input", "That cannot be used", 422


class TooLarge(BadInput):
    code, title, status = "too_large", "That is too large", 413


class TooSlow(BadInput):
    code, title, status = "too_slow", "Request timeout", 408


class NotFound(RunnelError):
    code, title, status = "not_found", "Not found", 404


class Conflict(RunnelError):
    code, title, status = "conflict", "Not possible right now", 409


class StorageError(RunnelError):
    code, title, status = "storage_error", "The data folder has a problem", 503


class DataFolderBusy(StorageError):
    code, title = "data_folder_busy", "The data folder is in use"


class DataFolderUnusable(StorageError):
    code, title = "data_folder_unusable", "The data folder cannot be used"


class DatabaseDamaged(StorageError):
    code, title = "database_damaged", "The database is damaged"


class NewerDatabase(StorageError):
    code, title = "newer_database", "The data was written by a newer version"


class StorageFailed(StorageError):
    code, title, retryable = "storage_failed", "Saving failed", True


class ProviderError(RunnelError):
    code, title, status = "provider_error", "The model's provider reported a problem", 502
    retry_after_s: float | None = None  # how long the provider asked to wait, where it said


class KeyMissing(ProviderError):
    code, title = "key_missing", "An API key is needed"


class KeyRefused(ProviderError):
    code, title = "key_refused", "The API key was refused"


class PaymentRequired(ProviderError):
    code, title = "payment_required", "The provider asks for payment"


class ModelNotFound(ProviderError):
    code, title = "model_not_found", "No such model"


class RequestRefused(ProviderError):
    code, title = "request_refused", "The provider refused the request"


class RateLimited(ProviderError):
    code, title, retryable = "rate_limited", "The provider is busy", True


class ProviderUnreachable(ProviderError):
    code, title, retryable = "provider_unreachable", "The provider cannot be reached", True


class ProviderFailed(ProviderError):
    code, title, retryable = "provider_failed", "The provider failed", True


class ReplyUnusable(ProviderError):
    code, title = "reply_unusable", "The provider's reply could not be read"
