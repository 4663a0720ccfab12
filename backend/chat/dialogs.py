"""Dialogs of the system's own, where there is a window that can show them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable

from backend.domain.errors import Conflict

# Shows the dialog and blocks until the person has answered it: the folder that was chosen, or None.
Choose = Callable[[str | None], str | None]


class Dialogs:
    """On the server's own thread. `choose` is None until somebody who has a window sets it."""

    def __init__(self) -> None:
        self.choose: Choose | None = None
        self._asking: asyncio.Future[str | None] | None = None

    async def folder(self, start: str | None) -> str | None:
        """The folder that the person chose, or None. One dialog at a time. Raises Conflict."""
        choose = self.choose
        if choose is None:
            raise Conflict("There is no window here that could show the system's dialog.", code="no_dialog")
        if self._asking is not None:
            raise Conflict("The system's dialog is open already.", code="dialog_open")
        loop = asyncio.get_running_loop()
        asking: asyncio.Future[str | None] = loop.create_future()
        self._asking = asking

        def answer(chosen: str | None) -> None:
            if not asking.done():
                asking.set_result(chosen)

        def ask() -> None:
            chosen = choose(start)
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(answer, chosen)

        # a daemon: a dialog that nobody answers must not keep the process
        threading.Thread(target=ask, name="folder-dialog", daemon=True).start()
        try:
            return await asking
        finally:
            self._asking = None

    def close(self) -> None:
        """Whoever waits is answered: the window goes."""
        if self._asking is not None and not self._asking.done():
            self._asking.set_result(None)
