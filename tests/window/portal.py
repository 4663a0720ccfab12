"""A desktop that says whether it is dark: at first what its argument says.

Each line of standard input is what it says from then on: 1 dark, 2 light, 0 no preference. Prints "said" after each.
"""

from __future__ import annotations

import sys
from typing import Any

from gi.repository import GLib

from tests.window.part import Part

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SETTINGS, SPACE, KEY = "org.freedesktop.portal.Settings", "org.freedesktop.appearance", "color-scheme"
WHAT = f"""<interface name="{SETTINGS}">
<method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface>"""

scheme = [int(sys.argv[1])]


def called(bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    value = GLib.Variant("v", GLib.Variant("u", scheme[0]))
    answer.return_value(GLib.Variant.new_tuple(GLib.Variant("v", value)))


def obey(line: str) -> None:
    scheme[0] = int(line)
    part.signal(SETTINGS, "SettingChanged", GLib.Variant("(ssv)", (SPACE, KEY, GLib.Variant("u", scheme[0]))))
    print("said", flush=True)


part = Part(NAME, PATH, WHAT, called)
part.play(obey)
