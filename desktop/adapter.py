"""What a toolkit's view needs beyond pywebview: the shape, and the one that does nothing.

`gtk_adapter.py` and `qt_adapter.py` are the two that were run. Windows and macOS use this one: there the
page's own interception of links is all that keeps the window at its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urldefrag

from desktop.outcome import Tell, nothing_told
from desktop.places import Place, Places, Screen
from desktop.view import View

ANY_SCREEN = Screen("any", 0, 0, 100_000, 100_000)


class Adapter:
    """Called on the main thread, in this order. `tell` and `close` are set before; any thread may call them."""

    can_put_away = False  # whether it tells of its tray, and does what `obey` gets

    def __init__(self) -> None:
        self.tell: Tell = nothing_told
        self.close: Callable[[], None] = lambda: None

    def prefers_dark(self) -> bool:
        """Whether the desktop asks for dark windows."""
        return False

    def before_create(self) -> None:
        """The toolkit is loaded, no window is made yet."""

    def guard(self, window: Any, view: View) -> None:  # Any: pywebview's window holds untyped native objects
        """The native view is made and has loaded nothing: bind it to our origin."""

    def screens(self) -> list[Screen]:
        """What a window can be put on; one that takes everything where the toolkit is not asked."""
        return [ANY_SCREEN]

    def remember(self, window: Any, places: Places, screen: Screen, place: Place) -> None:
        """The native window is made at this place: tells `places` where it goes. Here its size alone is known."""
        now = [place.width, place.height, int(place.maximised)]

        def tell() -> None:
            places.changed(screen, Place(place.x, place.y, now[0], now[1], bool(now[2])))

        def resized(width: int, height: int) -> None:
            if not now[2]:
                now[:2] = int(width), int(height)
                tell()

        def maximised(is_maximised: bool) -> None:
            now[2] = int(is_maximised)
            tell()

        window.events.resized += resized
        window.events.maximized += lambda: maximised(True)
        window.events.restored += lambda: maximised(False)

    def bring(self, window: Any, page: str, activation: str | None) -> bool:
        """From any thread: to the front, at this address of ours if it is one. Answers whether it was done."""
        window.restore()
        window.show()
        if page:
            window.load_url(page)
        return True

    def notify(self, window: Any, title: str, text: str, page: str) -> None:
        """From any thread: a notice of the desktop's, unless the window is in front. Nothing here: web/src/words
        (setup, `notify`) says where."""

    def again(self, window: Any, view: View, *, plainly: str | None) -> None:
        """From any thread: makes the page anew although its own thread may stand still; `plainly` is an address to load
        without the graphics driver, where that is ours to choose."""
        window.load_url(plainly or f"{view.origin}/")

    def obey(self, window: Any, order: dict[str, Any]) -> None:
        """From any thread: `outcome.Opener.obey`."""

    def choose(self, window: Any, start: str | None, ask: Callable[[], Sequence[str] | None]) -> str | None:
        """From any thread but the main one: the folder that the person chooses in the system's dialog, or None. `ask`
        is pywebview's own."""
        chosen = ask()
        return str(chosen[0]) if chosen else None


def page_again(url: str | None, origin: str) -> str:
    """Where a view goes whose web process has ended: the page anew, at the chat that its address had named."""
    chat = urldefrag(url).fragment if url and is_ours(url, origin) else ""
    return f"{origin}/#{chat}" if chat else f"{origin}/"


def is_ours(url: str, origin: str) -> bool:
    """Whether `url` is a page of `origin` ("http://127.0.0.1:40123"). A prefix alone would let
    `http://127.0.0.1:40123.example.org` and `http://127.0.0.1:40123@example.org` through."""
    return bool(origin) and (url == origin or url.startswith(origin + "/"))
