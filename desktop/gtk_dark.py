"""Whether the desktop asks for dark windows, now and whenever it changes its mind. For the GTK adapter; gi only.

GTK 3 knows dark themes, but not the switch of newer desktops (GNOME since 42, Plasma, elementary), which tell it over
the session bus (org.freedesktop.portal.Settings). The answer is given to GTK as its own setting: the window's frame
follows it, and WebKit tells the page (`prefers-color-scheme`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from gi.repository import Gio, GLib, Gtk

from desktop.gtk_bus import has_session_bus

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SETTINGS = "org.freedesktop.portal.Settings"
SPACE, KEY = "org.freedesktop.appearance", "color-scheme"
DARK, LIGHT = 1, 2  # 0: no preference, so the theme decides
TIMEOUT_MS = 5_000


class Darkness:
    """On the thread of the windows only. Where there is no bus or no portal, GTK's own theme decides."""

    def follow(self) -> None:
        """Returns at once; what the desktop says comes later."""
        if has_session_bus():
            Gio.bus_get(Gio.BusType.SESSION, None, self._connected)

    def _connected(self, source: Any, result: Any) -> None:
        with suppress(GLib.Error):  # no session bus
            self._bus = bus = Gio.bus_get_finish(result)
            none = Gio.DBusSignalFlags.NONE
            bus.signal_subscribe(NAME, SETTINGS, "SettingChanged", PATH, SPACE, none, self._changed)
            asked = GLib.Variant("(ss)", (SPACE, KEY))
            bus.call(NAME, PATH, SETTINGS, "Read", asked, None, Gio.DBusCallFlags.NONE, TIMEOUT_MS, None, self._read)

    def _read(self, bus: Any, result: Any) -> None:
        with suppress(GLib.Error):  # no portal, or one without this setting
            (value,) = bus.call_finish(result).unpack()  # a variant in a variant, both unpacked
            _set(value)

    def _changed(self, bus: Any, sender: str, path: str, interface: str, signal: str, told: Any) -> None:
        _, key, value = told.unpack()
        if key == KEY:
            _set(value)


def _set(value: object) -> None:
    settings = Gtk.Settings.get_default()
    if settings is None:
        return
    if value in (DARK, LIGHT):
        settings.props.gtk_application_prefer_dark_theme = value == DARK
    else:
        settings.reset_property("gtk-application-prefer-dark-theme")
