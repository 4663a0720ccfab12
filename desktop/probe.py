"""Can this toolkit show a window here? Asked in a child process, because one that cannot may end its process:
GTK exits with 1, Qt aborts. Standard library only, so that any Python can run it.

    python -m desktop.probe gtk|qt      → exit code OK, NO_DISPLAY, NOT_INSTALLED, or whatever it crashed with
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

OK, NO_DISPLAY, NOT_INSTALLED = 0, 3, 4


def gtk() -> int:
    """GTK 3 with WebKitGTK. Safe in any process: `init_check` reports what `init` would exit with."""
    try:
        import gi

        gi.require_version("Gtk", "3.0")
        gi.require_version("WebKit2", "4.1")
        from gi.repository import Gtk, WebKit2  # noqa: F401 – whether it loads is the question
    except (ImportError, ValueError):
        return NOT_INSTALLED
    return OK if Gtk.init_check()[0] else NO_DISPLAY


def qt() -> int:
    """Qt with its WebEngine. Aborts the process where there is no display or a library is missing."""
    if find_spec("PySide6") is None or find_spec("qtpy") is None:
        return NOT_INSTALLED
    try:
        from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: F401
        from PySide6.QtWidgets import QApplication

        QApplication([])
    except ImportError:
        return NOT_INSTALLED
    return OK


if __name__ == "__main__":
    # _exit: neither toolkit has to tidy up, and Qt's way of doing it can crash after the answer is known
    os._exit({"gtk": gtk, "qt": qt}[sys.argv[1]]())
