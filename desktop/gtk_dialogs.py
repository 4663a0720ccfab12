"""The system's own dialogs, over the window. For the GTK adapter; gi only."""

from __future__ import annotations

import threading
from typing import Any

from gi.repository import GLib, Gtk


class Dialogs:
    def __init__(self) -> None:
        self._open: Any = None  # GTK keeps no such dialog alive

    def folder(self, native: Any, start: str | None) -> str | None:
        """From any thread but the main one: blocks until the person has chosen a folder, or None."""
        answered = threading.Event()
        chosen: list[str] = []

        def ask() -> None:
            select = Gtk.FileChooserAction.SELECT_FOLDER
            dialog = self._open = Gtk.FileChooserNative.new(None, native, select, None, None)
            dialog.set_modal(True)
            if start is not None:
                dialog.set_current_folder(start)

            def answer(dialog: Any, response: int) -> None:
                name = dialog.get_filename() if response == Gtk.ResponseType.ACCEPT else None
                chosen.extend([str(name)] if name else [])
                self._open = None
                answered.set()

            dialog.connect("response", answer)
            dialog.show()

        GLib.idle_add(ask)
        answered.wait()
        return chosen[0] if chosen else None
