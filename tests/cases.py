"""Which test shows which promise: `python -m tests.cases` writes the table in tests/README.md anew.

A test carries the names of its cases in front (`test_A1_foreign_host_is_refused`, `test_F2_F3_…`), also in the page's
own tests (`it("A1 …")`). What no test names is said to be "not shown".
"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
README = TESTS / "README.md"
BEGIN, END = "<!-- cases: begin -->", "<!-- cases: end -->"
GROUPS = {
    "A": ("The loopback door", 13, {12: "not built: Schemathesis"}),
    "B": ("Secrets", 6, {}),
    "C": ("What a model writes, rendered", 12, {}),
    "D": ("Files and shell", 12, {}),
    "E": ("MCP and injection", 6, {}),
    "F": ("The stream", 11, {}),
    "G": ("Providers", 7, {}),
    "H": (
        "Data",
        9,
        {1: "the long siege, each week (`.github/workflows/long.yml`), with figures in `faults/README.md`"},
    ),
    "I": ("Window and life", 6, {}),
}
_PYTHON = re.compile(r"def (test_(?:[A-I]\d+_)+\w+)")
_FRONT = re.compile(r"test_(?:[A-I]\d+_)+")
_PAGE = re.compile(r"""\b(?:it|test)(?:\.each\([^)]*\))?\(\s*["'`]((?:[A-I]\d+ )+[^"'`]+)""")


def shown() -> dict[str, list[str]]:
    """Cases and the tests that show them, as `file: test`."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in _PYTHON.findall(path.read_text(encoding="utf-8")):
            for case in re.findall(r"[A-I]\d+(?=_)", _FRONT.match(name)[0]):  # type: ignore[index]  # _PYTHON found it
                found.setdefault(case, []).append(f"{path.relative_to(TESTS)}: {name}")
    for path in sorted((TESTS.parent / "web" / "tests").glob("*.test.ts")):
        for name in _PAGE.findall(path.read_text(encoding="utf-8")):
            for case in re.findall(r"[A-I]\d+(?= )", name):
                found.setdefault(case, []).append(f"web/tests/{path.name}: {name}")
    return found


def table() -> str:
    """The Markdown between the marks."""
    found = shown()
    lines: list[str] = []
    for group, (title, count, notes) in GROUPS.items():
        lines += [f"### {group}. {title}", "", "| case | shown by |", "|---|---|"]
        for number in range(1, count + 1):
            tests = [f"`{test}`" for test in found.get(f"{group}{number}", ())]
            lines.append(f"| {group}{number} | {'<br>'.join(tests) or notes.get(number, 'not shown')} |")
        lines.append("")
    return "\n".join(lines)


def readme_now() -> str:
    """The README with a fresh table."""
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    README.write_text(readme_now(), encoding="utf-8")
