"""What stands around the window, on the server's side: keeps tray and key in step, and does what is asked there.

`gtk_around.py` is the window's side; they speak through `outcome.Opener.obey` and what a window tells.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Literal, cast

from desktop import closing, outcome
from desktop.outcome import Opener
from desktop.quick import Quick
from desktop.script import Refused, Script
from desktop.tray import Tray

if TYPE_CHECKING:
    from backend.main import Server

log = logging.getLogger(__name__)


class Surroundings:
    """For one window after the other: `opener` answers the one that is shown."""

    def __init__(self, server: Server, opener: Callable[[], Opener | None]) -> None:
        self._server = server
        self._opener = opener
        self._made_small = False
        self._quick = Quick(lambda: server.preferences, Script(server.url, server.token), self._order)
        self._tray = Tray(
            lambda: server.preferences,
            server.page_url,
            lambda contents: self._order({"tray": asdict(contents) if contents is not None else None}),
        )

    def look(self, snapshot: Mapping[str, Any] | None) -> None:
        """Now and then, with the server's snapshot, or None when nothing has happened since the last."""
        self._tray.look(snapshot)
        self._quick.look()

    def gone(self) -> None:
        """The window is gone and another way to show the page may follow: nothing of it is so any more."""
        around = self._server.around
        around.outlives_closing, around.tray, around.key, around.key_name = False, "off", "off", ""
        self._tray.forget()
        self._quick.forget()
        self._made_small = False

    def told(self, word: str, values: list[str]) -> None:
        """What a window tells; from any thread, also the windows'."""
        around = self._server.around
        before = replace(around)
        match word:
            case outcome.TRAY:
                around.outlives_closing = True
                around.tray = cast(Literal["shown", "none", "off"], values[0])  # as backend.domain.around has them
            case outcome.KEY:
                around.key = cast(Literal["given", "refused", "none", "off"], values[0])
                around.key_name = values[1]
            case outcome.CLOSING:
                self._closing()
            case outcome.TYPED:
                threading.Thread(target=self._typed, args=(values[0],), name="typed", daemon=True).start()
        if around != before:
            self._server.around_changed()

    def _closing(self) -> None:
        opener = self._opener()
        if opener is None:
            return
        is_small = self._server.around.tray != "shown"  # what putting it away then is
        order = closing.order_for(self._server.answering, self._server.preferences, again=is_small and self._made_small)
        self._made_small = is_small and order is not None
        if order is None:
            opener.close()
        else:
            opener.obey(order)

    def _typed(self, text: str) -> None:
        try:
            chat = self._quick.send(text)
        except (OSError, HTTPException, ValueError, KeyError, Refused) as error:  # the bar still has it, and says so
            log.warning("what was typed into the quick bar was not taken: %s", type(error).__name__)
            self._order({"taken": False, "why": error.detail if isinstance(error, Refused) else ""})
            return
        self._order({"taken": True})
        opener = self._opener()
        if opener is not None:
            opener.bring(self._server.page_url(chat), lambda: self._server.new_boot_url(chat), None)

    def _order(self, order: dict[str, Any]) -> None:
        opener = self._opener()
        if opener is not None:
            opener.obey(order)
