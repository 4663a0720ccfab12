"""What a server's tools are beside what was allowed of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from backend.mcp.definition import Json, Tool
from backend.mcp.offers import Offer

ToolState = Literal["approved", "new", "changed", "gone"]
Allowed = Mapping[str, tuple[Tool, bool]]  # a tool as it was allowed, and whether it is on


@dataclass(frozen=True, slots=True)
class Listed:
    """A tool as a person sees it; `before` is what was allowed, where that was another."""

    tool: Tool
    state: ToolState
    on: bool
    before: Tool | None = None


def listed(allowed: Allowed, offer: Offer | None) -> list[Listed]:
    """As the server offers them now; without an offer as they were allowed."""
    if offer is None:
        return [Listed(tool, "approved", is_on) for tool, is_on in allowed.values()]
    seen: list[Listed] = []
    for tool in offer.tools:
        before, is_on = allowed.get(tool.name, (None, False))
        if before is None:
            seen.append(Listed(tool, "new", False))
        elif before.hash != tool.hash:
            seen.append(Listed(tool, "changed", False, before))
        else:
            seen.append(Listed(tool, "approved", is_on))
    there = {tool.name for tool in offer.tools}
    return seen + [Listed(tool, "gone", False) for tool, _ in allowed.values() if tool.name not in there]


def after_offer(kept: Json, offer: Offer) -> Json:
    """What is kept of a server once it said what it has: its first list after a yes is what was said yes to."""
    after = {**kept, "prompts": list(offer.prompts), "resources": bool(offer.resources)}
    if not kept.get("pinned"):
        after |= {"pinned": True, "tools": {tool.name: pin(tool) for tool in offer.tools}}
    return after


def changed(kept: Json, offer: Offer) -> list[str]:
    """Names of tools that are not what was allowed."""
    known = kept.get("tools", {})
    return [tool.name for tool in offer.tools if tool.name in known and known[tool.name].get("hash") != tool.hash]


def pin(tool: Tool, *, on: bool = True) -> Json:
    """A tool as it is kept once it was allowed."""
    return {
        "hash": tool.hash,
        "on": on,
        "title": tool.title,
        "description": tool.description,
        "schema": tool.schema,
    }
