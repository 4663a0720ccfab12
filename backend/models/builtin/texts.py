"""What the built-in assistant says, in short Markdown. Words only."""

from __future__ import annotations

from typing import Final

WORKS: Final = """\
- `list src` or “what's in this folder?”
- `read README.md`, `read lines 10-20 of app.py`
- `search TODO in src`, `find *.py`
- `write notes.txt: hello`, `replace "old" with "new" in notes.txt`, `run git status` – I ask you first
- `rename a.txt to b.txt`, `delete a.txt`, and `undo` for what I changed last
- `todo: look; mend; test` – a list to follow
- `2 + 2 * 3`, `what time is it`
- `set up a model` – to chat about anything"""

HELP: Final = f"""\
I am the built-in assistant. I am **not a language model**: I follow fixed commands and some plain phrases.

{WORKS}

Join steps with “then”: `list docs then read docs/index.md`."""

HELLO: Final = f"""\
Hello! I am the built-in assistant, **not a language model**, so I only follow commands like these:

{WORKS}"""

THANKS: Final = "You're welcome."
ALL_RIGHT: Final = "All right. Type `help` for what works."

WHO: Final = """\
I am Runnel's built-in assistant. I am **not a language model**: a table of rules turns what you type into steps. \
Type `help` for what works, or `set up a model` to chat with a real one."""

WHICH_FILE: Final = "Which file? Give its name, for example `read README.md`."
WHICH_TEXT: Final = "What should I look for? For example `search TODO in src` or `find *.py`."
WHICH_COMMAND: Final = "Which command? Write it as you would in a terminal, for example run `git status`."

NO_SUCH_COMMAND: Final = """\
I have no command of my own for that. If you know the shell command, I can run it after asking you, \
for example run `mv old.txt new.txt`."""

DENIED: Final = "Not done: you said no."
REST_LEFT: Final = "I left the rest undone."
NO_LANGUAGE_MODEL: Final = (
    "I am the built-in assistant, **not a language model**: I follow fixed commands, and this is none I know."
)


def not_understood(suggestion: str | None) -> str:
    """What is said when no rule fits."""
    lines = [NO_LANGUAGE_MODEL]
    if suggestion:
        lines.append(f"Did you mean {code(suggestion)}?")
    return "\n\n".join([*lines, f"What works:\n\n{WORKS}"])


def tool_missing(tool: str) -> str:
    return f"I would use the action {code(tool)} for this, but it is not available in this chat."


def code(text: str) -> str:
    """`text` as inline code, whatever backticks it contains."""
    text = " ".join(text.split())
    fence = "`" * (_longest_run(text) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def block(text: str, language: str = "") -> str:
    """`text` as a code block, whatever backticks it contains."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
