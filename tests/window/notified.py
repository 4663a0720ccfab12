"""A desktop's notices: prints each as a line of JSON. Standard input: a line clicks the last one."""

from __future__ import annotations

import json
from typing import Any

from gi.repository import GLib

from tests.window.part import Part

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
WHAT = f"""<interface name="{NAME}">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface>"""

shown = [0]


def called(bus: Any, sender: str, path: str, interface: str, method: str, given: Any, answer: Any) -> None:
    app, _, icon, title, text, _, hints, _ = given.unpack()
    shown[0] += 1
    said = {"app": app, "icon": icon, "title": title, "text": text, "entry": hints.get("desktop-entry")}
    answer.return_value(GLib.Variant("(u)", (shown[0],)))  # first: who reads that line may click at once
    print(json.dumps(said), flush=True)


part = Part(NAME, PATH, WHAT, called)
part.play(lambda line: part.signal(NAME, "ActionInvoked", GLib.Variant("(us)", (shown[0], "default"))))
