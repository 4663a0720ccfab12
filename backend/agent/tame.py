"""Which further words leave a granted command what it was: a table of programs, and of their options that are known.

What is not in the table is not known, and a grant for it covers the very same words and no others: most programs have
an option that starts another program, writes elsewhere, or reads such options from a file. The table only names what
has been looked up; a word that may lead out of the folder, or to a secret, is never one of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from backend.agent.secret import why_secret

ANY = r".*"
_READS = """ls cat head tail wc grep egrep fgrep pwd echo du df stat basename dirname nl cut tr comm cmp diff md5sum
    sha1sum sha256sum readlink seq whoami id uname which tac rev fold true false"""
_GIT = (
    r"-[psnwbuzqMC]+|-n?\d+|-U\d+|--|--(stat|shortstat|numstat|oneline|name-only|name-status|cached|staged|short"
    r"|porcelain|branch|graph|all|decorate|patch|no-patch|word-diff|color|no-color|follow|reverse|first-parent|merges"
    r"|no-merges|abbrev-commit|summary|check|since|until|author|grep|max-count|pretty|format|date|unified"
    r"|ignore-all-space|ignore-space-change|diff-filter|no-renames|untracked-files|no-ext-diff|minimal)(=.*)?"
)
_PYTEST = (
    r"-[qvxslh]+|-r[a-zA-Z]+|-[kmn]|--(lf|ff|sw|co|tb=\w+|maxfail=\d+|durations=\d+|collect-only|no-header|no-summary"
    r"|showlocals|exitfirst|verbose|quiet|last-failed|failed-first|stepwise|version|help)"
)
_SCRIPT = (  # of a package's script: what stands behind `--` is the test runner's
    r"--|-s|--silent|--if-present|-[utvwbi]|--(watch|watchAll|coverage|verbose|bail|ci|run|update|changed|no-color)"
)
_CARGO = (
    r"--|-[vqpFr]+|-j\d*|--(release|all|workspace|lib|bins|tests|examples|all-targets|all-features|verbose|quiet|locked"
    r"|no-default-features|offline|check|package|features|bin|test|example|no-run|keep-going|nocapture|ignored"
    r"|test-threads)(=[\w,.-]+)?"
)
_GO = r"-(v|race|short|cover|failfast|json|run|bench|count|timeout)(=.*)?"
_OPTIONS: dict[tuple[str, ...], str] = {
    **{(name,): ANY for name in _READS.split()},
    ("sort",): r"-[nrufhVbdgMsz]+|-[kt].*|--(reverse|unique|numeric-sort|human-numeric-sort|version-sort)",
    (
        "rg",
    ): r"-[nilwcvFSsNH]+|-[gtTCABme].*|--(files|type|glob|ignore-case|count|files-with-matches|fixed-strings)(=.*)?",
    ("pytest",): _PYTEST,
    ("unittest",): r"-[vqfbk]|discover",
    ("npm", "test"): _SCRIPT,
    ("npm", "t"): _SCRIPT,
    ("npm", "run", "*"): _SCRIPT,
    ("pnpm", "test"): _SCRIPT,
    ("pnpm", "run", "*"): _SCRIPT,
    ("yarn", "test"): _SCRIPT,
    ("yarn", "run", "*"): _SCRIPT,
    **{("cargo", verb): _CARGO for verb in ("build", "check", "clippy", "doc", "fmt", "test", "tree")},
    ("go", "build"): _GO,
    ("go", "test"): _GO,
    ("go", "vet"): _GO,
    ("make",): r"-[kBsniw]+|-j\d*|--(jobs|keep-going|silent|dry-run|always-make)(=\d+)?",
    ("ninja",): r"-[jkv]\d*",
    **{("git", verb): _GIT for verb in ("blame", "diff", "log", "shortlog", "show", "status")},
    ("git", "add"): r"-[AunvN]+|--(all|update|verbose|dry-run)|--",
    ("git", "commit"): r"-[amqvs]+|--(message|all|amend|no-edit|quiet|signoff)(=.*)?",
    ("ruff", "check"): r"-q|--(fix|quiet|diff|statistics|no-fix|select|ignore)(=[\w,]+)?",
    ("ruff", "format"): r"-q|--(check|diff|quiet)",
    ("mypy",): r"--(strict|pretty|no-error-summary|show-error-codes|ignore-missing-imports)",
    ("black",): r"-q|--(check|diff|quiet)",
    ("isort",): r"-q|--(check|check-only|diff|quiet)",
    ("pyright",): r"--(verbose|stats|outputjson)",
    ("tsc",): r"-b|--(noEmit|build|pretty|watch)",
    ("eslint",): r"--(fix|quiet|cache|max-warnings|ext)(=[\w.,]+)?",
    ("prettier",): r"-[cwl]|--(check|write|list-different)",
}
_BEFORE = (("uv", "run"), ("poetry", "run"), ("pdm", "run"), ("hatch", "run"), ("python", "-m"), ("python3", "-m"))
_LONGEST = max(map(len, _OPTIONS))


@dataclass(frozen=True, slots=True)
class Tool:
    """A program with its verb, `prefix` as it was typed, and the options that leave it what it is."""

    prefix: tuple[str, ...]
    options: str

    def stays(self, rest: Sequence[str]) -> bool:
        """Whether it does no other thing with these words behind it."""
        return all(self._knows(word) for word in rest)

    def _knows(self, word: str) -> bool:
        if not word or leads_out(word) or why_secret(word) is not None:
            return False
        if word.startswith(("-", "+")):
            return re.fullmatch(self.options, word, re.DOTALL) is not None
        # a file of further options, or a variable of make's
        return not word.startswith("@") and ("=" not in word or self.options == ANY or self.prefix[0] == "git")


def tool_of(words: Sequence[str]) -> Tool | None:
    """The longest beginning of the words that the table knows."""
    before = next((len(first) for first in _BEFORE if tuple(words[: len(first)]) == first), 0)
    for length in range(_LONGEST, 0, -1):
        key = tuple(words[before : before + length])
        if len(key) < length or any(not word or word.startswith("-") for word in key):
            continue
        options = _OPTIONS.get(key) or (_OPTIONS.get((*key[:-1], "*")) if length > 1 else None)
        if options is not None:
            return Tool(tuple(words[: before + length]), options)
    return None


def leads_out(word: str) -> bool:
    """Whether the word, or a part of it behind a sign, may name what is not below the folder."""
    parts = {word, *re.split(r"[=:,@]", word), re.sub(r"^[-+][a-zA-Z]", "", word)}
    return any(part.startswith(("/", "~", "\\")) or ".." in PurePosixPath(part).parts for part in parts if part)
