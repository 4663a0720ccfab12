"""The quick bar itself: one line in the middle of the screen, above all. Escape, or looking elsewhere, hides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402 – the version comes first

WIDTH, AIR = 620, 14
ELSEWHERE_MS = 200  # without the keyboard: a desktop takes it for a moment while its own key is held


class QuickBar:
    """On the thread of the windows only. `typed` gets what was typed, which is never blank; the bar keeps it until
    `taken` is called."""

    def __init__(self, typed: Callable[[str], None]) -> None:
        self._typed = typed
        self._window: Any = None
        self._entry: Any = None
        self._says: Any = None
        self._words: Mapping[str, str] = {}
        self._has_menu = False
        self._sending = False

    def show(self, words: Mapping[str, str], activation: str | None) -> None:
        """What was typed before and not sent is still there."""
        self._words = words
        if self._window is None:
            self._make()
        self._window.set_title(words["title"])
        self._entry.set_placeholder_text(words["place"])
        if activation:
            self._window.set_startup_id(activation)
        self._window.show()
        self._window.present_with_time(Gdk.CURRENT_TIME)
        self._entry.grab_focus()

    def taken(self, *, whole: bool, why: str = "") -> None:
        """It has been sent, or has not, and why."""
        if self._window is None:
            return
        self._entry.set_editable(True)
        self._sending = False
        if whole:
            self._entry.set_text("")
            self._says.hide()
            self._window.hide()
            return
        self._says.set_text(why or self._words["failed"])
        self._says.show()
        if not self._window.get_visible():  # they look elsewhere by now
            self.show(self._words, None)

    def _make(self) -> None:
        window = self._window = Gtk.Window(
            decorated=False,
            resizable=False,
            skip_taskbar_hint=True,
            skip_pager_hint=True,
            type_hint=Gdk.WindowTypeHint.DIALOG,
            window_position=Gtk.WindowPosition.CENTER,
        )
        window.set_keep_above(True)
        entry = self._entry = Gtk.Entry()
        entry.set_size_request(WIDTH, -1)
        self._says = Gtk.Label(no_show_all=True, wrap=True, max_width_chars=60)
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=AIR, margin=AIR)
        box.add(entry)
        box.add(self._says)
        box.show_all()
        window.add(box)
        entry.connect("activate", lambda _: self._send())
        entry.connect("populate-popup", self._menu_comes)
        window.connect_after("key-press-event", self._key)  # an input method may want Escape first
        window.connect("focus-out-event", lambda *event: GLib.timeout_add(ELSEWHERE_MS, self._left) and False)
        window.connect("delete-event", lambda *event: window.hide_on_delete())

    def _left(self) -> bool:
        if not self._window.is_active() and not self._has_menu:
            self._window.hide()
        return False  # once

    def _menu_comes(self, _entry: Any, menu: Any) -> None:
        """The entry's own menu has the keyboard while it is open."""
        self._has_menu = True

        def gone(*event: Any) -> None:
            self._has_menu = False
            GLib.timeout_add(ELSEWHERE_MS, self._left)

        menu.connect("hide", gone)

    def _key(self, _window: Any, event: Any) -> bool:
        if event.keyval != Gdk.KEY_Escape:
            return False
        self._window.hide()
        return True

    def _send(self) -> None:
        text = self._entry.get_text().strip()
        if text and not self._sending:
            self._says.hide()
            self._sending = True  # until it is known what became of it; the keyboard stays here for another try
            self._entry.set_editable(False)
            self._typed(text)
