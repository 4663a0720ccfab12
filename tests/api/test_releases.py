"""Newer versions, what is new, and details for a report, as the page asks for them."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import World
from tests.fakes.web_server import Said, WebServer

PAGE = "https://example.org/runnel/v99.0"
LIST = Said(json.dumps({"tag_name": "v99.0", "html_url": PAGE}).encode())


@pytest.fixture
def feed() -> Iterator[WebServer]:
    with WebServer({"127.0.0.1/latest": LIST}).in_thread() as server:
        yield server


def test_it_is_off_until_it_is_switched_on_and_then_says_what_it_found(tmp_path: Path, feed: WebServer) -> None:
    address = feed.url("127.0.0.1/latest")
    world = World(tmp_path / "data", releases_feed=address)
    world.start()
    off = {"on": False, "feed": address, "lookedAt": None, "failure": None, "newer": None}
    assert world.get("/api/releases") == off
    assert world.get("/api/settings")["lookForReleases"] is False
    assert world.problem("POST", "/api/releases/look", {})[:2] == (409, "conflict")
    assert feed.asked == []

    with world.stream(changes=True) as frames:
        world.patch("/api/settings", {"lookForReleases": True})
        told = next(frame["data"] for frame in frames if frame["event"] == "changed" and "releases" in str(frame))
    assert "releases" in told["what"]
    found = world.get("/api/releases")
    assert found["newer"] == {"version": "99.0", "url": PAGE, "dismissed": False}
    assert (found["on"], found["failure"], found["lookedAt"] > 0) == (True, None, True)
    dismissed = world.post("/api/releases/dismiss", {"version": "99.0"})
    assert dismissed == {**found, "newer": {**found["newer"], "dismissed": True}}
    assert len(feed.asked) == 1
    world.post("/api/releases/look")
    assert len(feed.asked) == 2

    world.restart()
    assert world.get("/api/releases")["newer"] == dismissed["newer"]
    world.patch("/api/settings", {"lookForReleases": False})
    assert world.get("/api/releases") == off
    world.stop()
    assert len(feed.asked) == 2


def test_a_runnel_without_an_address_says_so(world: World) -> None:
    """As long as the project has none. When pyproject.toml names one, this is the place to say which."""
    world.patch("/api/settings", {"lookForReleases": True})
    assert world.get("/api/releases") == {"on": True, "feed": None, "lookedAt": None, "failure": None, "newer": None}
    assert world.problem("POST", "/api/releases/look", {})[0] == 409


def test_an_upgrade_is_told_to_the_first_who_asks_and_a_first_start_is_none(world: World) -> None:
    assert [world.post("/api/releases/seen") for _ in range(2)] == [{"upgraded": False}] * 2
    kept = world.data_dir / "settings.json"
    settings = json.loads(kept.read_text())
    assert settings["seenVersion"] == world.get("/api/settings")["version"]
    for before, upgraded in (("0.0.1", True), ("99.0", False)):
        world.stop()
        kept.write_text(json.dumps({**settings, "seenVersion": before}))
        world.start()
        assert [world.post("/api/releases/seen") for _ in range(2)] == [{"upgraded": upgraded}, {"upgraded": False}]


def test_details_for_a_report_name_versions_and_nobody(world: World) -> None:
    about = world.get("/api/about")
    assert about["log"] is None  # a server without a window writes to standard error
    assert about["details"].startswith(f"Runnel {world.get('/api/settings')['version']} (from source)\nSystem: ")
    assert "SQLite 3." in about["details"]
    for name in (str(Path.home()), socket.gethostname(), str(world.data_dir), world.server.token):
        assert name not in about["details"]
    (world.data_dir / "runnel.log").write_text("a line\n")
    assert world.get("/api/about")["log"] == str(world.data_dir / "runnel.log")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one file manager, which is not ours to start")
def test_the_data_folder_and_the_log_are_shown_and_nothing_else(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs, asked = tmp_path / "programs", tmp_path / "asked"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    status, code, detail = world.problem("POST", "/api/about/show", {"what": "data"})
    assert (status, code) == (409, "no_files")
    assert str(world.data_dir) in detail
    assert world.problem("POST", "/api/about/show", {"what": "log"})[0] == 404
    assert world.problem("POST", "/api/about/show", {"what": "/etc/passwd"})[0] == 422
    (programs / "xdg-open").write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    (programs / "xdg-open").chmod(0o755)
    assert world.http.post("/api/about/show", json={"what": "data"}).status_code == 204
    assert asked.read_text() == f"{world.data_dir}\n"
