"""I6: nothing leaves the machine by itself: not at the start, not while nobody does anything.

`RUNNEL_LONG=1` watches for ten minutes instead of one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.window.app import ROOT, App, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen

IDLE_S = 600 if os.environ.get("RUNNEL_LONG") else 60
INSIDE = ("unshare", "-rnm", sys.executable, "-m", "tests.window.outside")
ASKS = """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
    s.setblocking(False)
    s.connect_ex(("192.0.2.1", 443))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.connect(("192.0.2.2", 53)); s.send(b"x")
try:
    socket.getaddrinfo("example.org", 80)
except OSError:
    pass
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="network namespaces are Linux's")


@pytest.fixture(scope="module")
def watched() -> None:
    if shutil.which("unshare") is None or not Path("/dev/net/tun").exists():
        pytest.skip("not installed: unshare, /dev/net/tun")
    if subprocess.run(["unshare", "-rnm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("not allowed here: user namespaces")


def test_I6_the_watch_sees_what_would_leave(watched: None, tmp_path: Path) -> None:
    report = tmp_path / "report"
    environment = {**os.environ, "RES_OPTIONS": "timeout:1 attempts:1"}
    subprocess.run([*INSIDE, str(report), sys.executable, "-c", ASKS], cwd=ROOT, env=environment, check=True)
    seen = {(line["to"], line["port"], line["over"], line.get("asks", "")) for line in read(report)}
    assert {("192.0.2.1", 443, "tcp", ""), ("10.9.0.1", 53, "udp", "example.org")} <= seen
    assert "192.0.2.2" in {to for to, *_ in seen}


@pytest.mark.timeout(IDLE_S + 90)
def test_I6_no_packet_leaves_at_the_start_or_while_idle(
    watched: None, screen: Screen, start: Start, tmp_path: Path
) -> None:
    """Two at once, since most of it is waiting: one that knows nothing, and one with providers far away and an address
    where new versions are announced, which nobody has switched on."""
    far = tmp_path / "far"
    far.mkdir(mode=0o700)
    (far / "settings.json").write_text(json.dumps(FAR_AWAY))
    reports = [tmp_path / "nothing.report", tmp_path / "far.report"]
    apps: list[App] = []
    known = {"OPENAI_API_KEY": "sk-not-a-key", "RUNNEL_RELEASES_FEED": "https://releases.example.org/latest"}
    for report, environment in zip(reports, ({}, known), strict=True):
        program = [*INSIDE, str(report), sys.executable, "-m", "desktop"]
        apps.append(start(display=screen.display, program=program, environment=environment, data=report.stem))
        apps[-1].wait_for_streams(1)
    shown = time.monotonic()

    wait_until(lambda: time.monotonic() > shown + IDLE_S, timeout_s=IDLE_S + 10)

    for app in apps:
        assert app.process.poll() is None
    for window in screen.windows("Runnel"):
        screen.close(window)
    for app in apps:
        assert app.ended()[0] == 0
    assert [read(report) for report in reports] == [[], []]


FAR_AWAY = {
    "defaultModel": "far:some-model",
    "providers": {
        "far": {"kind": "openai-compatible", "baseUrl": "http://far.example.org/v1"},
        "openai": {"kind": "openai", "baseUrl": None},
    },
}


def read(report: Path) -> list[dict[str, Any]]:  # Any: JSON
    return [json.loads(line) for line in report.read_text().splitlines()]
