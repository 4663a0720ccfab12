"""The quick bar itself: one line in the middle of the screen, above all. Escape, or looking elsewhere, hides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402 – the version comes first

WIDTH, AIR = 620, 14


class QuickBar:
    """On the thread of the windows only. `typed` gets what was typed, which is never blank."""

    def __init__(self, typed: Callable[[str], None]) -> None:
        self._typed = typed
        self._window: Any = None
        self._entry: Any = None

    def show(self, words: Mapping[str, str], activation: str | None) -> None:
        """Where it is shown already, it keeps what was typed."""
        if self._window is None:
            self._make()
        self._window.set_title(words["title"])
        self._entry.set_placeholder_text(words["place"])
        if activation:
            self._window.set_startup_id(activation)
        self._window.show_all()
        self._window.present_with_time(Gdk.CURRENT_TIME)
        self._entry.grab_focus()

    def _make(self) -> None:
        window = self._window = Gtk.Window(
            decorated=False,
            resizable=False,
            skip_taskbar_hint=True,
            skip_pager_hint=True,
            type_hint=Gdk.WindowTypeHint.DIALOG,
            window_position=Gtk.WindowPosition.CENTER,
            default_width=WIDTH,
        )
        window.set_keep_above(True)
        entry = self._entry = Gtk.Entry(margin=AIR)
        entry.set_size_request(WIDTH, -1)
        window.add(entry)
        entry.connect("activate", lambda _: self._send())
        window.connect_after("key-press-event", self._key)  # an input method may want Escape first
        window.connect("focus-out-event", lambda *event: window.hide())
        window.connect("delete-event", lambda *event: window.hide_on_delete())

    def _key(self, _window: Any, event: Any) -> bool:
        if event.keyval != Gdk.KEY_Escape:
            return False
        self._entry.set_text("")
        self._window.hide()
        return True

    def _send(self) -> None:
        text = self._entry.get_text().strip()
        if not text:
            return
        self._entry.set_text("")
        self._window.hide()
        self._typed(text)
