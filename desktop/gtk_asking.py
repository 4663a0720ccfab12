"""A question with three answers, in a dialog of the desktop's own: the page cannot show one while its window closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402 – the version comes first

STAY, STOP, KEEP = Gtk.ResponseType.CANCEL, Gtk.ResponseType.REJECT, Gtk.ResponseType.ACCEPT


def ask(window: Any, words: Mapping[str, str], answered: Callable[[str], None]) -> Any:
    """`answered` gets "stay", "stop" or "keep"; Escape is "stay". Does not wait. Answers the dialog."""
    dialog = Gtk.MessageDialog(
        transient_for=window,
        modal=True,
        destroy_with_parent=True,
        message_type=Gtk.MessageType.QUESTION,
        text=words["title"],
        secondary_text=words["text"],
    )
    dialog.set_title(words["title"])
    dialog.add_button(words["stay"], STAY)
    dialog.add_button(words["stop"], STOP).get_style_context().add_class("destructive-action")
    dialog.add_button(words["keep"], KEEP)
    dialog.set_default_response(KEEP)

    def response(_dialog: Any, chosen: int) -> None:
        dialog.destroy()
        answered({STOP: "stop", KEEP: "keep"}.get(chosen, "stay"))

    dialog.connect("response", response)
    dialog.show_all()
    return dialog
