"""The child of `webkit.py`: a WebKitGTK view that does what it is told on standard input, one JSON object a line.

Runs under the system's Python and imports nothing of ours: {"open": url}, {"run": body of an async function},
{"size": [width, height]}; each is answered by {"value": …} or {"error": …} on standard output.
"""

import json
import sys
import threading
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402  the versions are chosen first


def say(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class View:
    def __init__(self, width: int, height: int) -> None:
        self.window = Gtk.Window(title="bench")
        self.window.set_default_size(width, height)
        self.view = WebKit2.WebView()
        self.view.get_settings().set_enable_write_console_messages_to_stdout(False)
        self.view.connect("load-changed", self.loaded)
        self.window.add(self.view)
        self.window.connect("map-event", lambda *_: say(value=None))
        self.window.show_all()
        self.window.move(0, 0)
        self.opening = False

    def loaded(self, _view: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.FINISHED and self.opening:
            self.opening = False
            say(value=None)

    def do(self, order: dict[str, Any]) -> None:
        if "open" in order:
            self.opening = True
            self.view.load_uri(order["open"])
        elif "size" in order:
            self.window.resize(*order["size"])
            say(value=None)
        else:
            body = f"return JSON.stringify((await (async () => {{ {order['run']} }})()) ?? null)"
            self.view.call_async_javascript_function(body, -1, None, None, None, None, self.ran, None)

    def ran(self, view: Any, result: Any, _: object) -> None:
        try:
            value = view.call_async_javascript_function_finish(result)
            say(value=json.loads(value.to_string()))
        except Exception as error:  # whatever it is, who asked must be told
            say(error=str(error))


def main() -> None:
    view = View(int(sys.argv[1]), int(sys.argv[2]))

    def listen() -> None:
        for line in sys.stdin:
            GLib.idle_add(view.do, json.loads(line))
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=listen, daemon=True).start()
    Gtk.main()


main()
