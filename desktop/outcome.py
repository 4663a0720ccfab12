"""What became of a way to show the page, and the shape that every way has."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Final, Protocol

from desktop.view import View

BRING_TIMEOUT_S: Final = 3.0  # for a window to come forward
PROBE_TIMEOUT_S: Final = 15.0  # a toolkit that has not answered by then is passed over


class Outcome(Enum):
    CLOSED = auto()  # it was shown, and the person or a signal has closed it
    LEFT_OPEN = auto()  # it is shown by a program of its own, whose end we do not learn
    UNUSABLE = auto()  # it could not be shown; try the next way


class Opener(Protocol):
    """One way to show the page. Made as early as possible, so that it can prepare while the server starts."""

    def show(self, view: View, *, on_painted: Callable[[], None], on_closing: Callable[[], None]) -> Outcome:
        """Blocks the main thread while the page is shown. `on_painted` is called once, from any thread, when
        something can be seen; `on_closing` on the main thread before the window goes."""
        ...

    def bring(self, page: str, fresh: Callable[[], str], activation: str | None) -> bool:
        """From another thread: brings what is shown to the front, at the address `page` of our origin ("" for where
        it is). Answers whether it could. A program that has no session of ours takes the address that `fresh` makes;
        `activation` is what the desktop gave for it."""
        ...

    def notify(self, title: str, text: str, page: str) -> None:
        """From another thread: tells a person whose window is not in front, and leads them to `page`. Does nothing
        where that cannot be done well."""
        ...

    def again(self) -> None:
        """From another thread: the page has died or stands still, and is made anew at the chat where it was. Does
        nothing where it is not ours to make."""
        ...

    def close(self) -> None:
        """From another thread; may come before `show`, which then returns CLOSED at once."""
        ...
