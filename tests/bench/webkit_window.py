"""A bare window of WebKitGTK, the engine of the app's own window on Linux. Run by the system's Python."""

from __future__ import annotations

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

window = Gtk.Window()
window.set_default_size(1180, 780)
view = WebKit2.WebView()
window.add(view)
view.load_uri(sys.argv[1])
window.show_all()
Gtk.main()
