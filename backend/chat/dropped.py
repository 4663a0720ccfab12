"""What a person dropped on the window of our own, whose engine gives its page neither files nor paths (WebKitGTK).

The window tells us the paths. The page, which saw the drop, asks for them once and within moments. What is in a dropped
file it reads through a key that works once: so it reads nothing that was not dropped on it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.domain import limits
from backend.domain.errors import NotFound, TooLarge


@dataclass(frozen=True, slots=True)
class Drop:
    """`files` are by key. `at_s` is of the monotonic clock."""

    at_s: float = 0.0
    folders: tuple[Path, ...] = ()
    files: dict[str, Path] = field(default_factory=dict)


class Dropped:
    """On the server's own thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._drops: asyncio.Queue[Drop] = asyncio.Queue()
        self._readable: dict[str, Path] = {}  # of the drop that was asked for last

    async def put(self, paths: Sequence[str]) -> None:
        """These were let go over the window just now. What is neither a file nor a folder is left out."""
        folders, files = await asyncio.to_thread(_sorted, paths)
        self._drops.put_nowait(Drop(self._clock(), folders, files))

    async def take(self) -> Drop:
        """The drop of a moment ago, or the one that comes in the next; one of nothing where there is none."""
        try:
            async with asyncio.timeout(limits.DROP_S):
                drop = await self._drops.get()
                while self._clock() - drop.at_s > limits.DROP_S:  # nobody asked for it in its time
                    drop = await self._drops.get()
        except TimeoutError:
            return Drop()
        self._readable = dict(drop.files)
        return drop

    async def read(self, key: str) -> bytes:
        """What is in a dropped file. Raises NotFound, TooLarge."""
        path = self._readable.pop(key, None)
        if path is None:
            raise NotFound("That file is no longer there to be read. Drop it again.")
        return await asyncio.to_thread(_read, path)


def _sorted(paths: Sequence[str]) -> tuple[tuple[Path, ...], dict[str, Path]]:
    folders: list[Path] = []
    files: dict[str, Path] = {}
    for path in (Path(one) for one in paths[: limits.DROPPED]):
        try:
            if not path.is_absolute():
                continue
            if path.is_dir():
                str(path).encode()  # a chat's folder is kept as text, which takes no other bytes
                folders.append(path)
            elif path.is_file():
                files[secrets.token_urlsafe(16)] = path
        except (OSError, ValueError):
            continue  # it is gone, or has a name that no call takes
    return tuple(folders), files


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.ATTACHMENT_BYTES + 1)
    except OSError as error:
        raise NotFound(f"{path.name} cannot be read ({error.strerror}).") from None
    if len(data) > limits.ATTACHMENT_BYTES:
        raise TooLarge(f"{path.name} is larger than {limits.ATTACHMENT_BYTES // limits.MIB} MB, the most for one file.")
    return data
