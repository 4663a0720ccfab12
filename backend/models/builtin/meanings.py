"""What a rule's match means: words into a step. Pure.

A meaning answers None when the words fit but do not mean it: `write me a poem` names no file, `find a way` no pattern.
"""

from __future__ import annotations

import re
from typing import Any

from backend.models.builtin import texts
from backend.models.builtin.calculator import as_expression
from backend.models.builtin.steps import Calculate, Say, Step, Use

_HERE = re.compile(
    r"\.?|here|there|it|(?:this|the|my|a|our|current|the current|this current)?\s*"
    r"(?:folder|directory|dir|workspace|project|repo(?:sitory)?|place)",
    re.IGNORECASE,
)
_LANGUAGES = {
    "python": "*.py",
    "markdown": "*.md",
    "text": "*.txt",
    "javascript": "*.js",
    "typescript": "*.ts",
    "json": "*.json",
    "yaml": "*.y*ml",
    "html": "*.html",
    "css": "*.css",
    "rust": "*.rs",
    "go": "*.go",
    "java": "*.java",
    "c": "*.c",
    "shell": "*.sh",
    "image": "*.png",
    "pdf": "*.pdf",
    "csv": "*.csv",
}


def bare(text: str) -> str:
    """Without the quotes or backticks around it."""
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "`\"'":
        return text[1:-1]
    return text


def looks_like_file(text: str) -> bool:
    """`README.md`, `.env`, `src/app`, or a name that is always a file's."""
    quoted, text = text, bare(text)
    if not text or (" " in text and quoted == text):
        return False
    return bool(re.search(r"\w\.\w{1,10}$|^\.\w+|[\\/]\w", text)) or text in {"Makefile", "Dockerfile", "LICENSE"}


def _folder(match: re.Match[str]) -> str:
    said = (match.groupdict().get("path") or ".").strip()
    if _HERE.fullmatch(said):
        return "."
    said = re.sub(r"^(?:the\s+)?(?:folder|directory)\s+|^(?:the|my|our)\s+(?=\S+\s+(?:folder|directory)$)", "", said)
    return bare(re.sub(r"\s+(?:folder|directory)$", "", said)) or "."


def _thing(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next((groups[name] for name in ("b", "q", "s", "text") if groups.get(name)), "").strip()


def list_or_read(match: re.Match[str]) -> Step | None:
    path = _folder(match)
    if looks_like_file(path) and not path.endswith("/") and "." in path.rpartition("/")[2].lstrip("."):
        return Use("read_file", {"path": path})
    return Use("list_folder", {"path": path})


def read(match: re.Match[str]) -> Step | None:
    groups = match.groupdict()
    path = bare(re.sub(r"^(?:the\s+)?(?:file|content of|contents of)\s+", "", groups["path"].strip()))
    if path.lower() in {"a file", "file", "the file", "files", "it", "some file"}:
        return Say(texts.WHICH_FILE)
    arguments: dict[str, Any] = {"path": path}
    if first := groups.get("first"):
        arguments["first_line"] = int(first)
        arguments["last_line"] = int(groups.get("last") or first)
    elif count := groups.get("count"):
        arguments["last_line"] = int(count)
    return Use("read_file", arguments)


def read_if_file(match: re.Match[str]) -> Step | None:
    return read(match) if looks_like_file(match["path"]) else None


def search(match: re.Match[str]) -> Step | None:
    text = _thing(match)
    if not text or text.lower() in {"a file", "something", "files", "a text", "text"}:
        return Say(texts.WHICH_TEXT)
    return Use("search_text", {"text": text, "path": _folder(match)})


def find(match: re.Match[str]) -> Step | None:
    pattern = _thing(match)
    language = re.fullmatch(r"(\w+)(?:\s+source)?\s+files?", pattern, re.IGNORECASE)
    if language and language[1].lower() in _LANGUAGES:
        pattern = _LANGUAGES[language[1].lower()]
    elif not (re.search(r"[*?\[]", pattern) or looks_like_file(pattern) or match.groupdict().get("named")):
        return search(match) if " " not in pattern and match["verb"] == "find" else None
    return Use("find_files", {"pattern": pattern, "path": _folder(match)})


def run(match: re.Match[str]) -> Step | None:
    said = match["command"].strip()
    command = bare(said) if said.startswith("`") else said
    if command == said and re.match(r"(?:the|a|an|my|all|some|it|this|that)\b", command, re.IGNORECASE):
        return Say(texts.WHICH_COMMAND)  # "run the tests" is a wish, not a command line
    return Use("run_command", {"command": command}) if command else Say(texts.WHICH_COMMAND)


def write(match: re.Match[str]) -> Step | None:
    groups = match.groupdict()
    content = groups.get("content") or ""
    if not (looks_like_file(groups["path"]) or groups.get("file")):
        return None
    path = bare(groups["path"])
    fence = re.fullmatch(r"\s*```\w*\n(.*?)\n?```\s*", content, re.DOTALL)
    content = fence[1] + "\n" if fence else bare(content)
    return Use("write_file", {"path": path, "content": content})


def edit(match: re.Match[str]) -> Step | None:
    old, new = bare(match["old"]), bare(match["new"])
    return Use("edit_file", {"path": bare(match["path"]), "edits": [{"old": old, "new": new, "all": True}]})


def move(match: re.Match[str]) -> Step | None:
    path, to = bare(match["path"]), bare(match["to"])
    if to.endswith("/"):
        to += path.rstrip("/").rpartition("/")[2]
    return Use("move_file", {"path": path.rstrip("/"), "to": to})


def delete(match: re.Match[str]) -> Step | None:
    said = match["path"]
    if not (match["kind"] or looks_like_file(said) or bare(said) != said or said.endswith("/")):
        return None  # "delete everything"
    return Use("delete_file", {"path": bare(said).rstrip("/")})


def undo(_match: re.Match[str]) -> Step | None:
    return Use("undo_changes")


def to_do(match: re.Match[str]) -> Step | None:
    lines = re.split(r"\s*[;\n]\s*|,\s+", match["items"].strip())
    marked = [re.fullmatch(r"(?:[-*]\s+)?(?:\[(?P<mark>[ xX~])\]\s*)?(?P<text>.+)", line) for line in lines if line]
    statuses = {"x": "done", "X": "done", "~": "doing"}
    items = [{"text": m["text"], "status": statuses.get(m["mark"] or "", "todo")} for m in marked if m]
    return Use("update_plan", {"items": items}) if items else None


def calculate(match: re.Match[str]) -> Step | None:
    expression = as_expression(match["expression"])
    return Calculate(expression) if expression else None
