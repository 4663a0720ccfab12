"""I2: the page's process is killed, or stands still, again and again: the page is back with its draft and its run.

`RUNNEL_LONG=1` kills it fifty times instead of five.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api import conftest as api
from tests.window.app import App, wait_until
from tests.window.conftest import Start
from tests.window.screen import Screen

provider, provider_url = api.provider, api.provider_url  # the same fixtures

KILLS = 50 if os.environ.get("RUNNEL_LONG") else 5
BACK_MOST_S = 3.0
WORDS = 60 * KILLS
DRAFT = "what I was about to say"


@pytest.fixture
def answering(screen: Screen, start: Start, provider_url: str, tmp_path: Path) -> tuple[App, str]:
    """A long answer is being written, and the next message is half typed."""
    (tmp_path / "data").mkdir(mode=0o700)
    settings = {
        "defaultModel": "fake:scripted",
        "modelTitles": False,
        "providers": {"fake": {"kind": "openai-compatible", "baseUrl": provider_url}},
    }
    (tmp_path / "data" / "settings.json").write_text(json.dumps(settings))
    wait_until(lambda: not screen.windows("Runnel"))
    app = start(display=screen.display)
    handle = screen.wait_for_window("Runnel", timeout_s=30)
    app.wait_for_streams(1)
    screen.type(handle, f"[[tokens={WORDS} pace_ms=50]]")
    wait_until(lambda: [run["status"] for run in chat(app)["runs"]] == ["running"])
    screen.type(handle, DRAFT[:-1], then=DRAFT[-1])
    wait_until(lambda: DRAFT in app.api.get("/api/snapshot")["drafts"].values())
    return app, handle


@pytest.mark.timeout(60 + 8 * KILLS)
def test_I2_a_web_process_killed_again_and_again_comes_back_with_draft_and_run(
    screen: Screen, answering: tuple[App, str]
) -> None:
    app, _ = answering
    took = [back_after(app, lambda: os.kill(web_process(app), signal.SIGKILL)) for _ in range(KILLS)]
    print(f"back after {[round(seconds, 2) for seconds in took]} s")

    assert max(took) < BACK_MOST_S
    assert chat(app)["runs"][0]["status"] == "running"  # it was written all the while
    wait_until(lambda: chat(app)["runs"][0]["status"] == "finished", timeout_s=WORDS * 0.06 + 10)
    assert chat(app)["messages"][1]["content"] == "".join(f"word{number} " for number in range(WORDS))
    wait_until(lambda: sent_the_draft(screen, app))


@pytest.mark.timeout(120)
def test_I2_a_page_that_stands_still_is_made_anew_with_draft_and_run(
    screen: Screen, answering: tuple[App, str]
) -> None:
    app, _ = answering
    beats(app)
    began = time.monotonic()

    took = back_after(app, lambda: os.kill(web_process(app), signal.SIGSTOP))

    print(f"seen and back after {took:.2f} s")
    assert "is made anew" in app.log
    assert time.monotonic() - began < BACK_MOST_S + 1.5  # seen in three seconds, and then loaded
    assert chat(app)["runs"][0]["status"] == "running"
    wait_until(lambda: chat(app)["runs"][0]["status"] == "finished", timeout_s=WORDS * 0.06 + 10)
    wait_until(lambda: sent_the_draft(screen, app))


@pytest.mark.timeout(120)
def test_I2_a_machine_that_sleeps_does_not_lose_its_page(answering: tuple[App, str]) -> None:
    app, _ = answering
    beats(app)
    web = web_process(app)

    for _ in range(2):
        family = list(app.family())
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        time.sleep(6)  # what is tested: nobody's clock is looked at in it
        for pid in family:
            with contextlib.suppress(ProcessLookupError):  # one of the start's that was about to end
                os.kill(pid, signal.SIGCONT)
        time.sleep(4)  # longer than a page that hangs is left alone

    assert web_process(app) == web
    assert "is made anew" not in app.log


def back_after(app: App, end: Callable[[], None]) -> float:
    """Seconds until the page listens again."""
    before = app.log.count("a stream opened")
    began = time.monotonic()
    end()
    app.wait_for_streams(before + 1, timeout_s=20)
    return time.monotonic() - began


def beats(app: App) -> None:
    """Waits until the page has shown that it is alive: it does so each second."""
    time.sleep(1.5)


def web_process(app: App) -> int:
    return next(pid for pid, name in app.family().items() if name.startswith("WebKitWebProc"))


def chat(app: App) -> dict[str, Any]:  # Any: JSON
    listed = app.api.get("/api/conversations")["conversations"]
    return app.api.get(f"/api/conversations/{listed[0]['id']}") if listed else {"runs": [], "messages": []}


def sent_the_draft(screen: Screen, app: App) -> bool:
    """What stood in the composer goes out with Return."""
    screen.key("Return")
    return any(message["role"] == "user" and message["content"] == DRAFT for message in chat(app)["messages"])
