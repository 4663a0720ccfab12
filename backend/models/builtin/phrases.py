"""From what a person typed to a plan: politeness off, parts apart, each part through the rule table. Pure,
but that a program is only suggested where there is one of its name.

A plan is whole or nothing: when one part is not understood, none is done. What was close to a command is suggested.
"""

from __future__ import annotations

import re
import shutil
from difflib import get_close_matches

from backend.models.builtin.meanings import looks_like_file
from backend.models.builtin.rules import understand
from backend.models.builtin.steps import STEPS_MOST, NotUnderstood, Plan, Say, Step, Use
from backend.models.builtin.texts import HELP

_CHARS_MOST = 20_000  # longer texts are no commands
_POLITE_BEFORE = re.compile(
    r"(?:(?:please|pls|hey|hi|hello|ok|okay|so|now|also|and|finally|runnel|assistant)[,!:]?\s+"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+|just\s+)*"
    r"|i\s+(?:want|need|would\s+like)\s+(?:you\s+)?to\s+|i'd\s+like\s+(?:you\s+)?to\s+"
    r"|let'?s\s+|help\s+me\s+(?:to\s+)?(?=\w)|go\s+ahead\s+and\s+|how\s+(?:do|can)\s+i\s+)+",
    re.IGNORECASE,
)
_POLITE_AFTER = re.compile(r"(?:,?\s+(?:please|pls|for\s+me|thanks|thank\s+you))+\s*(?=[?.!]*$)", re.IGNORECASE)
_MARKS_AFTER = re.compile(r"(?<=[\w`'\")\]*/])(?:\s*[?!][?.!]*|\.+)$")
_TAKES_ALL = re.compile(
    r"(?:[$!]|(?:write|save|create|make)\s+.{1,300}?(?::\s|\bwith\b|\bcontaining\b|\bsay(?:s|ing)\b)"
    r"|(?:write|put|save|store)\s+[\"'`]|(?:to-?do|plan)(?:\s+list)?\s*:)",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"[$!]|(?:run|execute|exec)\b(?!.*`)", re.IGNORECASE)
_AND = re.compile(r",?\s+and\s+", re.IGNORECASE)
_JOINED_CHARS = 500
_PHRASE_CHARS = 1000  # longer ones are prose, and regular expressions should not meet them either
_THEN_WORDS = r"(?<!;)\s*[,.;]?\s+(?:and\s+)?(?:then|afterwards|after\s+that)\b,?\s*|\s*\n+\s*"
_THEN = re.compile(_THEN_WORDS + r"|\s*;\s+", re.IGNORECASE)
_THEN_AFTER_COMMAND = re.compile(_THEN_WORDS, re.IGNORECASE)  # a semicolon is the shell's
_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_ONE_NAME = re.compile(r"[\w.~/\\-]+")
_WORDS = (
    *("list", "ls", "read", "cat", "show", "open", "search", "grep", "find", "run", "execute", "write", "create"),
    *("rename", "move", "delete", "replace", "undo"),
    *("help", "time", "date", "calculate", "what", "which", "where"),
)


def plan(text: str) -> Plan:
    """The steps that `text` asks for; one NotUnderstood and nothing else where a part is not understood."""
    text = text.strip()
    if not text:
        return (Say(HELP),)
    if len(text) > _CHARS_MOST and not _TAKES_ALL.match(text):
        return (NotUnderstood(text[:100]),)
    steps: list[Step] = []
    for clause in _clauses(text):
        is_long = len(clause) > _PHRASE_CHARS and not _COMMAND.match(clause) and not _TAKES_ALL.match(clause)
        understood = None if is_long else _understand(clause)
        if understood is None:
            return (NotUnderstood(clause[:200], suggestion(clause[:200])),)
        steps += understood
        if len(steps) > STEPS_MOST:
            return (Say(f"That is more than {STEPS_MOST} steps; ask for fewer at once."),)
    return tuple(steps)


def suggestion(clause: str) -> str | None:
    """The clause with its first word corrected, where that makes a command of it that can be expected to work."""
    clause = _without_manners(clause)
    first, space, rest = clause.partition(" ")
    for close in get_close_matches(first.lower(), _WORDS, n=2, cutoff=0.7):
        corrected = close + space + rest
        if close != first.lower() and len(corrected) <= 80 and _can_work(understand(corrected)):
            return corrected
    return None


def _can_work(step: Step | None) -> bool:
    """Whether it names what it needs: `list in translation` and `read trip ideas` would only fail."""
    match step:
        case Use("list_folder" | "read_file", arguments):
            path = str(arguments["path"])
            return path == "." or looks_like_file(path) or _ONE_NAME.fullmatch(path) is not None
        case Use("run_command", arguments):
            return shutil.which(str(arguments["command"]).split()[0]) is not None
        case Say(text):
            return text == HELP
        case _:
            return step is not None


def _clauses(text: str) -> list[str]:
    """The parts between “then”, line ends and semicolons; never inside quotes, nor in what takes the whole rest."""
    clauses: list[str] = []
    rest = text
    while rest and len(clauses) <= STEPS_MOST:
        manners = _POLITE_BEFORE.match(rest)
        if _TAKES_ALL.match(rest, manners.end() if manners else 0):
            clauses.append(rest)
            break
        separator = _THEN_AFTER_COMMAND if _COMMAND.match(rest, manners.end() if manners else 0) else _THEN
        quoted = [match.span() for match in _QUOTED.finditer(rest)]
        cuts = (m for m in separator.finditer(rest) if m.start() > 0 and not any(a < m.start() < b for a, b in quoted))
        cut = next(cuts, None)
        clauses.append(rest[: cut.start()] if cut else rest)
        rest = rest[cut.end() :] if cut else ""
    return [clause for clause in clauses if clause.strip(" ,.;")]


def _understand(clause: str, joints_left: int = STEPS_MOST) -> list[Step] | None:
    plain = _without_manners(clause)
    joints = [] if _COMMAND.match(plain) or len(plain) > _JOINED_CHARS else list(_AND.finditer(plain))
    for joint in joints[:joints_left]:  # "list src and read README.md"
        before, rest = understand(plain[: joint.start()]), plain[joint.end() :]
        if isinstance(before, Use) and before.tool == "read_file" and looks_like_file(rest):
            rest = f"read {rest}"  # "read a.txt and b.txt"
        after = _understand(rest, joints_left - 1) if before is not None else None
        if before is not None and after is not None and not any(isinstance(step, Say) for step in after):
            return [before, *after]
    step = understand(plain) or understand(_MARKS_AFTER.sub("", clause.strip()))  # "hey there" is not only manners
    return [step] if step is not None else None


def _without_manners(clause: str) -> str:
    """The clause without politeness around it; a command line and a file's content keep their own ends."""
    clause = clause.strip()
    manners = _POLITE_BEFORE.match(clause)
    asked = manners is not None and manners.end() < len(clause)
    if manners is not None and asked:
        clause = clause[manners.end() :]
    if _COMMAND.match(clause):
        return re.sub(r"(?<=\S)\?$", "", clause) if asked else clause
    return _MARKS_AFTER.sub("", _POLITE_AFTER.sub("", clause)).strip()
