"""What a command line says, taken apart by bash's grammar (tree-sitter), for the decision whether it may run.

Nothing here is matched as text, and nothing is run or looked up. What a word is before the line runs is either known or
not; a line that has anything that is not known where it counts is `understood` False, and the person is asked. This is
no wall: a program may do what its name does not say. The wall is the sandbox.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_bash
from tree_sitter import Language, Parser

from backend.domain import limits

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

UNKNOWN = "\0"  # in a word: something that is only known when the line runs
SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "csh", "tcsh"})
_OPENS_TEXT = frozenset({"eval", "trap", "alias"})  # their words are lines themselves
RUNS_ANOTHER = frozenset(
    {"sudo", "doas", "pkexec", "su", "env", "command", "builtin", "exec", "nohup", "time", "nice", "ionice", "timeout"}
    | {"stdbuf", "setsid", "xargs", "parallel", "busybox", "toybox", "watch", "strace", "chroot", "unshare", "flock"}
    | {"coproc", "caffeinate", "find", "fd", "nsenter", "runuser", "chrt", "taskset", "not", "unbuffer", "script"}
)
_AS_ANOTHER = frozenset({"sudo", "doas", "pkexec", "su", "runuser"})
_NESTED_MOST = 5  # lines inside lines
_PLAIN_COMMANDS = 50  # in one line; who reads more of them?
INSIDE_MOST = 32  # programs that one command is looked through for
_EVALUATES = frozenset({"test", "[", "let", "declare", "typeset", "local", "printf", "read", "unset", "wait", "kill"})
_GIT_PLAIN = frozenset(  # change nothing that git runs or obeys later
    {"add", "am", "apply", "bisect", "blame", "cat-file", "checkout-index", "cherry-pick", "commit", "count-objects"}
    | {"describe", "diff", "diff-tree", "for-each-ref", "format-patch", "fsck", "grep", "help", "log", "ls-files"}
    | {"ls-tree", "merge", "merge-base", "mv", "name-rev", "rebase", "reflog", "reset", "restore", "rev-list"}
    | {"rev-parse", "revert", "rm", "shortlog", "show", "show-ref", "stash", "status", "tag", "version", "whatchanged"}
)


@dataclass(frozen=True, slots=True)
class Simple:
    """One program with its words, each with UNKNOWN in place of what is not known. `fed`: it reads another's output."""

    words: tuple[str, ...]
    fed: bool = False

    @property
    def name(self) -> str:
        """The program, without its folder."""
        return self.words[0].rpartition("/")[2] if self.words else ""


@dataclass(frozen=True, slots=True)
class Line:
    """`commands` in their order, also those inside others. `files` are where it is redirected to or from.

    `plain` is a line of programs with words that are all known, joined by operators and nothing else: no pattern whose
    files are looked up, nothing escaped, no letter that is not seen. Where it is not `is_whole` it was too long to be
    read to its end, and is not understood.
    """

    commands: tuple[Simple, ...]
    files: tuple[str, ...]
    understood: bool
    plain: bool
    is_whole: bool = True

    @property
    def words(self) -> Iterator[str]:
        """Every word that may name a file."""
        for command in self.commands:
            yield from command.words
        yield from self.files


@dataclass(slots=True)
class _Left:
    """What may still be read of a line and the lines inside it. Some lines of a few KB take the grammar seconds and
    gigabytes, and one line inside another can be given to many shells."""

    until_s: float = field(default_factory=lambda: time.thread_time() + limits.LINE_TIMEOUT_S)
    of_bytes: int = limits.LINE_BYTES * _NESTED_MOST
    of_parts: int = limits.LINE_PARTS
    of_hard_letters: int = limits.LINE_HARD_LETTERS

    def takes(self, source: bytes) -> Tree | None:
        """The line's tree; None for one that is too much."""
        self.of_bytes -= len(source)
        # Nothing stops the grammar at many NULs, or at the end of a broken line of many pipes
        self.of_hard_letters -= source.count(b"|") + source.count(b"\0")
        if len(source) > limits.LINE_BYTES or self.of_bytes < 0 or self.of_hard_letters < 0:
            return None
        try:  # by callbacks: without them the whole program stands still until it is done
            tree = Parser(_language()).parse(
                lambda at, _: source[at:], progress_callback=lambda *_: time.thread_time() > self.until_s
            )
        except ValueError:  # it was stopped
            return None
        self.of_parts -= tree.root_node.descendant_count
        return tree if self.of_parts >= 0 else None


