"""What a repair of the database says, kept beside it until somebody has seen it: a kill takes nothing of it away."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

import orjson

from backend.domain import kept_file


@dataclass(frozen=True, slots=True)
class Repair:
    """Where the damaged files are kept, and what the person is told; None while it goes on."""

    kept: Path
    says: str | None = None


def noted(database: Path) -> Repair | None:
    """The one that nobody has seen, or that a kill cut off."""
    try:
        read = orjson.loads(_file(database).read_bytes())
        says = read["says"]
        return Repair(Path(read["kept"]), says if isinstance(says, str) else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(database: Path, repair: Repair) -> None:
    """Raises OSError."""
    kept_file.replace(_file(database), orjson.dumps({"kept": str(repair.kept), "says": repair.says}).decode())


def forget(database: Path) -> None:
    """It was seen. One that cannot be forgotten is told again."""
    with contextlib.suppress(OSError):
        _file(database).unlink(missing_ok=True)


def _file(database: Path) -> Path:
    return database.with_name(f"{database.stem}.repair.json")
