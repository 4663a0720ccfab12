"""Shows a page in WebKitGTK under its own policy, asks it something again and again, and prints the first answer that
is not null. Run by the system's Python: `webkit_page.py ADDRESS THEN-OPEN QUESTION`."""

from __future__ import annotations

import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

address, then_open, question = sys.argv[1:4]
view = WebKit2.WebView.new_with_context(WebKit2.WebContext.new_ephemeral())
window = Gtk.Window()
window.set_default_size(900, 1400)
window.add(view)


def loaded(_: Any, event: Any) -> None:
    if event == WebKit2.LoadEvent.FINISHED:
        ask(f"location.hash = {then_open!r}; null")
        GLib.timeout_add(250, again)


def again() -> bool:
    ask(question)
    return True


def ask(script: str) -> None:
    view.evaluate_javascript(script, -1, None, None, None, answered)


def answered(_: Any, result: Any) -> None:
    value = view.evaluate_javascript_finish(result)
    if value.is_string():
        print(value.to_string(), flush=True)
        Gtk.main_quit()


view.connect("load-changed", loaded)
view.load_uri(address)
window.show_all()
Gtk.main()
