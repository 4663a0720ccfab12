"""What a person may allow beforehand, and what that then covers. Pure: nothing is stored, looked up or run here.

Only this module makes offers, from the call itself; a page picks one of them, and a model's, a file's or a server's
words are never looked at. Commands are compared by their parsed words, never as text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, assert_never

from backend.agent.line import Simple
from backend.agent.tame import tool_of

if TYPE_CHECKING:
    from backend.agent.permission import Call

Kind = Literal["command", "write", "host", "mcp"]
Until = Literal["run", "chat", "day", "always"]
UNTIL: Sequence[Until] = ("run", "chat", "day", "always")
Value = str | tuple[str, ...]
_COMMANDS_MOST = 6  # in a line for which something is offered
_WRITING = frozenset({"write_file", "edit_file"})  # what “create and change files” says: to move and to undo is neither
_WORDS_MOST = 40  # of a command that is to be granted
_CHARS_MOST = 1_000
_CHANGES_THE_SHELL = frozenset(  # what comes behind them in the line is no longer what it says
    {"cd", "pushd", "popd", "export", "set", "unset", "alias", "unalias", "source", ".", "eval", "exec", "trap", "hash"}
    | {"enable", "shopt", "declare", "typeset", "local", "readonly", "read", "mapfile", "readarray", "builtin", "let"}
    | {"command", "ulimit", "umask", "printf", "test", "[", "getopts", "bind", "complete", "fc", "history"}
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed beforehand: a command's first words, writes below a folder, a host, a server's tool.

    `folder` is the one in which it is valid, None for every folder. `id` is its name in the table.
    """

    kind: Kind
    value: Value
    folder: PurePath | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A grant that a person may give with a yes. `says` is a sentence that says all that it covers."""

    kind: Kind
    value: Value
    folder: PurePath | None
    says: str

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """As `interrupt.metadata.grants` has it."""
        return {
            "kind": self.kind,
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "folder": str(self.folder) if self.folder is not None else None,
            "says": self.says,
            "until": list(UNTIL),
        }


def covering(grants: Collection[Grant], call: Call) -> tuple[Grant, ...]:
    """The grants that allow this call: for a line of several commands, one for each. Empty: it is not allowed.

    A command is granted for the one folder in which it can write, so in a chat with further ones none covers it. A
    write is granted for the folder that it is in, whichever of the chat's that is.
    """
    place = call.folder if call.kind == "command" else _place(call)
    valid = [grant for grant in grants if grant.folder is None or grant.folder == place]
    if call.kind != "command":
        return tuple([grant for grant in valid if _covers(grant, call)][:1])
    line = call.line
    if line is None or not line.plain or not line.commands or call.others:
        return ()
    found = [next((g for g in valid if _covers_command(g, command)), None) for command in line.commands]
    used = [grant for grant in found if grant is not None]
    return tuple(dict.fromkeys(used)) if len(used) == len(found) else ()


def offers(call: Call, held: Collection[Grant] = ()) -> list[Offer]:
    """What may be granted for this call, narrowest first; nothing where no grant could be told from its words.

    For a line of several commands one for each that is not covered by what is `held`: together they cover the line.
    """
    folder = call.folder
    match call.kind:
        case "command":
            return _of_line(call, held) if folder is not None and not call.others else []
        case "write":
            folder = _place(call)
            if folder is None or not _is_writing(call):
                return []
            below = {path.parent for path in call.paths}
            places = [*below, folder] if len(below) == 1 and folder not in below else [folder]
            return [Offer("write", str(at), folder, f"Create and change files in {at}") for at in places]
        case "network" if call.host:
            host = call.host.lower()
            return [Offer("host", host, None, f"Reach {host}, from chats in any folder")]
        case "mcp" if call.server:
            says = f"Use “{call.tool}” of the server “{call.server}”, with whatever arguments, from chats in any folder"
            return [Offer("mcp", _tool(call.server, call), None, says)]
        case "read" | "none" | "delete" | "network" | "mcp":
            return []
        case _:
            assert_never(call.kind)


def _place(call: Call) -> PurePath | None:
    """The one of the chat's folders that all its paths are in."""
    if not call.paths:
        return None
    return next((folder for folder in call.folders if all(folder in path.parents for path in call.paths)), None)


def _is_writing(call: Call) -> bool:
    return call.kind == "write" and call.tool in _WRITING and bool(call.paths)


def _tool(server: str, call: Call) -> tuple[str, ...]:
    """A server's tool as it was allowed: another of the same name is not granted."""
    return (server, call.tool, call.pin) if call.pin else (server, call.tool)


def _of_line(call: Call, held: Collection[Grant]) -> list[Offer]:
    line = call.line
    if line is None or not line.plain or not all(map(_may_be_granted, line.commands)):
        return []  # the line would ask all the same
    commands = list(dict.fromkeys(line.commands))
    if len(commands) > _COMMANDS_MOST:
        return []
    found: dict[tuple[str, ...], Offer] = {}
    for command in commands:
        if any(_covers_command(grant, command) for grant in held if grant.folder in (None, call.folder)):
            continue
        possible = _prefixes(command)
        for words, wide in possible if len(commands) == 1 else possible[-1:]:
            shown = " ".join(words)
            says = f"Run `{shown}`" + (", also with other files in the folder and ordinary options" if wide else "")
            found.setdefault(words, Offer("command", words, call.folder, f"{says}, in {call.folder}"))
    return list(found.values())


def _prefixes(command: Simple) -> list[tuple[tuple[str, ...], bool]]:
    """What of a command may be granted, and whether that covers more than these words."""
    tool = tool_of(command.words)
    if tool is None:
        return [(command.words, False)]
    rest = command.words[len(tool.prefix) :]
    whole = [(command.words, False)] if rest else []
    return [*whole, (tool.prefix, True)] if tool.stays(rest) else whole


def _may_be_granted(command: Simple) -> bool:
    words = command.words
    return (
        0 < len(words) <= _WORDS_MOST
        and sum(map(len, words)) <= _CHARS_MOST
        and command.name not in _CHANGES_THE_SHELL
        and all(word.isprintable() for word in words)
        and not (command.fed and _may_obey_input(words))
    )


def _may_obey_input(words: Sequence[str]) -> bool:
    """Whether its words do not say what it does with what it reads: `python3`, `xargs rm`, `git apply` …"""
    tool = tool_of(words)
    return tool is None or not tool.stays(words[len(tool.prefix) :])


def _covers_command(grant: Grant, command: Simple) -> bool:
    first = grant.value if isinstance(grant.value, tuple) else (grant.value,)
    if grant.kind != "command" or not first or not all(first) or not _may_be_granted(command):
        return False
    if command.words[: len(first)] != first:
        return False
    rest = command.words[len(first) :]
    tool = tool_of(command.words)
    # a grant of the verb's program alone is not one of the verb
    return not rest or (tool is not None and len(first) >= len(tool.prefix) and tool.stays(rest))


def _covers(grant: Grant, call: Call) -> bool:
    match grant.kind:
        case "write":
            folder = PurePath(str(grant.value))
            return _is_writing(call) and all(folder in path.parents for path in call.paths)
        case "host":
            return call.kind == "network" and call.host is not None and call.host.lower() == grant.value
        case "mcp":
            return call.kind == "mcp" and call.server is not None and _tool(call.server, call) == grant.value
        case "command":
            return False  # by its line, see `covering`
        case _:
            assert_never(grant.kind)
