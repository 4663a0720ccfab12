"""The order of life: begin a window, start the server, show, warm up, close, stop.

Nothing here raises to the person: what is wrong is a sentence on standard error, and in a small window too when
nobody reads a terminal. A signal closes the window, and the closing of the window ends everything else.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import login, signals, start
from desktop.around import Surroundings
from desktop.failure import data_folder, explain, is_busy
from desktop.instance import Given, Refused, hand_over
from desktop.notices import Notice, Notices
from desktop.openers import opener_for
from desktop.outcome import DIED, DROPPED, Opener, Outcome
from desktop.say import complain, say, somebody_reads_the_terminal
from desktop.script import Script
from desktop.toolkit import CHOICE, Machine, Way, ways
from desktop.view import View, icon_file, notice
from desktop.watchdog import Watchdog

if TYPE_CHECKING:
    from backend.domain.settings import Settings
    from backend.main import Server

PAGE_TIMEOUT_S = 3.0  # a page that has not connected by then, will not be waited for
FIRST_STARTS_S = 10.0  # another start that has the data folder and shows nothing yet is waited for
SETTLE_S = 0.2  # from its stream to the rest of its first calls

NOTHING_GIVEN = Given()

OPEN_THIS = "Open this address in a browser on this machine (it works once, for one minute):\n\n    {url}\n"
NO_DISPLAY = "Runnel is running, but there is no display to show its window on."
NO_TOOLKIT = (
    "Runnel is running, but nothing was found here that can show its window.\n"
    "On Debian or Ubuntu, `apt install gir1.2-webkit2-4.1 python3-gi` brings it (or, with Qt, `libxcb-cursor0`)."
)
WITHOUT_DRIVER = (
    "The page did not come up with this machine's graphics driver, so it is drawn without it, which is slower.\n"
    "An update of the driver may help."
)
NOT_EVEN_SO = "The window stays blank on this machine, so Runnel is shown in another way."
RUNNING = "Runnel is running."
ENDING = "To end Runnel, press Ctrl+C here."
FRESH = "For a fresh address, press Enter."


def run(arguments: Sequence[str]) -> int:
    """Runs until the window is closed or a signal comes. Answers the exit code: 0, 1 for what the person can put
    right, 70 for a fault of ours."""
    options = _parser().parse_args(arguments)
    if options.self_test:
        from desktop.self_test import self_test

        return self_test(with_window=not options.no_window, file=options.figures)
    given = Given.of(options.path, options.text)
    try:
        if not options.no_window and _handed_over(options, given):
            return 0
    except Refused as refused:
        complain(str(refused))
        return 1
    launcher = Launcher(Machine.this(), window=not options.no_window)
    try:
        signals.listen(launcher.close)
        return launcher.live(lambda: _settings(options), given)
    except Exception as error:
        if not options.no_window and is_busy(error) and _handed_over(options, given, patience_s=FIRST_STARTS_S):
            return 0
        text, code = explain(error)
        complain(text)
        launcher.tell(text)
        return code
    finally:
        launcher.close()


class Launcher:
    """One life of the app. `machine` says which ways to show the page there are."""

    def __init__(self, machine: Machine, *, window: bool, make: Callable[[Way], Opener] | None = None) -> None:
        self._machine = machine
        self._make = make or (lambda way: opener_for(way, machine, profile=lambda: self._profile))
        self._wants_window = window
        self._candidates = list(ways(machine)) if window else [Way.ADDRESS]
        self._ended = threading.Event()
        self._profile: Path | None = None
        self._watchdog: Watchdog | None = None  # from the first paint on
        self._blank = threading.Event()  # the window that is shown stays so
        self._opener: Opener | None = self._make(self._candidates[0])  # gets ready beside the server

    def live(self, settings: Callable[[], Settings], given: Given = NOTHING_GIVEN) -> int:
        """Raises what reading the settings and `Server.start` raise."""
        server = start.server(settings)
        try:
            self._profile = server.data_dir / "browser"
            server.around.login = login.login(server.data_dir)
            self.show(server, theme=server.preferences.theme, chat=server.take(given.path, given.text))
        finally:
            server.stop()
        return 0

    def show(self, server: Server, *, theme: str = "system", chat: str | None = None) -> Way | None:
        """Shows the page in the first way that works, until it is closed or `close` is called. Answers that way, or
        None when it was closed before anything was shown."""
        # Cmd+Q on macOS never comes back from the toolkit, so there the end happens while the window closes
        on_closing = server.stop if sys.platform == "darwin" else _nothing
        around = Surroundings(server, lambda: self._opener)
        while self._candidates and not self._ended.is_set():
            way = self._candidates.pop(0)
            opener = self._opener = self._opener or self._make(way)
            if self._ended.is_set():  # a signal came while there was nothing that it could close
                opener.close()
            url = server.new_boot_url(chat)
            if way is Way.ADDRESS:
                say(f"{self._why()}\n{OPEN_THIS.format(url=url)}")
            places = str(server.data_dir / "window.json")
            view = View(url=url, origin=server.url, theme=theme, icon=icon_file(), places=places)
            outcome = opener.show(
                view,
                on_painted=lambda: self._painted(server, around, chat),
                on_closing=on_closing,
                on_told=lambda word, values: self._told(server, around, word, values),
            )
            if self._blank.is_set() and not self._ended.is_set():
                self._blank.clear()
                say(NOT_EVEN_SO)
                outcome = Outcome.UNUSABLE
            if outcome is Outcome.LEFT_OPEN:
                if way is not Way.ADDRESS:  # a browser may say that it opened something and show nothing
                    say(f"If you see no window:\n{OPEN_THIS.format(url=server.new_boot_url())}")
                self._wait(server)
            if outcome is not Outcome.UNUSABLE:
                return way
            self._opener = None
            around.gone()
            server.lend(None)
        return None

    def _painted(self, server: Server, around: Surroundings, first: str | None) -> None:
        """Something can be seen: from now on it can be brought to the front, and is watched. Once is enough."""
        if self._watchdog is not None:
            return

        def bring(chat: str | None, activation: str | None) -> bool:
            opener = self._opener
            page = server.page_url(chat) if chat is not None else ""
            return opener is not None and opener.bring(page, lambda: server.new_boot_url(chat), activation)

        def again(plainly: bool) -> None:
            if self._opener is not None:
                if plainly:
                    say(WITHOUT_DRIVER)
                self._opener.again(plainly=server.new_boot_url(first) if plainly else None)

        def give_up() -> None:
            if self._opener is not None:
                self._blank.set()
                self._opener.close()

        def has_come() -> bool:
            return server.streams > 0 or self._opener is None or not self._opener.is_ours

        def choose(start: str | None) -> str | None:
            return self._opener.choose(start) if self._opener is not None else None

        def tell(notice: Notice) -> None:
            if self._opener is not None:
                self._opener.notify(notice.title, notice.text, server.page_url(notice.chat))

        server.open_to_others(bring)
        if self._opener is not None and self._opener.is_ours:
            server.lend(choose)
        notices = Notices(Script(server.url, server.token), lambda: server.head, tell, seen=around.look)
        threading.Thread(target=notices.watch, args=(self._ended,), name="notices", daemon=True).start()
        watchdog = self._watchdog = Watchdog(server.pulse, again, is_there=has_come, give_up=give_up)
        threading.Thread(target=watchdog.watch, args=(self._ended,), name="watchdog", daemon=True).start()
        _warm_up_beside(server)

    def _told(self, server: Server, around: Surroundings, word: str, values: list[str]) -> None:
        """What a window of our own tells of itself."""
        if word == DROPPED:
            server.dropped(values)
        elif word == DIED:
            if self._watchdog is not None:
                self._watchdog.died()
        else:
            around.told(word, values)

    def tell(self, text: str) -> None:
        """Shows a sentence in a small window when nobody reads the terminal and there is a toolkit for it."""
        if somebody_reads_the_terminal() or not self._wants_window:
            return
        for way in self._candidates:
            if way in (Way.CHROMIUM, Way.BROWSER, Way.ADDRESS):
                return
            opener = self._opener = self._opener or self._make(way)
            if opener.show(notice(text), on_painted=_nothing, on_closing=_nothing) is Outcome.CLOSED:
                return
            self._opener = None

    def again(self) -> bool:
        """From another thread: makes the page anew, as a reload does. Answers whether that is ours to do."""
        opener = self._opener
        if opener is None or not opener.is_ours:
            return False
        opener.again()
        return True

    def close(self) -> None:
        """From any thread: ends what `show` and `tell` wait for."""
        self._ended.set()
        if self._opener is not None:
            self._opener.close()

    def _why(self) -> str:
        if not self._wants_window or self._machine.environment.get(CHOICE) == Way.ADDRESS:  # asked for
            return RUNNING
        return NO_TOOLKIT if self._machine.display else NO_DISPLAY

    def _wait(self, server: Server) -> None:
        """Until a signal. At a terminal, Enter gives another address, because the last one works only once."""
        at_terminal = sys.stdin is not None and sys.stdin.isatty()
        say(f"{FRESH} {ENDING}" if at_terminal else ENDING)
        if at_terminal:
            threading.Thread(target=_hand_out, args=(server, self._ended), name="enter", daemon=True).start()
        while not self._ended.wait(0.5 if sys.platform == "win32" else None):
            pass  # on Windows a wait without end hears no Ctrl+C


def _warm_up_beside(server: Server) -> None:
    """Begins the heavy imports once the page has what it needs: they would take its turns on the processor."""

    def wait() -> None:
        ends = time.monotonic() + PAGE_TIMEOUT_S
        while server.streams == 0 and time.monotonic() < ends:
            time.sleep(0.02)
        time.sleep(SETTLE_S)
        server.warm_up()

    threading.Thread(target=wait, name="before-warm-up", daemon=True).start()


def _hand_out(server: Server, ended: threading.Event) -> None:
    for _ in sys.stdin:
        if ended.is_set():
            return
        say(OPEN_THIS.format(url=server.new_boot_url()))


def _handed_over(options: argparse.Namespace, given: Given, *, patience_s: float = 0.0) -> bool:
    """Whether another Runnel has taken what this one was given. Raises Refused."""
    said = hand_over((options.data_dir or data_folder()).expanduser(), given, patience_s=patience_s)
    if said is not None:
        say(said)
    return said is not None


def _settings(options: argparse.Namespace) -> Settings:
    from backend.domain.settings import Settings

    given = {"data_dir": options.data_dir, "port": options.port}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _nothing() -> None:
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="runnel", description="AI chat and agents that never lose a word.")
    parser.add_argument("path", type=Path, nargs="?", help="a folder, or a file in one, to begin a chat with")
    parser.add_argument("--text", help="words to begin a chat with; they are not sent")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where conversations are kept")
    parser.add_argument("--port", type=int, metavar="N", help="on 127.0.0.1; 0, the default, takes a free one")
    parser.add_argument("--no-window", action="store_true", help="only serve, and print the address")
    parser.add_argument("--self-test", action="store_true", help="try everything once with data of its own")
    parser.add_argument("--figures", type=Path, metavar="FILE", help="where the self-test writes its figures too")
    return parser
