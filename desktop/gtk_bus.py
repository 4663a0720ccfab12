"""The desktop's session bus, where there is one. gi only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gi.repository import Gio, GLib


def has_session_bus() -> bool:
    """Whether there is one to connect to. Gio would start one otherwise, and nobody of a desktop would be on it."""
    beside = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / "bus"
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (beside.is_absolute() and beside.exists())


def session_bus() -> Any:
    """Gio's connection, or None."""
    if not has_session_bus():
        return None
    try:
        return Gio.bus_get_sync(Gio.BusType.SESSION, None)
    except GLib.Error:
        return None
