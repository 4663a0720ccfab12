"""May this call be carried out, must a person be asked, or is it refused? The one place that decides, and pure.

In this order: what is refused in every mode; what is free; what a plan puts off; what is always asked, whatever was
granted; what was granted; what the mode lets through. Tools say what they are about to do (`Call`) and never ask by
themselves. Nothing that a model wrote or read decides here: it can only make a call one that is asked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, assert_never

import orjson

from backend.agent.grants import Grant, covering
from backend.agent.line import UNKNOWN, Line
from backend.agent.secret import why_secret
from backend.domain.conversation import Mode
from backend.sandbox.protected import instructs, why_protected

_SOURCE_CHARS = 100
_SOURCES_SHOWN = 4
Kind = Literal["read", "write", "delete", "command", "network", "mcp", "none"]
NOT_IN_PLAN = "it is no step of the plan that was allowed"
NO_WORDS = "what it does cannot be told from its words"
DELETES_OUTSIDE = (
    "Not done, in any mode: this deletes {what} with everything in it, and that is not inside this chat's folder. Name "
    "what is to go, by its path inside the folder."
)
DELETES_UNKNOWN = (
    "Not done, in any mode: what this deletes with everything in it is only known when it runs, and an empty variable "
    "would make it everything. Write the paths out."
)
TOO_LONG = (
    "Not done, in any mode: this command is too long or too involved to be read to its end. Write what it does into a "
    "file first, and run that."
)


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool is about to do. `paths` are absolute, without links; so are `folder` and `others`, the chat's further
    folders.

    A command is its `line`, with what it `deletes` recursively (None: not known). `floor` says why a call is asked for
    whatever was granted. `pin` marks what a server and its tool were when they were allowed.
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
    pin: str = ""
    others: Sequence[PurePath] = ()

    @property
    def folders(self) -> tuple[PurePath, ...]:
        """The chat's folders, the first one first."""
        return tuple(folder for folder in (self.folder, *self.others) if folder is not None)

    def holds(self, path: PurePath) -> bool:
        """Whether the path is below one of the chat's folders."""
        return any(folder in path.parents for folder in self.folders)


@dataclass(frozen=True, slots=True)
class Allow:
    """It is carried out. `why` is for the log; `grants` are the ids of those that allowed it."""

    why: str
    grants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A person decides. `floor`: no mode and no grant decides in their place. `reason` is "" for the ordinary case."""

    reason: str
    floor: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """It is put off: a step of the plan that a person decides about as a whole. `reason` is as Ask's."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not carried out, whoever says yes; the sentence is for the model and says what to do."""

    sentence: str


Decision = Allow | Ask | Plan | Refuse


def decide(
    call: Call,
    *,
    mode: Mode,
    sandboxed: bool,
    grants: Collection[Grant] = (),
    taint: Sequence[str] = (),
    ours: Collection[PurePath] = (),
    by_plan: bool = False,
) -> Decision:
    """`sandboxed`: a command would run in a sandbox that works. `taint` names where content from outside came from,
    `ours` are this app's own folders. `by_plan`: the run carries out a plan that a person allowed."""
    refused = _refused(call)
    if refused is not None:
        return refused
    reason = _floor(call, taint, ours, sandboxed=sandboxed)
    if call.kind in ("none", "read"):
        return Ask(reason, floor=True) if reason is not None else Allow("reads in the folder are free")
    if mode == "plan":
        return Ask(reason or NOT_IN_PLAN, floor=True) if by_plan else Plan(reason or "")
    if reason is not None:
        return Ask(reason, floor=True)
    if (sandboxed or call.kind != "command") and (used := covering(grants, call)):
        return Allow("it was granted", tuple(grant.id for grant in used))
    match mode:
        case "ask":
            return Ask("", floor=False)
        case "auto":
            return _auto(call, sandboxed=sandboxed)
        case _:
            assert_never(mode)


def may_be_granted(decision: Decision) -> bool:
    """Whether a grant could have answered in a person's place."""
    return isinstance(decision, Ask) and not decision.floor


def fingerprint(
    tool: str, arguments: Mapping[str, Any], *, folder: str | None, environment: Sequence[str], sandbox: str
) -> str:  # Any: JSON, as the model gave it
    """What a yes was given to. Any byte that differs is another call."""
    bound = [tool, arguments, folder, sorted(environment), sandbox]
    return hashlib.sha256(orjson.dumps(_storable(bound), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _refused(call: Call) -> Refuse | None:
    if call.line is not None and not call.line.is_whole:
        return Refuse(TOO_LONG)
    for target in call.deletes:
        if target is None:
            return Refuse(DELETES_UNKNOWN)
        if not call.holds(target):
            return Refuse(DELETES_OUTSIDE.format(what=target))
    return None


def _floor(call: Call, taint: Sequence[str], ours: Collection[PurePath], *, sandboxed: bool) -> str | None:
    """Why this is always asked."""
    reason = _own_reason(call, ours, sandboxed=sandboxed) if call.kind not in ("none", "read") else None
    if not taint:
        return reason
    secret = _secret(call) or _tells_assistants(call)
    leaves = call.kind in ("network", "mcp") or (call.kind == "command" and not sandboxed)
    if reason is None and secret is None and not leaves:
        return None
    outside = f"it follows content from outside ({sources_in_words(taint)})"
    return "; ".join(part for part in (reason, secret, outside) if part is not None)


def _own_reason(call: Call, ours: Collection[PurePath], *, sandboxed: bool) -> str | None:
    for path in call.paths:
        why = why_protected(path, ours)
        if why is not None:
            return f"{path.name} is special: {why}"
        if not call.holds(path):
            return f"{path} is not inside this chat's folder"
    if call.kind == "command" and (not sandboxed if call.line is None else not call.line.understood):
        return NO_WORDS
    if call.floor:
        return call.floor[0]
    if call.line is None:
        return None
    named = names_protected(call.line, ours)
    if named is not None:
        return named
    if any(target is not None and target.parent == call.folder and _all(target.name) for target in call.deletes):
        return "it deletes everything in the folder"
    return None


def _secret(call: Call) -> str | None:
    """What secret this call names, in words."""
    names = [*call.paths, *(name for word in (call.line.words if call.line else ()) for name in _names(word))]
    for name in names:
        why = why_secret(name)
        if why is not None:
            return f"{name.name}: {why}".replace(UNKNOWN, "…")
    return None


def _tells_assistants(call: Call) -> str | None:
    """What this call writes that tells assistants what to do: the next chat would read it."""
    found = ((path, instructs(path.name)) for path in call.paths if call.kind == "write")
    return next((f"{path.name}: {why}" for path, why in found if why is not None), None)


def sources_in_words(taint: Sequence[str]) -> str:
    """The first few, each on one line and cut."""
    shown = [" ".join(source.split())[:_SOURCE_CHARS] for source in taint[:_SOURCES_SHOWN]]
    more = len(taint) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


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
