"""What a release says of itself:  python packaging/release.py v1.2.3 > notes.md

Prints CHANGELOG.md's part of that version. Ends with 1 and a sentence where the tag is not pyproject.toml's version, or
the changelog has no such part: then nothing is published. Standard library only.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class NotReady(Exception):
    """Why this is no release; a sentence."""


def notes(tag: str, version: str, changes: str) -> str:
    """The text below `## 1.2.3`, which may go on behind the number with a date. Raises NotReady."""
    if tag != f"v{version}":
        raise NotReady(f"The tag is {tag}, and pyproject.toml says {version}.")
    heading = rf"^## {re.escape(version)}(?![\d.]).*$\n"
    found = re.search(rf"{heading}(?P<text>(?:(?!## ).*\n?)*)", changes, re.MULTILINE)
    text = found["text"].strip() if found else ""
    if not text:
        raise NotReady(f"CHANGELOG.md says nothing below `## {version}`.")
    return text + "\n"


def main(tag: str) -> int:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    try:
        print(notes(tag, version, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")), end="")
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
