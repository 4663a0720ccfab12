"""What became of a way to show the page, and the shape that every way has."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final, Protocol

from desktop.view import View

BRING_TIMEOUT_S: Final = 3.0  # for a window to come forward
PROBE_TIMEOUT_S: Final = 15.0  # a toolkit that has not answered by then is passed over


class Outcome(Enum):
    CLOSED = auto()  # it was shown, and the person or a signal has closed it
    LEFT_OPEN = auto()  # it is shown by a program of its own, whose end we do not learn
    UNUSABLE = auto()  # it could not be shown; try the next way


# What a window tells of itself, with what belongs to it: DROPPED with whole paths, DIED for its page's process. One
# that can be put away tells TRAY, with "shown", "none" or "off", at its start and when that changes, and CLOSING when
# a person closes it: it is there until it gets an order or is closed. One that can ask for a key tells KEY, with
# "given", "refused", "none" or "off" and the key's name, and TYPED with what was typed into its quick bar.
Tell = Callable[[str, list[str]], None]
DROPPED: Final = "dropped"
DIED: Final = "died"
TRAY: Final = "tray"
CLOSING: Final = "closing"
KEY: Final = "key"
TYPED: Final = "typed"


def nothing_told(word: str, values: list[str]) -> None:
    """Nobody listens."""


class Opener(Protocol):
    """One way to show the page. Made as early as possible, so that it can prepare while the server starts."""

    def show(
        self,
        view: View,
        *,
        on_painted: Callable[[], None],
        on_closing: Callable[[], None],
        on_told: Tell = nothing_told,
    ) -> Outcome:
        """Blocks the main thread while the page is shown. `on_painted` is called once, from any thread, when
        something can be seen; `on_closing` on the main thread before the window goes; `on_told` from any thread."""
        ...

    def choose(self, start: str | None) -> str | None:
        """From another thread: the folder that the person chooses in the system's dialog, which begins at `start`;
        blocks until then. None for no choice, and where the window is not ours."""
        ...

    @property
    def is_ours(self) -> bool:
        """Whether it is a window of our own: one that can ask, tell, and make its page anew."""
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

    def again(self, *, plainly: str | None = None) -> None:
        """From another thread: the page has died or stands still, and is made anew at the chat where it was. With
        `plainly`, an address that lets it in, it is drawn without the graphics driver from now on. Does nothing where
        it is not ours to make."""
        ...

    def obey(self, order: dict[str, Any]) -> None:  # Any: JSON
        """From another thread: what only a window that can be put away does; others do nothing. One of
        {"tray": `tray.Contents` or None}, {"put_away": True}, {"ask": the words of `closing.py`}, {"key": the words of
        `quick.py` or None}, {"taken": whether what was typed has been, "why"}."""
        ...

    def close(self) -> None:
        """From another thread; may come before `show`, which then returns CLOSED at once."""
        ...
