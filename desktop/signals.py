"""Hears SIGINT, SIGTERM and SIGHUP on a thread of its own, whatever the main thread is busy with.

Python runs its signal handlers on the main thread, between two of its instructions: one that arrives just before
that thread begins to wait, in a toolkit or on a pipe, is not heard until the wait is over. The descriptor that
Python writes to at once is, so a thread reads that.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


def listen(end: Callable[[], None]) -> None:
    """`end` is called for each signal, on another thread. Call it once, on the main thread."""
    ours, pythons = socket.socketpair()
    pythons.setblocking(False)
    # not on Windows: there Python's own handlers are all that hears Ctrl+C while a toolkit waits
    on_signal = end if sys.platform == "win32" else _nothing
    for name in NAMES:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: on_signal())
    signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)

    def hear() -> None:
        try:
            while ours.recv(1):
                end()
        finally:
            pythons.close()  # also what keeps it open until then

    threading.Thread(target=hear, name="signals", daemon=True).start()


def _nothing() -> None:
    return None
