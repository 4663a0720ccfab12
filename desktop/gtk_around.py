"""What stands around a GTK window: the tray, the question when it is closed, being put away, the quick bar. gi only.

A window is put away into the tray where the desktop shows ours, and is only made small where it does not: it can be
brought back in either case, also by starting Runnel again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 – the version comes first

from desktop.contents import Contents  # noqa: E402
from desktop.gtk_asking import ask  # noqa: E402
from desktop.gtk_key import GlobalKey  # noqa: E402
from desktop.gtk_quick import QuickBar  # noqa: E402
from desktop.gtk_tray import OFF, SHOWN, DesktopTray  # noqa: E402
from desktop.outcome import KEY, TRAY, TYPED, Tell  # noqa: E402
from desktop.view import APP_ID  # noqa: E402

ANY_ICON = "applications-utilities"  # of each desktop's own


class GtkAround:
    """On the thread of the windows only. `close` closes the window for good."""

    def __init__(
        self, native: Any, *, lead: Callable[[str, str | None], None], close: Callable[[], None], tell: Tell
    ) -> None:
        self._native = native
        self._close = close
        self._tell = tell
        self._contents: Contents | None = None
        self._is_away = False
        self._question: Any = None
        self._words: dict[str, str] = {}  # the quick bar's
        self._tray = DesktopTray(self._looks, lead=lead, leave=close, told=self._tray_changed)
        self._bar = QuickBar(lambda text: tell(TYPED, [text]))
        self._key = GlobalKey(
            pressed=lambda activation: self._bar.show(self._words, activation),
            told=lambda state, name: tell(KEY, [state, name]),
        )
        tell(TRAY, [OFF])
        native.connect("show", lambda *shown: self._come_back())

    def obey(self, order: dict[str, Any]) -> None:
        """`outcome.Opener.obey` says what there is."""
        if "tray" in order:
            self._contents = Contents.from_json(order["tray"]) if order["tray"] is not None else None
            self._show_tray()
        elif "put_away" in order:
            self._put_away()
        elif "ask" in order and self._question is None:
            self._question = ask(self._native, order["ask"], self._answered)
        elif "key" in order:
            self._words = order["key"] or {}
            self._key.want(self._words.get("what"))
        elif "taken" in order:
            self._bar.taken(whole=order["taken"], why=order.get("why", ""))

    def _answered(self, answer: str) -> None:
        self._question = None
        if answer == "stop":
            self._close()
        elif answer == "keep":
            self._put_away()

    def _put_away(self) -> None:
        if self._tray.state != SHOWN:
            self._native.iconify()
            return
        place = self._native.get_position()
        self._is_away = True
        self._native.hide()
        self._native.move(*place)  # where it will come back: a hidden window's place is forgotten otherwise
        self._show_tray()

    def _come_back(self) -> None:
        self._is_away = False
        self._show_tray()

    def _show_tray(self) -> None:
        self._tray.show(self._contents, is_away=self._is_away)

    def _tray_changed(self, state: str) -> None:
        self._tell(TRAY, [state])
        if self._is_away and state != SHOWN:
            self._native.iconify()
            self._native.show()  # nothing else on the desktop would lead to it

    def _looks(self) -> tuple[str, Any]:
        theme = Gtk.IconTheme.get_default()
        icon = self._native.get_icon()  # None where nothing on this system reads SVG
        if theme is not None and theme.has_icon(APP_ID):
            return APP_ID, icon
        return ("" if icon is not None else ANY_ICON), icon
