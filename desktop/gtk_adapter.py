"""WebKitGTK: binds the view to our origin, takes pywebview's bridge out and gives the context menu back.

Imports the standard library and gi only (it also runs under the system's Python). pywebview connects its own
handlers first and WebKit asks the first one, so they are disconnected, by signal, and replaced.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, GLib, GObject, Gtk, WebKit2  # noqa: E402 – versions come first

from desktop.adapter import Adapter, is_ours, page_again  # noqa: E402
from desktop.gtk_around import GtkAround  # noqa: E402
from desktop.gtk_dark import Darkness  # noqa: E402
from desktop.gtk_dialogs import Dialogs  # noqa: E402
from desktop.gtk_drawing import draw_without_driver  # noqa: E402
from desktop.gtk_drops import watch_drops  # noqa: E402
from desktop.gtk_notices import DesktopNotices  # noqa: E402
from desktop.outcome import BRING_TIMEOUT_S, DIED, DROPPED  # noqa: E402
from desktop.places import Place, Places, Screen, screen_of  # noqa: E402
from desktop.view import APP_ID, TITLE, View  # noqa: E402

# Nothing listens on port 1, so a request that is not for our own server ends there.
DEAD_PROXY = "http://127.0.0.1:1"

# Entries of WebKit's context menu that stay: editing. What navigates, reloads, opens or downloads goes.
MENU = (
    "CUT",
    "COPY",
    "PASTE",
    "PASTE_AS_PLAIN_TEXT",
    "DELETE",
    "SELECT_ALL",
    "COPY_LINK_TO_CLIPBOARD",
    "COPY_IMAGE_TO_CLIPBOARD",
    "SPELLING_GUESS",
    "NO_GUESSES_FOUND",
    "LEARN_SPELLING",
    "IGNORE_SPELLING",
    "INPUT_METHODS",
    "INSERT_EMOJI",
)


class GtkAdapter(Adapter):
    can_put_away = True

    def __init__(self) -> None:
        super().__init__()
        self._notices = DesktopNotices()
        self._darkness = Darkness()
        self._dialogs = Dialogs()
        self._first, self._has_come = "", False  # the address that lets the page in, and whether it has
        self._around: GtkAround | None = None

    def prefers_dark(self) -> bool:
        if not Gtk.init_check()[0]:
            return False
        settings = Gtk.Settings.get_default()
        theme = os.environ.get("GTK_THEME") or settings.props.gtk_theme_name or ""
        return bool(settings.props.gtk_application_prefer_dark_theme) or theme.lower().endswith("dark")

    def before_create(self) -> None:
        GLib.set_prgname(APP_ID)  # the desktop finds our .desktop file, and so icon and name, by it
        GLib.set_application_name(TITLE)
        _platform().inject_pywebview = _report_loaded
        self._darkness.follow()

    def guard(self, window: Any, view: View) -> None:
        web_view = _platform().BrowserView.instances[window.uid].webview
        for signal in ("decide-policy", "context-menu"):
            _disconnect(web_view, signal)
        web_view.connect("decide-policy", _decide(view.origin))
        web_view.connect("context-menu", _keep_editing)

        def process_ended(ended: Any, *why: Any) -> None:
            self.tell(DIED, [])
            # a fresh load, because a reload would leave out the cookie, which is SameSite=Strict; one that has never
            # come has no cookie yet, and its address still lets it in
            ended.load_uri(page_again(ended.get_uri(), view.origin) if self._has_come else self._first)

        def load_changed(changed: Any, event: Any) -> None:
            self._has_come = self._has_come or event == WebKit2.LoadEvent.COMMITTED

        self._first = view.url or "about:blank"
        web_view.connect("load-changed", load_changed)
        web_view.connect("web-process-terminated", process_ended)
        watch_drops(web_view, lambda paths: self.tell(DROPPED, paths))
        web_view.get_user_content_manager().unregister_script_message_handler("jsBridge")
        web_view.get_settings().set_user_agent_with_application_details(TITLE, None)  # web/src/wire/pulse.ts
        _cut_network(web_view)
        _show_with_its_page(window, web_view)
        if view.icon is not None:
            with suppress(GLib.Error):  # no SVG loader on this system: the desktop's own icon then
                window.native.set_icon_from_file(view.icon)

        if view.url is not None:
            self._around = GtkAround(
                window.native,
                lead=lambda page, token: self._come(window, page, token),
                close=self.close,
                tell=self.tell,
            )

    def screens(self) -> list[Screen]:
        display = Gdk.Display.get_default() if Gtk.init_check()[0] else None
        if display is None:
            return []
        monitors = [display.get_monitor(at) for at in range(display.get_n_monitors())]
        monitors.sort(key=lambda monitor: not monitor.is_primary())  # what is remembered nowhere goes to that one
        return [_screen(monitor) for monitor in monitors]

    def remember(self, window: Any, places: Places, screen: Screen, place: Place) -> None:
        native = window.native
        native.move(screen.x + place.x, screen.y + place.y)  # pywebview counts from the first screen's corner
        normal = [place]  # what it is when it is not maximised

        def tell(*event: Any) -> bool:
            (x, y), (width, height) = native.get_position(), native.get_size()
            here = screen_of(self.screens(), x + width // 2, y + height // 2)
            if here is None or _fills_or_hides(native):
                return False
            if not native.is_maximized():
                normal[0] = Place(x - here.x, y - here.y, width, height)
            places.changed(here, replace(normal[0], maximised=native.is_maximized()))
            return False  # others may look at the event too

        native.connect("configure-event", tell)
        native.connect("window-state-event", lambda *event: GLib.idle_add(tell) and False)

    def bring(self, window: Any, page: str, activation: str | None) -> bool:
        done = threading.Event()

        def bring() -> None:
            web_view = _platform().BrowserView.instances[window.uid].webview
            if page and web_view.get_uri() != page:
                web_view.load_uri(page)  # the same document at another chat: nothing is loaded again
            if activation:
                window.native.set_startup_id(activation)  # the desktop then lets it come to the front
            window.native.deiconify()
            window.native.present_with_time(Gdk.CURRENT_TIME)
            done.set()

        GLib.idle_add(bring)
        return done.wait(BRING_TIMEOUT_S)

    def notify(self, window: Any, title: str, text: str, page: str) -> None:
        def show() -> None:
            if not window.native.is_active():
                self._notices.show(title, text, lambda token: self._come(window, page, token))

        GLib.idle_add(show)

    def _come(self, window: Any, page: str, activation: str | None) -> None:
        """`bring` waits for this thread, so on another."""
        threading.Thread(target=self.bring, args=(window, page, activation), name="bring", daemon=True).start()

    def again(self, window: Any, view: View, *, plainly: str | None) -> None:
        def end() -> None:
            web_view = _platform().BrowserView.instances[window.uid].webview
            if plainly is not None:
                self._first, self._has_come = plainly, False
                draw_without_driver(web_view)
            # a load would wait for the process that stands still; its end brings the page back as any other end does
            web_view.terminate_web_process()

        GLib.idle_add(end)

    def obey(self, window: Any, order: dict[str, Any]) -> None:
        def obey() -> None:
            if self._around is not None:
                self._around.obey(order)

        GLib.idle_add(obey)

    def choose(self, window: Any, start: str | None, ask: Any) -> str | None:
        return self._dialogs.folder(window.native, start)


def _platform() -> Any:  # Any: untyped, and loaded by pywebview itself
    return sys.modules["webview.platforms.gtk"]


def _screen(monitor: Any) -> Screen:
    """Its part without panels. A screen is known again by its make and size: systems number them as they come."""
    whole, usable = monitor.get_geometry(), monitor.get_workarea()
    make = " ".join(filter(None, (monitor.get_manufacturer(), monitor.get_model())))
    name = f"{make} {whole.width}x{whole.height}".strip()
    return Screen(name, usable.x, usable.y, usable.width, usable.height)


def _fills_or_hides(native: Any) -> bool:
    """Full screen, minimised, or gone: nothing to remember."""
    own = native.get_window()
    state = own.get_state() if own is not None else Gdk.WindowState.WITHDRAWN
    return bool(state & (Gdk.WindowState.FULLSCREEN | Gdk.WindowState.ICONIFIED | Gdk.WindowState.WITHDRAWN))


def _report_loaded(platform: str, window: Any) -> None:
    """In place of pywebview's injection: only the events that it fires."""
    window.events.before_load.set()
    window.events.loaded.set()


