"""May this call be carried out, must a person be asked, or is it refused? The one place that decides, and pure.

In this order: what is refused in every mode; what a plan leaves out; what is always asked, whatever was granted; what
was granted; what the mode lets through. Tools say what they are about to do (`Call`) and never ask by themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, assert_never

import orjson

from backend.agent.line import UNKNOWN, Line
from backend.domain.conversation import Mode
from backend.sandbox.protected import why_protected

Kind = Literal["read", "write", "delete", "command", "network", "mcp", "none"]
PLAN = (
    "Not done: this chat is in plan mode, where nothing is changed and nothing is run. Say what you would do, step by "
    "step; the person can then change the mode and let you do it."
)
DELETES_OUTSIDE = (
    "Not done, in any mode: this deletes {what} with everything in it, and that is not inside this chat's folder. Name "
    "what is to go, by its path inside the folder."
)
DELETES_UNKNOWN = (
    "Not done, in any mode: what this deletes with everything in it is only known when it runs, and an empty variable "
    "would make it everything. Write the paths out."
)


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool is about to do. `paths` are absolute, without links; so is `folder`.

    A command is its `line`, with what it `deletes` recursively (None: not known) and why it is always asked (`floor`).
    """

    tool: str
    kind: Kind
    folder: PurePath | None = None
    paths: Sequence[PurePath] = ()
    line: Line | None = None
    deletes: Sequence[PurePath | None] = ()
    floor: Sequence[str] = ()
    host: str | None = None
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed beforehand: a command's first words, writes below a folder, a host, a server's tool."""

    kind: Literal["command", "write", "host", "mcp"]
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allow:
    """It is carried out. `why` is for the log."""

    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A person decides. `floor`: no mode and no grant decides in their place. `reason` is "" for the ordinary case."""

    reason: str
    floor: bool


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not carried out, whoever says yes; the sentence is for the model and says what to do."""

    sentence: str


Decision = Allow | Ask | Refuse


def decide(
    call: Call,
    *,
    mode: Mode,
    sandboxed: bool,
    grants: Collection[Grant] = (),
    taint: Sequence[str] = (),
    ours: Collection[PurePath] = (),
) -> Decision:
    """`sandboxed`: a command would run in a sandbox that works. `taint` names where content from outside came from,
    `ours` are this app's own folders."""
    refused = _refused(call)
    if refused is not None:
        return refused
    if call.kind in ("none", "read"):
        return Allow("reads in the folder are free")
    if mode == "plan":
        return Refuse(PLAN)
    reason = _floor(call, taint, ours, sandboxed=sandboxed)
    if reason is not None:
        return Ask(reason, floor=True)
    if any(_covers(grant, call) for grant in grants):
        return Allow("it was granted")
    match mode:
        case "ask":
            return Ask("", floor=False)
        case "auto":
            return _auto(call, sandboxed=sandboxed)
        case _:
            assert_never(mode)


def fingerprint(
    tool: str, arguments: Mapping[str, Any], *, folder: str | None, environment: Sequence[str], sandbox: str
) -> str:  # Any: JSON, as the model gave it
    """What a yes was given to. Any byte that differs is another call."""
    bound = [tool, arguments, folder, sorted(environment), sandbox]
    return hashlib.sha256(orjson.dumps(_storable(bound), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _refused(call: Call) -> Refuse | None:
    for target in call.deletes:
        if target is None:
            return Refuse(DELETES_UNKNOWN)
        if call.folder is None or call.folder not in target.parents:
            return Refuse(DELETES_OUTSIDE.format(what=target))
    return None


def _floor(call: Call, taint: Sequence[str], ours: Collection[PurePath], *, sandboxed: bool) -> str | None:
    """Why this is always asked."""
    for path in call.paths:
        why = why_protected(path, ours)
        if why is not None:
            return f"{path.name} is special: {why}"
        if call.folder is None or call.folder not in path.parents:
            return f"{path} is not inside this chat's folder"
    if call.kind == "command":
        if call.line is None or not call.line.understood:
            return "what it does cannot be told from its words"
        if call.floor:
            return call.floor[0]
        named = names_protected(call.line, ours)
        if named is not None:
            return named
        if any(target is not None and target.parent == call.folder and _all(target.name) for target in call.deletes):
            return "it deletes everything in the folder"
    if taint and (call.kind == "network" or call.kind == "mcp" or (call.kind == "command" and not sandboxed)):
        return f"it follows after content from outside ({', '.join(taint)})"
    return None


def names_protected(line: Line, ours: Collection[PurePath]) -> str | None:
    """What the line names of what other programs obey, in words; None for nothing."""
    for word in line.words:
        for name in _names(word):
            why = why_protected(name, ours)
            if why is not None:
                return f"it names {str(name).replace(UNKNOWN, '…')}: {why}"
    return None


def _names(word: str) -> list[PurePath]:
    """The paths that a word may name: itself, and what stands behind `=`, `:` or a short option in it."""
    parts = {word, *re.split(r"[=:,]", word), re.sub(r"^-[a-zA-Z]", "", word)}
    return [PurePath(part) for part in parts if part]


def _all(name: str) -> bool:
    return bool(re.fullmatch(r"[.*?]*[*?][.*?]*", name))


def _auto(call: Call, *, sandboxed: bool) -> Decision:
    match call.kind:
        case "write" | "delete":
            return Allow("it stays in the folder")
        case "command" if sandboxed:
            return Allow("the sandbox holds it")
        case "command" | "network" | "mcp":
            return Ask("", floor=False)
        case "none" | "read":
            return Allow("reads in the folder are free")
        case _:
            assert_never(call.kind)


def _covers(grant: Grant, call: Call) -> bool:
    match grant.kind:
        case "command":
            first = grant.value if isinstance(grant.value, tuple) else (grant.value,)
            line = call.line
            if call.kind != "command" or line is None or not (line.plain and line.commands and first and all(first)):
                return False
            return all(command.words[: len(first)] == first for command in line.commands)
        case "write":
            folder = PurePath(str(grant.value))
            return call.kind == "write" and bool(call.paths) and all(folder in path.parents for path in call.paths)
        case "host":
            return call.kind == "network" and call.host is not None and call.host == grant.value
        case "mcp":
            return call.kind == "mcp" and call.server is not None and (call.server, call.tool) == grant.value
        case _:
            assert_never(grant.kind)


def _storable(value: Any) -> Any:  # Any: JSON, and what it is made of
    """Lone surrogates have no UTF-8; two of them stay two."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").hex() if _has_surrogate(value) else value
    if isinstance(value, Mapping):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return value


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
