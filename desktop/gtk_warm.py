"""A web process that runs before there is anything to show. For the child of `window.py`; gi only.

WebKit starts the process of a view, and the one for its network, when the view loads something first: 0.15 s. So an
empty view does that while the server starts, and the window's view moves into its process. pywebview makes its own
context and view; it makes them of these once.
"""

from __future__ import annotations

import sys
from typing import IO, Any

import gi

gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, WebKit2  # noqa: E402 – versions come first


class WarmWebKit:
    """WebKit2 as pywebview uses it, but that the first view has a process already."""

    def __init__(self) -> None:
        self._empty: Any = WebKit2.WebView(web_context=WebKit2.WebContext.new_ephemeral())  # Any: untyped, as all of gi
        self._empty.load_html("", None)

    def __getattr__(self, name: str) -> Any:
        return getattr(WebKit2, name)

    def WebView(self, **given: Any) -> Any:
        """With the empty view's context in place of a new one just like it."""
        empty, self._empty = self._empty, None
        if empty is None:
            return WebKit2.WebView(**given)
        view = WebKit2.WebView(**{**given, "web_context": empty.get_context(), "related_view": empty})
        waiting = [empty]

        def come(changed: Any, event: Any) -> None:
            """The page has come: the empty view has no more use."""
            if event == WebKit2.LoadEvent.COMMITTED and waiting:
                waiting.pop().destroy()

        view.connect("load-changed", come)
        return view


def warm_up() -> None:
    """Begins; `wait_for_line` lets it go on."""
    sys.modules["webview.platforms.gtk"].webkit = WarmWebKit()  # type: ignore[attr-defined]  # pywebview's own name


def wait_for_line(stream: IO[str]) -> str:
    """The next line, "" at the end. Meanwhile what GTK and WebKit have to do is done."""
    loop, lines = GLib.MainLoop(), list[str]()

    def come(*what: Any) -> bool:
        lines.append(stream.readline())
        loop.quit()
        return False

    GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, stream.fileno(), GLib.IOCondition.IN | GLib.IOCondition.HUP, come)
    loop.run()
    return lines[0]
