"""A running program that is talked to over its pipes, as this package needs it; `backend.main` hands in one.

Who starts it builds its environment, ends it with all it began, and ends it too when this process dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

Heard = Callable[[bytes], None]  # called on a thread, which may be kept waiting


class Program(Protocol):
    """One that runs. `exited` is set when it has ended, whoever ended it; `status` is then its exit status."""

    @property
    def pid(self) -> int: ...
    @property
    def exited(self) -> asyncio.Event: ...
    @property
    def status(self) -> int | None: ...
    def write(self, data: bytes) -> None:
        """Sends it to the program's input, in order, without waiting."""

    async def end(self) -> None:
        """Ends it and everything it began."""


class Launch(Protocol):
    """Starts a program. Its environment is a constructed one and these variables. Raises OSError."""

    def __call__(
        self, line: Sequence[str], folder: Path | None, variables: Mapping[str, str], *, out: Heard, errors: Heard
    ) -> Program: ...
