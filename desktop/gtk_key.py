"""A key that works in every program, by the desktop's own leave: the portal GlobalShortcuts, over the session bus.

Written after flatpak/xdg-desktop-portal's specification. The desktop asks the person, keeps their choice and says which
key it is; KDE Plasma, GNOME from 48 on and Hyprland have it. For the GTK adapter; gi only.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gi.repository import Gio, GLib

from desktop.gtk_bus import session_bus
from desktop.view import APP_ID

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
REGISTRY = "org.freedesktop.host.portal.Registry"
PROPERTIES = "org.freedesktop.DBus.Properties"

CALL_TIMEOUT_MS = 10_000
WANTED = "CTRL+ALT+r"  # a proposal, which the person can change in the desktop's dialog
ID = "quick-bar"
GIVEN, REFUSED, NONE, OFF = "given", "refused", "none", "off"  # backend/domain/around.py says what they are


class GlobalKey:
    """On the thread of the windows only. `pressed` gets what lets a window come to the front, if there is that; `told`
    the state and the key in the desktop's words."""

    def __init__(self, *, pressed: Callable[[str | None], None], told: Callable[[str, str], None]) -> None:
        self._pressed = pressed
        self._told = told
        self._bus: Any = None  # Gio's connection while a key is wanted
        self._session: str | None = None
        self._turn = 0  # which wish is on its way: the answers to an earlier one are nobody's
        self._heard: list[int] = []

    def want(self, what: str | None) -> None:
        """What the key does, in the person's words; None gives it back."""
        self._give_back()
        if what is None:
            self._told(OFF, "")
            return
        self._bus = session_bus()
        if self._bus is None:
            self._told(NONE, "")
            return

        def there(said: Any) -> None:
            if said is None:
                self._told(NONE, "")
                return
            # a program outside of a sandbox says who it is; desktops that know it anyway have no such call
            given = GLib.Variant("(sa{sv})", (APP_ID, {}))
            self._call(REGISTRY, "Register", given, lambda _: self._open(what))

        self._call(PROPERTIES, "Get", GLib.Variant("(ss)", (SHORTCUTS, "version")), there)

    def _open(self, what: str) -> None:
        def opened(results: dict[str, Any] | None) -> None:
            if results is None:
                self._told(REFUSED, "")
                return
            self._session = str(results["session_handle"])
            self._heard.append(self._hear(SHORTCUTS, "Activated", PATH, self._activated))
            about = {
                "description": GLib.Variant("s", what),
                "preferred_trigger": GLib.Variant("s", WANTED),
            }
            self._ask(
                "BindShortcuts",
                "(oa(sa{sv})sa{sv})",
                lambda options: (self._session, [(ID, about)], "", options),
                bound,
            )

        def bound(results: dict[str, Any] | None) -> None:
            ours = [about for name, about in (results or {}).get("shortcuts", []) if name == ID]
            if ours:
                self._told(GIVEN, str(ours[0].get("trigger_description", "")))
            else:
                self._told(REFUSED, "")

        def given(options: dict[str, Any]) -> tuple[Any, ...]:
            return ({**options, "session_handle_token": GLib.Variant("s", _token())},)

        self._ask("CreateSession", "(a{sv})", given, opened)

    def _activated(self, session: str, name: str, _time: int, options: dict[str, Any]) -> None:
        if session == self._session and name == ID:
            self._pressed(options.get("activation_token"))

    def _give_back(self) -> None:
        self._turn += 1
        if self._bus is None:
            return
        for number in self._heard:
            self._bus.signal_unsubscribe(number)
        if self._session is not None:
            self._bus.call(NAME, self._session, SESSION, "Close", None, None, Gio.DBusCallFlags.NONE, -1, None, None)
        self._heard, self._session, self._bus = [], None, None

    # --- the portal's manners -----------------------------------------------------------------------------

    def _ask(
        self,
        method: str,
        kind: str,
        given: Callable[[dict[str, Any]], tuple[Any, ...]],
        then: Callable[[dict[str, Any] | None], None],
    ) -> None:
        """A call whose answer is a signal of an object of its own. `then` gets None when it was refused."""
        token = _token()
        sender = self._bus.get_unique_name().removeprefix(":").replace(".", "_")
        asked = self._bus

        def end(results: dict[str, Any] | None) -> None:
            asked.signal_unsubscribe(number)
            if number in self._heard:
                self._heard.remove(number)
                then(results)

        number = self._hear(
            REQUEST,
            "Response",
            f"{PATH}/request/{sender}/{token}",
            lambda response, results: end(results if response == 0 else None),
        )
        self._heard.append(number)
        values = GLib.Variant(kind, given({"handle_token": GLib.Variant("s", token)}))
        self._call(SHORTCUTS, method, values, lambda said: end(None) if said is None else None)

    def _hear(self, interface: str, signal: str, path: str, heard: Callable[..., None]) -> int:
        def told(_bus: Any, _who: str, _path: str, _interface: str, _signal: str, values: Any) -> None:
            heard(*values.unpack())

        none = Gio.DBusSignalFlags.NONE
        return int(self._bus.signal_subscribe(NAME, interface, signal, path, None, none, told))

    def _call(self, interface: str, method: str, given: Any, then: Callable[[Any], None]) -> None:
        """`then` gets None for an error."""
        turn = self._turn

        def answered(bus: Any, result: Any) -> None:
            said = None
            with suppress(GLib.Error):
                said = bus.call_finish(result)
            if self._turn == turn:
                then(said)

        none = Gio.DBusCallFlags.NONE
        self._bus.call(NAME, PATH, interface, method, given, None, none, CALL_TIMEOUT_MS, None, answered)


def _token() -> str:
    return f"runnel_{secrets.token_hex(8)}"
