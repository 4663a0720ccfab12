"""The desktop's tray, over its session bus: a StatusNotifierItem with a menu. For the GTK adapter; gi only.

Written after freedesktop.org's specification of StatusNotifierItem. KDE, XFCE, Cinnamon, LXQt and most panels show such
items; GNOME does with an extension.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gi.repository import Gio, GLib

from desktop.contents import Contents
from desktop.described import interface, method, properties, signal
from desktop.gtk_bus import session_bus
from desktop.gtk_tray_menu import MEMBERS as MENU_MEMBERS
from desktop.gtk_tray_menu import MENU, MENU_PATH, TrayMenu
from desktop.view import APP_ID, TITLE

WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
PROPERTIES = "org.freedesktop.DBus.Properties"
CALL_TIMEOUT_MS = 5_000
ICON_SIZE = 48
SHOWN, NONE, OFF = "shown", "none", "off"  # backend/domain/around.py says what they are
BILINEAR = 2  # GdkPixbuf.InterpType, whose own module is not needed otherwise

_PROPERTIES = {
    "Category": "s",
    "Id": "s",
    "Title": "s",
    "Status": "s",
    "WindowId": "i",
    "IconThemePath": "s",
    "IconName": "s",
    "IconPixmap": "a(iiay)",
    "OverlayIconName": "s",
    "OverlayIconPixmap": "a(iiay)",
    "AttentionIconName": "s",
    "AttentionIconPixmap": "a(iiay)",
    "AttentionMovieName": "s",
    "ToolTip": "(sa(iiay)ss)",
    "ItemIsMenu": "b",
    "Menu": "o",
}
MEMBERS = (
    method("Activate", "i i")
    + method("SecondaryActivate", "i i")
    + method("ContextMenu", "i i")
    + method("Scroll", "i s")
    + method("ProvideXdgActivationToken", "s")
    + signal("NewToolTip")
    + signal("NewStatus", "s")
    + properties(_PROPERTIES)
)


class DesktopTray:
    """On the thread of the windows only. `lead` goes to a page of ours ("" for where it is) with what lets a window
    come to the front, if the desktop gave that; `leave` ends Runnel; `told` hears the state, SHOWN, NONE or OFF, as
    often as it is known anew."""

    def __init__(
        self,
        looks: Callable[[], tuple[str, Any]],
        *,
        lead: Callable[[str, str | None], None],
        leave: Callable[[], None],
        told: Callable[[str], None],
    ) -> None:
        self.state = OFF
        self._looks = looks  # the icon's name in the desktop's theme, or "", and the icon as a pixbuf, or None
        self._lead = lead
        self._told = told
        self._menu = TrayMenu(lead=lambda page: lead(page, self._take_token()), leave=leave)
        self._contents: Contents | None = None
        self._is_away = False
        self._token: str | None = None
        self._bus: Any = None  # Gio's connection while there is an item
        self._ends: list[Callable[[], None]] = []

    def show(self, contents: Contents | None, *, is_away: bool) -> None:
        """None takes it away. `is_away`: the window is, so the item is to be seen also while nothing happens."""
        self._contents, self._is_away = contents, is_away
        if contents is None:
            if self._bus is not None:
                self._remove()
            return
        self._menu.show(contents)
        if self._bus is None:
            self._put()
            return
        self._emit(MENU_PATH, MENU, "LayoutUpdated", GLib.Variant("(ui)", (self._menu.revision, 0)))
        self._emit(ITEM_PATH, ITEM, "NewStatus", GLib.Variant("(s)", (self._status(),)))
        self._emit(ITEM_PATH, ITEM, "NewToolTip", None)

    # --- on the bus ---------------------------------------------------------------------------------------

    def _put(self) -> None:
        bus = session_bus()
        if bus is None:
            self._say(NONE)
            return
        try:
            described = [
                (path, Gio.DBusNodeInfo.new_for_xml(interface(name, members)).interfaces[0])
                for path, name, members in ((ITEM_PATH, ITEM, MEMBERS), (MENU_PATH, MENU, MENU_MEMBERS))
            ]
            objects = [bus.register_object(path, one, self._called, None, None) for path, one in described]
        except GLib.Error:
            self._say(NONE)
            return
        self._bus = bus
        name = f"{ITEM}-{os.getpid()}-1"
        own = Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, None, None)

        def appeared(*watcher: Any) -> None:
            given = GLib.Variant("(s)", (name,))
            self._call(WATCHER, "RegisterStatusNotifierItem", given, lambda _: self._ask_for_hosts())

        none = Gio.BusNameWatcherFlags.NONE
        watch = Gio.bus_watch_name_on_connection(bus, WATCHER, none, appeared, lambda *gone: self._say(NONE))

        def hear(change: str) -> int:
            heard = Gio.DBusSignalFlags.NONE
            told = lambda *host: self._ask_for_hosts()  # noqa: E731 – PyGObject wants one function for one signal
            return int(bus.signal_subscribe(WATCHER, WATCHER, change, WATCHER_PATH, None, heard, told))

        hosts = [hear("StatusNotifierHostRegistered"), hear("StatusNotifierHostUnregistered")]

        def end() -> None:
            Gio.bus_unwatch_name(watch)
            Gio.bus_unown_name(own)
            for number in hosts:
                bus.signal_unsubscribe(number)
            for number in objects:
                bus.unregister_object(number)

        self._ends = [end]

    def _remove(self) -> None:
        ends, self._ends, self._bus = self._ends, [], None
        for end in ends:
            end()
        self._say(OFF)

    def _ask_for_hosts(self) -> None:
        """A watcher alone shows nothing: somebody has to look at it."""

        def answered(said: Any) -> None:
            self._say(SHOWN if said is not None and said.unpack()[0] else NONE)

        self._call(PROPERTIES, "Get", GLib.Variant("(ss)", (WATCHER, "IsStatusNotifierHostRegistered")), answered)

    def _call(self, name: str, what: str, given: Any, then: Callable[[Any], None]) -> None:
        """Asks the watcher; `then` gets None for an error."""
        asked = self._bus
        if asked is None:
            return

        def answered(bus: Any, result: Any) -> None:
            said = None
            with suppress(GLib.Error):
                said = bus.call_finish(result)
            if self._bus is asked:
                then(said)

        flags = Gio.DBusCallFlags.NO_AUTO_START
        asked.call(WATCHER, WATCHER_PATH, name, what, given, None, flags, CALL_TIMEOUT_MS, None, answered)

    def _say(self, state: str) -> None:
        self.state = state
        self._told(state)

    def _emit(self, path: str, name: str, change: str, told: Any) -> None:
        with suppress(GLib.Error):
            self._bus.emit_signal(None, path, name, change, told)

    # --- what is asked of it ------------------------------------------------------------------------------

    def _called(self, _bus: Any, _who: str, path: str, name: str, what: str, given: Any, answer: Any) -> None:
        values = given.unpack()
        if name == PROPERTIES:  # no function for them was registered, so their calls come here too
            there = self._properties() if path == ITEM_PATH else self._menu.properties()
            if what == "GetAll":
                answer.return_value(GLib.Variant("(a{sv})", (there,)))
            elif what == "Get":
                answer.return_value(GLib.Variant("(v)", (there[values[1]],)))
            else:
                answer.return_dbus_error("org.freedesktop.DBus.Error.PropertyReadOnly", "It is only for reading.")
        elif name == MENU:
            answer.return_value(self._menu.call(what, values))
        else:
            answer.return_value(None)
            if what == "ProvideXdgActivationToken":
                self._token = values[0]
            elif what in ("Activate", "SecondaryActivate"):
                self._lead("", self._take_token())

    def _properties(self) -> dict[str, Any]:
        name, icon = self._looks()
        pixels = [_pixels(icon.scale_simple(ICON_SIZE, ICON_SIZE, BILINEAR))] if icon is not None else []
        first = next(iter(self._contents.lines), None) if self._contents is not None else None
        values: dict[str, Any] = {
            "Category": "ApplicationStatus",
            "Id": APP_ID,
            "Title": TITLE,
            "Status": self._status(),
            "WindowId": 0,
            "IconName": name,
            "IconPixmap": pixels,
            "AttentionIconName": name,
            "AttentionIconPixmap": pixels,
            "ToolTip": ("", [], TITLE, GLib.markup_escape_text(first.label) if first is not None else ""),
            "ItemIsMenu": False,
            "Menu": MENU_PATH,
        }
        nothing: dict[str, Any] = {"s": "", "a(iiay)": []}
        return {key: GLib.Variant(kind, values.get(key, nothing.get(kind))) for key, kind in _PROPERTIES.items()}

    def _status(self) -> str:
        """Out of sight while nothing runs and the window is there."""
        lines = self._contents.lines if self._contents is not None else ()
        if any(line.waits for line in lines):
            return "NeedsAttention"
        return "Active" if lines or self._is_away else "Passive"

    def _take_token(self) -> str | None:
        token, self._token = self._token, None
        return token


def _pixels(icon: Any) -> tuple[int, int, bytes]:
    """Width, height, and alpha, red, green, blue of each pixel, as the specification has it."""
    width, height, stride, channels = icon.get_width(), icon.get_height(), icon.get_rowstride(), icon.get_n_channels()
    raw = icon.get_pixels()
    lines = []
    for y in range(height):
        row = raw[y * stride : y * stride + width * channels]
        line = bytearray(b"\xff" * (width * 4))
        for channel in range(3):
            line[channel + 1 :: 4] = row[channel::channels]
        if channels == 4:
            line[0::4] = row[3::4]
        lines.append(bytes(line))
    return width, height, b"".join(lines)
