"""A small repository with a failing test, and a scripted model that mends it by what its tools really answer.

The model decides each step from the result of the one before, as a model would: it knows no file and no line before.
Where a result is not what the work needs, it says so and stops.
"""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from pathlib import Path

from tests.fakes.scripted_provider import Call, Reply, Request

TASK = "A test fails. Find out why, mend it, and show that it passes."
TESTS = "python3 -B -m unittest"
WRONG, RIGHT = "return price + count", "return price * count"
FILES = {
    "shop/__init__.py": "",
    "shop/basket.py": (
        '"""What a basket costs."""\n\n\ndef line_total(price: int, count: int) -> int:\n'
        f"    {WRONG}\n\n\ndef total(lines: list[tuple[int, int]]) -> int:\n"
        "    return sum(line_total(price, count) for price, count in lines)\n"
    ),
    "test_basket.py": (
        "import unittest\n\nfrom shop.basket import total\n\n\nclass Basket(unittest.TestCase):\n"
        "    def test_four_of_one_thing(self) -> None:\n        self.assertEqual(total([(3, 4), (4, 1)]), 16)\n"
    ),
    "readme.md": "# Shop\r\n\r\nA basket.\r\n",
    "run.sh": "#!/bin/sh\nexec python3 -B -m unittest\n",
    "data.bin": "\0\x01\x02",
}


def repository(folder: Path) -> Path:
    """Makes it, with git, a link, an empty folder and permissions of several kinds."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    (folder / "run.sh").chmod(0o755)
    (folder / "data.bin").chmod(0o600)
    (folder / "empty").mkdir(mode=0o750)
    (folder / "link").symlink_to("readme.md")
    who = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    for line in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", *line], cwd=folder, check=True, env=os.environ | who)
    return folder


def tree(folder: Path) -> dict[str, tuple[str, bytes | str | None]]:
    """Everything in it: kind with permissions, and each byte or where a link leads."""
    found: dict[str, tuple[str, bytes | str | None]] = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None  # noqa: PTH115
        found[str(path.relative_to(folder))] = stat.filemode(mode), content
    return found


def model(request: Request) -> Reply:
    """The next step."""
    messages = request.json["messages"]
    results = [str(message["content"]) for message in messages if message["role"] == "tool"]
    match len(results):
        case 0:
            return _calls(0, "run_command", command=TESTS)
        case 1:
            name = re.search(r"in (test_\w+)", results[0])
            return _calls(1, "search_text", text="def total") if "FAIL" in results[0] and name else _lost(results[0])
        case 2:
            path = re.search(r"^([\w/]+\.py)\b", results[1], re.MULTILINE)
            return _calls(2, "read_file", path=path[1]) if path else _lost(results[1])
        case 3:
            path = re.search(r"^([\w/]+\.py)\b", results[1], re.MULTILINE)
            if path is None or WRONG not in results[2]:
                return _lost(results[2])
            return _calls(3, "edit_file", path=path[1], edits=[{"old": WRONG, "new": RIGHT}])
        case 4:
            return _calls(4, "run_command", command=TESTS) if "Edited" in results[3] else _lost(results[3])
        case _:
            return Reply(text=["Mended: ", "the test passes."]) if "\nOK" in results[4] else _lost(results[4])


def _calls(number: int, tool: str, **arguments: object) -> Reply:
    return Reply(calls=[Call(tool, json.dumps(arguments), id=f"call_{number}")])


def _lost(result: str) -> Reply:
    return Reply(text=[f"I do not understand this result: {result[:1000]}"])
