"""Files and folders let go over the window: WebKitGTK gives its page neither, so their paths are told to the process
around us. For the GTK adapter; gi only.

WebKit's own handling stays as it is: the page sees that something is dragged over it, and decides whether it takes it.
Here it is only looked at. What is dragged from our own page is none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gi.repository import Gio, Gtk

ADDRESSES = "text/uri-list"


def watch_drops(view: Any, tell: Callable[[list[str]], None]) -> None:
    """`tell` gets the whole paths of what was dropped: none of them, where it is nothing of this computer."""
    seen: list[tuple[Any, list[str]]] = []  # what is being dragged now: GTK's context of it, and its paths

    def received(view: Any, context: Any, x: int, y: int, data: Any, info: int, time: int) -> None:
        if data.get_target().name() == ADDRESSES and Gtk.drag_get_source_widget(context) is None:
            seen[:] = [(context, [path for uri in data.get_uris() or () if (path := _path(uri))])]

    def dropped(view: Any, context: Any, x: int, y: int, time: int) -> bool:
        if seen and seen[0][0] == context:
            tell(seen.pop()[1])
        return False  # WebKit carries it out

    view.connect("drag-data-received", received)
    view.connect("drag-drop", dropped)


def _path(uri: str) -> str | None:
    """None for what is elsewhere."""
    path = Gio.File.new_for_uri(uri).get_path()
    return str(path) if path else None
