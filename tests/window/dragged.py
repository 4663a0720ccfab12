"""A window of another program, from which files can be dragged. Run by the system's Python: `dragged.py ADDRESS…`.

Prints "ready" when it is there, "begun", "wanted" once what it is over would take it, and "taken" or "refused"
at the end.
"""

from __future__ import annotations

import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

addresses = sys.argv[1:]
window = Gtk.Window(title="Files")
window.set_default_size(120, 80)
window.move(0, 0)
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="drag me"))
window.add(handle)
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()
outcome = ["taken"]
wanted = [0]
WANTED = 3  # times in a row


def give(_: Any, context: Any, data: Any, info: int, time: int) -> None:
    data.set_uris(addresses)


def failed(*why: Any) -> bool:
    outcome[0] = "refused"
    return True  # without the animation of its way back


def begun(_: Any, context: Any) -> None:
    print("begun", flush=True)
    wanted[0] = 0
    GLib.timeout_add(20, is_to_be_asked_again, context)


def is_to_be_asked_again(context: Any) -> bool:
    wanted[0] = wanted[0] + 1 if context.get_selected_action() else 0
    if wanted[0] < WANTED:
        return True
    print("wanted", flush=True)
    return False


def ended(*what: Any) -> None:
    print(outcome[0], flush=True)
    outcome[0] = "taken"


handle.connect("drag-begin", begun)
handle.connect("drag-data-get", give)
handle.connect("drag-failed", failed)
handle.connect("drag-end", ended)
window.connect("map-event", lambda *mapped: print("ready", flush=True))
window.show_all()
Gtk.main()
