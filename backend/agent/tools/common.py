"""What every tool needs: the workspace or a sentence, what it is about to do, text that fits the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import orjson
from pydantic_ai import RunContext
from pydantic_ai.exceptions import ToolFailed

from backend.agent import folders
from backend.agent.hands import Hands
from backend.agent.line import Line
from backend.agent.permission import Kind
from backend.agent.secret import why_secret
from backend.domain import facts, limits
from backend.sandbox.state import State
from backend.sandbox.workspace import Workspace

TITLE_CHARS = 200
NO_WORKSPACE = (
    "No folder is open in this chat. Choose one with the folder button below the message box, then ask again."
)


def workspace_of(context: RunContext[Hands]) -> Workspace:
    """The chat's folder. Raises ToolFailed with what to do when none is chosen."""
    if context.deps.workspace is None:
        raise ToolFailed(NO_WORKSPACE)
    return context.deps.workspace


def place_of(context: RunContext[Hands], path: str) -> tuple[Workspace, str]:
    """The folder of the chat that a path leads into, and the path for it. Raises ToolFailed where none is chosen."""
    return folders.located(workspace_of(context), context.deps.further, path)


def spoken(context: RunContext[Hands], workspace: Workspace, path: str) -> str:
    """How a path in one of the chat's folders is said to the model."""
    return folders.spoken(workspace_of(context), context.deps.further, workspace, path)


def whole_path(context: RunContext[Hands], workspace: Workspace, path: str) -> str:
    """The path as `describe` takes it."""
    return folders.whole(workspace_of(context), workspace, path)


def call_of(context: RunContext[Hands]) -> str:
    """The call's id. The guard lets no call through that has none."""
    assert context.tool_call_id is not None, "see Guarded"
    return context.tool_call_id


@dataclass(eq=False)
class Described(Exception):
    """What a call is about to do, for the one decision (`permission`). Ends the tool's first run; the guard takes it.

    `paths` are relative to the first folder, or absolute. `seen` is JSON that the question shows and
    `seen_when_asked` gives back.
    """

    title: str
    kind: Kind
    _: KW_ONLY
    paths: Sequence[str] = ()
    line: Line | None = None
    environment: Sequence[str] = ()
    sandbox: State | None = None
    host: str | None = None
    server: str | None = None
    pin: str = ""
    always: str | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def risk(self) -> Kind:
        """The kinds that a person tells apart."""
        return self.kind if self.kind in ("read", "command", "network", "mcp") else "write"


class NothingToDo(Exception):
    """Ends a call before it asked for or did anything, which is no failure. Its text is the call's result."""


def describe(
    context: RunContext[Hands],
    kind: Kind,
    *,
    title: str,
    paths: Sequence[str] = (),
    line: Line | None = None,
    environment: Sequence[str] = (),
    sandbox: State | None = None,
    host: str | None = None,
    server: str | None = None,
    pin: str = "",
    always: str | None = None,
    **seen: Any,  # Any: JSON
) -> None:
    """Says what the call is about to do; returns only in a call that may be carried out.

    A tool that does anything says so before it does it: up to here it runs once to say it, and then once more whole.
    `host` is whom a "network" call reaches, `server` whose tool an "mcp" call is, and `pin` a mark of what both were
    when they were allowed; `always` is why a command is asked for in every mode, whatever was granted.
    """
    if not context.tool_call_approved:
        raise Described(
            title,
            kind,
            paths=paths,
            line=line,
            environment=environment,
            sandbox=sandbox,
            host=host,
            server=server,
            pin=pin,
            always=always,
            seen=seen,
        )


def may_not_tell(context: RunContext[Hands], path: str) -> bool:
    """Whether nothing of what is in this file, the success of a guess included, may be told before a person's yes."""
    return bool(context.deps.trust.taint) and not context.tool_call_approved and why_secret(path) is not None


def say_beside(context: RunContext[Hands], **said: Any) -> None:  # Any: JSON
    """What the call's result says beside its text: `changes`, `exitCode` …

    `untrusted` names where content came from that nobody here wrote: it is a source, or several.
    """
    if "untrusted" in said:
        context.deps.trust.taint.add(said["untrusted"])
    if context.tool_call_id is not None:
        context.deps.results.setdefault(context.tool_call_id, {}).update(said)


def shortened(text: str, most_chars: int = TITLE_CHARS) -> str:
    """The text on one line, cut with an ellipsis."""
    text = " ".join(text.split())
    return text if len(text) <= most_chars else text[: most_chars - 1] + "…"


def seen_when_asked(context: RunContext[Hands], name: str) -> str | None:
    """What `describe` was given under this name when the person was asked. None for an old question."""
    metadata = context.tool_call_metadata
    value = metadata.get(name) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else None


def kept_whole(context: RunContext[Hands], text: str) -> str:
    """`fitting`, where the log keeps all of it: in pieces beside the result, which says how long the whole is."""
    text = text.encode("utf-8", "replace").decode()
    shown = fitting(text)
    if shown != text:
        call = call_of(context)
        pieces = (text[start : start + facts.DELTA_CHARS] for start in range(0, len(text), facts.DELTA_CHARS))
        whole = [facts.custom(facts.TOOL_WHOLE, {"toolCallId": call, "text": piece}) for piece in pieces]
        context.deps.beside.setdefault(call, []).extend(whole)
        say_beside(context, whole=len(text))
    return shown


def fitting(text: str) -> str:
    """The text cut to what one event holds, at a line where possible, with a notice of what is missing.

    Lone surrogates (from file names that are not UTF-8) become `?`: JSON has no place for them.
    """
    text = text.encode("utf-8", "replace").decode()
    if len(orjson.dumps(text)) <= limits.TOOL_RESULT_BYTES:
        return text
    low, high = 0, len(text)
    while low < high:  # escapes make a character 1 to 6 bytes, so the place is searched and not computed
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if len(orjson.dumps(text[:middle])) <= limits.TOOL_RESULT_BYTES else (low, middle - 1)
        )
    line_end = text.rfind("\n", 0, low)
    kept = text[: line_end + 1 if line_end > low // 2 else low]
    return f"{kept}\n… cut here: {len(text) - len(kept)} of {len(text)} characters are left out …"
