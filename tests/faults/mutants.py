"""Runnel with one defect put in on purpose, to show that the harness would notice it. Nothing in use imports this.

    python -m tests.faults.mutants publish_before_commit --data-dir D --port N

A mutant is an edit of the source as it is imported: the text to find, once, and what stands there instead. Changing
our own code from outside is otherwise not done here; that it is done is the whole point of a mutant. When the code
moves on and a text is no longer found, the mutant says so and fails, instead of passing for the wrong reason.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

Edit = tuple[str, str]

MUTANTS: Mapping[str, Mapping[str, Sequence[Edit]]] = {
    "none": {},
    # No defect: only less patience than anybody has, for tests that cannot wait half a minute.
    "hurried": {
        "backend.domain.limits": (
            ("SEND_TIMEOUT_S: Final = 30.0", "SEND_TIMEOUT_S: Final = 1.5"),
            ("HEARTBEAT_S: Final = 10.0", "HEARTBEAT_S: Final = 0.05"),
        ),
    },
    # Readers see facts some milliseconds before they are durable; a kill in between takes them back.
    "publish_before_commit": {
        "backend.log.writer": (
            (
                '            db.execute("COMMIT")\n',
                "            self._tell(self._publish, transaction.records)\n"
                "            time.sleep(0.005)\n"
                '            db.execute("COMMIT")\n',
            ),
            ("        if records:\n            self._publish(records)\n", ""),
        ),
    },
    # Any cursor that looks like one is taken, whichever log it came from.
    "no_epoch_check": {
        "backend.log.ledger": (("if known and parsed.s <= self.feed.head", "if parsed.s <= self.feed.head"),),
    },
    # sse-starlette's default; it breaks clients that split at LF LF.
    "crlf_frames": {
        "backend.log.record": ((r'b"id: %s.%d\ndata: %s\n\n"', r'b"id: %s.%d\r\ndata: %s\r\n\r\n"'),),
    },
    # A heartbeat moves the cursor past facts that this stream has not brought yet.
    "ids_on_heartbeats": {
        "backend.api.events": (
            (
                'yield control("hb", ',
                'yield b"id: %s.%d\\n" % (feed.epoch.encode(), feed.head) + control("hb", ',
            ),
        ),
        "backend.domain.limits": (("HEARTBEAT_S: Final = 10.0", "HEARTBEAT_S: Final = 0.2"),),
    },
    # A retried command is taken for a new one.
    "no_memory_of_commands": {
        "backend.log.transaction": (("return None if row is None else orjson.loads(row)", "return None"),),
        "backend.chat.runs": (("            transaction.remember(", "            (lambda *_: None)("),),
    },
    # What a crash left open stays open.
    "no_recovery": {
        "backend.log.ledger": (("        end_interrupted_runs(transaction)\n", ""),),
    },
    # The pieces of a text stay in memory when it has become one row on the disk.
    "ring_outlives_compaction": {
        "backend.log.feed": (("        self._forget_all()\n", ""),),
    },
    # Compaction forgets to say that its row replaces.
    "compaction_without_set": {
        "backend.log.compact": (("int(replaces)", "0"),),
    },
    # A new name is answered and not kept.
    "names_are_forgotten": {
        "backend.chat.conversations": (("            if changed:\n", "            if False:\n"),),
    },
    # A draft is answered and not kept.
    "drafts_are_forgotten": {
        "backend.log.transaction": (
            ('        self.db.execute("DELETE FROM draft WHERE key = ?", (key,))\n', "        return\n"),
        ),
    },
    # What is long in the bin stays there.
    "bin_is_never_emptied": {
        "backend.log.compact": (("WHERE deleted_at < ?", "WHERE deleted_at < ? AND 0"),),
    },
    # Saving failed once, and is said to fail ever after.
    "saving_fails_for_ever": {
        "backend.log.writer": (("        self.failed = None\n        if records:", "        if records:"),),
    },
    # Compaction loses a character here and there.
    "compaction_drops_text": {
        "backend.log.compact": (("        texts.append(text)\n", "        texts.append(text[1:])\n"),),
    },
}


class MutantDoesNotApply(Exception):
    """The source has changed: say in MUTANTS what to change now."""


class _Loader(importlib.machinery.SourceFileLoader):
    """Reads the source, edited."""

    def __init__(self, name: str, path: str, edits: Sequence[Edit]) -> None:
        super().__init__(name, path)
        self._edits = edits

    def get_code(self, fullname: str) -> object:  # type: ignore[override]  # typeshed wants CodeType | None
        source = Path(self.path).read_text(encoding="utf-8")
        for old, new in self._edits:
            if old not in source:
                raise MutantDoesNotApply(f"{fullname} no longer contains {old!r}")
            source = source.replace(old, new)
        return compile(source, self.path, "exec")  # never from or to a cached .pyc


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that a mutant changes."""

    def __init__(self, edits: Mapping[str, Sequence[Edit]]) -> None:
        self._edits = edits

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self._edits:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.origin is not None
        return importlib.util.spec_from_loader(name, _Loader(name, spec.origin, self._edits[name]), origin=spec.origin)


def command(mutant: str) -> tuple[str, ...]:
    """How to start the server as this mutant."""
    assert mutant in MUTANTS
    return (sys.executable, "-m", "tests.faults.mutants", mutant)


def main() -> int:
    """`python -m backend`, with the first argument's defect."""
    mutant = sys.argv.pop(1)
    sys.meta_path.insert(0, _Finder(MUTANTS[mutant]))
    from backend.__main__ import main as backend_main  # only now: what it imports is to be edited

    return backend_main()


if __name__ == "__main__":
    sys.exit(main())
