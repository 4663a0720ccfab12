"""What the launcher tells the person outside the window: whole sentences, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import TextIO


def say(text: str) -> None:
    """News, to standard output."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """What went wrong, to standard error."""
    _write(sys.stderr, text)


def somebody_reads_the_terminal() -> bool:
    """False when started from an icon: then what has to be said needs a window."""
    return sys.stderr is not None and sys.stderr.isatty()


def keep_details(error: BaseException, folder: Path) -> Path | None:
    """Writes the traceback where a bug report can find it. Answers the file, or None when it cannot be written."""
    path = folder / "last-crash.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
    except OSError:
        return None
    return path


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # a windowed program on Windows has neither
        return
    try:
        try:
            stream.write(text + "\n")
        except UnicodeEncodeError:  # an old locale: what it cannot spell is written as numbers
            stream.write(text.encode("ascii", "backslashreplace").decode("ascii") + "\n")
        stream.flush()
    except (OSError, ValueError):  # the terminal is gone; that must not end the app
        pass