@cache
def _language() -> Language:
    return Language(tree_sitter_bash.language())


def parse(text: str) -> Line:
    """Takes a line for a POSIX shell apart. Never raises: what cannot be read is not understood.

    Takes a moment for a long one: use a thread."""
    return _parse(text, 0, _Left())


def _parse(text: str, depth: int, left: _Left) -> Line:
    source = text.encode("utf-8", "replace")
    tree = left.takes(source)
    if tree is None:
        return Line((), (), understood=False, plain=False, is_whole=False)
    commands: list[Simple] = []
    files: list[str] = []
    is_whole = True
    understood = not tree.root_node.has_error and "\0" not in text and depth < _NESTED_MOST
    between = _between(source, tree.root_node)
    understood = understood and not between.replace(b"\\\n", b"").strip(b" \t\n")
    plain = understood and depth == 0 and not between.strip(b" \t\n")
    for node, fed in _nodes(tree.root_node):
        plain = plain and node.type in _PLAIN_NODES and _is_plain(node, source)
        if node.type == "command":
            parts = (child for child in node.children if child.is_named and child.type not in _NO_WORDS)
            commands.append(Simple(tuple(_word(part, source) for part in parts), fed))
        elif node.type == "file_redirect":
            destination = node.child_by_field_name("destination")
            files.append(_word(destination, source) if destination is not None else UNKNOWN)
    for command in list(commands):
        for inside in _inside(command):
            plain = False
            if inside is None or depth + 1 >= _NESTED_MOST:
                understood = False
            elif is_whole:
                nested = _parse(inside, depth + 1, left)
                commands += nested.commands
                files += nested.files
                understood = understood and nested.understood
                is_whole = nested.is_whole
    understood = understood and all(c.words and c.words[0] and UNKNOWN not in c.words[0] for c in commands)
    understood = understood and not any(_evaluates(command) for command in commands)
    plain = plain and understood and len(commands) <= _PLAIN_COMMANDS and _is_visible(text)
    plain = plain and not any(UNKNOWN in word for c in commands for word in c.words)
    return Line(tuple(commands), tuple(files), understood, plain, is_whole)


_WHOLE = frozenset({"string", "raw_string", "ansi_c_string", "heredoc_body"})
_NO_WORDS = frozenset({"variable_assignment", "file_redirect", "heredoc_redirect", "herestring_redirect", "comment"})
_PLAIN_NODES = frozenset(
    {"program", "list", "pipeline", "command", "command_name", "word", "string", "string_content", "raw_string"}
    | {"number", "concatenation", "&&", "||", ";", "|", "\n", '"', "comment"}
)


def _text(node: Node, source: bytes) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _is_plain(node: Node, source: bytes) -> bool:
    """Whether every shell takes this part for what it looks like."""
    match node.type:
        case "word":
            return not re.search(r"[*?\[{}\\]|(^|[=:])~", _text(node, source))
        case "string" | "string_content":
            return "\\" not in _text(node, source)
        case _:
            return True


def _between(source: bytes, root: Node) -> bytes:
    """What the grammar passes over. It takes `\\ ` and a return for a gap, where a shell sees a letter of a word."""
    passed, at, stack = [], 0, [root]
    while stack:
        node = stack.pop()
        if node.children and node.type not in _WHOLE:
            stack += reversed(node.children)
            continue
        passed.append(source[at : node.start_byte])
        at = max(at, node.end_byte)
    return b"".join([*passed, source[at:]])


def _is_visible(text: str) -> bool:
    """Whether there is no letter that shells and grammars could part words at differently."""
    return all(letter.isprintable() or letter in "\t\n" for letter in text)


