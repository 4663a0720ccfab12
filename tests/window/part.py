"""A program that plays a part of a desktop, on a test's session bus. Runs under the system's Python, which has gi."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from gi.repository import Gio, GLib

Called = Callable[[Any, str, str, str, str, Any, Any], None]  # as Gio calls a method of ours


class Part:
    """What answers to a well-known name. `interface` is XML."""

    def __init__(self, name: str, path: str, interface: str, called: Called) -> None:
        self.bus: Any = None  # once it plays
        self._name, self._path, self._interface, self._called = name, path, interface, called

    def play(self, obey: Callable[[str], None]) -> None:
        """Prints "ready" once it answers. `obey` gets each line of standard input, on a thread; its end ends."""
        loop = GLib.MainLoop()

        def acquired(bus: Any, name: str) -> None:
            self.bus = bus
            self.export(self._path, self._interface, self._called)

        def ready(bus: Any, name: str) -> None:
            print("ready", flush=True)

        def read() -> None:
            for line in sys.stdin:
                obey(line.strip())
            GLib.idle_add(loop.quit)

        Gio.bus_own_name(Gio.BusType.SESSION, self._name, Gio.BusNameOwnerFlags.NONE, acquired, ready, None)
        threading.Thread(target=read, daemon=True).start()
        loop.run()

    def export(self, path: str, interface: str, called: Called) -> None:
        """Another object of ours."""
        described = Gio.DBusNodeInfo.new_for_xml(f"<node>{interface}</node>").interfaces[0]
        self.bus.register_object(path, described, called, None, None)

    def signal(self, interface: str, name: str, values: Any) -> None:
        """To whoever listens. From any thread."""
        self.bus.emit_signal(None, self._path, interface, name, values)
