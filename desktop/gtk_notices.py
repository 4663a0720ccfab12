"""The desktop's own notices, over its session bus (org.freedesktop.Notifications). For the GTK adapter; gi only.

Not the page's: WebKit gives a page without a store of its own no permission to notify. Where there is no bus or nobody
who shows notices, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gi.repository import Gio, GLib

from desktop.gtk_bus import session_bus
from desktop.view import APP_ID, TITLE

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
KEPT = 50  # notices that can still lead somewhere


class DesktopNotices:
    """On the thread of the windows only."""

    def __init__(self) -> None:
        self._bus: Any = None  # Gio's connection, once it was needed
        self._led: dict[int, Callable[[str | None], None]] = {}
        self._tokens: dict[int, str] = {}

    def show(self, title: str, text: str, lead: Callable[[str | None], None]) -> None:
        """`lead` is called when somebody clicks it, with what lets a window come to the front if there is that."""
        if self._bus is None and not self._connect():
            return
        about = {"desktop-entry": GLib.Variant("s", APP_ID)}
        actions = ["default", TITLE]
        body = GLib.markup_escape_text(text)
        sent = GLib.Variant("(susssasa{sv}i)", (TITLE, 0, APP_ID, title, body, actions, about, -1))

        def answered(bus: Any, result: Any) -> None:
            with suppress(GLib.Error):  # nobody here shows notices
                self._led[bus.call_finish(result).unpack()[0]] = lead
                for old in list(self._led)[:-KEPT]:
                    del self._led[old]

        answer = GLib.VariantType("(u)")
        self._bus.call(NAME, PATH, NAME, "Notify", sent, answer, Gio.DBusCallFlags.NONE, 5_000, None, answered)

    def _connect(self) -> bool:
        self._bus = session_bus()
        if self._bus is None:
            return False
        for signal in ("ActionInvoked", "ActivationToken", "NotificationClosed"):
            self._bus.signal_subscribe(NAME, NAME, signal, PATH, None, Gio.DBusSignalFlags.NONE, self._heard)
        return True

    def _heard(self, bus: Any, sender: str, path: str, interface: str, signal: str, told: Any) -> None:
        number, said = told.unpack()
        if signal == "ActivationToken":
            self._tokens[number] = said
        elif signal == "NotificationClosed":
            self._led.pop(number, None)
            self._tokens.pop(number, None)
        elif number in self._led:
            self._led.pop(number)(self._tokens.pop(number, None))
