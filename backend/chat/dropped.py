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
        self._newest: Drop | None = None  # what nobody has asked for; one that comes later takes its place
        self._came = asyncio.Event()
        self._asked_s: list[float] = []  # since when who waits has asked
        self._readable: dict[str, Path] = {}  # of the drops that were asked for, the newest last

    async def put(self, paths: Sequence[str]) -> None:
        """These were let go over the window just now. What is neither a file nor a folder is left out."""
        at_s = self._clock()  # a slow disk makes it no newer
        drop = Drop(at_s, *await asyncio.to_thread(_sorted, paths))
        if not drop.folders and not drop.files and not any(asked_s <= at_s for asked_s in self._asked_s):
            return  # the page may have had no reason to ask, as for a link, and its next question is not about this
        if self._newest is None or self._newest.at_s <= at_s:
            self._newest = drop
            self._came.set()

    async def take(self) -> Drop:
        """The drop of a moment ago, or the one that comes in the next; one of nothing where there is none."""
        asked_s = self._clock()
        self._asked_s.append(asked_s)
        try:
            async with asyncio.timeout(limits.DROP_S):
                while (drop := self._fresh()) is None:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            return Drop()
        finally:
            self._asked_s.remove(asked_s)
        self._readable |= drop.files
        for key in list(self._readable)[: -2 * limits.DROPPED]:
            del self._readable[key]
        return drop

    def _fresh(self) -> Drop | None:
        drop, self._newest = self._newest, None
        return drop if drop is not None and self._clock() - drop.at_s <= limits.DROP_S else None

    async def read(self, key: str) -> bytes:
        """What is in a dropped file. Raises NotFound, TooLarge."""
        path = self._readable.pop(key, None)
        if path is None:
            raise NotFound("That file is no longer there to be read. Drop it again.")
        return await asyncio.to_thread(read_whole, path)


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


def read_whole(path: Path) -> bytes:
    """A file that is to be attached. Raises NotFound, TooLarge."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.ATTACHMENT_BYTES + 1)
    except OSError as error:
        raise NotFound(f"{path.name} cannot be read ({error.strerror}).") from None
    if len(data) > limits.ATTACHMENT_BYTES:
        raise TooLarge(f"{path.name} is larger than {limits.ATTACHMENT_BYTES // limits.MIB} MB, the most for one file.")
    return data
