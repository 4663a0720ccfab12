"""The two files of this package in the data folder: which servers there are, and what a person said yes to.

`mcp.json` has `mcpServers` as Claude Desktop writes it, and may be written by hand; what is new or changed in it is
shown and not started. `mcp-approved.json` is ours alone. A broken file is kept beside, and the person is told.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson

from backend.domain import kept_file, limits
from backend.domain.errors import BadInput
from backend.mcp.definition import Definition, Json, Tool, parsed

Answer = TypeVar("Answer")


class ServersFile:
    """`mcp.json`, read anew when it has changed. `notice` tells of a broken one, `problems` of entries that are.

    What it does not understand stays in it as it is.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "mcp.json"
        self.notice: str | None = None
        self.problems: dict[str, str] = {}
        self._stamp: tuple[int, int] | None = None
        self._document: Json = {}
        self._servers: dict[str, Definition] = {}
        self._lock = threading.Lock()

    def servers(self) -> dict[str, Definition]:
        """All that can be read, in the file's order. Looks at the disk."""
        with self._lock:
            self._look()
            return dict(self._servers)

    def change(self, change: Callable[[dict[str, Json]], None]) -> dict[str, Definition]:
        """Changes the entries, writes and syncs the file. Raises BadInput, DataFolderUnusable."""
        with self._lock:
            self._look()
            entries = dict(self._document.get("mcpServers", {}))
            change(entries)
            if len(entries) > limits.MCP_SERVERS:
                raise BadInput(f"There is room for {limits.MCP_SERVERS} servers.")
            document = {**self._document, "mcpServers": entries}
            kept_file.save(self.path, json.dumps(document, indent=2, ensure_ascii=False) + "\n", "The servers")
            self._take(document)
            self._stamp = _stamp(self.path)
            return dict(self._servers)

    def _look(self) -> None:
        stamp = _stamp(self.path)
        if stamp == self._stamp and (stamp is not None or not self._document):
            return
        self._stamp = stamp
        if stamp is None:
            self._take({})
            return
        try:
            if stamp[1] > limits.MCP_FILE_BYTES:
                raise ValueError
            document = json.loads(self.path.read_text(encoding="utf-8-sig") or "{}")
            if not isinstance(document, dict) or not isinstance(document.get("mcpServers", {}), dict):
                raise ValueError
        except (OSError, ValueError, RecursionError):
            where = kept_file.put_aside(self.path)
            self.notice = f"The file of servers (mcp.json) could not be read, so there are none now. {where}"
            self._stamp = None
            self._take({})
        else:
            self._take(document)

    def _take(self, document: Json) -> None:
        self._document, self._servers, self.problems = document, {}, {}
        for name, entry in list(document.get("mcpServers", {}).items())[: limits.MCP_SERVERS]:
            try:
                self._servers[name] = parsed(name, entry)
            except BadInput as error:
                self.problems[str(name)] = error.detail


class Approved:
    """`mcp-approved.json`: for each server the hash of what may be run, and its tools as they were approved."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "mcp-approved.json"
        self.notice: str | None = None
        self._lock = threading.Lock()
        self._servers: dict[str, Json] = self._load()

    def of(self, name: str) -> Json:
        """What was said yes to of this server: {"hash", "tools": {name: …}, "prompts", "resources"}; {} for nothing."""
        return self._servers.get(name, {})

    def tools(self, name: str) -> dict[str, tuple[Tool, bool]]:
        """Its approved tools, each with whether it is on."""
        found: dict[str, tuple[Tool, bool]] = {}
        for tool, kept in self.of(name).get("tools", {}).items():
            made = Tool(tool, kept["description"], kept["schema"], kept.get("title", ""))
            if made.hash == kept.get("hash"):  # what was changed in the file was not approved
                found[tool] = made, bool(kept.get("on", True))
        return found

    def put(self, name: str, kept: Json | None) -> None:
        """Replaces what is known of a server; None forgets it. Written and synced. Raises DataFolderUnusable."""
        with self._lock:
            servers = {key: value for key, value in self._servers.items() if key != name}
            if kept is not None:
                servers[name] = kept
            text = orjson.dumps({"servers": servers}, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode()
            kept_file.save(self._path, text + "\n", "The servers")
            self._servers = servers

    def _load(self) -> dict[str, Json]:
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            servers = document["servers"]
            return {str(name): _checked(kept) for name, kept in servers.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            where = kept_file.put_aside(self._path)
            what = "The file of approved servers (mcp-approved.json)"
            self.notice = f"{what} could not be read, so every server asks again. {where}"
            return {}


def _checked(kept: Any) -> Json:  # Any: JSON from the disk
    if not isinstance(kept["hash"], str) or not isinstance(kept.get("tools", {}), dict):
        raise ValueError
    for tool in kept.get("tools", {}).values():
        if not isinstance(tool["description"], str) or not isinstance(tool["schema"], dict):
            raise ValueError
    return dict(kept)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
