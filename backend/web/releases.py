"""Whether there is a newer Runnel: asked only where the person has switched that on, and only said.

Off, nothing is sent, read or planned. On, there is one GET a day, while the app runs, of the list of releases that the
project names in its own metadata (`[project.urls]`, "Releases"). No version, name, cookie or language goes along, only
the list's own ETag, so that the same list is not sent again; no redirect is followed. What comes of it is a version and
the address of a page about it. Nothing is ever downloaded or installed.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib.metadata
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

import orjson

from backend.domain import kept_file, limits
from backend.domain.errors import Conflict
from backend.domain.settings import PreferencesFile
from backend.domain.trace import trace
from backend.models.http import HttpFactory, is_loopback, open_client
from backend.web.release_list import is_after, newest

log = logging.getLogger(__name__)

Failure = Literal["no_answer", "refused", "unreadable"]
LABEL = "Releases"  # of the address in the project's metadata
_DAY_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """`releases.json`: what the last look found. It is gone when looking is switched off."""

    feed: str = ""
    looked_at_s: float = 0  # since 1970; 0 is never
    failure: Failure | None = None
    etag: str = ""
    version: str = ""  # the newest one of the list
    url: str = ""
    dismissed: str = ""  # the version that nobody needs to be told of again


@dataclass(frozen=True, slots=True)
class Newer:
    """A release after this one, and the page about it."""

    version: str
    url: str
    dismissed: bool


@dataclass(frozen=True, slots=True)
class State:
    """What there is to say. `feed` None: this Runnel knows no address to look at."""

    on: bool
    feed: str | None
    looked_at_ms: int | None
    failure: Failure | None
    newer: Newer | None


class Releases:
    """The look for releases of one running server. Use it from one event loop.

    `feed` None is the project's own address, if it has one. `tell` is called when something else is to be said.
    """

    def __init__(
        self,
        *,
        preferences: PreferencesFile,
        data_dir: Path,
        version: str,
        feed: str | None = None,
        http: HttpFactory = open_client,
        tell: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._preferences = preferences
        self._file = data_dir / "releases.json"
        self._version = version
        self._given_feed = feed
        self._http = http
        self._tell = tell
        self._now = now
        self._kept: Kept | None = None
        self._switched = asyncio.Event()
        self._looking = asyncio.Lock()

    async def state(self) -> State:
        """As it is now, once a look that is under way has ended."""
        async with self._looking:
            return await self._state()

    async def _state(self) -> State:
        feed, on = self._feed(), self._preferences.current.look_for_releases
        if not on:
            return State(False, feed, None, None, None)
        kept = await self._read()
        newer = None
        if kept.version and is_after(kept.version, self._version):
            newer = Newer(kept.version, kept.url, kept.dismissed == kept.version)
        return State(on, feed, int(kept.looked_at_s * 1000) or None, kept.failure, newer)

    async def look(self) -> State:
        """Looks now. What goes wrong is part of the answer. Raises Conflict where it is off or there is no address."""
        async with self._looking:
            feed = self._feed()
            if not self._preferences.current.look_for_releases:
                raise Conflict("Looking for newer versions is switched off. Nothing was sent.")
            if feed is None:
                raise Conflict("This Runnel knows no address where new versions are announced. Nothing was sent.")
            before = await self._read()
            # first of all, so that a crash in the middle is no reason to ask twice a day
            before = replace(before, looked_at_s=self._now(), failure="no_answer")
            await self._keep(before)
            await self._keep(await self._asked(feed, before))
        self._tell()
        return await self._state()

    async def dismiss(self, version: str) -> State:
        """Nobody needs to be told of this version again; the settings still say it."""
        async with self._looking:
            if self._preferences.current.look_for_releases:
                await self._keep(replace(await self._read(), dismissed=version))
                self._tell()
            return await self._state()

    def switched(self) -> None:
        """The setting may have changed: what waits looks at it again."""
        self._switched.set()

    async def watch(self, *, after_s: float = limits.RELEASES_AFTER_S) -> None:
        """Looks once a day while it is switched on, until it is cancelled. The first moments belong to the start."""
        pause_s: float | None = after_s
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._switched.wait()
            self._switched.clear()
            try:
                pause_s = await self._look_if_due()
            except Exception as error:  # a fault of ours in here is no reason for anything else to end
                log.warning("looking for releases waits: %s", trace(error))
                pause_s = limits.RELEASES_PAUSE_S

    async def _look_if_due(self) -> float | None:
        """How long to wait for the next time; None is until it is switched on."""
        if not self._preferences.current.look_for_releases:
            await self._forget()
            return None
        if self._feed() is None:
            return None
        since_s = self._now() - (await self._read()).looked_at_s
        if not 0 <= since_s < _DAY_S:  # also where the clock was set back
            await self.look()
            since_s = 0
        return min(max(_DAY_S - since_s, 1), limits.RELEASES_PAUSE_S)  # a sleeping machine's clocks stand still

    def _feed(self) -> str | None:
        feed = self._given_feed or feed_of_the_project()
        if feed is None:
            return None
        return feed if urlsplit(feed).scheme == "https" or is_loopback(feed) else None

    async def _asked(self, feed: str, before: Kept) -> Kept:
        """What is kept after this look."""
        headers = {
            "accept": "application/json",
            "accept-encoding": "identity",  # a small answer stays one
            "user-agent": "Runnel",  # GitHub answers nobody without a name; everybody's is the same
        }
        if before.etag:
            headers["if-none-match"] = before.etag
        try:
            status, etag, content = await self._get(feed, headers)
        except Exception as error:  # whatever a network can do
            log.info("no list of releases: %s", trace(error))
            return before
        if status == 304:
            return replace(before, failure=None)
        if status != 200:
            return replace(before, failure="refused")
        try:
            found = newest(content)
        except ValueError:
            return replace(before, failure="unreadable")
        version, url = found or ("", "")
        return replace(before, failure=None, etag=etag, version=version, url=url)

    async def _get(self, feed: str, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        # importing httpx2 and reading the system's certificates take their time: not on the loop
        client = await asyncio.to_thread(self._http, loopback=is_loopback(feed), keep_alive=False)
        try:
            async with (
                asyncio.timeout(limits.RELEASES_TIMEOUT_S),
                client.stream("GET", feed, headers=headers) as answer,
            ):
                content = bytearray()
                async for piece in answer.aiter_raw():
                    content += piece
                    if len(content) > limits.RELEASES_BYTES:
                        break
                etag = answer.headers.get("etag", "")
                usable = len(etag) <= limits.RELEASES_ETAG_CHARS and etag.isascii() and etag.isprintable()
                return answer.status_code, etag if usable else "", bytes(content[: limits.RELEASES_BYTES])
        finally:
            await client.aclose()

    async def _read(self) -> Kept:
        """What an address before this one said counts for nothing."""
        if self._kept is None:
            self._kept = await asyncio.to_thread(self._load)
        feed = self._feed() or ""
        return self._kept if self._kept.feed == feed else Kept(feed=feed)

    def _load(self) -> Kept:
        try:
            return _kept(orjson.loads(self._file.read_bytes()))
        except (OSError, ValueError):  # somebody else's, or a half one
            return Kept()

    async def _keep(self, kept: Kept) -> None:
        """In memory in any case, so that a full disk is no reason to ask every hour."""
        self._kept = kept
        try:
            await asyncio.to_thread(kept_file.replace, self._file, orjson.dumps(asdict(kept)).decode() + "\n")
        except OSError as error:
            log.warning("what was found of releases could not be kept: %s", error.strerror)

    async def _forget(self) -> None:
        async with self._looking:
            self._kept = None
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._file.unlink, missing_ok=True)


def _kept(found: object) -> Kept:
    """Raises ValueError where a value is no such thing."""
    if not isinstance(found, Mapping):
        raise ValueError("no object")
    kept = Kept(**{name: found[name] for name in asdict(Kept()) if name in found})
    texts = (kept.feed, kept.etag, kept.version, kept.url, kept.dismissed)
    is_time = isinstance(kept.looked_at_s, int | float)
    if not is_time or kept.failure not in (None, *get_args(Failure)) or not all(isinstance(t, str) for t in texts):
        raise ValueError("not ours")
    return kept


@functools.cache
def feed_of_the_project() -> str | None:
    """The address of the list, as the installed package's metadata has it."""
    try:
        urls = importlib.metadata.metadata("runnel").get_all("Project-URL") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    named = dict(str(url).split(", ", 1) for url in urls if ", " in str(url))
    return named.get(LABEL)
