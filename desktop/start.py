"""Brings the server up quickly: what is imported stays, so nobody looks through it for garbage meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.domain.settings import Settings
    from backend.main import Server


def server(settings: Callable[[], Settings]) -> Server:
    """Returns when HTTP answers. Raises what reading the settings and `Server.start` raise.

    Without the collector the imports take a tenth less.
    """
    gc.disable()
    try:
        from backend.main import Server  # here: it takes long, and the window's child runs already
        from desktop import log_file

        chosen = settings()
        log_file.begin(chosen.data_dir.expanduser(), level=chosen.log_level)
        return Server.start(chosen)
    finally:
        gc.freeze()
        gc.enable()
