"""A chat as Markdown: headings for who speaks, the texts as they were written, actions in fences."""

from __future__ import annotations

import re
from typing import Any

from backend.data.chat import Entry, entries, title_of


def to_markdown(state: dict[str, Any]) -> str:
    """The shown branch. `state` is a folded conversation."""
    blocks = [f"# {_one_line(title_of(state))}"]
    about = [f"- {name}: {_one_line(state[key])}" for name, key in _ABOUT if state[key]]
    if about:
        blocks.append("\n".join(about))
    if state["system"]:
        blocks += ["**Instructions**", _quoted(state["system"])]
    speaks: str | None = None  # the model whose heading stands above, until the person says something
    for entry in entries(state):
        if entry.kind == "asked":
            speaks = None
            blocks.append(_heading("You", entry))
        elif entry.kind != "ended" and entry.model != speaks:
            speaks = entry.model
            blocks.append(_heading(speaks or "Answer", entry))
        blocks += _blocks(entry)
    return "\n\n".join(blocks) + "\n"


_ABOUT = (("Model", "model"), ("Folder", "workspace"))


def _heading(who: str, entry: Entry) -> str:
    return f"## {_one_line(who)}{_when(entry)}"


def _when(entry: Entry) -> str:
    return f" · {entry.at}" if entry.at else ""


def _blocks(entry: Entry) -> list[str]:
    match entry.kind:
        case "asked" | "answered":
            files = [f"- Attached: {_one_line(name)} ({_one_line(type_)})" for _, name, type_ in entry.files]
            texts = [entry.text.strip("\n"), "\n".join(files)]
            return [text for text in texts if text]
        case "thought":
            return ["*Thinking*", _quoted(entry.text)]
        case "acted":
            details = [_fenced(entry.details, "json")] if entry.details else []
            return [f"**{_one_line(entry.who)}**{_when(entry)}", *details, _fenced(entry.text)]
        case "ended":
            return [f"*{_one_line(entry.text)}*"]


def _one_line(text: str) -> str:
    """Plain words on one line: what Markdown would take for a sign of its own is escaped."""
    return re.sub(r"([\\`*_\[\]<>#|!])", r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip("\n").splitlines())


def _fenced(text: str, language: str = "") -> str:
    """In a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"
