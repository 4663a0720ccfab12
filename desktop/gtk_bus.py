"""The desktop's session bus, where there is one. gi only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gi.repository import Gio, GLib


def session_bus() -> Any:
    """Gio's connection, or None. Starts no bus: nobody of a desktop would be on one of our own."""
    beside = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / "bus"
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not (beside.is_absolute() and beside.exists()):
        return None
    try:
        return Gio.bus_get_sync(Gio.BusType.SESSION, None)
    except GLib.Error:
        return None
