"""What the built-in assistant understands, as a table: what is typed, and the steps it comes to."""

from __future__ import annotations

import time

import pytest

from backend.models.builtin.calculator import NotCalculable, as_expression, calculate
from backend.models.builtin.phrases import plan
from backend.models.builtin.steps import Calculate, NotUnderstood, Say, Step, TellTime, Use

LS, READ, SEARCH, FIND = "list_folder", "read_file", "search_text", "find_files"


def lists(path: str = ".") -> Use:
    return Use("list_folder", {"path": path})


def reads(path: str, **lines: int) -> Use:
    return Use("read_file", {"path": path, **lines})


def searches(text: str, path: str = ".") -> Use:
    return Use("search_text", {"text": text, "path": path})


def finds(pattern: str, path: str = ".") -> Use:
    return Use("find_files", {"pattern": pattern, "path": path})


def runs(command: str) -> Use:
    return Use("run_command", {"command": command})


def writes(path: str, content: str) -> Use:
    return Use("write_file", {"path": path, "content": content})


def edits(path: str, old: str, new: str) -> Use:
    return Use("edit_file", {"path": path, "edits": [{"old": old, "new": new, "all": True}]})


def moves(path: str, to: str) -> Use:
    return Use("move_file", {"path": path, "to": to})


def deletes(path: str) -> Use:
    return Use("delete_file", {"path": path})


def notes(**items: str) -> Use:
    return Use("update_plan", {"items": [{"text": text, "status": status} for text, status in items.items()]})


MODELS = Use("set_up_models")
UNDO = Use("undo_changes")

UNDERSTOOD: list[tuple[str, list[Step]]] = [
    ("ls", [lists()]),
    ("ls -la src", [lists("src")]),
    ("ls ..", [lists("..")]),
    ("list the files in src", [lists("src")]),
    ("List the files in the folder docs please.", [lists("docs")]),
    ("what's in this folder?", [lists()]),
    ("What files are in backend/models?", [lists("backend/models")]),
    ("show me the files in tests", [lists("tests")]),
    ("Could you list the files in src for me?", [lists("src")]),
    ("read README.md", [reads("README.md")]),
    ("please read the file README.md.", [reads("README.md")]),
    ("cat src/app.py", [reads("src/app.py")]),
    ("show README.md", [reads("README.md")]),
    ("what's in README.md?", [reads("README.md")]),
    ("what does README.md say?", [reads("README.md")]),
    ('read "my notes.txt"', [reads("my notes.txt")]),
    ("read lines 10-20 of app.py", [reads("app.py", first_line=10, last_line=20)]),
    ("read app.py lines 3 to 7", [reads("app.py", first_line=3, last_line=7)]),
    ("head -n 3 app.py", [reads("app.py", last_line=3)]),
    ("first 5 lines of app.py", [reads("app.py", last_line=5)]),
    ("search for TODO", [searches("TODO")]),
    ("search foo in bar", [searches("foo", "bar")]),
    ('search for "hello world" in src', [searches("hello world", "src")]),
    ("grep -rn TODO src", [searches("TODO", "src")]),
    ("search src for TODO", [searches("TODO", "src")]),
    ("which files contain TODO?", [searches("TODO")]),
    ("where is Catalog defined", [searches("Catalog")]),
    ("search for salt and pepper", [searches("salt and pepper")]),
    ("find *.py", [finds("*.py")]),
    ("find *.py in src", [finds("*.py", "src")]),
    ("find all python files", [finds("*.py")]),
    ("where is README.md", [finds("README.md")]),
    ("find TODO", [searches("TODO")]),
    ("run ls -la", [runs("ls -la")]),
    ("could you run `uname -a`", [runs("uname -a")]),
    ("could you run `uname -a`?", [runs("uname -a")]),
    ("$ git status", [runs("git status")]),
    ("run `a; b then c`", [runs("a; b then c")]),
    ("run git status then list src", [runs("git status"), lists("src")]),
    ("run echo a && rm -rf b; ls", [runs("echo a && rm -rf b; ls")]),  # a semicolon is the shell's
    ("run for i in 1 2; do echo $i; done", [runs("for i in 1 2; do echo $i; done")]),
    ("write notes.txt: hello", [writes("notes.txt", "hello")]),
    ("write notes.txt: first then second\nthird; fourth", [writes("notes.txt", "first then second\nthird; fourth")]),
    ('write "my notes.txt": hi', [writes("my notes.txt", "hi")]),
    ("create a file notes.txt with hello", [writes("notes.txt", "hello")]),
    ("create a file called notes.txt with the content hello world", [writes("notes.txt", "hello world")]),
    ("make an empty file a.txt", [writes("a.txt", "")]),
    ('save "hello there" to notes.txt', [writes("notes.txt", "hello there")]),
    ("what time is it?", [TellTime()]),
    ("what is the date today?", [TellTime()]),
    ("2+2*3", [Calculate("2+2*3")]),
    ("what's 15% of 80", [Calculate("15/100*80")]),
    ("how much is 3 times 4", [Calculate("3 * 4")]),
    ('replace "old text" with "new text" in a.txt', [edits("a.txt", "old text", "new text")]),
    ("please change `x = 1` to `x = 2` in the file src/a.py", [edits("src/a.py", "x = 1", "x = 2")]),
    ("replace foo with bar in a.txt then read a.txt", [edits("a.txt", "foo", "bar"), reads("a.txt")]),
    ("rename a.txt to b.txt", [moves("a.txt", "b.txt")]),
    ("move src/a.py to lib/", [moves("src/a.py", "lib/a.py")]),
    ("mv a.txt b.txt", [moves("a.txt", "b.txt")]),
    ("move the folder src/old to old", [moves("src/old", "old")]),
    ("delete a.txt", [deletes("a.txt")]),
    ("delete the file Notes", [deletes("Notes")]),
    ("rm -rf build/", [deletes("build")]),
    ('remove "my notes"', [deletes("my notes")]),
    ("undo", [UNDO]),
    ("undo that", [UNDO]),
    ("please undo the last changes.", [UNDO]),
    ("take it back", [UNDO]),
    ("todo: look; mend; test", [notes(look="todo", mend="todo", test="todo")]),
    ("to-do list: [x] look, [~] mend, test", [notes(look="done", mend="doing", test="todo")]),
    ("set up a model", [MODELS]),
    ("how do I connect ollama?", [MODELS]),
    ("add an api key", [MODELS]),
    ("chat with gpt-5", [MODELS]),
    ("which models are available?", [MODELS]),
    ("list src and read README.md", [lists("src"), reads("README.md")]),
    ("read a.txt and b.txt", [reads("a.txt"), reads("b.txt")]),
    ("list docs, then read docs/a.md; 2+2", [lists("docs"), reads("docs/a.md"), Calculate("2+2")]),
    ("can you read a.md and then search for TODO in src?", [reads("a.md"), searches("TODO", "src")]),
    ("what is 7 times 6 and what time is it", [Calculate("7 * 6"), TellTime()]),
]

