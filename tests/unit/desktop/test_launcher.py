"""The order of ways and of life, with openers and a server that only remember."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from backend.domain.around import Around
from backend.domain.pulse import Pulse
from backend.domain.settings import Preferences
from desktop.browser import ChromiumApp
from desktop.launcher import Launcher
from desktop.outcome import CLOSING, DIED, DROPPED, TRAY, Outcome, Tell, nothing_told
from desktop.toolkit import Machine, Way
from desktop.view import View
from desktop.watchdog import DEATHS, DEATHS_MOST


class FakeServer:
    """As much of `backend.main.Server` as a launcher uses while it shows."""

    url = "http://127.0.0.1:4711"
    streams = 1
    head = 0
    token = "t"
    data_dir = Path("/nowhere")
    pulse = Pulse()
    preferences = Preferences(language="en")
    answering = 0

    def __init__(self) -> None:
        self.codes = 0
        self.warm = threading.Event()
        self.around = Around()
        self.around_changes = 0

        self.show: Callable[[str | None, str | None], bool] | None = None

        self.dropped_paths: list[str] = []
        self.choose: Callable[[str | None], str | None] | None = None

    def dropped(self, paths: list[str]) -> None:
        self.dropped_paths += paths

    def around_changed(self) -> None:
        self.around_changes += 1

    def lend(self, choose: Callable[[str | None], str | None] | None) -> None:
        self.choose = choose

    def new_boot_url(self, conversation: str | None = None) -> str:
        self.codes += 1
        return f"{self.url}/boot?code={self.codes}"

    def page_url(self, conversation: str) -> str:
        return f"{self.url}/#chat={conversation}"

    def open_to_others(self, show: Callable[[str | None, str | None], bool]) -> None:
        self.show = show

    def warm_up(self) -> None:
        self.warm.set()

    def stop(self) -> None:
        return None


@dataclass
class FakeOpener:
    outcome: Outcome
    views: list[View] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    closed: bool = False
    is_ours: bool = True
    tells: list[tuple[str, list[str]]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        self.views.append(view)
        if self.outcome is not Outcome.UNUSABLE:
            on_painted()
        for word, values in self.tells:
            on_told(word, values)
        return self.outcome

    def choose(self, start: str | None) -> str | None:
        return f"{start}/chosen"

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        self.brought.append(page)
        return True

    def notify(self, title: str, text: str, page: str) -> None:
        return None

    def again(self, *, plainly: str | None = None) -> None:
        self.plain.append(plainly or "")

    def obey(self, order: dict[str, Any]) -> None:
        self.orders.append(order)

    def close(self) -> None:
        self.closed = True


def linux(*modules: str) -> Machine:
    return Machine("linux", {"DISPLAY": ":0"}, False, lambda name: None, lambda name: name in modules)


def launcher(outcomes: dict[Way, Outcome], *modules: str) -> tuple[Launcher, dict[Way, FakeOpener], list[Way]]:
    openers = {way: FakeOpener(outcome) for way, outcome in outcomes.items()}
    made: list[Way] = []

    def make(way: Way) -> FakeOpener:
        made.append(way)
        return openers[way]

    return Launcher(linux(*modules), window=True, make=make), openers, made


def show(launcher: Launcher, server: FakeServer) -> Way | None:
    return launcher.show(cast(Any, server))  # Any: a fake of the one class it is


def test_the_first_way_that_works_is_the_only_one_tried() -> None:
    ways, openers, made = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    server = FakeServer()

    assert show(ways, server) is Way.GTK

    assert made == [Way.GTK]
    assert openers[Way.GTK].views[0].url == "http://127.0.0.1:4711/boot?code=1"
    assert openers[Way.GTK].views[0].origin == "http://127.0.0.1:4711"


def test_a_way_that_cannot_be_used_leads_to_the_next_with_a_code_of_its_own() -> None:
    ways, openers, made = launcher(
        {Way.GTK: Outcome.UNUSABLE, Way.QT: Outcome.UNUSABLE, Way.BROWSER: Outcome.CLOSED}, "gi", "PySide6", "qtpy"
    )

    assert show(ways, FakeServer()) is Way.BROWSER

    assert made == [Way.GTK, Way.QT, Way.BROWSER]
    assert openers[Way.BROWSER].views[0].url == "http://127.0.0.1:4711/boot?code=3"


def test_H6_what_is_shown_is_brought_forward_at_the_chat_that_came() -> None:
    ways, openers, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    server = FakeServer()
    show(ways, server)
    assert server.show is not None

    assert [server.show("c1", None), server.show(None, None)] == [True, True]

    assert openers[Way.GTK].brought == ["http://127.0.0.1:4711/#chat=c1", ""]


def test_what_is_dropped_on_the_window_is_told_to_the_server_and_its_dialog_is_lent() -> None:
    ways, openers, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    openers[Way.GTK].tells = [(DROPPED, ["/a", "/b"])]
    server = FakeServer()

    show(ways, server)

    assert server.dropped_paths == ["/a", "/b"]
    assert server.choose is not None
    assert server.choose("/home") == "/home/chosen"


@pytest.mark.parametrize(("answering", "orders"), [(0, []), (1, [{"put_away": True}])])
def test_a_window_that_is_closed_is_put_away_while_an_answer_is_written(
    answering: int, orders: list[dict[str, Any]]
) -> None:
    ways, openers, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    openers[Way.GTK].tells = [(TRAY, ["shown"]), (CLOSING, [])]
    server = FakeServer()
    server.answering = answering
    server.preferences = Preferences(when_closed="keep")

    show(ways, server)

    assert (openers[Way.GTK].orders, openers[Way.GTK].closed) == (orders, answering == 0)
    assert (server.around.outlives_closing, server.around.tray, server.around_changes) == (True, "shown", 1)


def test_a_window_that_cannot_be_made_small_can_still_be_closed() -> None:
    ways, openers, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    openers[Way.GTK].tells = [(TRAY, ["none"]), (CLOSING, []), (CLOSING, [])]
    server = FakeServer()
    server.answering = 1
    server.preferences = Preferences(when_closed="keep")

    show(ways, server)

    assert [list(order) for order in openers[Way.GTK].orders] == [["put_away"], ["ask"]]


def test_a_browser_lends_no_dialog() -> None:
    ways, openers, _ = launcher({Way.BROWSER: Outcome.CLOSED})
    openers[Way.BROWSER].is_ours = False
    server = FakeServer()

    show(ways, server)

    assert server.choose is None


def test_I1_a_window_that_stays_blank_is_drawn_without_the_driver_and_then_gives_way_to_the_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ways, openers, made = launcher({Way.GTK: Outcome.CLOSED, Way.BROWSER: Outcome.CLOSED}, "gi")
    openers[Way.GTK].tells = [(TRAY, ["shown"]), *[(DIED, [])] * (DEATHS + DEATHS_MOST)]
    server = FakeServer()
    server.streams = 0

    assert show(ways, server) is Way.BROWSER

    assert made == [Way.GTK, Way.BROWSER]
    assert openers[Way.GTK].plain == ["http://127.0.0.1:4711/boot?code=2"]
    assert (server.around.outlives_closing, server.around.tray, server.choose) == (False, "off", None)
    assert openers[Way.GTK].closed
    said = capsys.readouterr().out
    assert "graphics driver" in said
    assert "shown in another way" in said


def test_the_heavy_imports_begin_after_the_page_is_there() -> None:
    ways, _, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")
    server = FakeServer()

    show(ways, server)

    assert server.warm.wait(5)


def test_a_page_left_open_in_a_browser_is_served_until_a_signal(capsys: pytest.CaptureFixture[str]) -> None:
    ways, openers, _ = launcher({Way.BROWSER: Outcome.LEFT_OPEN})
    signal = threading.Timer(0.05, ways.close)
    signal.start()

    assert show(ways, FakeServer()) is Way.BROWSER

    signal.join()
    assert openers[Way.BROWSER].closed
    assert "Ctrl+C" in capsys.readouterr().out


def test_I1_the_address_comes_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    ways, _, _ = launcher({Way.BROWSER: Outcome.UNUSABLE, Way.ADDRESS: Outcome.CLOSED})

    assert show(ways, FakeServer()) is Way.ADDRESS

    said = capsys.readouterr().out
    assert "nothing was found here that can show its window" in said
    assert "http://127.0.0.1:4711/boot?code=2" in said


def test_an_address_that_was_asked_for_comes_without_a_complaint(capsys: pytest.CaptureFixture[str]) -> None:
    asking = Machine("linux", {"DISPLAY": ":0", "RUNNEL_WINDOW": "address"}, False, lambda _: None, lambda _: False)
    opener = FakeOpener(Outcome.CLOSED)

    assert show(Launcher(asking, window=True, make=lambda _: opener), FakeServer()) is Way.ADDRESS

    said = capsys.readouterr().out
    assert said.startswith("Runnel is running.\n")
    assert "http://127.0.0.1:4711/boot?code=1" in said


def test_a_signal_before_the_window_shows_nothing() -> None:
    ways, openers, _ = launcher({Way.GTK: Outcome.CLOSED}, "gi")

    ways.close()

    assert show(ways, FakeServer()) is None
    assert openers[Way.GTK].views == []
    assert openers[Way.GTK].closed


def test_a_browser_that_hands_its_address_to_a_window_left_over_keeps_the_server(tmp_path: Path) -> None:
    """After a `kill -9` of the launcher its app window lives on and takes the next address."""
    app = ChromiumApp("true", profile=lambda: tmp_path)
    view = View(url="http://127.0.0.1:1/", origin="http://127.0.0.1:1", theme="system", icon=None)
    ended: list[str] = []
    shown = app.show(view, on_painted=lambda: None, on_closing=lambda: ended.append("closing"))
    assert (shown, ended) == (Outcome.LEFT_OPEN, [])
