"""The window of `desktop/window.py`, with one thing more: what its page shows can be asked from outside.

Runs under the system's Python, as that window does. Standard input: the View, then one JavaScript expression a line;
its end closes the window. Standard output: `ready`, then each expression's value as a line of JSON.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Any

from desktop import probe
from desktop.view import View
from desktop.window import Window, prepare_environment


def main() -> int:
    prepare_environment("gtk")
    import gi

    gi.require_version("WebKit2", "4.1")
    import webview  # noqa: F401 – before "ready", because it takes longest
    from gi.repository import GLib

    tell("ready")
    window = Window(View.from_line(sys.stdin.readline()), gui="gtk", on_painted=lambda: None)

    def answer_questions() -> None:
        for expression in sys.stdin:
            tell(look(GLib, expression))
        window.close()

    threading.Thread(target=answer_questions, name="questions", daemon=True).start()
    window.show()
    return probe.OK


def look(glib: Any, expression: str) -> str:  # Any: GLib is untyped
    """The value as JSON, from the page's own thread; `null` where there is no page yet."""
    done = threading.Event()
    values = ["null"]

    def evaluated(view: Any, result: Any) -> None:
        with suppress(glib.Error):  # the page is being loaded
            values[0] = view.evaluate_javascript_finish(result).to_json(0) or "null"
        done.set()

    def ask() -> None:
        platform = sys.modules.get("webview.platforms.gtk")
        instances = list(platform.BrowserView.instances.values()) if platform is not None else []
        if instances:
            instances[0].webview.evaluate_javascript(expression, -1, None, None, None, evaluated)
        else:
            done.set()

    glib.idle_add(ask)
    done.wait(10)
    return values[0]


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os._exit(main())  # as `desktop/window.py` ends, and for the same reason