def _evaluates(command: Simple) -> bool:
    """Whether a builtin takes a word for arithmetic or a variable's name with commands in its index."""
    return command.name in _EVALUATES and any("[" in word and ("$(" in word or "`" in word) for word in command.words)


def _nodes(root: Node) -> Iterator[tuple[Node, bool]]:
    """Each of them, and whether it stands behind a `|`."""
    stack = [(root, False)]
    while stack:
        node, fed = stack.pop()
        yield node, fed
        is_pipeline = node.type == "pipeline"
        children = [(child, fed or (is_pipeline and at > 0)) for at, child in enumerate(node.children)]
        stack += reversed(children)


def _word(node: Node, source: bytes) -> str:
    """The word as the program gets it, with UNKNOWN for what the shell puts in."""
    text = _text(node, source)
    match node.type:
        case "command_name" | "concatenation":
            joined = "".join(_word(child, source) for child in node.children)
            gap = node.end_byte - node.start_byte - sum(c.end_byte - c.start_byte for c in node.children)
            word = joined if gap == 0 else f"{joined}{UNKNOWN}"
        case "raw_string":
            return text[1:-1]
        case "string":
            if all(child.type in ('"', "string_content") for child in node.children):
                return re.sub(r'\\(["\\$`\n])', lambda m: "" if m[1] == "\n" else m[1], text[1:-1])
            inside = [_in_string(child, source) for child in node.children if child.type != '"']
            return "".join(inside) or UNKNOWN
        case "word" | "number" | "extglob_pattern" | "{" | "}" | ",":
            word = re.sub(r"\\(.)", lambda m: "" if m[1] == "\n" else m[1], text, flags=re.DOTALL)
        case _:
            return UNKNOWN
    return f"{word}{UNKNOWN}" if _is_several(word) or re.search(r"[?*+@!]\(", word) else word  # ?(…) is a pattern


def _is_several(word: str) -> bool:
    """Whether it becomes several words, as {a,b} and {1..9} do."""
    between = word.partition("{")[2].rpartition("}")[0]
    return "," in between or ".." in between


def _in_string(node: Node, source: bytes) -> str:
    return _text(node, source) if node.type == "string_content" else UNKNOWN


def _inside(command: Simple) -> Iterator[str | None]:
    """Lines that this command is given to run; None for one that is not known."""
    runs_another, shells = command.name in RUNS_ANOTHER, 0
    for at, word in enumerate(command.words):
        name = word.rpartition("/")[2]
        if at and not runs_another:
            return
        if name in _OPENS_TEXT and at == 0 and (rest := command.words[1:]):
            text = " ".join(rest if name == "eval" else (part.partition("=")[2] or part for part in rest))
            yield None if UNKNOWN in text else text
        elif name in SHELLS:
            shells += 1
            if shells > INSIDE_MOST:
                yield None
                return
            yield from _of_shell(command.words[at + 1 :])


def _of_shell(rest: Sequence[str]) -> Iterator[str | None]:
    options = [word for word in rest if word.startswith("-") or UNKNOWN in word]
    if any(UNKNOWN in word for word in options):
        yield None
    elif any(re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", word) for word in options):
        scripts = [word for word in rest if not word.startswith("-")]
        yield scripts[0] if scripts else None
    elif not any(not word.startswith(("-", "+")) for word in rest) and "--version" not in rest:
        yield None  # it reads what it does from its input


def reasons_to_ask(line: Line) -> list[str]:
    """Why a person is asked whatever was granted, as far as the programs tell."""
    reasons = []
    for command in line.commands:
        if any(word.rpartition("/")[2] in _AS_ANOTHER for word in command.words[:1]):
            reasons.append("it wants another user's rights")
        if command.name == "git" and not _is_plain_git(command.words[1:]):
            reasons.append("git may change what it runs or obeys later")
    return reasons


def _is_plain_git(rest: Sequence[str]) -> bool:
    for word in rest:
        if word in ("--no-pager", "--version", "--help", "-P", "--no-optional-locks"):
            continue
        return word in _GIT_PLAIN
    return True
