"""D-Bus interfaces in its XML, from their members' names and types. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping


def method(name: str, given: str, answered: str = "") -> str:
    """Types stand apart by spaces."""
    taken = "".join(f'<arg type="{one}" direction="in"/>' for one in given.split())
    back = "".join(f'<arg type="{one}" direction="out"/>' for one in answered.split())
    return f'<method name="{name}">{taken}{back}</method>'


def signal(name: str, told: str = "") -> str:
    """Types stand apart by spaces."""
    return f'<signal name="{name}">' + "".join(f'<arg type="{one}"/>' for one in told.split()) + "</signal>"


def properties(types: Mapping[str, str]) -> str:
    """All for reading only."""
    return "".join(f'<property name="{name}" type="{kind}" access="read"/>' for name, kind in types.items())


def interface(name: str, members: str) -> str:
    """A node with this one interface."""
    return f'<node><interface name="{name}">{members}</interface></node>'