def _disconnect(view: Any, signal: str) -> None:
    number = GObject.signal_lookup(signal, type(view))
    handler = GObject.signal_handler_find(view, GObject.SignalMatchType.ID, number, 0, None, None, None)
    if handler:
        GObject.signal_handler_disconnect(view, handler)


def _decide(origin: str) -> Any:
    """Only our origin is ever shown; new windows, downloads and everything else are refused. Links are opened
    by the page through the server, after it has shown where they lead."""

    def decide(view: Any, decision: Any, kind: Any) -> bool:
        if kind == WebKit2.PolicyDecisionType.RESPONSE:
            allowed = decision.is_mime_type_supported()
        elif kind == WebKit2.PolicyDecisionType.NAVIGATION_ACTION:
            url = decision.get_navigation_action().get_request().get_uri()
            allowed = is_ours(url, origin) or (not origin and url.startswith("about:"))
        else:
            allowed = False
        if allowed:
            decision.use()
        else:
            decision.ignore()
        return True

    return decide


def _keep_editing(view: Any, menu: Any, event: Any, hit: Any) -> bool:
    kept = [getattr(WebKit2.ContextMenuAction, name, None) for name in MENU]
    for item in menu.get_items():
        if item.get_stock_action() not in kept:
            menu.remove(item)
    return bool(menu.get_n_items() == 0)  # True: show nothing


def _show_with_its_page(window: Any, view: Any) -> None:
    """Keeps the view hidden until its page has begun to come; the window shows its own background until then.
    A view that is drawn before its web process runs waits for it, for half a second, and so does its page:
    WebKit's DrawingAreaProxy, when the DMA-BUF renderer is off."""
    view.set_no_show_all(True)

    def load_changed(changed: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.COMMITTED and not changed.get_visible():
            changed.show()
            changed.grab_focus()

    view.connect("load-changed", load_changed)
    # pywebview's "shown" is the view's, and closing waits for it
    window.native.connect("map", lambda *mapped: window.events.shown.set())


def _cut_network(view: Any) -> None:
    settings = WebKit2.NetworkProxySettings.new(DEAD_PROXY, ["127.0.0.1"])
    data = view.get_context().get_website_data_manager()
    data.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, settings)
