"""Where details go: `runnel.log` in the data folder, so that standard error holds sentences only.

What may be in it is decided where it is logged, never a key, a token or a prompt; `backend.domain.logs` keeps out what
libraries would add.
"""

from __future__ import annotations

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from backend.domain import logs
from backend.models.redaction import KNOWN

SIZE_BYTES = 1024 * 1024  # then it becomes runnel.log.1
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def begin(data_dir: Path, *, level: str) -> None:
    """Our lines from `level` on go to the file, warnings as one line each to standard error as well. The folder
    may not exist yet: the file is opened at the first line."""
    logging.raiseExceptions = False  # a log that cannot be written must not write tracebacks instead
    file = _PrivateFile(data_dir / "runnel.log", maxBytes=SIZE_BYTES, backupCount=1, delay=True, encoding="utf-8")
    file.setFormatter(logging.Formatter(FORMAT))
    handlers: list[logging.Handler] = [file]
    if sys.stderr is not None:
        terminal = logging.StreamHandler(sys.stderr)
        terminal.setLevel(logging.WARNING)
        terminal.setFormatter(_OneLine())
        handlers.append(terminal)
    logs.begin(handlers, level=level, hide=KNOWN.hide_in)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding)


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"Runnel: {record.getMessage()}"
