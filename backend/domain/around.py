"""What stands around the window on this machine: told by `desktop`, shown by the settings.

As it is here, nothing is there: a server without a window of ours, in which closing something else is not our business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

# `none`: nobody on this desktop shows a tray; `off`: nothing was to be shown yet, or is not wanted.
Tray = Literal["shown", "none", "off"]
# `given`: the desktop has given the key; `refused`: it or the person has not; `none`: it has no such keys.
Key = Literal["given", "refused", "none", "off"]


class Login(Protocol):
    """The choice to start with the login, where this system keeps it."""

    def is_on(self) -> bool:
        """Whether this Runnel is started, as far as can be read."""
        ...

    def turn(self, *, on: bool) -> None:
        """Written or gone on return. Raises OSError."""
        ...


@dataclass(slots=True)
class Around:
    """`outlives_closing`: the window can be put away while an answer is written. `key` calls the quick bar, and
    `key_name` is what the desktop calls it. `login` is None where Runnel cannot be
    started with the login."""

    outlives_closing: bool = False
    tray: Tray = "off"
    key: Key = "off"
    key_name: str = ""
    login: Login | None = None
