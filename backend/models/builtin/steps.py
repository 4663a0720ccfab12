"""What a request comes to: steps. Values only; `phrases` makes them and `assistant` takes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

Tool = Literal[
    "list_folder",
    "find_files",
    "read_file",
    "search_text",
    "write_file",
    "edit_file",
    "move_file",
    "delete_file",
    "undo_changes",
    "update_plan",
    "run_command",
    "set_up_models",
]  # the runner's tools, by the names and arguments they have there


@dataclass(frozen=True, slots=True)
class Use:
    """A step that a tool takes."""

    tool: Tool
    arguments: dict[str, Any] = field(default_factory=dict)  # JSON, as the tool takes it


@dataclass(frozen=True, slots=True)
class Say:
    """A step that is only words."""

    text: str


@dataclass(frozen=True, slots=True)
class Calculate:
    expression: str


@dataclass(frozen=True, slots=True)
class TellTime:
    pass


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """`words` is what was not understood, `suggestion` a command that it is close to."""

    words: str
    suggestion: str | None = None


Step = Use | Say | Calculate | TellTime | NotUnderstood
Plan = tuple[Step, ...]

STEPS_MOST: Final = 20
