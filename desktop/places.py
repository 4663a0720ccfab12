"""Where the window was: place, size and whether it filled the screen, for each screen, in `window.json`.

A window is always put where it can be reached: on the screen where it was last, or, when that one is gone, on the first
that is there, at what was remembered for it or in its middle. Standard library only, and no toolkit.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from desktop.view import HEIGHT, LEAST_HEIGHT, LEAST_WIDTH, WIDTH

SCREENS_MOST = 20  # remembered; the ones used longest ago go
SAVE_AFTER_S = 0.5  # a window that is being dragged has a new place with each step


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen's usable part. `name` is the same the next time it is plugged in, as far as the system tells."""

    name: str
    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Place:
    """A window. `x` and `y` count from the corner of its screen; `maximised` leaves what it is otherwise as it is."""

    x: int
    y: int
    width: int = WIDTH
    height: int = HEIGHT
    maximised: bool = False


class Places:
    """What is remembered, from and to `file`; any thread may call. A file that cannot be read is as none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = _read(file)  # by screen, the one used last at the end
        self._changing = threading.Lock()
        self._timer: threading.Timer | None = None

    def first(self, screens: list[Screen]) -> tuple[Screen, Place] | None:
        """Where to put the window, or None when there is no screen to speak of."""
        return choose(self._known, screens)

    def changed(self, screen: Screen, place: Place) -> None:
        """The window is there now. Kept soon; `close` keeps it at once."""
        with self._changing:
            if list(self._known)[-1:] == [screen.name] and self._known[screen.name] == place:
                return
            self._known.pop(screen.name, None)
            self._known[screen.name] = place
            if self._timer is None:
                self._timer = threading.Timer(SAVE_AFTER_S, self._save)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Keeps what has changed."""
        with self._changing:
            waits, self._timer = self._timer, None
        if waits is not None:
            waits.cancel()
            self._save()

    def _save(self) -> None:
        with self._changing:
            self._timer = None
            kept = dict(list(self._known.items())[-SCREENS_MOST:])
        document = {"screens": [{"screen": name, **asdict(place)} for name, place in kept.items()]}
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=".window-")  # 0600
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(document, file)
            Path(temporary).replace(self._file)
        except OSError:
            pass  # the next start puts the window in the middle


def choose(known: dict[str, Place], screens: list[Screen]) -> tuple[Screen, Place] | None:
    """The screen used last of those that are there, else the first; and the place on it, made to fit."""
    if not screens:
        return None
    there = {screen.name: screen for screen in screens}
    name = next((name for name in reversed(known) if name in there), None)
    screen = there[name] if name is not None else screens[0]
    place = known.get(screen.name)
    if place is None:
        last = next(reversed(known.values()), None)  # of a screen that is gone: its size is still the person's
        width, height = (last.width, last.height) if last is not None else (WIDTH, HEIGHT)
        place = Place(0, 0, min(width, screen.width), min(height, screen.height), last is not None and last.maximised)
        place = replace(place, x=(screen.width - place.width) // 2, y=(screen.height - place.height) // 2)
    return screen, fit(place, screen)


def fit(place: Place, screen: Screen) -> Place:
    """The same, whole on the screen, which may have become smaller."""
    width = max(min(place.width, screen.width), min(LEAST_WIDTH, screen.width))
    height = max(min(place.height, screen.height), min(LEAST_HEIGHT, screen.height))
    x = min(max(place.x, 0), screen.width - width)
    y = min(max(place.y, 0), screen.height - height)
    return Place(x, y, width, height, place.maximised)


def screen_of(screens: list[Screen], x: int, y: int) -> Screen | None:
    """The screen that a point is on."""
    return next((screen for screen in screens if screen.holds(x, y)), screens[0] if screens else None)


def _read(file: Path) -> dict[str, Place]:
    try:
        entries: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["screens"]
        return {str(entry["screen"]): _place(entry) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _place(entry: dict[str, Any]) -> Place:  # Any: JSON
    x, y, width, height = (int(entry[name]) for name in ("x", "y", "width", "height"))
    return Place(x, y, width, height, bool(entry["maximised"]))
