"""How the built-in assistant tells of a tool's result: short Markdown, the long ones cut, because the result itself is
shown above it. Pure."""

from __future__ import annotations

import re

from backend.models.builtin.steps import Use
from backend.models.builtin.texts import block, code

_LINES_MOST = 60
_CHARS_MOST = 6000
_SENTENCES = frozenset(
    {"set_up_models", "write_file", "edit_file", "move_file", "delete_file", "undo_changes", "update_plan"}
)
# What a plan says of a call that it puts off ends with words for a model.
_PLANNED = re.compile(r"(Step \d+ of the plan, not done yet: .+\. Nothing has been changed\.) Go on ", re.DOTALL)
_LANGUAGES = {
    "py": "python", "md": "markdown", "js": "javascript", "ts": "typescript", "tsx": "tsx", "json": "json",
    "toml": "toml", "yaml": "yaml", "yml": "yaml", "html": "html", "css": "css", "sh": "bash", "rs": "rust",
    "go": "go", "c": "c", "h": "c", "cpp": "cpp", "java": "java", "sql": "sql", "xml": "xml",
}  # fmt: skip


def told(step: Use, result: str) -> str:
    """What to say after `step` was done with this result."""
    if (planned := _PLANNED.match(result)) is not None:
        return planned[1]
    path = str(step.arguments.get("path", "."))
    if step.tool in _SENTENCES or _is_a_sentence(result):
        return result.strip()
    match step.tool:
        case "list_folder":
            where = "this folder" if path == "." else code(path)
            return f"In {where}:\n\n{_cut(result)}"
        case "find_files":
            return f"{_count(result, 'file')} for {code(str(step.arguments['pattern']))}:\n\n{_cut(result)}"
        case "search_text":
            return f"{_count(result, 'line')} with {code(str(step.arguments['text']))}:\n\n{_cut(result)}"
        case "read_file":
            language = _LANGUAGES.get(path.rpartition(".")[2].lower(), "")
            return f"{code(path)}:\n\n{_cut(result, language)}"
        case _:
            return f"{code(str(step.arguments.get('command', '')))} said:\n\n{_cut(result)}"


def failed(step: Use, result: str) -> str:
    """What to say after `step` did not work; `result` says why in its first line."""
    first, _, rest = result.strip().partition("\n")
    what = f"{code(str(step.arguments['command']))}: " if step.tool == "run_command" else ""
    why = first if first.endswith((".", "!", "?")) else f"{first or 'It did not work'}."
    return f"{what}{why}\n\n{_cut(rest)}" if rest.strip() else f"{what}{why}"


def _is_a_sentence(result: str) -> bool:
    line = result.strip()
    return "\n" not in line and line.endswith(".") and line[:1].isupper() and line.count(" ") >= 3


def _count(result: str, noun: str) -> str:
    lines = [line for line in result.splitlines() if line.strip() and not line.startswith("…")]
    more = " or more" if len(lines) < len(result.splitlines()) else ""
    return f"{len(lines)}{more} {noun}{'' if len(lines) == 1 and not more else 's'}"


def _cut(text: str, language: str = "") -> str:
    lines = text.rstrip().splitlines()
    shown = "\n".join(lines[:_LINES_MOST])[:_CHARS_MOST]
    missing = len(lines) - len(shown.splitlines())
    more = f"\n\n{missing} more lines are in the result above." if missing > 0 else ""
    return block(shown, language) + more
