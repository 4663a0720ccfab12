"""What the log of a process takes: our own lines from the chosen level on, from libraries warnings alone.

Libraries write at the lower levels what must not be kept: the SDKs of providers log whole requests, with the prompt.
So RUNNEL_LOG_LEVEL is about our loggers, and nothing can raise the others, their own variables (`OPENAI_LOG`) included.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

OURS = ("backend", "desktop", "uvicorn.error")  # the last says what is wrong with a request, never what is in it


def begin(handlers: Sequence[logging.Handler], *, level: str, hide: Callable[[str], str]) -> None:
    """Sends the log to these handlers, in their own formats. Every line passes through `hide` first."""
    for handler in handlers:
        handler.addFilter(_is_ours_or_grave)
        handler.setFormatter(_Hiding(handler.formatter or logging.Formatter(), hide))
    logging.basicConfig(level=logging.WARNING, handlers=list(handlers), force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or any(
        record.name == name or record.name.startswith(f"{name}.") for name in OURS
    )


class _Hiding(logging.Formatter):
    """Another formatter's lines, without secrets."""

    def __init__(self, inner: logging.Formatter, hide: Callable[[str], str]) -> None:
        super().__init__()
        self._inner = inner
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        return self._hide(self._inner.format(record))
