"""`python -m backend`, as a script starts it: one line, clear refusals, an orderly end."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from backend.domain.settings import Settings
from backend.main import Server
from tests.api.world import World


@contextmanager
def backend(
    data_dir: Path, *arguments: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "--data-dir", str(data_dir), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def refusal(*arguments: str, **environment: str) -> str:
    """What it says on standard error when it does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, **environment},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_it_prints_one_line_and_answers(tmp_path: Path) -> None:
    with backend(tmp_path) as (process, line):
        assert line.keys() == {"url", "token", "pid", "boot"}
        assert line["pid"] == process.pid
        assert line["boot"].startswith(line["url"] + "/boot?code=")
        with urllib.request.urlopen(line["url"] + "/api/health") as answer:
            assert json.load(answer)["status"] == "ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_and_quickly(tmp_path: Path, number: int) -> None:
    with backend(tmp_path) as (process, line):
        request = urllib.request.Request(
            line["url"] + "/api/events", headers={"Authorization": f"Bearer {line['token']}"}
        )
        with urllib.request.urlopen(request) as stream:
            assert b"hello" in stream.readline() + stream.readline()
            began = time.monotonic()
            process.send_signal(number)
            rest = stream.read()
            assert process.wait(5) == 0
        assert time.monotonic() - began < 1.5
        assert b"event: bye" in rest


def test_the_environment_sets_what_the_command_line_does_not(tmp_path: Path) -> None:
    with backend(tmp_path, RUNNEL_TOKEN="a-fixed-token", RUNNEL_THEME="dark") as (_, line):
        assert line["token"] == "a-fixed-token"
        request = urllib.request.Request(
            line["url"] + "/api/settings", headers={"Authorization": "Bearer a-fixed-token"}
        )
        with urllib.request.urlopen(request) as answer:
            settings = json.load(answer)
        assert (settings["theme"], settings["overridden"]) == ("dark", ["theme"])


def test_H6_a_second_server_on_the_same_folder_says_so(tmp_path: Path) -> None:
    with backend(tmp_path):
        assert "already running with the data folder" in refusal("--data-dir", str(tmp_path))


def test_I1_what_cannot_start_says_why_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "newer").mkdir()
    database = sqlite3.connect(tmp_path / "newer" / "runnel.db")
    database.executescript("PRAGMA application_id=1381322316; PRAGMA user_version=99; CREATE TABLE later(x)")
    database.close()
    assert "is not a folder" in refusal("--data-dir", str(tmp_path / "file"))
    assert "cannot be written" in refusal("--data-dir", "/proc/nowhere")
    assert "newer version" in refusal("--data-dir", str(tmp_path / "newer"))
    assert "port" in refusal("--data-dir", str(tmp_path / "x"), RUNNEL_PORT="not-a-port")
    assert not (tmp_path / "x").exists()


def test_H4_a_damaged_database_is_told_of_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "runnel.db").write_bytes(b"no database" * 1000)
    with backend(tmp_path) as (_, line):
        request = urllib.request.Request(
            line["url"] + "/api/snapshot", headers={"Authorization": f"Bearer {line['token']}"}
        )
        with urllib.request.urlopen(request) as answer:
            notices = json.load(answer)["notices"]
    assert [notice["code"] for notice in notices] == ["database"]
    assert "kept in" in notices[0]["text"]


def test_H4_what_a_repair_says_is_kept_until_a_page_was_told(world: World) -> None:
    """A script is no person: the window's own asks for the same."""
    world.stop()
    (world.data_dir / "runnel.db").write_bytes(b"no database" * 1000)
    world.start()
    (notice,) = world.get("/api/snapshot")["notices"]
    assert "kept in" in notice["text"]
    world.restart()
    assert world.get("/api/snapshot")["notices"] == [notice]
    page = httpx2.Client(base_url=world.server.url, verify=False)
    with page:
        by_hand = {"sec-fetch-site": "none"}
        assert page.get(world.server.new_boot_url().removeprefix(world.server.url), headers=by_hand).status_code == 303
        for _ in range(2):  # also when it is loaded again
            answer = page.get("/api/snapshot", headers={"sec-fetch-site": "same-origin"})
            assert answer.json()["notices"] == [notice]
    world.restart()
    assert world.get("/api/snapshot")["notices"] == []


def test_H8_a_broken_settings_file_is_kept_and_told_of(tmp_path: Path) -> None:
    for number, content in enumerate(("", "{", '{"theme": 7}', "[]", "\0\0")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "settings.json").write_text(content)
        with backend(folder) as (_, line):
            request = urllib.request.Request(
                line["url"] + "/api/snapshot", headers={"Authorization": f"Bearer {line['token']}"}
            )
            with urllib.request.urlopen(request) as answer:
                notices = json.load(answer)["notices"]
        assert [notice["code"] for notice in notices] == ["settings_file"]
        assert [path.read_text() for path in folder.glob("settings.broken-*.json")] == [content]


@pytest.mark.parametrize("number", range(10))
def test_an_end_leaves_no_connection_open_that_came_in_the_same_moment(tmp_path: Path, number: int) -> None:
    server = Server.start(Settings(data_dir=tmp_path))
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    stop = threading.Thread(target=server.stop)
    with contextlib.ExitStack() as connections:
        for at in range(40):
            if at == 4 * number:
                stop.start()
            with contextlib.suppress(OSError):  # it has ended by then
                connections.enter_context(socket.create_connection(address, timeout=5))
        stop.join()
        gc.collect()  # what was left open warns, and a warning is a failure here
