"""I1: where no window can be shown there is a plain sentence and an address, never a traceback."""

from __future__ import annotations

import re
import signal
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.window.app import App
from tests.window.conftest import Start

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")


def test_I1_without_a_display_the_address_is_printed(start: Start) -> None:
    app = start(display=None)

    said = read_until(app, "Ctrl+C")
    address = re.search(r"http://(127\.0\.0\.1:\d+)(/boot\?code=\S+)", said)

    assert "there is no display" in said
    assert address is not None
    assert status(*address.groups()) == 303
    assert status(*address.groups()) == 403  # A9: its code works once
    assert end(app) == (0, "")


def test_I1_a_display_that_does_not_answer_leads_to_the_address_too(start: Start) -> None:
    app = start(display=":4711", environment={"PATH": "/nowhere", "BROWSER": "/bin/false"})

    said = read_until(app, "Ctrl+C")

    assert "nothing was found here that can show its window" in said
    assert end(app) == (0, "")


def test_I1_the_system_browser_is_opened_where_one_shows_itself_elsewhere(start: Start, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)

    app = start(display=None, environment={"BROWSER": str(browser)})
    said = read_until(app, "Ctrl+C")

    assert "open in your browser" in said
    assert (tmp_path / "opened").read_text().startswith("http://127.0.0.1:")
    assert end(app) == (0, "")


def test_a_second_start_on_the_same_data_says_so(start: Start) -> None:
    first = start("--no-window", display=None)
    read_until(first, "Ctrl+C")

    code, _, errors = start("--no-window", display=None).ended()

    assert code == 1
    assert "already running" in errors
    assert "Traceback" not in errors
    assert end(first) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], "port"),
        (["--data-dir", "/proc/nowhere"], "/proc/nowhere"),
    ],
)
def test_settings_that_cannot_be_used_are_named(start: Start, arguments: list[str], words: str) -> None:
    code, _, errors = start("--no-window", *arguments, display=None).ended()

    assert code == 1
    assert words in errors
    assert "Traceback" not in errors


def test_a_checkout_without_its_dependencies_prints_the_line_to_run(start: Start) -> None:
    app = start(display=None, program=(sys.executable, "-S", "-m", "desktop"))

    code, _, errors = app.ended()

    assert code == 2
    assert "uv run --extra desktop python -m desktop" in errors
    assert "Traceback" not in errors


def test_the_self_test_passes_without_a_display(start: Start) -> None:
    code, out, errors = start("--self-test", display=None).ended()

    assert (code, errors) == (0, "")
    assert '"window": "no display"' in out


def read_until(app: App, words: str) -> str:
    assert app.process.stdout is not None
    said = ""
    for line in app.process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended after saying {said!r} and {app.ended()!r}")


def end(app: App) -> tuple[int, str]:
    app.process.send_signal(signal.SIGTERM)
    code, _, errors = app.ended(timeout_s=10)
    return code, errors


def status(address: str, path: str) -> int:
    connection = HTTPConnection(address, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    connection.close()
    return answer.status
