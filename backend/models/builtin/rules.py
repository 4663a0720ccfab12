"""The rule table: how each command may be typed or said. Pure: one clause in, a step out, or None.

The rules are tried on the whole clause, in order, so the exact ones stand before the loose ones. To teach a phrase, add
a line here and one to the table in `tests/unit/models/test_builtin_phrases.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from backend.models.builtin import texts
from backend.models.builtin.meanings import (
    calculate,
    delete,
    edit,
    find,
    list_or_read,
    move,
    read,
    read_if_file,
    run,
    search,
    to_do,
    undo,
    write,
)
from backend.models.builtin.steps import Say, Step, TellTime, Use


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str]], Step | None]


def understand(clause: str) -> Step | None:
    """The step that this clause asks for, or None when no rule knows it."""
    for rule in RULES:
        if (match := rule.pattern.fullmatch(clause)) and (step := rule.make(match)) is not None:
            return step
    return None


def _rule(pattern: str, make: Callable[[re.Match[str]], Step | None]) -> Rule:
    spaced = " ".join(pattern.split())  # a space in a pattern stands for any white space
    return Rule(re.compile(spaced.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL), make)


def _says(pattern: str, text: str) -> Rule:
    return _rule(pattern, lambda _match: Say(text))


def _models(_match: re.Match[str]) -> Step:
    return Use("set_up_models")


def _time(_match: re.Match[str]) -> Step:
    return TellTime()


_QUOTED = r"`(?P<b>[^`]+)`|\"(?P<q>[^\"]+)\"|'(?P<s>[^']+)'"
_TEXT = rf"(?:{_QUOTED}|(?P<text>.+?))"
_WORD = rf"(?:{_QUOTED}|(?P<text>\S+))"
_FILE = r"(?P<path>`[^`]+`|\"[^\"]+\"|'[^']+'|[^\s:`'\"]+)"
_IN = r"(?: (?:in|inside|under|within|below) (?P<path>.+?))?"
_OF = r"(?: (?:in|inside|under|within|of|from) (?P<path>.+?))?"
_KIND = r"(?:(?:text|word|string|phrase) )?"
_LINES = r"(?P<first>\d{1,7})(?:\s*(?:-|–|to)\s*(?P<last>\d{1,7}))?"
_NEW = r"(?:(?:an?|the) )?(?:(?:new|empty|text) )*(?P<file>file )?(?:(?:called|named|to) )?"
_WITH = r"(?:with|containing|that says|saying) (?:the )?(?:(?:contents?|text|words?)\b\s*)?:?\s*(?P<content>.*)"
_FILES = r"(?:files?|folders?|director(?:y|ies)|entries|contents?|everything)"
_THERE = r"(?: (?:that )?(?:are|is|do (?:i|we|you) (?:have|see)))?(?: (?:here|there))?"
_SETTING_UP = (
    r"(?:set\s*up|connect|add|configure|install|choose|find|get|use|switch to|download|start|enable"
    r"|(?:chat|talk) (?:with|to))"
)
_MAKERS = (
    r"(?:models?|llms?|providers?|ollama|openai|gpt[\w.-]*|chatgpt|claude|anthropic|gemini|llama[\w.-]*|lm\s*studio"
    r"|mistral|deepseek|openrouter|api[\s-]*keys?)"
)

_WORDS_ONLY = (
    _says(r"help(?: me)?|\?+|commands?|what can (?:you|i) (?:do|say|ask)|how does this work", texts.HELP),
    _says(r"(?:hi|hello|hey|good (?:morning|evening|afternoon))(?: there| runnel)?", texts.HELLO),
    _says(r"(?:thanks?(?: you)?|thx|cheers|great|nice|cool|perfect)(?: so much| a lot)?", texts.THANKS),
    _says(r"ok|okay|yes|no|good|sure|all right", texts.ALL_RIGHT),
    _says(r"(?:who|what) are you|are you (?:an? )?(?:ai|llm|language model|human|robot|bot|chatgpt)\b.*", texts.WHO),
    _rule(r"(?:what(?:'s| is) )?(?:the )?(?:current |local )?(?:time|date|day)(?: is it)?(?: now| today)?", _time),
    _rule(r"what (?:time|day|date) is it(?: now| today)?|now|today|clock", _time),
    _rule(r"(?:(?:what(?:'s| is|s)|calculate|compute|calc|how much is|evaluate|solve) )?(?P<expression>.+)", calculate),
)
_WRITE = (  # before read: `write notes.txt: read this` writes
    _rule(rf"(?:write|save|create|make) {_NEW}{_FILE}\s*:\s*(?P<content>.*)", write),
    _rule(rf"(?:create|make|write|add|save|touch) {_NEW}{_FILE}(?: {_WITH})?", write),
    _rule(
        r"(?:write|put|save|store) (?P<content>.+) (?:to|in|into|as) "
        rf"(?:(?:the|a) )?(?:new )?(?P<file>file )?(?:(?:called|named) )?{_FILE}",
        write,
    ),
)
_NAME = r"`[^`]+`|\"[^\"]+\"|'[^']+'|[^\s`'\"]+"
_CHANGE = (
    _rule(
        rf"(?:replace|change|substitute) (?:all )?(?P<old>{_NAME}) (?:with|by|to) (?P<new>{_NAME}) "
        rf"(?:in|inside|within) (?:the )?(?:file )?{_FILE}",
        edit,
    ),
    _rule(
        rf"(?:rename|move|mv) (?:the )?(?:(?:file|folder|directory) )?{_FILE} (?:(?:to|into|as|in) )?(?P<to>{_NAME})",
        move,
    ),
    _rule(rf"(?:delete|remove|rm|erase|trash)(?: -\w+)* (?:the )?(?:(?P<kind>file|folder|directory) )?{_FILE}", delete),
    _rule(
        r"(?:undo|revert|take back)(?: (?:it|that|this|everything|all|(?:(?:the|your|my|all|those|these) )*"
        r"(?:(?:last|latest|previous) )?(?:changes?|edits?|answer|turn|files?|one)))?(?: again)?",
        undo,
    ),
    _rule(r"take (?:it|that|this) back", undo),
    _rule(r"(?:to-?do|plan)(?: list)?\s*:\s*(?P<items>.+)", to_do),
)
_RUN = (
    _rule(r"[$!]\s*(?P<command>.+)", run),
    _rule(r"(?:run|execute|exec)(?: (?:(?:the|this) )?(?:shell )?command)?(?:\s*:)? (?P<command>.+)", run),
    _rule(r"(?P<command>`[^`]+`)", run),
    _says(r"run|execute", texts.WHICH_COMMAND),
)
_READ = (
    _rule(rf"read lines? {_LINES} (?:of|from|in) (?P<path>.+)", read),
    _rule(rf"read (?P<path>\S+|`[^`]+`) (?:from )?lines? {_LINES}", read),
    _rule(r"(?:(?:read|show(?: me)?) )?(?:the )?first (?P<count>\d{1,7}) lines (?:of|from|in) (?P<path>.+)", read),
    _rule(r"head (?:-n?\s*(?P<count>\d{1,7}) )?(?P<path>\S+)", read),
    _rule(r"what(?:'s| is| does) (?:in )?(?:the )?(?:file )?(?P<path>\S+)(?: say| contain)?", read_if_file),
    _says(r"read|cat|open", texts.WHICH_FILE),
)
_SEARCH = (
    _rule(rf"(?:grep|rg) (?:-\w+ )*{_WORD}(?: (?P<path>\S+))?", search),
    _rule(
        r"(?:search|scan|look) (?:(?:the|all|these|my|in) )*"
        rf"(?:files?|folder|everything|project|code|workspace|here) for {_TEXT}",
        search,
    ),
    _rule(rf"(?:search|scan) (?:in )?(?P<path>(?!for\b)\S+) for {_TEXT}", search),
    _rule(rf"(?:search|look|scan) for (?:the )?{_KIND}{_TEXT}{_IN}", search),
    _rule(rf"search (?:the )?{_KIND}{_TEXT}{_IN}", search),
    _rule(
        rf"(?:which|what) files? (?:contains?|mentions?|uses?|have|has|includes?) (?:the )?{_KIND}{_TEXT}{_IN}", search
    ),
    _rule(rf"find (?:the )?(?:text|word|string|phrase|lines? (?:with|containing)) {_TEXT}{_IN}", search),
    _rule(rf"where (?:is|are|does|do) {_TEXT} (?:used|mentioned|defined|appear|occur|written){_IN}", search),
)
_FIND = (
    _rule(
        r"(?P<verb>find|glob|locate) (?:me )?(?:(?:all|the|every|any) )*"
        rf"(?P<named>files? (?:named|called|like|matching) |file )?{_TEXT}{_IN}",
        find,
    ),
    _rule(rf"(?P<verb>where is) (?:the )?(?:file )?{_TEXT}", find),
    _rule(rf"(?P<verb>is there) an? (?P<named>file (?:named|called) )?{_TEXT}{_IN}", find),
    _says(r"search|find|grep|look", texts.WHICH_TEXT),
)
_LIST = (
    _rule(r"(?:ls|dir|ll)(?: -\w+)*(?: (?P<path>[^-].*))?", list_or_read),
    _rule(
        r"(?:(?:list|show|display|see|give|print|get|tell) )?(?:me )?(?:all )?(?:of )?(?:(?:the|my) )?"
        rf"{_FILES}(?: and {_FILES})?{_THERE}{_OF}",
        list_or_read,
    ),
    _rule(r"what(?:'s| is| are|s) (?:there )?(?:in|inside|here)(?: (?P<path>.+))?", list_or_read),
    _rule(rf"what {_FILES}(?: and {_FILES})?{_THERE}{_OF}", list_or_read),
    _rule(r"(?:look|go) (?:in|into|inside|at) (?P<path>.+)", list_or_read),
    _rule(r"(?:open|show(?: me)?|list) (?:the )?(?:folder|directory) (?P<path>.+)", list_or_read),
    _rule(r"list(?: (?P<path>.+))?", list_or_read),
)
_LOOSE = (
    _rule(r"(?:read|cat|view) (?:me )?(?P<path>.+)", read),
    _rule(
        r"(?:open|show(?: me)?|print|display|type) (?:the )?(?:file |contents? of )?(?P<path>\S+|`[^`]+`)", read_if_file
    ),
    _rule(rf"(?:.*\b)?{_SETTING_UP}\b.*\b{_MAKERS}\b.*", _models),
    _rule(
        r"set\s*up|(?:(?:list|which|what|show) )?(?:the )?(?:models?|providers?)"
        r"(?: (?:are there|do you have|can i use|are available))?",
        _models,
    ),
    _says(r"(?:delete|remove|rm|erase|rename|move|mv|copy|cp|mkdir|edit|append|replace)\b.*", texts.NO_SUCH_COMMAND),
)

RULES: tuple[Rule, ...] = (*_WORDS_ONLY, *_WRITE, *_CHANGE, *_RUN, *_READ, *_SEARCH, *_FIND, *_LIST, *_LOOSE)
