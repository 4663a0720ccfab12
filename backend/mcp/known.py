"""Other apps' lists of servers, read when a person asks for it and at no other time; and the same as pasted text.

Claude Desktop and Cursor write `mcpServers`, VS Code `servers` (older ones in `mcp` of its settings), with comments.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Literal

from backend.domain import limits
from backend.domain.errors import BadInput, NotFound
from backend.mcp.definition import Json

App = Literal["claude", "vscode", "cursor"]
TITLES: dict[App, str] = {"claude": "Claude Desktop", "vscode": "VS Code", "cursor": "Cursor"}
_SHAPE = 'Paste JSON such as {"mcpServers": {"name": {"command": "npx", "args": ["…"]}}}.'


def places(app: App) -> list[Path]:
    """Where this app keeps its list, for the person as a whole; a folder's own lists are never read."""
    home = Path.home()
    if sys.platform == "darwin":
        support = home / "Library/Application Support"
    elif sys.platform == "win32":
        support = Path(os.environ.get("APPDATA") or home / "AppData/Roaming")
    else:
        support = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    match app:
        case "claude":
            return [support / "Claude/claude_desktop_config.json"]
        case "vscode":
            return [support / "Code/User/mcp.json", support / "Code/User/settings.json"]
        case "cursor":
            return [home / ".cursor/mcp.json"]


async def there() -> list[tuple[App, str, str]]:
    """The apps whose list is there: which, its title, the path."""

    def look() -> list[tuple[App, str, str]]:
        return [(app, title, str(path)) for app, title in TITLES.items() for path in places(app)[:1] if path.is_file()]

    return await asyncio.to_thread(look)


async def of_app(app: App) -> dict[str, Json]:
    """The servers that this app has. Raises NotFound, BadInput."""

    def look() -> dict[str, Json]:
        for path in places(app):
            try:
                with path.open("rb") as file:
                    data = file.read(limits.MCP_FILE_BYTES + 1)
            except OSError:
                continue
            found = read(data.decode("utf-8-sig", "replace"), of_settings=path.name == "settings.json")
            if found:
                return found
        raise NotFound(f"{TITLES[app]} has no servers on this computer. Looked in {places(app)[0]}.")

    return await asyncio.to_thread(look)


def read(text: str, *, of_settings: bool = False) -> dict[str, Json]:
    """The servers in a text, by name, as they stand there. Raises BadInput."""
    import json5

    if len(text.encode("utf-8", "replace")) > limits.MCP_FILE_BYTES:
        raise BadInput("That is too long for a list of servers.")
    try:
        document: Any = json5.loads(text.strip() or "{}")  # Any: JSON of another app
    except (ValueError, RecursionError) as error:
        raise BadInput(f"That is no JSON: {str(error).strip()[:200]}. {_SHAPE}") from None
    if not isinstance(document, dict):
        raise BadInput(_SHAPE)
    inner = document.get("mcp")
    for holder in (document, inner if isinstance(inner, dict) else {}):
        for key in ("mcpServers", "servers", "context_servers"):
            found = holder.get(key)
            if isinstance(found, dict):
                return {str(name): entry for name, entry in found.items()}
    if of_settings:
        return {}
    if document and all(
        isinstance(entry, dict) and ("command" in entry or "url" in entry) for entry in document.values()
    ):
        return {str(name): entry for name, entry in document.items()}  # the list alone
    raise BadInput(f"There is no list of servers in it. {_SHAPE}")
