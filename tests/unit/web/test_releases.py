"""Newer versions: nobody is asked before it is switched on, then once a day, and whatever comes back is only said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.version import Version

from backend.domain import limits
from backend.domain.errors import Conflict
from backend.domain.settings import PreferencesFile
from backend.web.release_list import is_after, newest
from backend.web.releases import Newer, Releases, State
from tests.fakes.web_server import Said, WebServer

DAY_S = 24 * 60 * 60
PLACE = "127.0.0.1/releases"
PAGE = "https://example.org/runnel/v0.3.0"
LATEST = {"tag_name": "v0.3.0", "html_url": PAGE}


def says(content: object, **headers: str) -> Said:
    return Said(json.dumps(content).encode(), headers={"Content-Type": "application/json", **headers})


@dataclass
class Runnel:
    """As much of one as looks for releases, with a clock that a test sets."""

    releases: Releases
    preferences: PreferencesFile
    told: asyncio.Event = field(default_factory=asyncio.Event)
    at_s: float = 1_000_000.0

    def switch(self, on: bool) -> None:
        self.preferences.update(look_for_releases=on)
        self.releases.switched()

    async def look_at_the_clock(self) -> None:
        """What it does each hour."""
        self.releases.switched()
        while self.releases._switched.is_set():  # noqa: ASYNC110  its own event, which it takes back
            await asyncio.sleep(0)
        await self.releases.state()  # waits for a look that it may have begun

    async def heard(self) -> State:
        await asyncio.wait_for(self.told.wait(), 10)
        self.told.clear()
        return await self.releases.state()


def runnel(folder: Path, feed: str | None, *, version: str = "0.1.0", on: bool = True) -> Runnel:
    preferences = PreferencesFile(folder)
    preferences.update(look_for_releases=on)
    made: Runnel
    releases = Releases(
        preferences=preferences,
        data_dir=folder,
        version=version,
        feed=feed,
        tell=lambda: made.told.set(),
        now=lambda: made.at_s,
    )
    made = Runnel(releases, preferences)
    return made


@asynccontextmanager
async def watching(one: Runnel) -> AsyncIterator[Runnel]:
    watch = asyncio.create_task(one.releases.watch(after_s=0.01))
    try:
        yield one
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


def test_I6_off_nobody_is_asked_and_nothing_is_kept(tmp_path: Path) -> None:
    async def story() -> None:
        async with WebServer({PLACE: says(LATEST)}) as web, watching(runnel(tmp_path, web.url(PLACE), on=False)) as one:
            await one.look_at_the_clock()
            with pytest.raises(Conflict, match="switched off"):
                await one.releases.look()
            assert await one.releases.state() == State(False, web.url(PLACE), None, None, None)
            assert web.asked == []

    asyncio.run(story())
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_it_asks_once_a_day_with_nothing_that_tells_one_person_from_another(tmp_path: Path) -> None:
    async def story() -> None:
        answers = iter((says(LATEST, ETag='"one"'), Said(status=304), Said(b"", 500)))
        async with WebServer(lambda host, path: next(answers)) as web:
            async with watching(runnel(tmp_path, web.url(PLACE))) as one:
                found = await one.heard()
                assert found == State(True, web.url(PLACE), 1_000_000_000, None, Newer("0.3.0", PAGE, False))
                one.at_s += DAY_S - 1
                await one.look_at_the_clock()
                assert len(web.asked) == 1
                one.at_s += 1
                await one.look_at_the_clock()
                assert await one.heard() == replace(found, looked_at_ms=1_000_000_000 + DAY_S * 1000)  # not changed
            later = runnel(tmp_path, web.url(PLACE))  # a start on the same day asks nobody either
            later.at_s = one.at_s + 60
            async with watching(later):
                await later.look_at_the_clock()
                assert (await later.releases.state()).newer == Newer("0.3.0", PAGE, False)
                assert len(web.asked) == 2
                later.at_s += DAY_S
                await later.look_at_the_clock()
                failed = await later.heard()
                assert (failed.failure, failed.newer) == ("refused", Newer("0.3.0", PAGE, False))
        heads = [sorted(line for line in head.lower().split("\r\n") if line) for head in web.heads]
        usual = [
            *("accept-encoding: identity", "accept: application/json", "connection: keep-alive"),
            *("get /releases http/1.1", f"host: 127.0.0.1:{web.port}"),
        ]
        assert heads[0] == [*usual, "user-agent: runnel"]
        assert heads[1:] == [[*usual, 'if-none-match: "one"', "user-agent: runnel"]] * 2

    asyncio.run(story())


def test_switching_it_on_looks_at_once_and_off_forgets_what_was_found(tmp_path: Path) -> None:
    async def story() -> None:
        async with WebServer({PLACE: says(LATEST, ETag="x")}) as web:
            async with watching(runnel(tmp_path, web.url(PLACE), on=False)) as one:
                await one.look_at_the_clock()
                one.switch(True)
                assert (await one.heard()).newer == Newer("0.3.0", PAGE, False)
                await one.releases.dismiss("0.3.0")
                assert (await one.heard()).newer == Newer("0.3.0", PAGE, True)
                assert (tmp_path / "releases.json").stat().st_mode & 0o777 == 0o600
                one.switch(False)
                await one.look_at_the_clock()
                assert not (tmp_path / "releases.json").exists()
                one.switch(True)
                assert (await one.heard()).newer == Newer("0.3.0", PAGE, False)
            assert "if-none-match" not in web.heads[-1].lower()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("said", "failure", "version"),
    [
        (says(LATEST), None, "0.3.0"),
        (says([LATEST, {**LATEST, "tag_name": "0.10"}, {**LATEST, "tag_name": "v0.2.0"}]), None, "0.10"),
        (says([{**LATEST, "tag_name": "v9.0.0", "prerelease": True}, LATEST]), None, "0.3.0"),
        (says([{**LATEST, "tag_name": "v9.0.0", "draft": True}, {**LATEST, "tag_name": "v9.0.0rc1"}]), None, None),
        (says([]), None, None),
        (says({**LATEST, "tag_name": "v0.1.0"}), None, None),  # this one
        (says({**LATEST, "html_url": "javascript:alert(1)"}), None, None),
        (says({**LATEST, "html_url": "http://example.org/"}), None, None),
        (says({**LATEST, "html_url": f"https://example.org/{'x' * 3_000}"}), None, None),
        (says({"message": "Not Found"}), "unreadable", None),
        (says(["v9.0.0"]), "unreadable", None),
        (says(7), "unreadable", None),
        (Said(b"<html>"), "unreadable", None),
        (Said(b'["' + b"x" * (limits.RELEASES_BYTES + 1) + b'"]'), "unreadable", None),
        (Said(b"nothing", 404), "refused", None),
        (Said(status=302, headers={"Location": "/elsewhere"}), "refused", None),
        (Said(raw=b""), "no_answer", None),
        (Said(raw=b"\x00\x01\x02\r\n\r\n"), "no_answer", None),
        (Said(b"[", hang=True), "no_answer", None),
    ],
)
def test_whatever_comes_back_is_a_version_or_a_failure(
    said: Said, failure: str | None, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with WebServer({PLACE: said, "127.0.0.1/elsewhere": says(LATEST)}) as web:
            one = runnel(tmp_path, web.url(PLACE))
            state = await one.releases.look()
            assert (state.failure, state.newer.version if state.newer else None) == (failure, version)
            assert web.asked == [PLACE]

    monkeypatch.setattr(limits, "RELEASES_TIMEOUT_S", 1.0 if said.hang else 10.0)
    asyncio.run(story())


@pytest.mark.parametrize("feed", [None, "http://example.org/releases", "ftp://example.org/"])
def test_without_an_address_that_is_safe_to_ask_there_is_nothing_to_look_at(feed: str | None, tmp_path: Path) -> None:
    async def story() -> None:
        async with watching(runnel(tmp_path, feed)) as one:
            await one.look_at_the_clock()
            with pytest.raises(Conflict, match="no address"):
                await one.releases.look()
            assert (await one.releases.state()).feed is None

    asyncio.run(story())


def test_what_another_address_has_said_counts_for_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with WebServer({PLACE: says(LATEST)}) as web:
            assert (await runnel(tmp_path, web.url(PLACE)).releases.look()).newer is not None
            moved = runnel(tmp_path, web.url("127.0.0.1/moved"))
            assert (await moved.releases.state()).newer is None

    asyncio.run(story())


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"looked_at_s": "never"}', '{"failure": "x"}', '{"etag": 7}', '{"failure": []}']
)
def test_a_broken_file_is_as_if_nobody_had_looked(content: str, tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_text(content)
    state = asyncio.run(runnel(tmp_path, "https://example.org/").releases.state())
    assert state == State(True, "https://example.org/", None, None, None)


numbers = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
suffixes = st.sampled_from(
    ["", "a1", "b2", "rc1", ".dev3", ".post1", "-1", "+local.7", "rc1.dev2", "a1.post2", ".post1.dev2", "c4", ".r5"]
)


@given(numbers, numbers, suffixes)
@example("1.2", "1.2.0", "")
@example("1.2.0", "1.2", "rc1")
@example("1.2.0", "1.2", ".r5")
def test_versions_are_in_the_order_of_pep_440(final: str, other: str, suffix: str) -> None:
    assert is_after(final, other + suffix) == (Version(final) > Version(other + suffix))
    assert is_after(f"v{final}", other + suffix) == is_after(final, other + suffix)


@pytest.mark.parametrize(("version", "other"), [("", "1"), ("1", ""), ("1rc1", "0"), ("x", "y"), ("1.2.3.4.5", "1")])
def test_what_is_no_final_version_is_after_nothing(version: str, other: str) -> None:
    assert not is_after(version, other)


def test_the_newest_is_said_as_its_page_says_it() -> None:
    assert newest(json.dumps([LATEST]).encode()) == ("0.3.0", PAGE)
