"""Drawing without the graphics driver, where its page does not come up with it. For the GTK adapter; gi only.

A driver that fails ends each of WebKit's processes, or leaves the window blank; the launcher sees that no page shows
that it is alive (`watchdog.py`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gi.repository import WebKit2

# Where libglvnd is told of Mesa, beside a vendor's driver that may not work.
MESA = ("/usr/share/glvnd/egl_vendor.d/50_mesa.json", "/etc/glvnd/egl_vendor.d/50_mesa.json")


def draw_without_driver(web_view: Any) -> None:
    """The next process of this view draws with Mesa's software, and composites nothing."""
    os.environ.update(WEBKIT_DISABLE_COMPOSITING_MODE="1", LIBGL_ALWAYS_SOFTWARE="1")
    mesa = next((file for file in MESA if Path(file).exists()), None)
    if mesa is not None:
        os.environ["__EGL_VENDOR_LIBRARY_FILENAMES"] = mesa
    web_view.get_settings().set_hardware_acceleration_policy(WebKit2.HardwareAccelerationPolicy.NEVER)
