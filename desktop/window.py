"""The window: the only file that knows pywebview. The page speaks HTTP with the server and nothing else.

pywebview's bridge (`js_api`, `evaluate_js`) is not used, and its injected script is taken out: it would give
any page that got into the window a way to Python.

Imports the standard library, pywebview and its toolkit only, so that it also runs as a child under the system's
Python, which has PyGObject where ours does not (`system_gtk.py` starts it):

    stdin   one line, the View as JSON; then a line for each thing to do: {"bring": address, "activation"} to the front,
            {"again": true, "plainly": address} makes the page anew, {"notify": [title, text, address]}, {"choose":
            folder} asks for one in the system's dialog, and what outcome.Opener.obey has; its end, or the parent's,
            closes the window
    stdout  "ready" (a window can be shown), "painted", "brought", "closed"; and with a list behind it as JSON "chosen"
            and what outcome.Tell takes
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import probe
from desktop.adapter import ANY_SCREEN, Adapter, is_ours
from desktop.outcome import CLOSING, Tell, nothing_told
from desktop.places import Place, Places
from desktop.view import DARK, LEAST_HEIGHT, LEAST_WIDTH, LIGHT, TITLE, View

if TYPE_CHECKING:
    from webview.guilib import GUIType

ORDERS = {"tray", "put_away", "ask", "key", "taken"}
ANSWER_TIMEOUT_S = 2.0  # a window whose closing was told, and about which nobody has said anything, then closes
PAINT_TIMEOUT_S = 1.5  # what waits for the first paint starts at the latest after this


class Window:
    """One window on the main thread. `gui` is pywebview's name of a toolkit, None for the system's own."""

    def __init__(self, view: View, *, gui: GUIType | None, on_painted: Callable[[], None]) -> None:
        prepare_environment(gui)
        import webview  # here: on Linux the environment above must be set before it

        logging.getLogger("pywebview").setLevel(logging.CRITICAL)  # it logs tracebacks to standard error
        self._webview = webview
        self._view = view
        self._gui = gui
        self._on_painted = on_painted
        self._painted = threading.Lock()
        self._refused = False
        self._closed = threading.Event()
        self._adapter = Adapter()
        self._told_s: float | None = None  # when its closing was told, until something is said about it
        self._places = Places(Path(view.places)) if view.places is not None else None
        self._paint_timer = threading.Timer(PAINT_TIMEOUT_S, self._paint)
        self._paint_timer.daemon = True  # a window that is closed before it has elapsed must not wait for it
        self.on_closing: Callable[[], None] = lambda: None
        self.on_told: Tell = nothing_told

    def show(self) -> bool:
        """Blocks until the window is closed. Answers False when the system has no web view to show it with."""
        adapter = self._adapter = _adapter(self._gui)
        adapter.tell = lambda word, values: self.on_told(word, values)
        adapter.close = self.close
        dark = self._view.theme == "dark" or (self._view.theme == "system" and adapter.prefers_dark())
        found = self._places.first(adapter.screens()) if self._places is not None else None
        screen, place = found or (ANY_SCREEN, Place(0, 0))
        is_known = screen is not ANY_SCREEN
        window = self._webview.create_window(
            TITLE,
            url=self._view.url,
            html=self._view.html,
            x=screen.x + place.x if is_known else None,
            y=screen.y + place.y if is_known else None,
            width=place.width,
            height=place.height,
            maximized=place.maximised,
            min_size=(LEAST_WIDTH, LEAST_HEIGHT),
            background_color=DARK if dark else LIGHT,
            text_select=True,
            zoomable=True,
        )
        if window is None:  # pywebview's word for "cancelled", which nobody does here
            return False
        if self._closed.is_set():  # `close` came before there was a window that it could have destroyed
            return True

        def initialized(renderer: str) -> bool:
            self._refused = renderer == "mshtml"  # Internet Explorer, where WebView2 is missing: a blank app
            adapter.before_create()
            return not self._refused

        window.events.initialized += initialized

        def before_show() -> None:
            adapter.guard(window, self._view)
            if self._places is not None and found is not None:
                adapter.remember(window, self._places, *found)

        window.events.before_show += before_show
        window.events.shown += self._paint_timer.start
        window.events.loaded += self._paint
        window.events.closing += self._begin_closing
        self._webview.start(gui=self._gui, private_mode=True)
        return not self._refused

    def bring(self, page: str, activation: str | None) -> bool:
        """From any thread: to the front, at this address of our origin, or "" for where it is. Answers whether it
        could."""
        windows = list(self._webview.windows)
        if not windows or (page and not is_ours(page, self._view.origin)):
            return False
        return self._adapter.bring(windows[0], page, activation)

    def notify(self, title: str, text: str, page: str) -> None:
        """From any thread: tells a person who looks elsewhere, and leads them to this address of our origin."""
        windows = list(self._webview.windows)
        if windows and is_ours(page, self._view.origin):
            self._adapter.notify(windows[0], title, text, page)

    def again(self, *, plainly: str | None) -> None:
        """From any thread: makes the page anew, at the chat where it was; or at the address `plainly`, which lets it in
        anew, without the graphics driver."""
        for window in list(self._webview.windows):
            self._adapter.again(window, self._view, plainly=plainly)

    def obey(self, order: dict[str, Any]) -> None:  # Any: JSON
        """From any thread: `outcome.Opener.obey`."""
        if "put_away" in order or "ask" in order:
            self._told_s = None  # somebody has answered
        for window in list(self._webview.windows):
            self._adapter.obey(window, order)

    def choose(self, start: str | None) -> str | None:
        """From any thread but the window's: the folder that the person chooses in the system's dialog, or None."""
        windows = list(self._webview.windows)
        if not windows:
            return None
        folder = self._webview.FileDialog.FOLDER
        return self._adapter.choose(
            windows[0], start, lambda: windows[0].create_file_dialog(folder, directory=start or "")
        )

    def close(self) -> None:
        """From any thread; returns at once."""
        self._closed.set()

        def destroy() -> None:
            for window in list(self._webview.windows):
                window.destroy()

        threading.Thread(target=destroy, name="close-window", daemon=True).start()

    def _begin_closing(self) -> bool:
        """False leaves it open."""
        if self._is_told_first():
            return False
        self._paint_timer.cancel()
        if self._places is not None:
            self._places.close()
        self.on_closing()
        return True

    def _is_told_first(self) -> bool:
        """A person closes it: whoever runs it may want it put away. When nobody answers, the next try closes it."""
        if self._closed.is_set() or self._view.url is None or not self._adapter.can_put_away:
            return False
        now, told_s = time.monotonic(), self._told_s
        if told_s is not None:
            return now - told_s < ANSWER_TIMEOUT_S
        self._told_s = now
        self.on_told(CLOSING, [])  # the answer may be there before this returns
        return True

    def _paint(self) -> None:
        if self._painted.acquire(blocking=False):
            self._on_painted()


def prepare_environment(gui: GUIType | None) -> None:
    """Sets what a toolkit reads when it is loaded, where the person has not set it."""
    if gui == "gtk":
        # The DMA-BUF renderer leaves the window blank on some drivers and costs 76 MB.
        os.environ.setdefault("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
    if gui == "qt":
        os.environ.setdefault("QT_API", "pyside6")
        if "fcitx" in os.environ.get("QT_IM_MODULE", ""):
            os.environ["QT_IM_MODULE"] = "ibus"  # the wheels carry no fcitx plugin; fcitx answers as ibus too
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # Chromium's does not start as root


def _adapter(gui: GUIType | None) -> Adapter:  # loaded when needed: each imports its toolkit
    if gui == "gtk":
        from desktop.gtk_adapter import GtkAdapter

        return GtkAdapter()
    if gui == "qt":
        from desktop.qt_adapter import QtAdapter

        return QtAdapter()
    return Adapter()


def main() -> int:
    """The child under the system's Python; see the module's first lines."""
    found = probe.gtk()
    if found != probe.OK:
        return found
    prepare_environment("gtk")
    try:
        import webview  # noqa: F401 – before "ready": it takes longest, while the parent starts the server
    except ImportError:
        return probe.NOT_INSTALLED
    _tell("ready")
    line = _load_gtk()
    if not line:
        return probe.OK
    window = Window(View.from_line(line), gui="gtk", on_painted=lambda: _tell("painted"))

    window.on_told = lambda word, values: _tell(f"{word} {json.dumps(values)}")

    def choose(start: str | None) -> None:
        _tell(f"chosen {json.dumps([window.choose(start)])}")

    def obey() -> None:
        with suppress(OSError, ValueError):
            for line in sys.stdin:
                told = json.loads(line)
                if "again" in told:
                    window.again(plainly=told["plainly"])
                elif "choose" in told:
                    threading.Thread(target=choose, args=(told["choose"],), name="choose", daemon=True).start()
                elif ORDERS & told.keys():
                    window.obey(told)
                elif "notify" in told:
                    window.notify(*told["notify"])
                elif window.bring(told["bring"], told["activation"]):
                    _tell("brought")
        window.close()

    threading.Thread(target=obey, name="parent", daemon=True).start()
    window.show()
    _tell("closed")
    return probe.OK


def _load_gtk() -> str:
    """What the window is going to import and its web process, while the server is still starting. Then the View's line,
    or "" when there will be none."""
    import webview.platforms.gtk  # noqa: F401

    from desktop import gtk_adapter, gtk_warm  # noqa: F401

    gtk_warm.warm_up()
    return gtk_warm.wait_for_line(sys.stdin)


def _tell(word: str) -> None:
    with suppress(OSError):
        sys.stdout.write(word + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os._exit(main())  # GTK's and Python's own endings take half a second here and have nothing left to do