SAID = {
    "help": "I follow fixed commands",
    "?": "I follow fixed commands",
    "what can you do?": "I follow fixed commands",
    "hello": "not a language model",
    "hey there": "not a language model",
    "are you an AI?": "not a language model",
    "read": "Which file?",
    "run the tests": "Which command?",
    "delete everything": "no command of my own",
    "copy a.txt to b.txt": "no command of my own",
    "": "I follow fixed commands",
}

REFUSED = {
    "who was Napoleon?": None,
    "write me a poem": None,
    "write me a poem about then and now": None,
    "tell me a joke": None,
    "find the meaning of life": None,
    "explain this code": None,
    "2 +": None,
    "lst src": "list src",
    "raed README.md": "read README.md",
    "serach for TODO": "search for TODO",
    "runn ls -l": "run ls -l",
    "rum punch with lime": None,
    "road trip ideas": None,
    "lost in translation": None,
    "raed": None,
    "hepl": "help",
    "rname a.txt to b.txt": "rename a.txt to b.txt",
    "list src then who was Napoleon?": None,
}


@pytest.mark.parametrize(("typed", "steps"), UNDERSTOOD, ids=[typed for typed, _ in UNDERSTOOD])
def test_a_phrase_comes_to_its_steps(typed: str, steps: list[Step]) -> None:
    assert list(plan(typed)) == steps


@pytest.mark.parametrize(("typed", "words"), SAID.items())
def test_a_phrase_is_answered_in_words(typed: str, words: str) -> None:
    (step,) = plan(typed)
    assert isinstance(step, Say)
    assert words in step.text


@pytest.mark.parametrize(("typed", "suggestion"), REFUSED.items())
def test_what_is_not_understood_is_not_half_done(typed: str, suggestion: str | None) -> None:
    (step,) = plan(typed)
    assert isinstance(step, NotUnderstood)
    assert step.suggestion == suggestion


def test_list_a_folder_then_read_a_file_then_2_plus_2() -> None:
    first, second, third = plan("list a folder then read a file then 2+2")
    assert (first, third) == (lists(), Calculate("2+2"))
    assert isinstance(second, Say)
    assert "Which file?" in second.text


def test_hostile_texts_are_read_quickly() -> None:
    words = (
        "find ",
        "what is in ",
        "list the ",
        "write a ",
        "(",
        "1+",
        "put in ",
        "please ",
        "run x;",
        "a and ",
        "a then ",
    )
    for word in words:
        before = time.process_time()
        plan(word * (18_000 // len(word)))
        assert time.process_time() - before < 0.5, word


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2+2*3", "8"),
        ("10 / 4", "2.5"),
        ("2**100", "1267650600228229401496703205376"),
        ("0.1+0.2", "0.3"),
        ("sqrt(16) + 1", "5"),
        ("-3 % 5", "2"),
        ("max(1, 2, 3)", "3"),
        ("7//2", "3"),
    ],
)
def test_arithmetic_has_its_value(expression: str, value: str) -> None:
    assert calculate(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "1/0",
        "9**9**9",
        "2**99999",
        "(-8)**0.5",
        "__import__('os')",
        "().__class__",
        "'a'*9",
        "1 if 1 else 2",
        "abs",
        "sqrt(-1)",
        "1e308*10",
        "(" * 300 + "1" + ")" * 300,
        "+".join(["1"] * 90),
        "lambda: 1",
        "min()",
        "True+1",
    ],
)
def test_what_is_no_bounded_arithmetic_has_no_value(expression: str) -> None:
    with pytest.raises(NotCalculable):
        calculate(expression)


def test_words_and_signs_are_one_arithmetic() -> None:
    assert as_expression("1,000 plus 2 =") == "1000 + 2"
    assert as_expression("2 ^ 3") == "2 ** 3"
    assert as_expression("6 × 7") == "6 * 7"
    assert as_expression("42") is None
    assert as_expression("hello") is None
    assert as_expression("2-") is None
