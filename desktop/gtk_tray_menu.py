"""The tray's menu as com.canonical.dbusmenu has it. For the GTK adapter; gi only, and no bus: calls in, answers out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gi.repository import GLib

from desktop.contents import Contents
from desktop.described import method, properties, signal

MENU, MENU_PATH = "com.canonical.dbusmenu", "/MenuBar"
SHOW, QUIT, NOTHING, LINE_ABOVE, LINES_FROM = 1, 2, 3, 4, 10  # ids of its entries
KEPT = 100  # chats whose id still leads somewhere

_PROPERTIES = {"Version": "u", "TextDirection": "s", "Status": "s", "IconThemePath": "as"}
MEMBERS = (
    method("GetLayout", "i i as", "u (ia{sv}av)")
    + method("GetGroupProperties", "ai as", "a(ia{sv})")
    + method("GetProperty", "i s", "v")
    + method("Event", "i s v u")
    + method("EventGroup", "a(isvu)", "ai")
    + method("AboutToShow", "i", "b")
    + method("AboutToShowGroup", "ai", "ai ai")
    + signal("LayoutUpdated", "u i")
    + signal("ItemsPropertiesUpdated", "a(ia{sv}) a(ias)")
    + properties(_PROPERTIES)
)


class TrayMenu:
    """`lead` goes to a page ("" for where the window is), `leave` ends Runnel."""

    def __init__(self, *, lead: Callable[[str], None], leave: Callable[[], None]) -> None:
        self._lead = lead
        self._leave = leave
        self._contents: Contents | None = None
        self._numbers: dict[str, int] = {}  # by page: a click on an old menu leads where it said
        self._next = LINES_FROM
        self.revision = 1

    def show(self, contents: Contents) -> None:
        self._contents = contents
        self.revision += 1
        for line in contents.lines:
            if line.page not in self._numbers:
                self._numbers[line.page] = self._next = self._next + 1
        for page in list(self._numbers)[:-KEPT]:
            if all(line.page != page for line in contents.lines):
                del self._numbers[page]

    def properties(self) -> dict[str, Any]:  # Any: variants of GLib's
        values = {"Version": 3, "TextDirection": "ltr", "Status": "normal", "IconThemePath": []}
        return {key: GLib.Variant(kind, values[key]) for key, kind in _PROPERTIES.items()}

    def call(self, name: str, given: tuple[Any, ...]) -> Any:
        """The answer, as a variant; None where there is none."""
        match name:
            case "GetLayout":
                return self._layout(*given[:2])
            case "GetGroupProperties":
                wanted = given[0]
                there = [(number, looks) for number, looks in self._entries().items() if not wanted or number in wanted]
                return GLib.Variant("(a(ia{sv}))", (there,))
            case "GetProperty":
                looks = self._entries().get(given[0], {})
                return GLib.Variant("(v)", (looks.get(given[1], GLib.Variant("s", "")),))
            case "Event":
                self._happened(*given[:2])
            case "EventGroup":
                for event in given[0]:
                    self._happened(*event[:2])
                return GLib.Variant("(ai)", ([],))
            case "AboutToShow":
                return GLib.Variant("(b)", (False,))
            case "AboutToShowGroup":
                return GLib.Variant("(aiai)", ([], []))
        return None

    def _layout(self, above: int, depth: int) -> Any:
        """What hangs below an entry, of which only the root, 0, has any."""
        entries = self._entries() if above == 0 and depth != 0 else {}
        looks = {"children-display": GLib.Variant("s", "submenu")} if above == 0 else self._entries().get(above, {})
        below = [GLib.Variant("(ia{sv}av)", (number, entry, [])) for number, entry in entries.items()]
        return GLib.Variant("(u(ia{sv}av))", (self.revision, (above, looks, below)))

    def _entries(self) -> dict[int, dict[str, Any]]:
        contents = self._contents
        if contents is None:
            return {}
        lines = {self._numbers[line.page]: _named(line.label) for line in contents.lines}
        none = {NOTHING: {**_named(contents.nothing), "enabled": GLib.Variant("b", False)}}
        between = {LINE_ABOVE: {"type": GLib.Variant("s", "separator")}}
        return {**(lines or none), **between, SHOW: _named(contents.show), QUIT: _named(contents.quit)}

    def _happened(self, number: int, kind: str) -> None:
        if kind != "clicked":
            return
        if number == QUIT:
            self._leave()
        elif number == SHOW:
            self._lead("")
        else:
            for page, known in self._numbers.items():
                if known == number:
                    self._lead(page)


def _named(label: str) -> dict[str, Any]:
    return {"label": GLib.Variant("s", label.replace("_", "__"))}  # one alone would underline what follows
